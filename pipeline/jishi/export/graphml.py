"""GraphML: entities and events are nodes, roles and relations are edges. One graph, a document after the other."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from jishi.export.story import Story, stories
from jishi.io.encode import Record

# What XML 1.0 cannot hold.
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NODE = {"kind": "string", "name": "string", "type": "string", "subtype": "string", "document": "string"}
NODE |= {"time": "string", "polarity": "string", "modality": "string", "sentence": "string"}
NODE |= {"latitude": "double", "longitude": "double"}
EDGE = {"role": "string", "inferred": "boolean"}


def lines(records: Iterable[Record], done: Any) -> Iterator[str]:
    """The file, line by line."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for where, keys in (("node", NODE), ("edge", EDGE)):
        for name, kind in keys.items():
            yield f'<key id="{where}-{name}" for="{where}" attr.name="{name}" attr.type="{kind}"/>\n'
    yield '<graph id="jishi" edgedefault="directed">\n'
    for record in records:
        told = list(stories(record))
        done.events += len(told)
        yield from _nodes(record, told)
        yield from _edges(record, told)
    yield "</graph>\n</graphml>\n"


def _nodes(record: Record, told: list[Story]) -> Iterator[str]:
    document = record["id"]
    for entity in record["entities"]:
        latitude, longitude = entity["coordinates"] or (None, None)
        values = {"name": entity["name"], "type": entity["label"], "latitude": latitude, "longitude": longitude}
        yield _node(f"{document}/{entity['id']}", {"kind": "entity", "document": document} | values)
    for filler in {one.id: one for story in told for one in story.fillers if one.id.startswith("m")}.values():
        values = {"kind": "mention", "name": filler.name, "type": filler.label, "document": document}
        yield _node(f"{document}/{filler.id}", values)
    for story in told:
        values = {key: story.event[key] for key in ("type", "subtype", "time", "polarity", "modality")}
        values |= {"name": story.event["trigger"]["text"], "sentence": story.sentence}
        yield _node(story.id, {"kind": "event", "document": document} | values)


def _edges(record: Record, told: list[Story]) -> Iterator[str]:
    document = record["id"]
    for story in told:
        for filler in story.fillers:
            values = {"role": filler.role, "inferred": filler.inferred}
            yield _edge(story.id, f"{document}/{filler.id}", values)
    for relation in record.get("relations", ()):
        yield _edge(f"{document}/{relation['source']}", f"{document}/{relation['target']}", {"role": relation["kind"]})


def _node(id: str, values: dict[str, Any]) -> str:
    return f"<node id={_quoted(id)}>{_data('node', values)}</node>\n"


def _edge(source: str, target: str, values: dict[str, Any]) -> str:
    return f"<edge source={_quoted(source)} target={_quoted(target)}>{_data('edge', values)}</edge>\n"


def _data(where: str, values: dict[str, Any]) -> str:
    return "".join(
        f'<data key="{where}-{name}">{_text(value)}</data>' for name, value in values.items() if value is not None
    )


def _text(value: Any) -> str:
    return escape(UNFIT.sub("\ufffd", str(value).lower() if isinstance(value, bool) else str(value)))


def _quoted(text: str) -> str:
    return quoteattr(UNFIT.sub("\ufffd", text), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
