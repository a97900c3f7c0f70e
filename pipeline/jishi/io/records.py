"""The records of a run as they stand in documents.jsonl, checked against the contract, one at a time."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from jishi.errors import ReadError
from jishi.io.encode import Record

DOCUMENTS = "documents.jsonl"
ESCAPED = rb"\ud"  # how half a character can get through, which no database takes


def documents_file(run: Path) -> Path:
    """The file of records: that of the run folder, or the path itself if it is a file.

    Raises:
        ReadError: no such run, or a folder without records.
    """
    path = run / DOCUMENTS if run.is_dir() else run
    if not run.exists():
        raise ReadError(run, "no such run folder")
    if not path.is_file():
        raise ReadError(run, f"not a run folder: no {DOCUMENTS} in it (was it made with --format jsonl?)")
    return path


def read_records(path: Path) -> Iterator[tuple[bytes, Record]]:
    """Each line and its record.

    Raises:
        ReadError: a file that cannot be read; a line that is no record, or has ids that name nothing or came before.
    """
    check, seen = _checker(), set[str]()
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                record = _record(line, path, number)
                if (problem := check(record) or dangling(record)) is not None:
                    raise ReadError(path, f"line {number}: {problem}")
                if record["id"] in seen:
                    raise ReadError(path, f"line {number}: {record['id']} comes twice")
                seen.add(record["id"])
                yield line, record
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error


def _record(line: bytes, path: Path, number: int) -> Record:
    try:
        record: Record = json.loads(line.decode())
        if ESCAPED in line.lower():
            json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ReadError(path, f"line {number}: a character that is none: {error.object[error.start]!r}") from error
    except (ValueError, RecursionError) as error:
        raise ReadError(path, f"line {number}: not JSON: {error}") from error
    return record


def _checker() -> Any:
    """A function that says what is against the contract in a record, or None."""
    from jsonschema_rs import validator_for

    validator = validator_for(json.loads(files("jishi.io").joinpath("schema.json").read_text(encoding="utf-8")))

    def check(record: Record) -> str | None:
        if validator.is_valid(record):
            return None
        error = next(iter(validator.iter_errors(record)))
        where = "/".join(map(str, error.instance_path))
        return f"not as the contract has it: {where + ': ' if where else ''}{error.message[:200]}"

    return check


def dangling(record: Record) -> str | None:
    """The first id that names nothing or comes twice, or a place outside of the text; None if all is well."""
    mentions, entities, events = ({one["id"] for one in record[layer]} for layer in ("mentions", "entities", "events"))
    for layer, ids in (("mentions", mentions), ("entities", entities), ("events", events)):
        if len(record[layer]) != len(ids):
            return f"an id comes twice in {layer}"
    for mention in record["mentions"]:
        if mention["entity"] is not None and mention["entity"] not in entities:
            return f"mention {mention['id']}: no entity {mention['entity']}"
        if not mention["start"] < mention["end"] <= len(record["text"]):
            return f"mention {mention['id']}: {mention['start']}..{mention['end']} is outside of the text"
    for event in record["events"]:
        if event["sentence"] >= len(record["sentences"]):
            return f"event {event['id']}: no sentence {event['sentence']}"
        for argument in event["arguments"]:
            if argument["mention"] not in mentions:
                return f"event {event['id']}: no mention {argument['mention']}"
            if argument["entity"] is not None and argument["entity"] not in entities:
                return f"event {event['id']}: no entity {argument['entity']}"
    for relation in record.get("relations", ()):
        if not {relation["source"], relation["target"]} <= events:
            return f"relation {relation['id']}: no event {relation['source']} or {relation['target']}"
    return None
