"""Raw bytes to Document.text, with a map back to the source."""

from jishi.read.fold import fold
from jishi.read.reader import (
    Knowledge,
    Reader,
    find_inputs,
    make_reader,
    read_bytes,
    read_document,
    reading_knowledge,
)

__all__ = [
    "Knowledge",
    "Reader",
    "find_inputs",
    "fold",
    "make_reader",
    "read_bytes",
    "read_document",
    "reading_knowledge",
]
