"""Record to document. Fields that only this program writes may be missing, as in records that people wrote."""

from collections.abc import Mapping
from typing import Any, get_args

from jishi.document import (
    LABELS,
    Argument,
    Cue,
    CueKind,
    Document,
    Entity,
    Event,
    Link,
    Mention,
    Modality,
    Polarity,
    Quantity,
    Relation,
    RelationKind,
    Sentence,
    Source,
    Span,
    Time,
    Token,
)
from jishi.document import Mapping as SourceMapping
from jishi.io.encode import SCHEMA
from jishi.read import fold

Record = Mapping[str, Any]


def from_record(record: Record) -> Document:
    """The document of a record.

    Raises:
        ValueError: another schema, an unknown label or attribute, a span that is none or does not hold its text.
        KeyError: a field that is not there, or an id that names nothing.
    """
    if record.get("schema", SCHEMA) != SCHEMA:
        raise ValueError(f"schema {record['schema']} is not {SCHEMA}")
    text = record["text"]
    mentions = {row["id"]: _mention(row, text) for row in record.get("mentions", ())}
    sentences = tuple(Sentence(_span(row, text), row.get("heading", False)) for row in record.get("sentences", ()))
    entities = {row["id"]: _entity(row, record, mentions) for row in record.get("entities", ())}
    source = record.get("source") or {}
    events = [_event(row, text, sentences, mentions, entities) for row in record.get("events", ())]
    known = {row.get("id"): event for row, event in zip(record.get("events", ()), events, strict=True)}
    return Document(
        id=record["id"],
        title=record.get("title", record["id"]),
        text=text,
        folded=fold(text),
        source=Source(
            source.get("path", ""), source.get("format", ""), source.get("sha256", ""), source.get("encoding")
        ),
        date=record.get("date"),
        source_map=tuple(SourceMapping(*row) for row in record.get("source_map", ())),
        links=tuple(Link(_span(row, text), row["target"]) for row in record.get("links", ())),
        headings=tuple(_span(row, text) for row in record.get("headings", ())),
        sentences=sentences,
        tokens=tuple(Token(_span(row, text), row.get("pos")) for row in record.get("tokens", ())),
        mentions=tuple(mentions.values()),
        entities=tuple(entities.values()),
        events=tuple(events),
        relations=tuple(_relation(row, text, known) for row in record.get("relations", ())),
    )


def _span(row: Record, text: str) -> Span:
    """The span of a row, checked against the text and against the row's own copy of it."""
    span = Span(row["start"], row["end"])
    if span.end > len(text) or row.get("text", found := text[span.start : span.end]) != found:
        raise ValueError(f"{span.start}..{span.end} does not hold {row.get('text')!r}")
    return span


def _one_of(value: Any, allowed: tuple[str, ...]) -> Any:
    if value not in allowed:
        raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")
    return value


def _value(row: Record | None) -> Time | Quantity | None:
    if row is None:
        return None
    if "low" not in row:
        return Time(row.get("edtf"), row.get("duration"), row.get("anchor"), row.get("reason"))
    return Quantity(
        row["low"],
        row["high"],
        row["best"],
        row.get("unit"),
        row.get("approximate", False),
        row.get("kind"),
        row.get("reason"),
    )


def _mention(row: Record, text: str) -> Mention:
    return Mention(
        _span(row, text),
        _one_of(row["label"], LABELS),
        row.get("rule", ""),
        row.get("strength", row.get("confidence", 1.0)),
        _value(row.get("value")),
        tuple(row.get("evidence", ())),
    )


def _entity(row: Record, record: Record, mentions: Mapping[str, Mention]) -> Entity:
    """The entity with its mentions: those it lists, else those that name it."""
    named = (mention["id"] for mention in record.get("mentions", ()) if mention.get("entity") == row["id"])
    coordinates = row.get("coordinates")
    return Entity(
        row["name"],
        _one_of(row["label"], LABELS),
        tuple(mentions[key] for key in row.get("mentions", named)),
        tuple(row.get("aliases", ())),
        row.get("link"),
        (coordinates[0], coordinates[1]) if coordinates else None,
        row.get("coordinates_source"),
    )


def _event(
    row: Record,
    text: str,
    sentences: tuple[Sentence, ...],
    mentions: Mapping[str, Mention],
    entities: Mapping[str, Entity],
) -> Event:
    trigger = _span(row["trigger"], text)
    around = (index for index, sentence in enumerate(sentences) if sentence.span.contains(trigger))
    return Event(
        type=row["type"],
        trigger=trigger,
        rule=row.get("rule", ""),
        sentence=row["sentence"] if "sentence" in row else next(around, 0),
        arguments=tuple(_argument(argument, mentions, entities) for argument in row.get("arguments", ())),
        subtype=row.get("subtype"),
        polarity=_one_of(row.get("polarity", "positive"), get_args(Polarity)),
        modality=_one_of(row.get("modality", "actual"), get_args(Modality)),
        source=row.get("source"),
        time=row.get("time"),
        time_basis=row.get("time_basis"),
        cues=tuple(Cue(_span(cue, text), _one_of(cue["kind"], get_args(CueKind))) for cue in row.get("cues", ())),
        confidence=row.get("confidence", 1.0),
    )


def _argument(row: Record, mentions: Mapping[str, Mention], entities: Mapping[str, Entity]) -> Argument:
    entity = row.get("entity")
    return Argument(
        row["role"],
        mentions[row["mention"]],
        None if entity is None else entities[entity],
        row.get("inferred", False),
        row.get("why", ""),
    )


def _relation(row: Record, text: str, events: Mapping[Any, Event]) -> Relation:
    kind = _one_of(row["kind"], get_args(RelationKind))
    return Relation(kind, events[row["source"]], events[row["target"]], _span(row["cue"], text), row.get("why", ""))
