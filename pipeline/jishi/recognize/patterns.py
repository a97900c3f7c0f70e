"""Finders that run the patterns of `resources/patterns`."""

from collections.abc import Iterator, Sequence

from jishi.document import Document, Finder, Mention, Span
from jishi.recognize.borders import borders_of
from jishi.resources import Pattern

VALUES = frozenset({"TIME", "QUANTITY"})
CUT = 0.75


def pattern_finder(patterns: Sequence[Pattern]) -> Finder:
    """Every match of every pattern, weaker where a name would end inside a word of the dictionary."""

    def find(document: Document) -> Iterator[Mention]:
        borders = borders_of(document)
        for pattern in patterns:
            for span in matches(pattern, document.folded):
                whole = pattern.label in VALUES or borders.cut(span.end)
                yield Mention(span, pattern.label, pattern.id, pattern.strength * (1.0 if whole else CUT))

    return find


def matches(pattern: Pattern, text: str) -> Iterator[Span]:
    """The spans of a pattern in a text: the group `mention` where the pattern has one."""
    group: str | int = "mention" if "mention" in pattern.regex.groupindex else 0
    for match in pattern.regex.finditer(text):
        start, end = match.span(group)
        if start < end:
            yield Span(start, end)


def overlapping_matches(pattern: Pattern, text: str) -> Iterator[Span]:
    """As `matches`, also where a match has begun before: 军队 of 苏联军队, in which 联军 comes first."""
    match = pattern.regex.search(text)
    while match is not None:
        yield Span(*match.span())
        match = pattern.regex.search(text, match.start() + 1)
