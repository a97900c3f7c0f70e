"""events.json: the events of a run as one list, with texts instead of ids."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from jishi.document import Argument, Document
from jishi.io.encode import Record, value_record
from jishi.io.jsonl import Write


def write_events(documents: Iterable[Document], path: Path) -> None:
    """Writes all events as one JSON list, one event a line."""
    with event_writer(path) as write:
        for document in documents:
            write(document)


@contextmanager
def event_writer(path: Path) -> Iterator[Write]:
    """A function that appends the events of one document to the list in the file, which is begun anew."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        separator = "\n"
        file.write("[")

        def write(document: Document) -> None:
            nonlocal separator
            if text := event_text(document):
                file.write(separator + text)
                separator = ",\n"

        yield write
        file.write("\n]\n")


def event_text(document: Document) -> str:
    """The document's events as they stand in the list, one a line."""
    return ",\n".join(json.dumps(record, ensure_ascii=False, allow_nan=False) for record in event_records(document))


def event_records(document: Document) -> Iterator[Record]:
    """Every event of the document with the texts, names and values of its arguments."""
    for number, event in enumerate(document.events, start=1):
        yield {
            "document": document.id,
            "id": f"e{number}",
            "type": event.type,
            "subtype": event.subtype,
            "trigger": document[event.trigger],
            "start": event.trigger.start,
            "end": event.trigger.end,
            "arguments": [_argument(document, argument) for argument in event.arguments],
            "polarity": event.polarity,
            "modality": event.modality,
            "source": event.source,
            "time": event.time,
            "time_basis": event.time_basis,
            "sentence": document[document.sentences[event.sentence].span],
            "rule": event.rule,
            "confidence": event.confidence,
        }


def _argument(document: Document, argument: Argument) -> Record:
    return {
        "role": argument.role,
        "text": document[argument.mention.span],
        "label": argument.mention.label,
        "entity": argument.entity.name if argument.entity else None,
        "value": value_record(argument.mention.value),
        "inferred": argument.inferred,
    }
