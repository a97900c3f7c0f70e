"""Finder for what stands in a row with names: in 甲、乙和丙 all have one label."""

import re
from collections.abc import Iterator
from itertools import pairwise

from jishi.document import Document, Finder, Label, Mention, Span
from jishi.recognize.borders import borders_of

ROW = re.compile(r"(?P<mention>[一-鿿]{2,6}?)(?=、|和|与|及|等)")
LABELS: frozenset[Label] = frozenset({"PERSON", "PLACE"})
AND_SO_ON = re.compile("等[地处县城镇村乡国省]")
AND = re.compile("[、与和及]")
BY_LOOK = "name.foreign"  # what only its characters make a person


def coordination_finder() -> Finder:
    """Unknown strings between two names of one label: 、X、 or 、X和; what looks foreign after a place and 与.

    Also what ends a row of places: 华容、藕池口等处.
    """

    def find(document: Document) -> Iterator[Mention]:
        borders = borders_of(document)
        starts = {mention.span.start: mention for mention in document.mentions}
        text = document.folded
        for one, other in pairwise(document.mentions):
            if other.rule == BY_LOOK and one.label == "PLACE" and AND.fullmatch(text, one.span.end, other.span.start):
                yield Mention(other.span, "PLACE", "row.place", 0.95)
        for mention in document.mentions:
            end = mention.span.end
            if mention.label not in LABELS or text[end : end + 1] != "、" or end + 1 in starts:
                continue
            match = ROW.match(text, end + 1)
            if match is None:
                continue
            span = Span(*match.span("mention"))
            follower = starts.get(span.end + 1)
            same = follower is not None and follower.label == mention.label
            same = same or (mention.label == "PLACE" and AND_SO_ON.match(text, span.end) is not None)
            word_end, pos = borders.word_at(span.start)
            unknown = pos is None or word_end < span.end
            if same and unknown and borders.clean(span.start, span.end):
                yield Mention(span, mention.label, "row.between", 0.7)

    return find
