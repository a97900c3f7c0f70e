"""CSV for people: rows are made by pure functions, one document at a time; one function opens the files."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from jishi.document import Argument, Document, Event, Mention, Quantity, Time
from jishi.io.ids import Ids, MakeIds, event_ids, make_ids
from jishi.io.jsonl import Write

Cell = str | int | float | bool | None
Row = list[Cell]
JOIN = "；"
# Also full-width signs: spreadsheets in Chinese and Japanese take them for the narrow ones.
FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?")

ROLES = ("agent", "patient", "place", "origin", "destination", "quantity", "instrument", "item")
MENTION_COLUMNS = ["document", "id", "start", "end", "text", "label", "entity_id", "entity", "value", "unit"]
MENTION_COLUMNS += ["approximate", "rule", "evidence", "confidence"]
ENTITY_COLUMNS = ["document", "id", "name", "label", "aliases", "mentions", "link", "latitude", "longitude"]
ENTITY_COLUMNS += ["coordinates_source"]
EVENT_COLUMNS = ["document", "id", "type", "subtype", "trigger", "start", "end", "polarity", "modality", "source"]
EVENT_COLUMNS += [
    "time",
    "time_basis",
    "time_text",
    *ROLES,
    "sentence",
    "sentence_start",
    "sentence_end",
    "rule",
    "confidence",
]
ARGUMENT_COLUMNS = ["document", "event", "type", "trigger", "role", "start", "end", "text", "label", "entity_id"]
ARGUMENT_COLUMNS += ["entity", "value", "inferred", "why"]
RELATION_COLUMNS = ["document", "id", "kind", "source", "source_type", "source_trigger", "target", "target_type"]
RELATION_COLUMNS += ["target_trigger", "cue", "cue_start", "cue_end", "why"]
FAILURE_COLUMNS = ["path", "stage", "reason"]


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that did not come out: its path, the stage that failed, and why."""

    path: str
    stage: str
    reason: str


def mention_rows(documents: Iterable[Document], make: MakeIds = make_ids) -> Iterator[Row]:
    """One row a mention."""
    for document in documents:
        ids = make(document)
        for mention in document.mentions:
            entity = ids.owner(mention)
            yield [
                document.id,
                ids.mention(mention),
                mention.span.start,
                mention.span.end,
                document[mention.span],
                mention.label,
                ids.entity(entity),
                entity.name if entity else None,
                value_text(mention),
                mention.value.unit if isinstance(mention.value, Quantity) else None,
                mention.value.approximate if isinstance(mention.value, Quantity) else None,
                mention.rule,
                JOIN.join(mention.evidence),
                min(1.0, mention.strength),
            ]


def entity_rows(documents: Iterable[Document], make: MakeIds = make_ids) -> Iterator[Row]:
    """One row an entity, with the number of its mentions."""
    for document in documents:
        ids = make(document)
        for entity in document.entities:
            yield [
                document.id,
                ids.entity(entity),
                entity.name,
                entity.label,
                JOIN.join(entity.aliases),
                len(entity.mentions),
                entity.link,
                *(entity.coordinates or (None, None)),
                entity.coordinates_source,
            ]


def event_rows(documents: Iterable[Document], make: MakeIds = make_ids) -> Iterator[Row]:
    """One row an event: a column a role, its fillers under their entities' names; `time` is the value, in EDTF."""
    for document in documents:
        for number, event in enumerate(document.events, start=1):
            sentence = document.sentences[event.sentence].span
            yield [
                document.id,
                f"e{number}",
                event.type,
                event.subtype,
                document[event.trigger],
                event.trigger.start,
                event.trigger.end,
                event.polarity,
                event.modality,
                event.source,
                event.time,
                event.time_basis,
                fillers(document, event, "time"),
                *(fillers(document, event, role) for role in ROLES),
                document[sentence],
                sentence.start,
                sentence.end,
                event.rule,
                event.confidence,
            ]


def argument_rows(documents: Iterable[Document], make: MakeIds = make_ids) -> Iterator[Row]:
    """One row an argument, under its event's id."""
    for document in documents:
        ids = make(document)
        for number, event in enumerate(document.events, start=1):
            for argument in event.arguments:
                yield _argument_row(document, f"e{number}", event, argument, ids)


def _argument_row(document: Document, event_id: str, event: Event, argument: Argument, ids: Ids) -> Row:
    return [
        document.id,
        event_id,
        event.type,
        document[event.trigger],
        argument.role,
        argument.mention.span.start,
        argument.mention.span.end,
        document[argument.mention.span],
        argument.mention.label,
        ids.entity(argument.entity),
        argument.entity.name if argument.entity else None,
        value_text(argument.mention),
        argument.inferred,
        argument.why,
    ]


def relation_rows(documents: Iterable[Document], make: MakeIds = make_ids) -> Iterator[Row]:
    """One row a relation between two events."""
    for document in documents:
        numbers = event_ids(document)
        for number, relation in enumerate(document.relations, start=1):
            row: Row = [document.id, f"r{number}", relation.kind]
            for event in (relation.source, relation.target):
                row += [numbers[event.trigger], event.type, document[event.trigger]]
            yield [*row, document[relation.cue], relation.cue.start, relation.cue.end, relation.why]


def failure_rows(failures: Iterable[Failure]) -> Iterator[Row]:
    """One row a document that did not come out."""
    for failure in failures:
        yield [failure.path, failure.stage, failure.reason]


def fillers(document: Document, event: Event, role: str) -> str:
    """The fillers of a role, each by its entity's name if it has one, else by its text."""
    names = (
        argument.entity.name if argument.entity else document[argument.mention.span]
        for argument in event.arguments
        if argument.role == role
    )
    return JOIN.join(dict.fromkeys(names))


def value_text(mention: Mention) -> str | None:
    """The value in one cell: EDTF, an ISO duration, a number, or low..high with an open end left out."""
    match mention.value:
        case Time(edtf, duration):
            return edtf or duration
        case Quantity(low, high):
            ends = ["" if end is None else f"{end:.12g}" for end in (low, high)]
            return ends[0] if ends[0] == ends[1] else "..".join(ends)
        case _:
            return None


def safe_cell(value: Cell) -> str:
    """The cell as text that no spreadsheet runs as a formula; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if FORMULA.match(text) and not NEGATIVE.fullmatch(text) else text


TABLES: dict[str, tuple[Sequence[str], Callable[[Iterable[Document], MakeIds], Iterator[Row]]]] = {
    "mentions.csv": (MENTION_COLUMNS, mention_rows),
    "entities.csv": (ENTITY_COLUMNS, entity_rows),
    "events.csv": (EVENT_COLUMNS, event_rows),
    "arguments.csv": (ARGUMENT_COLUMNS, argument_rows),
    "relations.csv": (RELATION_COLUMNS, relation_rows),
}


def table_text(name: str, document: Document, make: MakeIds = make_ids) -> str:
    """The document's rows of the table of that name, as CSV."""
    _, rows = TABLES[name]
    return csv_text(rows([document], make))


def csv_text(rows: Iterable[Iterable[Cell]]) -> str:
    """The rows as CSV, safe for spreadsheets."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(map(safe_cell, row) for row in rows)
    return text.getvalue()


def write_tables(documents: Iterable[Document], folder: Path) -> None:
    """Writes mentions, entities, events, arguments and relations in one pass over the documents."""
    with table_writer(folder) as write:
        for document in documents:
            write(document)


@contextmanager
def table_writer(folder: Path) -> Iterator[Write]:
    """A function that appends one document to each of the folder's tables, which are begun anew."""
    with ExitStack() as stack:
        tables = [
            (stack.enter_context(row_writer(folder / name, columns)), rows) for name, (columns, rows) in TABLES.items()
        ]

        def write(document: Document) -> None:
            for write_rows, rows in tables:
                write_rows(rows([document], make_ids))

        yield write


def write_failures(failures: Iterable[Failure], path: Path) -> None:
    """Writes failures.csv; a run without failures has only its header."""
    with row_writer(path, FAILURE_COLUMNS) as write_rows:
        write_rows(failure_rows(failures))


@contextmanager
def row_writer(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Iterable[Row]], None]]:
    """A function that appends rows to a new CSV file with these columns: UTF-8 with BOM, as RFC 4180 has it."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        yield lambda rows: writer.writerows(map(safe_cell, row) for row in rows)
