"""Documents to files and back: JSON Lines is native and loses nothing, JSON and CSV are for people and programs."""

from jishi.io.decode import from_record
from jishi.io.encode import to_record
from jishi.io.events import event_records, event_writer, write_events
from jishi.io.jsonl import document_writer, read_documents, write_documents
from jishi.io.parts import FRAMES, Parts, part_maker, part_names, renamed
from jishi.io.tables import (
    Failure,
    argument_rows,
    entity_rows,
    event_rows,
    failure_rows,
    mention_rows,
    relation_rows,
    table_writer,
    write_failures,
    write_tables,
)

__all__ = [
    "FRAMES",
    "Failure",
    "Parts",
    "argument_rows",
    "document_writer",
    "entity_rows",
    "event_records",
    "event_rows",
    "event_writer",
    "failure_rows",
    "from_record",
    "mention_rows",
    "part_maker",
    "part_names",
    "read_documents",
    "relation_rows",
    "renamed",
    "table_writer",
    "to_record",
    "write_documents",
    "write_events",
    "write_failures",
    "write_tables",
]
