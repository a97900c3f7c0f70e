"""An event as other programs want it: names for ids, days for a time, one place."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from jishi.evaluate.values import FIRST, LAST, Day, days
from jishi.io.encode import Record
from jishi.resources.files import read_rows

PLACE_ROLES = ("place", "destination", "origin", "patient", "agent")  # where an event is, best first


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role: `id` is that of the entity, or of the mention if it has none."""

    role: str
    id: str
    name: str
    label: str
    coordinates: tuple[float, float] | None
    value: Record | None
    mention: Record
    inferred: bool


@dataclass(frozen=True)
class Story:
    """An event of a record."""

    record: Record
    event: Record
    fillers: tuple[Filler, ...]

    @property
    def id(self) -> str:
        """The event's id among those of all documents."""
        return f"{self.record['id']}/{self.event['id']}"

    @property
    def sentence(self) -> str:
        """The sentence that tells of it."""
        span = self.record["sentences"][self.event["sentence"]]
        return str(self.record["text"][span["start"] : span["end"]]).strip()

    @property
    def happened(self) -> bool:
        """True if it is told as a fact: not denied, planned, ordered or supposed."""
        return bool(self.event["polarity"] == "positive" and self.event["modality"] == "actual")

    def names(self, role: str) -> list[str]:
        """The names of those in a role, each once."""
        return list(dict.fromkeys(filler.name for filler in self.fillers if filler.role == role))

    @cached_property
    def place(self) -> Filler | None:
        """Where it was: the best place among its fillers, one with coordinates before one without."""
        places = [filler for filler in self.fillers if filler.label == "PLACE" and filler.role in PLACE_ROLES]
        ranked = sorted(places, key=lambda one: (one.coordinates is None, PLACE_ROLES.index(one.role)))
        return ranked[0] if ranked else None

    @cached_property
    def span(self) -> tuple[Day | None, Day | None]:
        """Its first and last day, None for an open end or where the time is not known."""
        if not self.event["time"]:
            return None, None
        try:
            first, last = days(self.event["time"])
        except (ValueError, KeyError, IndexError):
            return None, None
        # A date without a year, XXXX-XX-XX, is all years.
        known = first == FIRST or last == LAST or first[0] // 1000 == last[0] // 1000
        return (None if first == FIRST or not known else first), (None if last == LAST or not known else last)


def stories(record: Record) -> Iterator[Story]:
    """The events of a record."""
    mentions = {one["id"]: one for one in record["mentions"]}
    entities = {one["id"]: one for one in record["entities"]}
    for event in record["events"]:
        yield Story(record, event, tuple(_filler(one, mentions, entities) for one in event["arguments"]))


def _filler(argument: Record, mentions: dict[str, Record], entities: dict[str, Record]) -> Filler:
    mention, entity = mentions[argument["mention"]], entities.get(argument["entity"] or "")
    value = mention["value"] if mention["label"] == "QUANTITY" else None
    told: Any = entity or {"id": mention["id"], "name": mention["text"], "label": mention["label"]}
    at = told.get("coordinates")
    where = (float(at[0]), float(at[1])) if at else None
    return Filler(
        argument["role"], told["id"], told["name"], told["label"], where, value, argument, argument["inferred"]
    )


def iso(day: Day | None) -> str:
    """The day as ISO 8601 has it, nothing for None; a month of another length ends where it ends."""
    from calendar import monthrange

    if day is None or not 1 <= day[0] <= 9999:
        return ""
    year, month, number = day
    return f"{year:04}-{month:02}-{min(number, monthrange(year, month)[1]):02}"


def mapping(name: str) -> dict[tuple[str, str], dict[str, str]]:
    """A table from types and subtypes to those of another scheme; `*` is any subtype."""
    path = Path(str(files("jishi.resources").joinpath("tables", f"{name}.tsv")))
    return {(row["type"], row["subtype"]): row for row in read_rows(path, "type")}


def mapped(table: dict[tuple[str, str], dict[str, str]], event: Record) -> dict[str, str] | None:
    """The row of an event's type and subtype, or of the type."""
    return table.get((event["type"], event["subtype"] or "*")) or table.get((event["type"], "*"))
