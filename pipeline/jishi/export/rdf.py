"""RDF in Turtle, after the Simple Event Model (SEM, van Hage and others 2011): events, actors, places, roles, times."""

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from jishi.export.story import Story, iso, stories
from jishi.io.encode import Record

PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "jishi": "urn:jishi:term:",
}
CLASSES = {"PLACE": "sem:Place", "QUANTITY": "sem:Object", "WEAPON": "sem:Object", "TIME": "sem:Time"}
LINKS = {"sem:Place": "sem:hasPlace", "sem:Actor": "sem:hasActor", "sem:Time": "sem:hasTime"}
PLACES = {"place", "origin", "destination"}


def lines(records: Iterable[Record], done: Any) -> Iterator[str]:
    """The file, line by line."""
    for name, space in PREFIXES.items():
        yield f"@prefix {name}: <{space}> .\n"
    for record in records:
        told = list(stories(record))
        done.events += len(told)
        yield from _things(record, told)
        for story in told:
            yield from _event(story)
        for relation in record.get("relations", ()):
            source, target = (_node(record["id"], relation[end]) for end in ("source", "target"))
            yield f"{source} jishi:{relation['kind']} {target} .\n"


def _things(record: Record, told: list[Story]) -> Iterator[str]:
    document = record["id"]
    for entity in record["entities"]:
        kind = CLASSES.get(entity["label"], "sem:Actor")
        parts = [f"a {kind}", f"jishi:label jishi:{entity['label']}", f"rdfs:label {_text(entity['name'])}"]
        if entity["coordinates"]:
            latitude, longitude = entity["coordinates"]
            parts.append(f"geo:lat {_number(latitude)} ; geo:long {_number(longitude)}")
        yield f"{_node(document, entity['id'])} {' ; '.join(parts)} .\n"
    for filler in {one.id: one for story in told for one in story.fillers if one.id.startswith("m")}.values():
        kind = CLASSES.get(filler.label, "sem:Actor")
        node, name = _node(document, filler.id), _text(filler.name)
        yield f"{node} a {kind} ; jishi:label jishi:{filler.label} ; rdfs:label {name} .\n"


def _event(story: Story) -> Iterator[str]:
    event, document = story.event, story.record["id"]
    parts = ["a sem:Event", f"sem:eventType jishi:{event['type']}", f"rdfs:label {_text(event['trigger']['text'])}"]
    if event["subtype"]:
        parts.append(f"jishi:subtype jishi:{event['subtype']}")
    parts += [f"jishi:{key} jishi:{event[key]}" for key in ("polarity", "modality")]
    if event["time"]:
        parts.append(f"sem:hasTimeStamp {_text(event['time'])}^^edtf:EDTF")
        for name, day in zip(("Begin", "End"), story.span, strict=True):
            if text := iso(day):
                parts.append(f'sem:has{name}TimeStamp "{text}"^^xsd:date')
    for filler in story.fillers:
        kind = CLASSES.get(filler.label, "sem:Actor")
        link = LINKS.get(kind, "jishi:hasObject")
        if kind == "sem:Place" and filler.role not in PLACES:
            link = "sem:hasActor"  # a country or town that acts or is attacked
        role = f"a sem:Role ; rdf:value {_node(document, filler.id)} ; sem:roleType jishi:{filler.role}"
        parts.append(f"{link} [ {role} ]")
    parts += [f"jishi:sentence {_text(story.sentence)}", f"jishi:document {_text(document)}"]
    yield f"{_node(document, event['id'])} {' ; '.join(parts)} .\n"


def _node(document: str, id: str) -> str:
    return f"<urn:jishi:{quote(document, safe='')}:{id}>"


def _text(text: str) -> str:
    """A literal; the escapes of JSON are those of Turtle, but for half characters, which records have not."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _number(value: float) -> str:
    return f'"{value}"^^xsd:double'
