"""What the workers of Spark do: batches of Arrow in, batches out, and nothing is kept but the pipeline."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from typing import Any

from jishi.batch.pool import Pool, Slot
from jishi.batch.run import signature
from jishi.batch.worker import make_extractor, reason
from jishi.config import Config
from jishi.database.arrow import arrow_table
from jishi.database.rows import Row, document_rows
from jishi.database.tables import TABLES, Table
from jishi.errors import ConfigError, ReadError
from jishi.io import Failure, to_record
from jishi.io.jsonl import record_line
from jishi.read import Inputs, Raw
from jishi.read.inputs import read_file
from jishi.resources import load_resources

Batches = Iterator[Any]  # of pyarrow.RecordBatch
ROWS, SIZE = 64, 8 * 2**20  # a batch ends after so many articles, or bytes of them
PLACES = 40  # bits of a place that number the articles of a file
RAW = "place long, path string, format string, data binary, id string, title string, date string, reason string"
KINDS = {"text": "string", "integer": "bigint", "real": "double", "boolean": "boolean"}
FILED = tuple(one for one in TABLES if one.name != "runs")  # what a document has rows in
HEAD = ("place", "path", "stage", "reason", "id", "content", "record")


@dataclass(frozen=True, slots=True)
class Filed:
    """A finished article: its id, a hash of its clean text, its line of documents.jsonl, and its rows by table."""

    id: str
    content: str
    record: str
    rows: dict[str, list[Row]]


def read_batches(paths: Sequence[Path | Failure], folder: Path, inputs: Inputs, batches: Batches) -> Batches:
    """The articles of the files with these numbers, as rows of RAW; relative paths begin at the folder.

    A place is the number of the file and that of the article in it: the order in which one process would read.
    """
    for batch in batches:
        for file in batch.column(0).to_pylist():
            path = paths[file]
            found = (
                [ReadError(Path(path.path), path.reason)]
                if isinstance(path, Failure)
                else read_file(path, inputs, folder)
            )
            rows = (raw_row((file << PLACES) + number, raw) for number, raw in enumerate(found))
            yield from packed(rows, raw_batch)


def raw_row(place: int, raw: Any) -> tuple[int, Row]:
    """The size and the row of an article, or of the error in its place."""
    if isinstance(raw, Raw):
        return len(raw.data), (place, raw.path, raw.format, raw.data, raw.id, raw.title, raw.date, None)
    return 0, (place, str(raw.path), "", b"", None, None, None, raw.reason)


def raw_batch(rows: Sequence[Row]) -> Any:
    """The rows as a batch."""
    import pyarrow as pa

    kinds = {"long": pa.int64(), "binary": pa.binary(), "string": pa.string()}
    fields = [pa.field(name, kinds[kind]) for name, kind in (column.split() for column in RAW.split(", "))]
    columns = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), fields, strict=True)]
    return pa.record_batch(columns, pa.schema(fields))


def packed(sized: Iterable[tuple[int, Any]], make: Callable[[Sequence[Any]], Any]) -> Batches:
    """The items in batches that are neither too many nor too large."""
    items: list[Any] = []
    total = 0
    for size, item in sized:
        items.append(item)
        total += size
        if len(items) >= ROWS or total >= SIZE:
            yield make(items)
            items, total = [], 0
    if items:
        yield make(items)


def extract_batches(config: Config, timeout: float | None, expected: str, batches: Batches) -> Batches:
    """What comes of articles that are rows of RAW, as rows of `filed_schema()`, in the same order.

    The work is done in a process beside this one, as in a run with several: an article that takes longer than
    `timeout` seconds or that ends its process is a failure.

    Raises:
        ConfigError: Jishi or its resources are not those that were `expected`: another version is installed here.
    """
    make = partial(filer, config, expected)
    make()  # before processes are forked, which then have the pipeline
    places = deque[tuple[int, str]]()

    def tasks() -> Iterator[Raw | Slot]:
        for batch in batches:
            for row in batch.to_pylist():
                places.append((row["place"], row["path"]))
                yield task(row)

    def filed() -> Iterator[tuple[int, tuple[int, str, Filed | Failure]]]:
        for slot in Pool(make, 1, timeout).outcomes(tasks(), lambda slot: None):
            outcome = slot.outcome
            yield len(outcome.record) * 2 if isinstance(outcome, Filed) else 0, (*places.popleft(), outcome)

    yield from packed(filed(), filed_batch)


def task(row: dict[str, Any]) -> Raw | Slot:
    """The article of a row of RAW; one that could not be read as a slot that is done."""
    if row["reason"] is not None:
        return Slot(None, Failure(row["path"], "read", row["reason"]), done=True)
    return Raw(row["path"], row["format"], row["data"], row["id"], row["title"], row["date"])


@cache
def filer(config: Config, expected: str) -> Callable[[Raw], Filed | Failure]:
    """Turns an article into what is filed of it; made once a process."""
    resources = load_resources()
    if signature(resources, config) != expected:
        raise ConfigError("a worker has another Jishi, or other resources, than the driver: install the same")
    extract = make_extractor(resources, config)

    def work(raw: Raw) -> Filed | Failure:
        document = extract(raw)
        if isinstance(document, Failure):
            return document
        try:
            record = to_record(document)
            line = record_line(record)
            rows = document_rows(record, "", digest(line))
            return Filed(document.id, digest(document.text), line, dict(rows))
        except Exception as error:
            return Failure(raw.path, "write", reason(error))

    return work


def digest(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal: what copies and changed documents are told by."""
    return hashlib.sha256(text.encode()).hexdigest()


def filed_schema() -> str:
    """The columns of `extract_batches` as Spark names them: HEAD, then for each table the rows of the document."""
    head = ", ".join(f"{name} {'long' if name == 'place' else 'string'}" for name in HEAD)
    return ", ".join([head, *(f"{one.name} array<struct<{struct_fields(one)}>>" for one in FILED)])


def struct_fields(one: Table) -> str:
    """The columns of a table as Spark names them."""
    return ", ".join(f"{column.name}: {KINDS[column.kind]}" for column in one.columns)


def filed_batch(items: Sequence[tuple[int, str, Filed | Failure]]) -> Any:
    """The outcomes as a batch; a failure has a stage, a reason and no rows."""
    import pyarrow as pa

    heads = zip(*(head_row(*item) for item in items), strict=True)
    columns = [
        pa.array(values, pa.int64() if name == "place" else pa.string())
        for name, values in zip(HEAD, heads, strict=True)
    ]
    rows = [outcome.rows if isinstance(outcome, Filed) else {} for _, _, outcome in items]
    columns += [nested(one, [each.get(one.name, []) for each in rows]) for one in FILED]
    return pa.record_batch(columns, [*HEAD, *(one.name for one in FILED)])


def head_row(place: int, path: str, outcome: Filed | Failure) -> Row:
    """What stands in the columns of HEAD."""
    if isinstance(outcome, Failure):
        return place, outcome.path, outcome.stage, outcome.reason, None, None, None
    return place, path, None, None, outcome.id, outcome.content, outcome.record


def nested(one: Table, documents: Sequence[Sequence[Row]]) -> Any:
    """The rows of a table as one list a document."""
    import pyarrow as pa

    rows = arrow_table(one, [row for rows in documents for row in rows])
    offsets = pa.array([0, *accumulate(map(len, documents))], pa.int32())
    return pa.ListArray.from_arrays(offsets, rows.to_struct_array().combine_chunks())
