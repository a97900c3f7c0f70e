"""DuckDB: the same tables for analysis, without keys and indexes; the loader keeps them as if they had some."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jishi.database.arrow import arrow_table
from jishi.database.rows import Row
from jishi.database.sql import Dialect, SqlStore
from jishi.database.tables import Table, quoted
from jishi.errors import ConfigError


def insert(connection: Any, one: Table, rows: Sequence[Row]) -> None:
    """Adds the rows, as columns: it takes long to add them one by one."""
    connection.register("added", arrow_table(one, rows))
    connection.execute(f'INSERT INTO "{one.name}" ({quoted(one.names)}) SELECT * FROM added')
    connection.unregister("added")


DIALECT = Dialect(
    {"text": "TEXT", "integer": "INTEGER", "real": "DOUBLE", "boolean": "BOOLEAN"}, insert, constraints=False
)


@contextmanager
def opened(name: str) -> Iterator[SqlStore]:
    """A store in that file, which is made if it is not there."""
    try:
        import duckdb
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise ConfigError(f"duckdb needs {error.name}, which is not installed: pip install 'jishi[duckdb]'") from error
    path = Path(name)
    fresh, done = not path.exists(), False
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        with duckdb.connect(name) as connection:
            connection.begin()
            store = SqlStore(connection, DIALECT, name)
            store.prepare()
            yield store
            connection.commit()
            done = True
    except duckdb.Error as error:
        raise ConfigError(f"{name}: {str(error).splitlines()[0]}") from error
    except OSError as error:
        raise ConfigError(f"{name}: cannot be opened: {error.strerror or error}") from error
    finally:
        if fresh and not done:
            path.unlink(missing_ok=True)
