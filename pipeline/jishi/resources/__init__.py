"""Knowledge as data: lexicons, word classes, patterns, event rules and cues, read once and checked at the door."""

from jishi.resources.alternatives import alternatives
from jishi.resources.load import Resources, load_resources
from jishi.resources.types import Cue, EventRule, EventType, LexiconEntry, Pattern, RelationRule, RoleRule, Schema

__all__ = [
    "Cue",
    "EventRule",
    "EventType",
    "LexiconEntry",
    "Pattern",
    "RelationRule",
    "Resources",
    "RoleRule",
    "Schema",
    "alternatives",
    "load_resources",
]
