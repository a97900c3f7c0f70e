"""JSON in the shape of CMNEE, the corpus of Chinese military news events: a document an object, offsets in its text."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from jishi.export.story import Story, mapped, mapping, stories
from jishi.io.encode import Record


def lines(records: Iterable[Record], done: Any) -> Iterator[str]:
    """The file: an array, a document a line."""
    done.why = "of a type that it does not have"
    table, between = mapping("event_cmnee"), "["
    roles = {(row["type"], row["role"]): row["cmnee"] for row in mapping_rows()}
    for record in records:
        found = []
        for story in stories(record):
            row = mapped(table, story.event)
            if row is None:
                done.left_out += 1
                continue
            done.events += 1
            found.append(_event(story, row["cmnee"], roles))
        told = {"id": record["id"], "text": record["text"], "event_list": found, "coref_arguments": _names(record)}
        yield f"{between}\n{json.dumps(told, ensure_ascii=False)}"
        between = ","
    yield "[]\n" if between == "[" else "\n]\n"


def mapping_rows() -> list[dict[str, str]]:
    """The rows that say which role of ours is which of theirs, for each of their types."""
    from importlib.resources import files
    from pathlib import Path

    from jishi.resources.files import read_rows

    return list(read_rows(Path(str(files("jishi.resources").joinpath("tables", "role_cmnee.tsv"))), "type"))


def _event(story: Story, kind: str, roles: dict[tuple[str, str], str]) -> dict[str, Any]:
    arguments = []
    for one in story.event["arguments"]:
        role = roles.get((kind, one["role"])) or roles.get(("*", one["role"]))
        if role is not None:
            arguments.append({"role": role, **_told(one)})
    return {"event_type": kind, "trigger": _told(story.event["trigger"]), "arguments": arguments}


def _names(record: Record) -> list[list[dict[str, Any]]]:
    """The mentions of each entity that has several."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for mention in record["mentions"]:
        if mention["entity"] is not None:
            groups.setdefault(mention["entity"], []).append(_told(mention))
    return [group for group in groups.values() if len(group) > 1]


def _told(span: Record) -> dict[str, Any]:
    return {"text": span["text"], "offset": [span["start"], span["end"]]}
