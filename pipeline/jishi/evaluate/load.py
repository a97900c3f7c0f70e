"""Gold and predictions from files and folders, whatever kind they are: .ann, .json gold, .jsonl."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jishi.document import LABELS, Document, Source, Span
from jishi.errors import ReadError
from jishi.io import read_documents
from jishi.io.annotation import AnnotationError, Filler, Marked, Told, build, read_annotation
from jishi.resources.types import Schema

KINDS = (".ann", ".json", ".jsonl")
RUN_DOCUMENTS = "documents.jsonl"


def load_documents(paths: Sequence[Path], schema: Schema) -> list[Document]:
    """The documents of files and folders, in the order of the files.

    Raises:
        ReadError: a path without documents, a file that cannot be read, an id that comes twice.
        AnnotationError: the problems of all annotations that have any.
    """
    files = find_files(paths)
    documents: list[Document] = []
    problems: list[AnnotationError] = []
    origin: dict[str, Path] = {}
    for path in files:
        try:
            found = list(load_file(path, schema))
        except AnnotationError as error:
            problems.append(error)
            continue
        for number, document in enumerate(found, 1):
            if document.id in origin:
                raise ReadError(path, f"document {number}: {document.id} comes twice, first in {origin[document.id]}")
            origin[document.id] = path
        documents += found
    if problems:
        raise AnnotationError.of(problems)
    if not documents:
        raise ReadError(paths[0], "no document in it")
    return documents


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files to read; of a folder all annotations, else its gold files, else the documents of a run."""
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise ReadError(path, "no such file or folder")
        if not path.is_dir():
            found.append(path)
            continue
        inside = [sorted(path.rglob(f"*{kind}")) for kind in (".ann", ".jsonl", ".json")]
        chosen = next((files for files in inside if files), [])
        if not chosen:
            raise ReadError(path, f"no {', '.join(KINDS)} in it")
        found += chosen
    return list(dict.fromkeys(found))


def load_file(path: Path, schema: Schema) -> Iterator[Document]:
    """The documents of a file, by its suffix."""
    if path.suffix == ".ann":
        yield read_annotation(path, frozenset(schema.types), frozenset(schema.roles))
    elif path.suffix == ".jsonl":
        yield from read_documents(path)
    elif path.suffix == ".json":
        yield known_kinds(read_gold_json(path), schema, path)
    else:
        raise ReadError(path, f"unknown kind of file, not one of {', '.join(KINDS)}")


def known_kinds(document: Document, schema: Schema, path: Path) -> Document:
    """The document, if all its labels, types and roles are ours."""
    used = (
        ("label", {mention.label for mention in document.mentions}, set(LABELS)),
        ("event type", {event.type for event in document.events}, set(schema.types)),
        ("role", {argument.role for event in document.events for argument in event.arguments}, set(schema.roles)),
    )
    for name, found, known in used:
        if strange := set(found) - set(known):
            raise ReadError(path, f"unknown {name} {sorted(strange)[0]}")
    return document


def read_gold_json(path: Path) -> Document:
    """The document of a gold file in JSON: `doc`, `text`, `annotated`, `mentions`, `events` with `args`."""
    try:
        data = path.read_bytes()
        record = json.loads(data)
        if not isinstance(record, dict):
            raise ReadError(path, "line 1: not a gold record")
        return from_gold_record(record, Source(str(path), "gold-json", hashlib.sha256(data).hexdigest()))
    except KeyError as error:
        raise ReadError(path, f"{error} is missing or names nothing") from error
    except json.JSONDecodeError as error:
        raise ReadError(path, f"line {error.lineno}: {error.msg}") from error
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ReadError(path, str(error)) from error


def from_gold_record(record: Mapping[str, Any], source: Source) -> Document:
    """The document of a gold record; its sentences are the stretches that were annotated."""
    text = record["text"]
    sentences = [Span(start, end) for start, end in record["annotated"]]
    marked = {
        row["id"]: Marked(_span(row, text), row["label"], row.get("entity"), row.get("value"))
        for row in record["mentions"]
    }
    told = [_told(row, text, sentences, marked) for row in record["events"]]
    return build(record["doc"], record.get("date"), text, sentences, list(marked.values()), told, source)


def _told(row: Mapping[str, Any], text: str, sentences: Sequence[Span], marked: Mapping[str, Marked]) -> Told:
    trigger = Span(row["start"], row["end"])
    if text[trigger.start : trigger.end] != row["trigger"]:
        raise ValueError(f"{trigger.start}..{trigger.end} does not hold {row['trigger']!r}")
    sentence = next((number for number, span in enumerate(sentences) if span.contains(trigger)), 0)
    fillers = tuple(
        Filler(one["role"], marked[one["mention"]] if one["mention"] else None, one["entity"]) for one in row["args"]
    )
    return Told(row["type"], trigger, sentence, row["polarity"], row["modality"], row["source"], fillers)


def _span(row: Mapping[str, Any], text: str) -> Span:
    span = Span(row["start"], row["end"])
    if text[span.start : span.end] != row["text"]:
        raise ValueError(f"{span.start}..{span.end} does not hold {row['text']!r}")
    return span
