"""JSON in the shape of PLOVER, the event scheme of political science that followed CAMEO (Open Event Data Alliance)."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from jishi.export.story import Filler, Story, iso, mapped, mapping, stories
from jishi.io.encode import Record


def lines(records: Iterable[Record], done: Any) -> Iterator[str]:
    """The file: an array, an event a line."""
    done.why = "denied or supposed, or of a type that it does not have"
    table, between = mapping("event_plover"), "["
    for record in records:
        for story in stories(record):
            row = mapped(table, story.event)
            if row is None or story.event["polarity"] != "positive" or story.event["modality"] == "hypothetical":
                done.left_out += 1
                continue
            done.events += 1
            yield f"{between}\n{json.dumps(_event(story, row), ensure_ascii=False)}"
            between = ","
    yield "[]\n" if between == "[" else "\n]\n"


def _event(story: Story, row: dict[str, str]) -> dict[str, Any]:
    first, last = story.span
    place = story.place
    return {
        "id": story.id,
        "date": iso(first) or None,
        "date_end": iso(last) or None,
        "type": row["plover"],
        "mode": row["mode"] or None,
        "context": ["military"],
        "modality": story.event["modality"],
        "actor": [_actor(one) for one in story.fillers if one.role == "agent"],
        "recipient": [_actor(one) for one in story.fillers if one.role == "patient"],
        "location": place and {"name": place.name, "coordinates": place.coordinates},
        "source": story.record["source"]["path"],
        "text": story.sentence,
    }


def _actor(filler: Filler) -> dict[str, str]:
    return {"name": filler.name, "label": filler.label}
