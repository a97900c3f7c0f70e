"""A run into a database: streamed, in one transaction, and nothing is written that is there already."""

import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from jishi.database.rows import Row, document_rows, run_row
from jishi.database.store import Store
from jishi.errors import ConfigError, ReadError
from jishi.io.encode import Record
from jishi.io.records import documents_file, read_records

DEFAULT = "sqlite:///outputs/jishi.db"
SCHEMES = "sqlite:///FILE, postgresql://…, duckdb:///FILE, parquet:DIR"
ROWS = 20_000  # rows that go to the database at once
RUN_KEYS = {"version", "config", "resources", "counts"}


@dataclass(slots=True)
class Loaded:
    """What a load did: the place, without a password, documents by what became of them, rows by table, seconds."""

    place: str
    documents: Counter[str] = field(default_factory=Counter)  # new, replaced, unchanged
    rows: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


@dataclass(slots=True)
class Chunk:
    """Documents on their way: rows by table; ids of those that are new, to be replaced, and unchanged."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def load(run: Path, url: str = DEFAULT) -> Loaded:
    """Loads a run folder; a document that is there from another run is replaced, what has not changed stays.

    Raises:
        ReadError: no such run, or a damaged record; then nothing of the run is loaded.
        ConfigError: a database that cannot be used, or whose library is not installed.
    """
    started, path = time.perf_counter(), documents_file(run)
    if not run.is_dir():
        raise ReadError(run, "not a run folder")
    row = run_row(read_run(run))
    place, opened = open_store(url)
    loaded = Loaded(place)
    with opened as store:
        store.begin(row)
        for lines in _batches(read_records(path)):
            _take(lines, store, str(row[0]), loaded)
        store.finish()
    loaded.seconds = time.perf_counter() - started
    return loaded


def read_run(folder: Path) -> Record:
    """The run.json of a folder."""
    path = folder / "run.json"
    try:
        record = json.loads(path.read_bytes())
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise ReadError(path, f"not JSON: {error}") from error
    if not isinstance(record, dict) or record.keys() < RUN_KEYS:
        raise ReadError(path, f"not the record of a run: {', '.join(sorted(RUN_KEYS))} wanted")
    return record


def _batches(lines: Iterator[tuple[bytes, Record]]) -> Iterator[list[tuple[str, Record]]]:
    """The digests and records in lists of not too many rows."""
    batch: list[tuple[str, Record]] = []
    rows = 0
    for line, record in lines:
        batch.append((hashlib.sha256(line).hexdigest(), record))
        rows += sum(len(record[layer]) for layer in ("sentences", "mentions", "entities"))
        rows += sum(1 + len(event["arguments"]) for event in record["events"])
        if rows >= ROWS or len(batch) >= ROWS // 100:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


def _take(batch: list[tuple[str, Record]], store: Store, run: str, loaded: Loaded) -> None:
    """Writes what of the documents is not there yet."""
    known, chunk = store.known([record["id"] for _, record in batch]), Chunk()
    for digest, record in batch:
        id = record["id"]
        if id in known and known[id][0] == digest:
            loaded.documents["unchanged"] += 1
            if known[id][1] != run:
                chunk.kept.append(id)
            continue
        (chunk.replaced if id in known else chunk.new).append(id)
        for name, rows in document_rows(record, run, digest).items():
            chunk.rows.setdefault(name, []).extend(rows)
            loaded.rows[name] += len(rows)
    if chunk.rows:
        store.put(chunk.replaced, chunk.rows)
    if chunk.kept:
        store.keep(chunk.kept, run)
    loaded.documents.update(new=len(chunk.new), replaced=len(chunk.replaced))


def open_store(url: str) -> tuple[str, AbstractContextManager[Store]]:
    """The place that the URL names, as it is shown, and its store.

    Raises:
        ConfigError: a URL of another kind.
    """
    from jishi.database import duckdb, parquet, postgresql, sqlite

    kinds: dict[str, Callable[[str], AbstractContextManager[Store]]] = {
        "sqlite:///": sqlite.opened,
        "duckdb:///": duckdb.opened,
        "parquet:": parquet.opened,
    }
    for prefix, open_it in kinds.items():
        if url.startswith(prefix) and (rest := url.removeprefix(prefix)):
            return rest, open_it(rest)
    if url.startswith(("postgresql://", "postgres://")):
        return postgresql.shown(url), postgresql.opened(url)
    raise ConfigError(f"{url.partition(':')[0]}: no database that is known: choose from {SCHEMES}")
