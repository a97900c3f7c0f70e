"""A store in any database that speaks SQL; what differs between them is a dialect."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jishi.database import tables
from jishi.database.rows import Row, Rows
from jishi.database.store import Known
from jishi.database.tables import BY_NAME, TABLES, VIEWS, Kind, Table, index_sql, owner, quoted, table_sql, view_sql
from jishi.errors import ConfigError

Insert = Callable[[Any, Table, Sequence[Row]], None]
ALL_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database calls its types, marks a value, adds many rows, names its tables, and if it has keys."""

    types: Mapping[Kind, str]
    insert: Insert
    mark: str = "?"
    all_tables: str = ALL_TABLES
    constraints: bool = True


@dataclass(frozen=True, slots=True)
class SqlStore:
    """A store through a connection on which a transaction has begun."""

    connection: Any
    dialect: Dialect
    place: str

    def prepare(self) -> None:
        """Makes the tables, or brings those of an earlier version up to this one.

        Raises:
            ConfigError: tables of a later version, or of another program.
        """
        found = {str(row[0]) for row in self._rows(self.dialect.all_tables)}
        if "schema_version" not in found:
            if strange := found & {*BY_NAME, *VIEWS}:
                raise ConfigError(f"{self.place}: has other tables of these names: {', '.join(sorted(strange))}")
            self._make()
            return
        version = max((int(row[0]) for row in self._rows("SELECT version FROM schema_version")), default=0)
        if version > tables.VERSION:
            raise ConfigError(f"{self.place}: made by a later Jishi (schema {version}, here {tables.VERSION})")
        if version < tables.VERSION:
            self._upgrade(version)

    def _make(self) -> None:
        self._do("CREATE TABLE schema_version (version INTEGER NOT NULL)")
        self._do(f"INSERT INTO schema_version VALUES ({tables.VERSION})")
        for one in TABLES:
            self._do(table_sql(one, self.dialect.types, constraints=self.dialect.constraints))
            for statement in index_sql(one) if self.dialect.constraints else ():
                self._do(statement)
        for statement in view_sql():
            self._do(statement)

    def _upgrade(self, version: int) -> None:
        for name in VIEWS:
            self._do(f"DROP VIEW IF EXISTS {name}")
        for step in range(version, tables.VERSION):
            if step not in tables.MIGRATIONS:
                raise ConfigError(f"{self.place}: made by a Jishi too early to go on from (schema {version})")
            for statement in tables.MIGRATIONS[step]:
                self._do(statement)
        for statement in view_sql():
            self._do(statement)
        self._do(f"UPDATE schema_version SET version = {tables.VERSION}")

    def begin(self, run: Row) -> None:
        """Makes the run known."""
        mark = self.dialect.mark
        if not self._rows(f"SELECT 1 FROM runs WHERE id = {mark}", run[:1]):
            self.dialect.insert(self.connection, BY_NAME["runs"], [run])

    def known(self, ids: Sequence[str]) -> Known:
        """The digest and the run of those of the documents that are there."""
        found = self._rows(f"SELECT id, digest, run FROM documents WHERE id IN ({self._marks(ids)})", ids)
        return {id: (digest, run) for id, digest, run in found}

    def put(self, replaced: Sequence[str], rows: Rows) -> None:
        """Removes these documents with all that is theirs and adds the rows."""
        for one in reversed(TABLES) if replaced else ():
            if one.name != "runs":
                self._do(f'DELETE FROM "{one.name}" WHERE {owner(one)} IN ({self._marks(replaced)})', replaced)
        for one in TABLES:
            if added := rows.get(one.name):
                self.dialect.insert(self.connection, one, added)

    def keep(self, ids: Sequence[str], run: str) -> None:
        """These documents, which have not changed, belong to that run now."""
        mark = self.dialect.mark
        self._do(f"UPDATE documents SET run = {mark} WHERE id IN ({self._marks(ids)})", [run, *ids])

    def finish(self) -> None:
        """Forgets the runs of which no document is left."""
        self._do("DELETE FROM runs WHERE id NOT IN (SELECT run FROM documents)")

    def _marks(self, ids: Sequence[str]) -> str:
        return ", ".join([self.dialect.mark] * len(ids))

    def _do(self, statement: str, values: Iterable[Any] = ()) -> None:
        self._execute(statement, values)

    def _rows(self, statement: str, values: Iterable[Any] = ()) -> list[Any]:
        return list(self._execute(statement, values).fetchall())

    def _execute(self, statement: str, values: Iterable[Any]) -> Any:
        # Without values none are looked for: a % of LIKE is not the mark of one.
        return self.connection.execute(statement, *([chosen] if (chosen := list(values)) else []))


def insert_sql(one: Table, mark: str = "?") -> str:
    """The statement that adds a row."""
    return f'INSERT INTO "{one.name}" ({quoted(one.names)}) VALUES ({", ".join([mark] * len(one.columns))})'
