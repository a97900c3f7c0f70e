"""SQLite: the embedded default, a file and nothing to install."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jishi.database.rows import Row
from jishi.database.sql import Dialect, SqlStore, insert_sql
from jishi.database.tables import Table
from jishi.errors import ConfigError

WAIT = 30.0  # seconds for another program that is writing
ALL_TABLES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"


def insert(connection: Any, one: Table, rows: Sequence[Row]) -> None:
    """Adds the rows."""
    connection.executemany(insert_sql(one), rows)


DIALECT = Dialect(
    {"text": "TEXT", "integer": "INTEGER", "real": "REAL", "boolean": "BOOLEAN"}, insert, all_tables=ALL_TABLES
)


@contextmanager
def opened(name: str) -> Iterator[SqlStore]:
    """A store in that file, which is made if it is not there."""
    import sqlite3

    path = Path(name)
    fresh = not path.exists()
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise ConfigError(f"{name}: cannot be opened: {getattr(error, 'strerror', None) or error}") from error
    done = False
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("BEGIN IMMEDIATE")
        store = SqlStore(connection, DIALECT, name)
        store.prepare()
        yield store
        connection.execute("COMMIT")
        done = True
    except sqlite3.Error as error:
        raise ConfigError(f"{name}: {error}") from error
    finally:
        connection.close()  # what is not committed is gone
        if fresh and not done:
            path.unlink(missing_ok=True)
