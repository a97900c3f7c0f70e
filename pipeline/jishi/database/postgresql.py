"""PostgreSQL: rows go in by COPY."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from jishi.database.rows import Row
from jishi.database.sql import Dialect, SqlStore
from jishi.database.tables import Table, quoted
from jishi.errors import ConfigError

LOCK = 0x6A697368  # one load at a time


def insert(connection: Any, one: Table, rows: Sequence[Row]) -> None:
    """Adds the rows."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{one.name}" ({quoted(one.names)}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(row)


DIALECT = Dialect(
    {"text": "TEXT", "integer": "INTEGER", "real": "DOUBLE PRECISION", "boolean": "BOOLEAN"}, insert, mark="%s"
)


def shown(url: str) -> str:
    """The URL without user and password."""
    parts = urlsplit(url)
    return f"postgresql://{parts.netloc.rpartition('@')[2]}{parts.path}"


@contextmanager
def opened(url: str) -> Iterator[SqlStore]:
    """A store in that database."""
    try:
        import psycopg
    except ImportError as error:
        raise ConfigError(
            f"postgresql needs {error.name}, which is not installed: pip install 'jishi[postgres]'"
        ) from error
    place = shown(url)
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            connection.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
            store = SqlStore(connection, DIALECT, place)
            store.prepare()
            yield store
    except psycopg.Error as error:
        raise ConfigError(f"{place}: {(str(error).splitlines() or ['failed'])[0]}") from error
