"""Which sentences are about war or politics of the time at all: elsewhere 攻击, 任 and 抵达 mean other things."""

import re
from collections.abc import Sequence

from jishi.document import Document, Mention, Time
from jishi.extract.nodes import Pieces

FIGHTING = frozenset({"ATTACK", "CLASH", "DEFEAT", "ENCIRCLE", "RETREAT", "SURRENDER", "CONTROL", "DEFEND"})
# Names of these labels tell of war by themselves; of persons and organisations only those that the lexicons know do.
MARTIAL = frozenset({"UNIT", "WEAPON", "EVENT"})
KNOWN = frozenset({"lexicon.person", "lexicon.org"})
SHARE = 0.25  # of its sentences: an article with so many is on the subject as a whole
WORDS = 2  # different words of fighting that tell of war where no name does
PERIOD = re.compile(r"(18[4-9]|19[0-4])|195[0-5]")  # the beginning of a year of the time


def on_subject(document: Document, pieces: Sequence[Pieces]) -> tuple[bool, ...]:
    """For each sentence, whether events can be told in it: in all of an article on the subject, else in some."""
    told = tuple(tells(document, piece) for piece in pieces)
    spoken = [one for one, piece in zip(told, pieces, strict=True) if not piece.sentence.heading]
    if sum(spoken) >= SHARE * len(spoken):
        return (True,) * len(told)
    return told


def tells(document: Document, piece: Pieces) -> bool:
    """True if the sentence names a force, a weapon, a war or somebody of the time, or tells of fighting."""
    if any(mention.label in MARTIAL for mention in piece.mentions):
        return True
    fighting = (one for one in piece.triggers if one.rule.type in FIGHTING and len(one.span) > 1)
    words = {document.fold(one.span) for one in fighting}
    if not words or not piece.mentions:
        return False
    known = any(not KNOWN.isdisjoint((mention.rule, *mention.evidence)) for mention in piece.mentions)
    return known or len(words) >= WORDS or any(dated(mention) for mention in piece.mentions)


def dated(mention: Mention) -> bool:
    """True for a time between 1840 and 1955."""
    value = mention.value
    return isinstance(value, Time) and value.edtf is not None and PERIOD.match(value.edtf) is not None
