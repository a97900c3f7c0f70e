"""Events out of mentions: triggers, clauses, frames, arguments, attributes."""

from jishi.extract.extractor import Extraction, extract, tracer
from jishi.extract.relations import relate

__all__ = ["Extraction", "extract", "relate", "tracer"]
