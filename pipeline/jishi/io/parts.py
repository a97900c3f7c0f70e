"""What a document puts into each file of a run, as bytes: made where the document is, joined where the files are."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jishi.document import Document
from jishi.io.events import event_text
from jishi.io.ids import MakeIds, make_ids
from jishi.io.jsonl import document_line, record_line
from jishi.io.spacy import DOC_BIN, doc_maker, join_docs, need_spacy
from jishi.io.tables import TABLES, csv_text, safe_cell, table_text

Parts = Mapping[str, bytes]
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands in a file before its first part, between parts, and after the last; `finish` turns all of it
    into what the file is to hold, where parts side by side are not yet that."""

    head: bytes = b""
    first: bytes = b""
    between: bytes = b""
    tail: bytes = b""
    finish: Callable[[bytes], bytes] | None = None


FRAMES: Mapping[str, Frame] = {
    "documents.jsonl": Frame(),
    "events.json": Frame(b"[", b"\n", b",\n", b"\n]\n"),
    **{name: Frame(BOM + csv_text([columns]).encode()) for name, (columns, _) in TABLES.items()},
    DOC_BIN: Frame(finish=join_docs),
}
FILES: Mapping[str, tuple[str, ...]] = {
    "jsonl": ("documents.jsonl",),
    "json": ("events.json",),
    "csv": tuple(TABLES),
    "spacy": (DOC_BIN,),
}


def part_names(formats: Iterable[str]) -> list[str]:
    """The files of these formats.

    Raises:
        ConfigError: a format that needs what is not installed.
    """
    wanted = set(formats)
    if "spacy" in wanted:
        need_spacy()
    return [name for format, names in FILES.items() if format in wanted for name in names]


def part_maker(names: Sequence[str]) -> Callable[[Document], Parts]:
    """What a document puts into the files of these names."""
    doc_bytes = doc_maker() if DOC_BIN in names else None

    def make(document: Document) -> Parts:
        ids = make_ids(document)  # once, as it takes longer than to write most of the parts
        parts = {name: _text(document, name, lambda _: ids).encode() for name in names if name != DOC_BIN}
        return parts if doc_bytes is None else parts | {DOC_BIN: doc_bytes(document)}

    return make


def _text(document: Document, name: str, make: MakeIds) -> str:
    if name == "documents.jsonl":
        return document_line(document, make)
    return event_text(document) if name == "events.json" else table_text(name, document, make)


def renamed(parts: Parts, id: str) -> Parts:
    """The parts with another id of the document; nothing else of them changes. A spaCy Doc has no id."""

    def rename(name: str, part: bytes) -> bytes:
        return part if name == DOC_BIN else RENAMERS.get(name, _rename_rows)(part.decode(), id).encode()

    return {name: rename(name, part) for name, part in parts.items()}


def _rename_line(line: str, id: str) -> str:
    return record_line(json.loads(line) | {"id": id})


def _rename_events(text: str, id: str) -> str:
    records = (json.loads(line.removesuffix(",")) | {"document": id} for line in text.split("\n") if line)
    return ",\n".join(json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records)


def _rename_rows(text: str, id: str) -> str:
    # A sentence can be longer than what the reader takes for a cell by default.
    csv.field_size_limit(2**30)

    def rows() -> Iterator[list[str]]:
        for _, *cells in csv.reader(io.StringIO(text, newline="")):
            yield [safe_cell(id), *cells]

    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows())
    return out.getvalue()


RENAMERS = {"documents.jsonl": _rename_line, "events.json": _rename_events}
