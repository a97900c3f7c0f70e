"""Document to record: the dictionary that a line of documents.jsonl holds."""

from collections.abc import Mapping
from typing import Any

from jishi.document import Argument, Document, Entity, Event, Mention, Quantity, Relation, Source, Span, Spanned, Time
from jishi.io.ids import Ids, MakeIds, event_ids, make_ids

SCHEMA = 1
Record = dict[str, Any]


def to_record(document: Document, make: MakeIds = make_ids) -> Record:
    """The document as other programs read it."""
    ids = make(document)
    source = document.source
    return {
        "schema": SCHEMA,
        "id": document.id,
        "title": document.title,
        "source": _source(source),
        "date": document.date,
        "text": document.text,
        "source_map": [[part.start, part.end, part.raw_start, part.raw_end] for part in document.source_map],
        "links": [_offsets(link) | {"target": link.target} for link in document.links],
        "headings": [{"start": span.start, "end": span.end} for span in document.headings],
        "sentences": [_offsets(sentence) | {"heading": sentence.heading} for sentence in document.sentences],
        "tokens": [_offsets(token) | {"pos": token.pos} for token in document.tokens],
        "mentions": [_mention(document, mention, ids) for mention in document.mentions],
        "entities": [_entity(entity, ids) for entity in document.entities],
        "events": [_event(document, event, number, ids) for number, event in enumerate(document.events, start=1)],
        "relations": _relations(document),
    }


def _source(source: Source) -> Record:
    """Path, format and hash; the encoding only if it is known."""
    record = {"path": source.path, "format": source.format, "sha256": source.sha256}
    return record if source.encoding is None else record | {"encoding": source.encoding}


def value_record(value: Time | Quantity | None) -> Record | None:
    """The value of a TIME or QUANTITY; `reason` is there only if there is one."""
    if value is None:
        return None
    if isinstance(value, Time):
        given = {"duration": value.duration, "edtf": value.edtf, "anchor": value.anchor}
        needed = ("duration",) if value.duration is not None else ("edtf", "anchor")
        record: Record = {key: given[key] for key in given if key in needed or given[key] is not None}
    else:
        record = {
            "low": _number(value.low),
            "high": _number(value.high),
            "best": _number(value.best),
            "unit": value.unit,
            "approximate": value.approximate,
            "kind": value.kind,
        }
    return record if value.reason is None else record | {"reason": value.reason}


def _number(number: float | None) -> float | int | None:
    """7000 rather than 7000.0."""
    return int(number) if number is not None and number == int(number) else number


def _offsets(item: Spanned) -> Record:
    return {"start": item.span.start, "end": item.span.end}


def _text(document: Document, span: Span) -> Record:
    return {"start": span.start, "end": span.end, "text": document[span]}


def _mention(document: Document, mention: Mention, ids: Ids) -> Record:
    return {
        "id": ids.mention(mention),
        **_text(document, mention.span),
        "label": mention.label,
        "entity": ids.entity(ids.owner(mention)),
        "value": value_record(mention.value),
        "rule": mention.rule,
        "confidence": min(1.0, mention.strength),
        "strength": mention.strength,
        "evidence": list(mention.evidence),
    }


def _entity(entity: Entity, ids: Ids) -> Record:
    return {
        "id": ids.entity(entity),
        "name": entity.name,
        "label": entity.label,
        "aliases": list(entity.aliases),
        "link": entity.link,
        "coordinates": list(entity.coordinates) if entity.coordinates else None,
        "coordinates_source": entity.coordinates_source,
        "mentions": [ids.mention(mention) for mention in entity.mentions],
    }


def _argument(document: Document, argument: Argument, ids: Ids) -> Record:
    return {
        "role": argument.role,
        "mention": ids.mention(argument.mention),
        "entity": ids.entity(argument.entity),
        **_text(document, argument.mention.span),
        "inferred": argument.inferred,
        "why": argument.why,
    }


def _event(document: Document, event: Event, number: int, ids: Ids) -> Record:
    return {
        "id": f"e{number}",
        "type": event.type,
        "subtype": event.subtype,
        "trigger": _text(document, event.trigger),
        "arguments": [_argument(document, argument, ids) for argument in event.arguments],
        "polarity": event.polarity,
        "modality": event.modality,
        "source": event.source,
        "time": event.time,
        "time_basis": event.time_basis,
        "cues": [_offsets(cue) | {"kind": cue.kind} for cue in event.cues],
        "sentence": event.sentence,
        "rule": event.rule,
        "confidence": event.confidence,
    }


def _relations(document: Document) -> list[Record]:
    numbers = event_ids(document)
    return [_relation(document, relation, number, numbers) for number, relation in enumerate(document.relations, 1)]


def _relation(document: Document, relation: Relation, number: int, numbers: Mapping[Span, str]) -> Record:
    return {
        "id": f"r{number}",
        "kind": relation.kind,
        "source": numbers[relation.source.trigger],
        "target": numbers[relation.target.trigger],
        "cue": _text(document, relation.cue),
        "why": relation.why,
    }
