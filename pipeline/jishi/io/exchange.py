"""What annotation tools hold of a document, between the formats and the record: marks, happenings, and the rest.

A tool keeps who, what, where it stands and what it means; how the program found it (rules, confidence, evidence, cues)
stays behind. Sentences, date, aliases and the like, which most tools have no place for, travel in the head.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import cast

from jishi.document import ENTITY_LABELS, LABELS, Document, Label, Quantity, Span, Time
from jishi.errors import JishiError, ReadError
from jishi.io.annotation import QUANTITY_VALUE, RULE, TIME_VALUE, VALUED, Marked, typed_value
from jishi.io.decode import from_record
from jishi.io.encode import Record, to_record, value_record

INFERRED = "_inferred"
NO_ENTITY = "-"
HEAD = ("schema", "id", "title", "source", "date", "source_map", "links", "headings", "sentences")
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
ESCAPED = re.compile(r"\\(?P<sign>[\\nrt])")


class WriteError(JishiError):
    """A document that a format cannot hold: names the document and what is in the way."""

    def __init__(self, document: str, problem: str) -> None:
        super().__init__(f"{document}: {problem}")


class FormatError(Exception):
    """Something wrong with a file: where (line, task, id) and what; readers turn it into a ReadError."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}" if where else problem)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The event types with their subtypes, and the roles, that an annotation may use."""

    types: Mapping[str, Sequence[str]]
    roles: Sequence[str]

    @property
    def written_roles(self) -> tuple[str, ...]:
        """The roles as tools know them: each also for a filler that the sentence does not name."""
        return (*self.roles, *(role + INFERRED for role in self.roles if role not in {"time", "quantity"}))


@dataclass(frozen=True, slots=True)
class Mark:
    """A mention in a tool; `entity` is the key of its entity, `value` as `value_text` writes it, `where` for errors."""

    id: str
    start: int
    end: int
    label: str
    entity: str | None = None
    value: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in a tool; arguments are pairs of a written role and the id of a mark."""

    id: str
    start: int
    end: int
    type: str
    arguments: tuple[tuple[str, str], ...] = ()
    polarity: str = "positive"
    modality: str = "actual"
    subtype: str | None = None
    source: str | None = None
    time: str | None = None
    time_basis: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An annotated article as a tool has it; `head` is what the tool only carries."""

    text: str
    head: Record
    marks: tuple[Mark, ...] = ()
    happenings: tuple[Happening, ...] = ()
    tokens: tuple[Record, ...] = field(default=())


ENTITY = ("name", "label", "aliases", "link", "coordinates", "coordinates_source")


def make_sheet(document: Document) -> Sheet:
    """What a tool can hold of the document."""
    record = to_record(document)
    keys = entity_keys(record["entities"])
    entities = {keys[row["id"]]: {name: row[name] for name in ENTITY} for row in record["entities"]}
    head = {name: record[name] for name in HEAD} | {"text_sha256": digest(document.text), "entities": entities}
    marks = tuple(
        Mark(
            row["id"],
            row["start"],
            row["end"],
            row["label"],
            keys.get(row["entity"]),
            value_text(row["label"], mention.value),
        )
        for row, mention in zip(record["mentions"], document.mentions, strict=True)
    )
    return Sheet(document.text, head, marks, tuple(map(_happening, record["events"])), tuple(record["tokens"]))


def _happening(row: Record) -> Happening:
    return Happening(
        row["id"],
        row["trigger"]["start"],
        row["trigger"]["end"],
        row["type"],
        tuple((one["role"] + INFERRED * one["inferred"], one["mention"]) for one in row["arguments"]),
        *(row[name] for name in ("polarity", "modality", "subtype", "source", "time", "time_basis")),
    )


def entity_keys(entities: Sequence[Record]) -> dict[str, str]:
    """A readable key for the id of every entity: its name, numbered where two have the same."""
    keys: dict[str, str] = {}
    taken = {NO_ENTITY, ""}
    for row in entities:
        key, number = row["name"], 1
        while key in taken or key != key.strip():
            number += 1
            key = f"{row['name'].strip()}#{number}"
        taken.add(key)
        keys[row["id"]] = key
    return keys


def value_text(label: Label, value: Time | Quantity | None) -> str | None:
    """A value as annotators write it (`1934-03`, `7000~`), and in JSON behind it what that notation cannot say."""
    record = value_record(value)
    if record is None:
        return None
    short = _notation(record)
    said = _said(label, short)
    rest = {name: one for name, one in record.items() if name not in said or said[name] != one}
    return f"{short} {json.dumps(rest, ensure_ascii=False)}".strip() if rest else short


def _notation(record: Record) -> str:
    """The value in the notation of hand annotation, as nearly as it goes; empty if it does not go."""
    if "low" not in record:
        text = record.get("duration") or record.get("edtf") or ""
        return text if TIME_VALUE.fullmatch(text) and text not in {"", "/", "P"} else ""
    low, high = ("" if record[end] is None else str(record[end]) for end in ("low", "high"))
    text = low + "~" * record["approximate"] if low == high else f"{low}..{high}"
    return text if QUANTITY_VALUE.fullmatch(text) else ""


def _said(label: Label, short: str) -> Record:
    """The record of a value in the notation of hand annotation, empty for nothing."""
    return value_record(typed_value(Marked(Span(0, 1), label, value=short or None))) or {}


def read_value(label: str, text: str | None) -> Record | None:
    """The value record of a written value.

    Raises:
        ValueError: a value that the label cannot have, or that is not written as one.
    """
    text = (text or "").strip()
    if not text:
        return None
    if label not in VALUED:
        raise ValueError(f"a {label} has no value: {text}")
    short, brace, rest = text.partition("{")
    short = short.strip()
    shape = TIME_VALUE if label == "TIME" else QUANTITY_VALUE
    if short and (short in {"/", "P"} or not shape.fullmatch(short)):
        raise ValueError(f"bad {label} value {short}")
    said = _said(cast(Label, label), short)
    try:
        more = json.loads(brace + rest) if brace else {}
    except json.JSONDecodeError as error:
        raise ValueError(f"bad {label} value {text}: {error.msg}") from error
    needed = {"low", "high", "best"} if label == "QUANTITY" else {"duration", "edtf"}
    whole: Record = said | more
    if not (needed <= whole.keys() if label == "QUANTITY" else needed & whole.keys()):
        raise ValueError(f"bad {label} value {text}")
    return whole


def default_entity(label: str, surface: str) -> str | None:
    """The entity of a mention that nobody gave one: it is called as it is written, if its label has entities."""
    return surface if label in ENTITY_LABELS else None


def entity_text(mark: Mark, text: str) -> str:
    """The entity as written beside a mark: nothing where it is the default, `-` for none."""
    if mark.entity == default_entity(mark.label, text[mark.start : mark.end]):
        return ""
    return mark.entity or NO_ENTITY


def entity_cell(mark: Mark) -> str | None:
    """The entity for formats that write every one of them: `-` for none where the label has entities."""
    return mark.entity or (NO_ENTITY if mark.label in ENTITY_LABELS else None)


def entity_of(written: str | None, label: str, surface: str) -> str | None:
    """The key of the entity that is written beside a mark; the other way of `entity_text` and `entity_cell`."""
    written = (written or "").strip()
    if not written:
        return default_entity(label, surface)
    return None if written == NO_ENTITY else written


def read_sheet(path: Path, sheet: Sheet, scheme: Scheme, format: str, data: bytes) -> Document:
    """The document of a sheet that was read from a file with these bytes.

    Raises:
        FormatError: an unknown label, type, role or id, a span beyond the text or not as expected, a bad value.
    """
    _check(sheet, scheme)
    if sheet.head.get("text_sha256", digest(sheet.text)) != digest(sheet.text):
        raise FormatError("", "the text is not the one that was exported, so that sentences and links do not fit it")
    source = {"path": str(path), "format": format, "sha256": hashlib.sha256(data).hexdigest()}
    try:
        return from_record({"id": path.stem, "source": source} | _record(sheet))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        problem = f"{error} is missing or names nothing" if isinstance(error, KeyError) else str(error)
        raise FormatError("document", problem) from error


def _record(sheet: Sheet) -> Record:
    """The record of a sheet, its mentions, entities and events numbered anew."""
    marks = sorted(sheet.marks, key=lambda mark: (mark.start, mark.end))
    ids = {mark.id: f"m{number}" for number, mark in enumerate(marks, 1)}
    entities = list(_entities(sheet, marks, ids))
    owner = {mention: row["id"] for row in entities for mention in row["mentions"]}
    happenings = sorted(sheet.happenings, key=lambda one: (one.start, one.end))
    return {name: sheet.head[name] for name in HEAD if name in sheet.head} | {
        "text": sheet.text,
        "tokens": list(sheet.tokens),
        "mentions": [_mention(mark, ids[mark.id]) for mark in marks],
        "entities": entities,
        "events": [_event(one, ids, owner) for one in happenings],
    }


def _check(sheet: Sheet, scheme: Scheme) -> None:
    """Raises FormatError at the first thing that is not so."""
    seen: set[str] = set()
    items: list[Mark | Happening] = [*sheet.marks, *sheet.happenings]
    for item in items:
        if not 0 <= item.start < item.end <= len(sheet.text):
            raise FormatError(item.where, f"{item.start}..{item.end} is no span of the {len(sheet.text)} characters")
        if item.id in seen:
            raise FormatError(item.where, f"id {item.id} comes twice")
        seen.add(item.id)
    for mark in sheet.marks:
        if mark.label not in LABELS:
            raise FormatError(mark.where, f"unknown label {mark.label}")
    for before, after in pairwise(sorted(sheet.marks, key=lambda mark: (mark.start, mark.end))):
        if after.start < before.end:
            shown, other = (sheet.text[mark.start : mark.end] for mark in (after, before))
            raise FormatError(after.where, f"mention {shown!r} overlaps mention {other!r}")
    marks = {mark.id for mark in sheet.marks}
    for one in sheet.happenings:
        if one.type not in scheme.types:
            raise FormatError(one.where, f"unknown event type {one.type}")
        for role, mark_id in one.arguments:
            if role.removesuffix(INFERRED) not in scheme.roles:
                raise FormatError(one.where, f"unknown role {role}")
            if mark_id not in marks:
                raise FormatError(one.where, f"{role} is {mark_id}, which is no mention")


def _entities(sheet: Sheet, marks: Sequence[Mark], ids: Mapping[str, str]) -> Iterator[Record]:
    """The records of all entities that have mentions: first those of the head, then new ones in the text's order."""
    known = sheet.head.get("entities", {})
    groups: dict[str, list[Mark]] = {key: [] for key in known}
    for mark in marks:
        if mark.entity is not None:
            groups.setdefault(mark.entity, []).append(mark)
    for number, (key, group) in enumerate(((key, group) for key, group in groups.items() if group), 1):
        row = known.get(key, {"name": key, "label": group[0].label, "aliases": [], "link": None, "coordinates": None})
        yield row | {"id": f"E{number}", "mentions": [ids[mark.id] for mark in group]}


def _mention(mark: Mark, name: str) -> Record:
    try:
        value = read_value(mark.label, mark.value)
    except ValueError as error:
        raise FormatError(mark.where, str(error)) from error
    return {"id": name, "start": mark.start, "end": mark.end, "label": mark.label, "value": value, "rule": RULE}


def _event(one: Happening, ids: Mapping[str, str], owner: Mapping[str, str]) -> Record:
    arguments = [
        {
            "role": role.removesuffix(INFERRED),
            "mention": ids[mark],
            "entity": owner.get(ids[mark]),
            "inferred": role.endswith(INFERRED),
        }
        for role, mark in one.arguments
    ]
    names = ("type", "polarity", "modality", "subtype", "source", "time", "time_basis")
    trigger = {"start": one.start, "end": one.end}
    return {name: getattr(one, name) for name in names} | {"trigger": trigger, "arguments": arguments, "rule": RULE}


def join_marks(
    text: str, marks: Sequence[Mark], explicit: Mapping[str, str], pairs: Sequence[tuple[str, str]]
) -> tuple[Mark, ...]:
    """The marks with one entity for all that a tool's coreference relations connect.

    It is the one that somebody wrote down, else the longest of their texts. Raises FormatError where two are written.
    """
    group = {mark.id: {mark.id} for mark in marks}
    for one, other in pairs:
        if group[one] is not group[other]:
            group[one] |= group[other]
            for member in group[other]:
                group[member] = group[one]
    by_id = {mark.id: mark for mark in marks}
    joined = []
    for mark in marks:
        members = [by_id[member] for member in sorted(group[mark.id])]
        written = sorted({explicit[member.id] for member in members if member.id in explicit})
        if len(members) > 1 and len(written) > 1:
            raise FormatError(mark.where, f"coreference joins two entities: {written[0]} and {written[1]}")
        surfaces = [text[member.start : member.end] for member in sorted(members, key=lambda one: one.start)]
        key = written[0] if written else max(surfaces, key=len)
        joined.append(mark if len(members) == 1 else replace(mark, entity=key))
    return tuple(joined)


def digest(text: str) -> str:
    """SHA-256 of a text; a lone surrogate counts as it is."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def file_name(name: str) -> str:
    """A document's id as a file name without suffix that every system takes."""
    return UNSAFE.sub("_", name).strip(". ") or "_"


def escape(text: str) -> str:
    """The text on one line and in one column; `unescape` gives it back."""
    return "".join(ESCAPES.get(sign, sign) for sign in text)


def unescape(text: str) -> str:
    """The text that `escape` wrote."""
    return ESCAPED.sub(lambda found: {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}[found["sign"]], text)


def read_bytes(path: Path) -> tuple[bytes, str]:
    """A file's bytes and text.

    Raises:
        ReadError: a file that is not there or not UTF-8.
    """
    try:
        data = path.read_bytes()
        return data, data.decode("utf-8").removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(path, str(error)) from error
