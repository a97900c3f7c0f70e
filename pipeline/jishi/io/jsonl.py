"""documents.jsonl: one document a line, ids made on writing, nothing lost between writing and reading."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jishi.document import Document
from jishi.errors import ReadError
from jishi.io.decode import from_record
from jishi.io.encode import Record, to_record
from jishi.io.ids import MakeIds, make_ids

Write = Callable[[Document], None]


def write_documents(documents: Iterable[Document], path: Path) -> None:
    """Writes the documents as they come, one a line."""
    with document_writer(path) as write:
        for document in documents:
            write(document)


@contextmanager
def document_writer(path: Path) -> Iterator[Write]:
    """A function that appends one document to the file, which is begun anew."""
    with path.open("w", encoding="utf-8", newline="\n") as file:

        def write(document: Document) -> None:
            file.write(document_line(document))

        yield write


def document_line(document: Document, make: MakeIds = make_ids) -> str:
    """The document's line, with the line break."""
    return record_line(to_record(document, make))


def record_line(record: Record) -> str:
    """The record's line, with the line break."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a file, one at a time.

    Raises:
        ReadError: a file that cannot be read, or a line that is no document record.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _read_line(line, path, number)
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(path, str(error)) from error


def _read_line(line: str, path: Path, number: int) -> Document:
    """The document of a line; whatever is wrong with it becomes a ReadError that names the line."""
    try:
        return from_record(json.loads(line))
    except KeyError as error:
        raise ReadError(path, f"line {number}: {error} is missing or names nothing") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise ReadError(path, f"line {number}: {error}") from error
