"""Raw bytes to Document.text, with a map back to the source."""

from jishi.read.fold import fold
from jishi.read.inputs import FORMATS, SUFFIXES, Inputs, articles, find_inputs, input_size
from jishi.read.raw import Raw
from jishi.read.reader import (
    Knowledge,
    Reader,
    make_reader,
    read_bytes,
    read_document,
    read_raw,
    reading_knowledge,
)

__all__ = [
    "FORMATS",
    "SUFFIXES",
    "Inputs",
    "Knowledge",
    "Raw",
    "Reader",
    "articles",
    "find_inputs",
    "fold",
    "input_size",
    "make_reader",
    "read_bytes",
    "read_document",
    "read_raw",
    "reading_knowledge",
]
