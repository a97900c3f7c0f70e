"""CSV in the shape of ACLED's event data, with the dates and the counts of dead as UCDP GED has them."""

from collections.abc import Iterable, Iterator
from typing import Any

from jishi.export.story import Story, iso, mapped, mapping, stories
from jishi.io.encode import Record
from jishi.io.tables import JOIN, csv_text

COLUMNS = ["event_id", "event_date", "date_end", "year", "time_precision", "disorder_type", "event_type"]
COLUMNS += ["sub_event_type", "actor1", "actor2", "location", "latitude", "longitude", "geo_precision"]
COLUMNS += ["source", "notes", "fatalities", "low", "high"]


def lines(records: Iterable[Record], done: Any) -> Iterator[str]:
    """The file, a row an event that is told as a fact and has a type there."""
    done.why = "denied, planned, ordered or supposed, or of a type that it does not have"
    table = mapping("event_acled")
    yield "\ufeff" + csv_text([COLUMNS])
    for record in records:
        for story in stories(record):
            row = mapped(table, story.event)
            if row is None or not story.happened:
                done.left_out += 1
                continue
            done.events += 1
            yield csv_text([_row(story, row)])


def _row(story: Story, row: dict[str, str]) -> list[Any]:
    (first, last), place = story.span, story.place
    latitude, longitude = (place.coordinates if place else None) or (None, None)
    best, low, high = _dead(story)
    return [
        story.id,
        iso(first),
        iso(last),
        first[0] if first else None,
        _precision(story),
        row["disorder_type"],
        row["event_type"],
        row["sub_event_type"],
        JOIN.join(story.names("agent")),
        JOIN.join(story.names("patient")),
        place.name if place else None,
        latitude,
        longitude,
        None if latitude is None else 1,
        story.event["source"] or story.record["title"],
        story.sentence,
        best,
        low,
        high,
    ]


def _precision(story: Story) -> int | None:
    """How exact the time is, as UCDP counts: 1 a day, 2 up to six days, 4 a month, 5 a year or more."""
    first, last = story.span
    if first is None or last is None:
        return None
    if first == last:
        return 1
    if first[:2] == last[:2]:
        return 2 if last[2] - first[2] < 6 else 4
    return 5


def _dead(story: Story) -> tuple[Any, Any, Any]:
    """The dead of an event that tells of dead alone: best, low and high; nothing is not none."""
    if (story.event["type"], story.event["subtype"]) not in {("CASUALTY", "killed"), ("ATROCITY", "massacre")}:
        return None, None, None
    for filler in story.fillers:
        if filler.role == "quantity" and filler.value is not None:
            return filler.value["best"], filler.value["low"], filler.value["high"]
    return None, None, None
