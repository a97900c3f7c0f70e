"""The journal of a run: the results that are finished, on disk at once, so that a killed run can go on."""

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jishi.errors import ConfigError
from jishi.read import Raw

EVERY = 0.5  # seconds of work that a kill may cost
TABLES = """
CREATE TABLE IF NOT EXISTS made_by (signature TEXT);
CREATE TABLE IF NOT EXISTS result (key BLOB PRIMARY KEY, data BLOB NOT NULL);
CREATE TEMP TABLE used (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE name (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE last (id TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE content (hash BLOB PRIMARY KEY, path TEXT) WITHOUT ROWID;
"""


def key_of(raw: Raw) -> bytes:
    """What an article is recognised by: its bytes, where they are from, and what is known of it."""
    total = hashlib.sha256(raw.data)
    for part in (raw.path, raw.format, raw.id, raw.title, raw.date):
        total.update(b"\0" if part is None else b"\1" + part.encode() + b"\0")
    return total.digest()


class Journal:
    """Results by key, and what this run has seen so far: on disk, so that memory stays flat."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database, self.saved = database, time.monotonic()

    def get(self, key: bytes) -> bytes | None:
        """The packed result of that article, if it is there."""
        row = self.database.execute("SELECT data FROM result WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        self.database.execute("INSERT OR IGNORE INTO used VALUES (?)", (key,))
        return bytes(row[0])

    def put(self, key: bytes, data: bytes) -> None:
        """Keeps a result; it is safe from a kill half a second later at most."""
        self.database.execute("INSERT OR REPLACE INTO result VALUES (?, ?)", (key, data))
        self.database.execute("INSERT OR IGNORE INTO used VALUES (?)", (key,))
        if time.monotonic() - self.saved > EVERY:
            self.save()

    def save(self) -> None:
        """Everything so far is on disk."""
        self.database.commit()
        self.saved = time.monotonic()

    def forget_unused(self) -> None:
        """Drops the results of articles that this run did not meet."""
        self.database.execute("DELETE FROM result WHERE key NOT IN (SELECT key FROM used)")
        self.save()

    def first_with(self, content: str, path: str) -> str | None:
        """The path of an earlier article with that content; None notes this one as the first."""
        hash = bytes.fromhex(content)
        row = self.database.execute("SELECT path FROM content WHERE hash = ?", (hash,)).fetchone()
        if row is None:
            self.database.execute("INSERT INTO content VALUES (?, ?)", (hash, path))
        return row and str(row[0])

    def holds_something(self) -> bool:
        """True if there is a result in it."""
        with suppress(sqlite3.Error):
            return self.database.execute("SELECT 1 FROM result LIMIT 1").fetchone() is not None
        return True

    def free_id(self, name: str) -> str:
        """The name, or the first of name~2, name~3 … that is free: files of one name are two documents."""
        row = self.database.execute("SELECT number FROM last WHERE id = ?", (name,)).fetchone()
        number, id = (int(row[0]) + 1, f"{name}~{row[0] + 1}") if row else (1, name)
        while not self.database.execute("INSERT OR IGNORE INTO name VALUES (?)", (id,)).rowcount:
            number += 1
            id = f"{name}~{number}"
        if number > 1:
            self.database.execute("INSERT OR REPLACE INTO last VALUES (?, ?)", (name, number))
        return id


@contextmanager
def open_journal(path: Path, signature: str, *, resume: bool) -> Iterator[Journal]:
    """The journal in that file, locked; without `resume`, or made under other rules, what was in it is gone.

    Raises:
        ConfigError: another run has it.
    """
    if not resume:
        discard(path)
    database = _connect(path)
    try:
        made_by = database.execute("SELECT signature FROM made_by").fetchone()
        if made_by != (signature,):
            database.execute("DELETE FROM made_by")
            database.execute("DELETE FROM result")
            database.execute("INSERT INTO made_by VALUES (?)", (signature,))
            database.commit()
        journal, finished = Journal(database), False
        try:
            yield journal
            finished = True
        finally:
            # On a full disk this fails once more; what was committed before is there all the same.
            with suppress(sqlite3.Error):
                journal.save()
            useful = resume if finished else journal.holds_something()
            database.close()
            if not useful:
                discard(path)
    finally:
        database.close()


def in_memory() -> Journal:
    """A journal that is gone with the process, without results: for ids and copies among a few documents."""
    database = sqlite3.connect(":memory:")
    database.executescript(TABLES)
    return Journal(database)


def _connect(path: Path) -> sqlite3.Connection:
    """The database with its tables; a file that is none is replaced."""
    for attempt in (1, 2):
        database = sqlite3.connect(path, timeout=1.0)
        try:
            # Nobody else may read it, so its lock is that of the run folder.
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.executescript(TABLES)
            return database
        except sqlite3.DatabaseError as error:
            database.close()
            if "locked" in str(error):
                raise ConfigError(f"{path}: another run is writing there") from error
            if attempt == 2 or isinstance(error, sqlite3.OperationalError):
                raise ConfigError(f"{path}: cannot be written: {error}") from error
            discard(path)
    raise AssertionError


def discard(path: Path) -> None:
    """Removes a journal that nobody has open; a locked one stays and is found to be locked."""
    database = sqlite3.connect(path, timeout=0)
    try:
        if path.exists() and path.stat().st_size:
            database.execute("PRAGMA locking_mode = EXCLUSIVE")
            database.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return
    except sqlite3.DatabaseError:
        pass
    finally:
        database.close()
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        file.unlink(missing_ok=True)
