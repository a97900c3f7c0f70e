"""GeoJSON (RFC 7946): places that have coordinates, and the events there."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from jishi.export.story import Story, iso, stories
from jishi.io.encode import Record


def lines(records: Iterable[Record], done: Any) -> Iterator[str]:
    """The file, a feature a line."""
    done.why = "without coordinates"
    between = '{"type": "FeatureCollection", "features": ['
    for record in records:
        for feature in _features(record, done):
            yield f"{between}\n{json.dumps(feature, ensure_ascii=False)}"
            between = ","
    yield f"{between}\n]}}\n" if between != "," else "\n]}\n"


def _features(record: Record, done: Any) -> Iterator[dict[str, Any]]:
    for entity in record["entities"]:
        if entity["coordinates"]:
            told = {"kind": "place", "name": entity["name"], "label": entity["label"], "document": record["id"]}
            yield _feature(f"{record['id']}/{entity['id']}", entity["coordinates"], told)
    for story in stories(record):
        if story.place is None or story.place.coordinates is None:
            done.left_out += 1
            continue
        done.events += 1
        yield _feature(story.id, story.place.coordinates, _event(story))


def _event(story: Story) -> dict[str, Any]:
    event = story.event
    first, last = story.span
    told = {"kind": "event", "name": event["trigger"]["text"], "document": story.record["id"]}
    told |= {key: event[key] for key in ("type", "subtype", "time", "polarity", "modality")}
    told |= {"start": iso(first) or None, "end": iso(last) or None, "place": story.place and story.place.name}
    told |= {role: story.names(role) for role in ("agent", "patient", "quantity")}
    return told | {"sentence": story.sentence}


def _feature(id: str, coordinates: Iterable[float], told: dict[str, Any]) -> dict[str, Any]:
    latitude, longitude = coordinates
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "id": id, "geometry": point, "properties": told}
