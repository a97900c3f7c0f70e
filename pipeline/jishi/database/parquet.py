"""A folder of Parquet files, one a table: written aside and then in its place, as a run folder is."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jishi.batch.folder import clear_errors, staging
from jishi.database import tables
from jishi.database.arrow import arrow_schema, arrow_table
from jishi.database.rows import Row, Rows
from jishi.database.store import Known
from jishi.database.tables import BY_NAME, TABLES, Table, owner
from jishi.errors import ConfigError

FILES = frozenset(f"{one.name}.parquet" for one in TABLES)
MARK = b"jishi_schema"


@dataclass(slots=True)
class ParquetStore:
    """A store that writes new files: first the new rows, then those of the files before that still hold."""

    folder: Path
    writers: dict[str, Any]
    before: Known
    run: Row = ()
    replaced: set[str] = field(default_factory=set)
    kept: dict[str, str] = field(default_factory=dict)
    runs: set[str] = field(default_factory=set)

    def begin(self, run: Row) -> None:
        """Makes the run known."""
        self.run = run

    def known(self, ids: Sequence[str]) -> Known:
        """The digest and the run of those of the documents that are there."""
        return {id: self.before[id] for id in ids if id in self.before}

    def put(self, replaced: Sequence[str], rows: Rows) -> None:
        """Removes these documents with all that is theirs and adds the rows."""
        self.replaced.update(replaced)
        for name, added in rows.items():
            self.writers[name].write_table(arrow_table(BY_NAME[name], added))
        self.runs.update(row[1] for row in rows["documents"])

    def keep(self, ids: Sequence[str], run: str) -> None:
        """These documents, which have not changed, belong to that run now."""
        self.kept.update(dict.fromkeys(ids, run))

    def finish(self) -> None:
        """Takes over what still holds of the files before; runs of which no document is left are forgotten."""
        for one in reversed(TABLES):
            if one.name != "runs":
                self._take_over(one)
        runs = {row["id"]: tuple(row.values()) for row in self._old_runs()} | {self.run[0]: self.run}
        self.writers["runs"].write_table(arrow_table(BY_NAME["runs"], [runs[id] for id in runs if id in self.runs]))

    def _old_runs(self) -> list[dict[str, Any]]:
        import pyarrow.parquet as pq

        return pq.read_table(self.folder / "runs.parquet").to_pylist() if self.before else []

    def _take_over(self, one: Table) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        if not self.before:
            return
        gone = pa.array(sorted(self.replaced), pa.string())
        for batch in pq.ParquetFile(self.folder / f"{one.name}.parquet").iter_batches():
            part = batch.filter(pc.invert(pc.is_in(batch[owner(one)], gone)))
            if one.name == "documents":
                rows = [row | {"run": self.kept.get(row["id"], row["run"])} for row in part.to_pylist()]
                self.runs.update(row["run"] for row in rows)
                part = pa.RecordBatch.from_pylist(rows, schema=arrow_schema(one))
            self.writers[one.name].write_batch(part.cast(arrow_schema(one)))


@contextmanager
def opened(name: str) -> Iterator[ParquetStore]:
    """A store in that folder, which is made if it is not there."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ConfigError(
            f"parquet needs {error.name}, which is not installed: pip install 'jishi[parquet]'"
        ) from error
    folder = Path(name)
    with clear_errors(folder):
        try:
            before = documents_before(folder)
            folder.absolute().parent.mkdir(parents=True, exist_ok=True)
            with staging(folder) as stage, ExitStack() as stack:
                writers = {}
                for one in TABLES:
                    schema = arrow_schema(one).with_metadata({MARK: str(tables.VERSION).encode()})
                    path = stage / f"{one.name}.parquet"
                    writers[one.name] = stack.enter_context(pq.ParquetWriter(path, schema))
                yield ParquetStore(folder, writers, before)
        except pa.ArrowException as error:
            raise ConfigError(f"{folder}: {str(error).splitlines()[0]}") from error


def documents_before(folder: Path) -> Known:
    """The documents that the folder has.

    Raises:
        ConfigError: a folder with other things in it, or of another version.
    """
    import pyarrow.parquet as pq

    if not folder.exists():
        return {}
    if not folder.is_dir():
        raise ConfigError(f"{folder}: is a file, not a folder for Parquet")
    found = {path.name for path in folder.iterdir()}
    if not found:
        return {}
    if found != FILES:
        raise ConfigError(f"{folder}: not empty and not only tables of Jishi")
    file = pq.ParquetFile(folder / "documents.parquet")
    version = int((file.schema_arrow.metadata or {}).get(MARK, b"0"))
    if version != tables.VERSION:
        raise ConfigError(
            f"{folder}: made by another Jishi (schema {version}, here {tables.VERSION}); give a new folder"
        )
    known = file.read(columns=["id", "digest", "run"]).to_pylist()
    return {row["id"]: (row["digest"], row["run"]) for row in known}
