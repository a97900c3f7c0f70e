"""Label Studio: tasks.json, one task an article, and labeling-config.xml; offsets are code points.

Mentions and triggers are regions of two sets of labels; entity, value, source and the like are per-region texts,
polarity and modality per-region choices; an argument is a relation from the trigger to the mention, labeled by role.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from jishi.document import LABELS, Document
from jishi.errors import ReadError
from jishi.io.encode import Record
from jishi.io.exchange import (
    FormatError,
    Happening,
    Mark,
    Scheme,
    Sheet,
    WriteError,
    entity_cell,
    entity_of,
    make_sheet,
    read_bytes,
    read_sheet,
)

MENTION, EVENT, TARGET = "mention", "event", "text"
MENTION_TEXTS = ("entity", "value")
EVENT_TEXTS = ("source", "subtype", "time", "time_basis")
CHOICES = {
    "polarity": ("positive", "negative"),
    "modality": ("actual", "attempted", "planned", "ordered", "hypothetical"),
}
COLORS = ("#e6194b", "#3cb44b", "#4363d8", "#f58231", "#911eb4", "#469990", "#9a6324", "#808000", "#000075")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def write_label_studio(documents: Iterable[Document], folder: Path, scheme: Scheme) -> Iterator[Path]:
    """Writes the labeling configuration and all tasks in one file; gives the files as they are written."""
    config, tasks = folder / "labeling-config.xml", folder / "tasks.json"
    with config.open("x", encoding="utf-8", newline="\n") as file:
        file.write(configuration(scheme))
    yield config
    with tasks.open("x", encoding="utf-8", newline="\n") as file:
        separator = "\n"
        file.write("[")
        for document in documents:
            if SURROGATE.search(document.text):
                raise WriteError(document.id, "a lone surrogate, which is no character, is in the text")
            file.write(separator + json.dumps(make_task(make_sheet(document)), ensure_ascii=False, allow_nan=False))
            separator = ",\n"
        file.write("\n]\n")
    yield tasks


def configuration(scheme: Scheme) -> str:
    """The labeling configuration: labels, text, per-region fields, relations."""
    rows = ["<View>", f'  <Labels name="{MENTION}" toName="{TARGET}">']
    rows += [f'    <Label value="{name}" background="{color}"/>' for name, color in zip(LABELS, COLORS, strict=True)]
    rows += ["  </Labels>", f'  <Labels name="{EVENT}" toName="{TARGET}">']
    rows += [f'    <Label value={quoteattr(name)} background="#a9a9a9"/>' for name in scheme.types]
    rows += ["  </Labels>", f'  <Text name="{TARGET}" value="$text" granularity="symbol"/>']
    for tag, names in ((MENTION, MENTION_TEXTS), (EVENT, EVENT_TEXTS)):
        when = f'perRegion="true" visibleWhen="region-selected" whenTagName="{tag}"'
        rows += [
            f'  <TextArea name="{name}" toName="{TARGET}" {when} maxSubmissions="1" editable="true" '
            f'placeholder="{name}"/>'
            for name in names
        ]
    for name, values in CHOICES.items():
        when = f'perRegion="true" visibleWhen="region-selected" whenTagName="{EVENT}"'
        rows.append(f'  <Choices name="{name}" toName="{TARGET}" {when} choice="single" showInline="true">')
        rows += [f'    <Choice value="{value}"/>' for value in values]
        rows.append("  </Choices>")
    rows += ["  <Relations>", *(f"    <Relation value={quoteattr(role)}/>" for role in scheme.written_roles)]
    rows += ["  </Relations>", "</View>"]
    return "\n".join(rows) + "\n"


def make_task(sheet: Sheet) -> Record:
    """The task of a sheet."""
    return {
        "data": {"text": sheet.text, "head": sheet.head},
        "annotations": [{"result": list(_results(sheet))}],
    }


def _results(sheet: Sheet) -> Iterator[Record]:
    for mark in sheet.marks:
        yield _region(sheet, mark, MENTION, "labels", [mark.label])
        for name, text in zip(MENTION_TEXTS, (entity_cell(mark), mark.value), strict=True):
            if text:
                yield _region(sheet, mark, name, "textarea", [text])
    for one in sheet.happenings:
        yield _region(sheet, one, EVENT, "labels", [one.type])
        for name in CHOICES:
            yield _region(sheet, one, name, "choices", [getattr(one, name)])
        for name in EVENT_TEXTS:
            if text := getattr(one, name):
                yield _region(sheet, one, name, "textarea", [text])
        roles: dict[str, list[str]] = {}
        for role, mark_id in one.arguments:
            roles.setdefault(mark_id, []).append(role)
        for mark_id, names in roles.items():
            yield {"type": "relation", "from_id": one.id, "to_id": mark_id, "direction": "right", "labels": names}


def _region(sheet: Sheet, item: Mark | Happening, name: str, kind: str, values: list[str]) -> Record:
    """A result of a region: its labels with its text, or one of its fields."""
    value: Record = {"start": item.start, "end": item.end}
    value |= {"text": sheet.text[item.start : item.end]} if kind == "labels" else {}
    value["text" if kind == "textarea" else kind] = values
    return {"id": item.id, "from_name": name, "to_name": TARGET, "type": kind, "value": value}


@dataclass(frozen=True, slots=True)
class Region:
    """A region while it is read: its set of labels, its label, and its fields."""

    set: str
    label: str
    start: int
    end: int
    fields: dict[str, str] = field(default_factory=dict)
    arguments: list[tuple[str, str]] = field(default_factory=list)


def read_label_studio(path: Path, scheme: Scheme) -> Iterator[Document]:
    """The documents of an export in JSON, or of a folder of such.

    Raises:
        ReadError: a file that cannot be used, with task, region and problem.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    if not files:
        raise ReadError(path, "no .json in it")
    for file in files:
        data, raw = read_bytes(file)
        try:
            tasks = json.loads(raw)
        except json.JSONDecodeError as error:
            raise ReadError(file, f"line {error.lineno}: {error.msg}") from error
        except (ValueError, RecursionError) as error:
            raise ReadError(file, str(error)) from error
        if not isinstance(tasks, list):
            raise ReadError(file, "not a list of tasks")
        for number, task in enumerate(tasks, 1):
            try:
                yield read_sheet(file, read_task(task, f"{file.stem}-{number}"), scheme, "label-studio", data)
            except KeyError as error:
                raise ReadError(file, f"task {number}: {error} is missing or names nothing") from error
            except (FormatError, ValueError, TypeError, AttributeError, IndexError) as error:
                raise ReadError(file, f"task {number}: {error}") from error


def read_task(task: Record, name: str) -> Sheet:
    """The sheet of a task; `name` is its document's id if it has none.

    Raises:
        FormatError: what is wrong with a result.
        KeyError, TypeError, AttributeError: a task of another form.
    """
    text = task["data"]["text"]
    head = {"id": name} | task["data"].get("head", {})
    if not isinstance(text, str):
        raise TypeError("text is no string")
    done = [one for one in task.get("annotations", []) if not one.get("was_cancelled")]
    if len(done) > 1:
        raise FormatError("", f"{len(done)} annotations: keep that of one annotator")
    results = done[0]["result"] if done else []
    regions: dict[str, Region] = {}
    # Label Studio gives fields and relations in any order, also before the regions that they belong to.
    order = {"labels": 0, "relation": 2}
    for row in sorted(results, key=lambda row: order.get(row["type"], 1)):
        _read_result(row, text, regions)
    marks = tuple(_mark(key, region, text) for key, region in regions.items() if region.set == MENTION)
    happenings = tuple(_happening(key, region) for key, region in regions.items() if region.set == EVENT)
    return Sheet(text, head, marks, happenings)


def _read_result(row: Record, text: str, regions: dict[str, Region]) -> None:
    if row["type"] == "relation":
        where = f"relation {row['from_id']} to {row['to_id']}"
        _read_relation(row, regions, where)
        return
    where, name, value = f"region {row['id']}", row["from_name"], row["value"]
    if row["type"] == "labels":
        if row["id"] in regions:
            raise FormatError(where, "the id comes twice")
        if name not in {MENTION, EVENT} or len(value["labels"]) != 1:
            raise FormatError(where, f"takes one label of {MENTION} or {EVENT}, not {value['labels']} of {name}")
        start, end = value["start"], value["end"]
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            raise FormatError(where, f"{start}..{end} is no span of the {len(text)} characters")
        # Label Studio shows a line end inside a region as \n in its text.
        held, told = text[start:end], value.get("text", text[start:end])
        if told not in {held, held.replace("\n", "\\n")}:
            raise FormatError(where, f"the text at {start}..{end} is {held!r}, not {told!r}")
        regions[row["id"]] = Region(name, value["labels"][0], start, end)
        return
    region = regions.get(row["id"])
    known = MENTION_TEXTS if region and region.set == MENTION else (*EVENT_TEXTS, *CHOICES)
    if region is None or name not in known:
        raise FormatError(where, f"{name} belongs to no {'such region' if region else 'labeled region'}")
    values = value["choices" if row["type"] == "choices" else "text"]
    values = [values] if isinstance(values, str) else values
    if len(values) > 1:
        raise FormatError(where, f"{name} has {len(values)} values")
    region.fields[name] = values[0] if values else ""


def _read_relation(row: Record, regions: dict[str, Region], where: str) -> None:
    roles: Sequence[str] = row.get("labels") or []
    one, other = row["from_id"], row["to_id"]
    # The arrow may have been drawn from the mention to the trigger.
    if one in regions and regions[one].set == MENTION:
        one, other = other, one
    if one not in regions or regions[one].set != EVENT:
        raise FormatError(where, "no end of it is a trigger")
    if not roles:
        raise FormatError(where, "it has no role")
    regions[one].arguments.extend((role, other) for role in roles)


def _mark(key: str, region: Region, text: str) -> Mark:
    entity = entity_of(region.fields.get("entity"), region.label, text[region.start : region.end])
    where = f"region {key}"
    return Mark(key, region.start, region.end, region.label, entity, region.fields.get("value"), where)


def _happening(key: str, region: Region) -> Happening:
    texts: dict[str, Any] = {name: region.fields.get(name) or None for name in EVENT_TEXTS}
    choices = {name: region.fields.get(name) or values[0] for name, values in CHOICES.items()}
    arguments = tuple(region.arguments)
    where = f"region {key}"
    return Happening(key, region.start, region.end, region.label, arguments, where=where, **choices, **texts)
