"""A record as rows of every table, in the order of the columns."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jishi.io.encode import Record

Row = tuple[Any, ...]
Rows = Mapping[str, list[Row]]


def run_row(record: Record, inputs: Iterable[Record] | None = None) -> Row:
    """The row of a run, from its run.json. Its id comes from all but the timing: the same run has the same id.

    `inputs` take the place of those of the record, where they are too many for memory.
    """
    given = record if inputs is None else record | {"inputs": []}
    told = json.dumps({key: given[key] for key in given if key != "timing"}, sort_keys=True)
    counts = record["counts"]
    return (
        _hash(told, inputs or ()),
        record["version"],
        record["resources"],
        json.dumps(record["config"], sort_keys=True),
        counts["documents"],
        counts["characters"],
        counts["failures"],
    )


def _hash(told: str, inputs: Iterable[Record]) -> str:
    """The hash of the JSON, in which the inputs stand in the list of inputs, if that is empty."""
    before, empty, after = told.partition('"inputs": []')
    total = hashlib.sha256(f"{before}{empty[:-1]}".encode())
    for number, row in enumerate(inputs):
        total.update(f"{', ' if number else ''}{json.dumps(row, sort_keys=True)}".encode())
    total.update(f"{empty[-1:]}{after}".encode())
    return total.hexdigest()[:16]


def document_rows(record: Record, run: str, digest: str) -> Rows:
    """The rows of a document."""
    made = {name: list(rows(record)) for name, rows in LAYERS.items()}
    document = (record["id"], run, record["title"], record["date"], record["text"], digest)
    return {"documents": [document], **made}


def _sources(record: Record) -> Iterator[Row]:
    source = record["source"]
    yield record["id"], source["path"], source["format"], source["sha256"], source.get("encoding")


def _sentences(record: Record) -> Iterator[Row]:
    id, text = record["id"], record["text"]
    for number, one in enumerate(record["sentences"]):
        start, end = one["start"], one["end"]
        yield id, number, start, end, text[start:end], one.get("heading", False)


def _entities(record: Record) -> Iterator[Row]:
    for one in record["entities"]:
        latitude, longitude = one["coordinates"] or (None, None)
        yield record["id"], one["id"], one["name"], one["label"], one["link"], latitude, longitude


def _aliases(record: Record) -> Iterator[Row]:
    for one in record["entities"]:
        for alias in dict.fromkeys(one["aliases"]):
            yield record["id"], one["id"], alias


def _mentions(record: Record) -> Iterator[Row]:
    id = record["id"]
    for one in record["mentions"]:
        start, end = one["start"], one["end"]
        yield id, one["id"], start, end, one["text"], one["label"], one["entity"], one["rule"], one["confidence"]


def _times(record: Record) -> Iterator[Row]:
    for one in record["mentions"]:
        value = one["value"]
        if value is not None and "low" not in value:
            yield record["id"], one["id"], value.get("edtf"), value.get("duration"), value.get("anchor")


def _quantities(record: Record) -> Iterator[Row]:
    for one in record["mentions"]:
        value = one["value"]
        if value is not None and "low" in value:
            amounts = (value["low"], value["best"], value["high"])
            yield record["id"], one["id"], *amounts, value["unit"], value["approximate"], value.get("kind")


def _events(record: Record) -> Iterator[Row]:
    for one in record["events"]:
        trigger = one["trigger"]
        yield (
            record["id"],
            one["id"],
            one["type"],
            one["subtype"],
            trigger["text"],
            trigger["start"],
            trigger["end"],
            one["polarity"],
            one["modality"],
            one["source"],
            one["time"],
            one.get("time_basis"),
            one["sentence"],
            one["rule"],
            one["confidence"],
        )


def _arguments(record: Record) -> Iterator[Row]:
    id = record["id"]
    for event in record["events"]:
        for number, one in enumerate(event["arguments"], start=1):
            yield (
                id,
                event["id"],
                number,
                one["role"],
                one["mention"],
                one["entity"],
                one["inferred"],
                one.get("why") or None,
            )


def _relations(record: Record) -> Iterator[Row]:
    for one in record.get("relations", ()):
        yield (
            record["id"],
            one["id"],
            one["kind"],
            one["source"],
            one["target"],
            one["cue"]["text"],
            one.get("why") or None,
        )


LAYERS: Mapping[str, Callable[[Record], Iterator[Row]]] = {
    "sources": _sources,
    "sentences": _sentences,
    "entities": _entities,
    "aliases": _aliases,
    "mentions": _mentions,
    "times": _times,
    "quantities": _quantities,
    "events": _events,
    "arguments": _arguments,
    "relations": _relations,
}
