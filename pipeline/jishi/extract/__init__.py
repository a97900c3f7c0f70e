"""Events out of mentions: triggers, clauses, frames, arguments, attributes."""

from jishi.extract.extractor import Extraction, extract, tracer

__all__ = ["Extraction", "extract", "tracer"]
