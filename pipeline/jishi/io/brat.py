"""brat standoff: X.txt, X.ann and X.head.json an article, annotation.conf for all; offsets are code points.

A mention is a T with its label; what its text does not say stands in its note (AnnotatorNotes): `=Entity`, `-` for no
entity, or a value. An event is an E whose trigger is a T with its type; arguments of one role are numbered from the
second (agent, agent2); a role that ends in `_inferred` has a filler that the sentence does not name. The source of an
event is its note. `*` and R lines named Coreference, which people may draw, join entities.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from jishi.document import LABELS, Document
from jishi.errors import ReadError
from jishi.io.exchange import (
    FormatError,
    Happening,
    Mark,
    Scheme,
    Sheet,
    WriteError,
    entity_of,
    entity_text,
    escape,
    file_name,
    join_marks,
    make_sheet,
    read_bytes,
    read_sheet,
    unescape,
)

NOTE, TIME_NOTE, BASIS_NOTE = "AnnotatorNotes", "Time", "TimeBasis"
SAME = "Coreference"
MODALITIES = ("attempted", "planned", "ordered", "hypothetical")
LINE = re.compile(r"(?P<id>[TEARMN#*]\d*)\t(?P<body>.*)")
PLACE = re.compile(r"(?P<type>[^\s:]+) (?P<offsets>\d+ \d+(?:;\d+ \d+)*)\t(?P<surface>.*)")
ROLE = re.compile(r"(?P<role>[A-Za-z_-]+?)\d*:(?P<target>[TE]\d+)")
RELATION = re.compile(r"(?P<type>\S+) Arg1:(?P<one>T\d+) Arg2:(?P<other>T\d+)\s*")
ATTRIBUTE = re.compile(r"(?P<name>\S+) (?P<target>[TE]\d+)(?: (?P<value>\S+))?\s*")
REMARK = re.compile(r"(?P<type>\S+) (?P<target>\S+)(?:\t(?P<text>.*))?")


def write_brat(documents: Iterable[Document], folder: Path, scheme: Scheme) -> Iterator[Path]:
    """Writes an article at a time, and annotation.conf; gives the files as they are written."""
    yield _write(folder / "annotation.conf", configuration(scheme))
    for document in documents:
        sheet, stem = make_sheet(document), file_name(document.id)
        yield _write(folder / f"{stem}.txt", sheet.text)
        yield _write(folder / f"{stem}.ann", "".join(f"{line}\n" for line in lines(sheet)))
        yield _write(folder / f"{stem}.head.json", json.dumps(sheet.head, ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, text: str) -> Path:
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise WriteError(path.stem, f"character {error.start} is no character: a lone surrogate") from error
    with path.open("xb") as file:
        file.write(data)
    return path


def configuration(scheme: Scheme) -> str:
    """The annotation.conf of the labels, types, roles and attributes."""
    roles = [f"{role}*:<ENTITY>" for role in scheme.written_roles]
    subtypes = sorted({name for names in scheme.types.values() for name in names})
    parts = [
        "[entities]",
        *LABELS,
        "",
        "[relations]",
        f"{SAME}\tArg1:<ENTITY>, Arg2:<ENTITY>, <REL-TYPE>:symmetric-transitive",
        "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:none",
        "",
        "[events]",
        *(f"{name}\t{', '.join(roles)}" for name in scheme.types),
        "",
        "[attributes]",
        "Negation\tArg:<EVENT>",
        f"Modality\tArg:<EVENT>, Value:{'|'.join(MODALITIES)}",
        f"Subtype\tArg:<EVENT>, Value:{'|'.join(subtypes)}",
    ]
    return "\n".join(parts) + "\n"


def lines(sheet: Sheet) -> Iterator[str]:
    """The lines of the .ann file."""
    names = {mark.id: f"T{number}" for number, mark in enumerate(sheet.marks, 1)}
    notes: list[tuple[str, str, str]] = []
    attributes: list[str] = []
    for mark in sheet.marks:
        yield f"{names[mark.id]}\t{_place(sheet, mark.label, mark.start, mark.end)}"
        entity = entity_text(mark, sheet.text)
        note = mark.value or (f"={entity}" if entity not in {"", "-"} else entity)
        if mark.value and entity:
            raise WriteError(sheet.head["id"], f"{mark.label} {sheet.text[mark.start : mark.end]} has value and entity")
        notes += [(NOTE, names[mark.id], note)] if note else []
    for number, one in enumerate(sheet.happenings, 1):
        trigger, name = f"T{len(sheet.marks) + number}", f"E{number}"
        yield f"{trigger}\t{_place(sheet, one.type, one.start, one.end)}"
        yield " ".join((f"{name}\t{one.type}:{trigger}", *_arguments(one, names)))
        attributes += [f"Negation {name}"] if one.polarity == "negative" else []
        attributes += [f"Modality {name} {one.modality}"] if one.modality != "actual" else []
        attributes += [f"Subtype {name} {one.subtype}"] if one.subtype else []
        remarks = ((NOTE, one.source), (TIME_NOTE, one.time), (BASIS_NOTE, one.time_basis))
        notes += [(kind, name, text) for kind, text in remarks if text]
    yield from (f"A{number}\t{attribute}" for number, attribute in enumerate(attributes, 1))
    yield from (f"#{number}\t{kind} {name}\t{escape(text)}" for number, (kind, name, text) in enumerate(notes, 1))


def _place(sheet: Sheet, kind: str, start: int, end: int) -> str:
    """`TYPE start end<tab>text`; brat wants a span cut in two around a line end, and its text on one line."""
    text = sheet.text
    pieces = [(start + found.start(), start + found.end()) for found in re.finditer(r"[^\n]+", text[start:end])]
    if not pieces or pieces[0][0] != start or pieces[-1][1] != end:
        raise WriteError(sheet.head["id"], f"{kind} {text[start:end]!r} begins or ends with a line end")
    offsets = ";".join(f"{first} {last}" for first, last in pieces)
    return f"{kind} {offsets}\t{escape(' '.join(text[first:last] for first, last in pieces))}"


def _arguments(one: Happening, names: Mapping[str, str]) -> Iterator[str]:
    count: dict[str, int] = {}
    for role, mark in one.arguments:
        count[role] = count.get(role, 0) + 1
        yield f"{role}{count[role] if count[role] > 1 else ''}:{names[mark]}"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the lines of an .ann file say, by id, each with its line."""

    places: dict[str, tuple[str, int, int, str]] = field(default_factory=dict)
    events: dict[str, tuple[str, str, list[tuple[str, str]], str]] = field(default_factory=dict)
    attributes: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    same: list[tuple[str, str, str]] = field(default_factory=list)


def read_brat(path: Path, scheme: Scheme) -> Iterator[Document]:
    """The documents of a folder of .txt and .ann, or of one of the two.

    Raises:
        ReadError: a file that is missing or cannot be used, with line and problem.
    """
    suffixes = {".ann", ".txt"}
    stems = {one.with_suffix("") for one in path.iterdir() if one.suffix in suffixes} if path.is_dir() else None
    if stems == set():
        raise ReadError(path, "no .txt with .ann in it")
    for stem in sorted(stems if stems is not None else {path.with_suffix("")}):
        yield read_article(stem.with_name(stem.name + ".ann"), scheme)


def read_article(path: Path, scheme: Scheme) -> Document:
    """The document of an .ann file and the .txt beside it."""
    data, raw = read_bytes(path)
    beside = path.with_name(path.name.removesuffix(".ann") + ".txt")
    text = read_bytes(beside)[0].decode("utf-8")
    try:
        head = _head(path.with_name(path.name.removesuffix(".ann") + ".head.json"))
        parts = Parts()
        for number, line in enumerate(raw.split("\n"), 1):
            if line.strip():
                _read_line(parts, line.rstrip("\r"), text, number)
        return read_sheet(path, _sheet(parts, text, head), scheme, "brat", data)
    except FormatError as error:
        raise ReadError(path, str(error)) from error


def _head(path: Path) -> dict[str, Any]:
    """What the file beside the annotation carries; nothing if there is none."""
    if not path.exists():
        return {}
    try:
        head = json.loads(read_bytes(path)[1])
    except (ValueError, RecursionError) as error:
        raise ReadError(path, str(error)) from error
    if not isinstance(head, dict):
        raise ReadError(path, "not a JSON object")
    return head


def _read_line(parts: Parts, line: str, text: str, number: int) -> None:
    where = f"line {number}"
    found = LINE.fullmatch(line)
    shapes = {"T": PLACE, "A": ATTRIBUTE, "M": ATTRIBUTE, "R": RELATION, "#": REMARK}
    kind = found["id"][0] if found else ""
    if found is None or (kind in shapes and not shapes[kind].fullmatch(found["body"])):
        raise FormatError(where, f"cannot read {line[:40]!r}")
    name, body = found["id"], found["body"]
    match kind:
        case "T":
            if name in parts.places:
                raise FormatError(where, f"id {name} comes twice")
            parts.places[name] = _read_place(body, text, f"{where}: {name}")
        case "E":
            if name in parts.events:
                raise FormatError(where, f"id {name} comes twice")
            parts.events[name] = _read_event(body, f"{where}: {name}")
        case "A" | "M":
            attribute = ATTRIBUTE.fullmatch(body)
            assert attribute
            if attribute["name"] not in {"Negation", "Modality", "Subtype"}:
                raise FormatError(where, f"unknown attribute {attribute['name']}")
            parts.attributes[attribute["target"], attribute["name"]] = attribute["value"] or ""
        case "R":
            relation = RELATION.fullmatch(body)
            assert relation
            _same(parts, relation["type"], (relation["one"], relation["other"]), where)
        case "N":
            raise FormatError(where, "normalizations are not read: write the entity into the mention's note")
        case "*":
            group, *members = body.split()
            _same(parts, group, members, where)
        case "#":
            remark = REMARK.fullmatch(body)
            assert remark
            parts.notes[remark["target"], remark["type"]] = unescape(remark["text"] or "")


def _same(parts: Parts, kind: str, members: Sequence[str], where: str) -> None:
    if kind != SAME:
        raise FormatError(where, f"unknown relation {kind}")
    parts.same.extend((members[0], member, where) for member in members[1:])


def _read_place(body: str, text: str, where: str) -> tuple[str, int, int, str]:
    """Type, start, end and where; the pieces of a span that is cut may have only line ends between them."""
    found = PLACE.fullmatch(body)
    assert found
    pieces = [tuple(map(int, piece.split())) for piece in found["offsets"].split(";")]
    start, end = pieces[0][0], pieces[-1][1]
    for (_, left), (right, _) in pairwise(pieces):
        if text[left:right].strip("\r\n"):
            raise FormatError(where, f"a span in pieces, with {text[left:right]!r} between them, is no mention")
    if not start < end <= len(text):
        raise FormatError(where, f"{start}..{end} is no span of the {len(text)} characters")
    held = " ".join(text[first:last] for first, last in pieces)
    if unescape(found["surface"]) != held and found["surface"] != held:
        raise FormatError(where, f"the text at {start}..{end} is {held!r}, not {found['surface']!r}")
    return found["type"], start, end, where


def _read_event(body: str, where: str) -> tuple[str, str, list[tuple[str, str]], str]:
    """Type, trigger, pairs of role and target, and where."""
    head, *rest = body.split()
    kind, _, trigger = head.partition(":")
    arguments = []
    for item in rest:
        found = ROLE.fullmatch(item)
        if found is None:
            raise FormatError(where, f"cannot read the argument {item!r}")
        arguments.append((found["role"], found["target"]))
    return kind, trigger, arguments, where


def _sheet(parts: Parts, text: str, head: dict[str, Any]) -> Sheet:
    triggers = {trigger for _, trigger, _, _ in parts.events.values()}
    marks, explicit = [], {}
    for name, (label, start, end, where) in parts.places.items():
        if name in triggers:
            continue
        note = parts.notes.get((name, NOTE), "").strip()
        is_entity = note.startswith("=") or note == "-"
        if is_entity and note.lstrip("="):
            explicit[name] = note.removeprefix("=")
        entity = entity_of(note.removeprefix("=") if is_entity else "", label, text[start:end])
        marks.append(Mark(name, start, end, label, entity, None if is_entity else note or None, where))
    known = {mark.id for mark in marks}
    for one, other, where in parts.same:
        if strange := {one, other} - known:
            raise FormatError(where, f"{min(strange)} is no mention")
    for target, _ in (*parts.attributes, *parts.notes):
        if target not in parts.places and target not in parts.events:
            raise FormatError(f"attribute or note of {target}", "there is no such id")
    joined = join_marks(text, marks, explicit, [(one, other) for one, other, _ in parts.same])
    return Sheet(text, head, joined, tuple(_happening(parts, name) for name in parts.events))


def _happening(parts: Parts, name: str) -> Happening:
    kind, trigger, arguments, where = parts.events[name]
    if trigger not in parts.places:
        raise FormatError(where, f"its trigger {trigger} is not there")
    written, start, end, _ = parts.places[trigger]
    if written != kind:
        raise FormatError(where, f"{kind} has the trigger {trigger}, which is a {written}")
    if nested := next((target for _, target in arguments if target.startswith("E")), None):
        raise FormatError(where, f"its argument {nested} is an event; only mentions can be")
    return Happening(
        name,
        start,
        end,
        kind,
        tuple(arguments),
        "negative" if (name, "Negation") in parts.attributes else "positive",
        parts.attributes.get((name, "Modality"), "actual"),
        parts.attributes.get((name, "Subtype")),
        parts.notes.get((name, NOTE)) or None,
        parts.notes.get((name, TIME_NOTE)),
        parts.notes.get((name, BASIS_NOTE)),
        where,
    )
