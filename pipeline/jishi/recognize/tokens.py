"""Finder for the place names of the segmenter's dictionary, which also holds plain words under that tag."""

import re
from collections import Counter
from collections.abc import Iterator, Set

from jishi.document import Document, Finder, Mention, Span
from jishi.recognize.borders import NAMELIKE, Borders

TAG = "ns"
AREA = "地区"  # stays outside the name
LONG = 4  # a tagged word of this length is a name


def token_finder(generic: Set[str], left: Set[str], suffixes: Set[str]) -> Finder:
    """Words tagged as places that stand where places stand, somewhere in the document."""

    def find(document: Document) -> Iterator[Mention]:
        votes: Counter[str] = Counter()
        tagged = [token for token in document.tokens if token.pos == TAG and len(token.span) > 1]
        for token in tagged:
            votes[document.fold(token.span)] += located(document, token.span.start, left)
        for token in tagged:
            word = document.fold(token.span)
            if word in generic or word.endswith(AREA):
                continue
            if len(word) >= LONG or votes[word] or (len(word) > 2 and word[-1] in suffixes):
                yield Mention(token.span, "PLACE", "token.place", 0.7)

    return find


def located(document: Document, start: int, left: Set[str]) -> bool:
    """True if a preposition or a verb of place stands in front."""
    return any(document.folded[start - length : start] in left for length in (1, 2) if length <= start)


def located_finder(left: Set[str], followers: Set[str], generic: Set[str]) -> Finder:
    """Unknown words between a preposition and what only follows places: 在底阁附近, 至汤头以北."""
    before, after = ("|".join(sorted(words, key=lambda word: (-len(word), word))) for words in (left, followers))
    pattern = re.compile(rf"(?P<mention>[一-鿿]{{2,4}}?)(?:{after})")

    def find(document: Document) -> Iterator[Mention]:
        borders = Borders(document)
        for match in re.finditer(before, document.folded):
            found = pattern.match(document.folded, match.end())
            if found is None or found["mention"] in generic:
                continue
            start, end = found.span("mention")
            if borders.clean(start, end) and unknown(start, end, borders):
                yield Mention(Span(start, end), "PLACE", "token.located", 0.8)

    return find


def unknown(start: int, end: int, borders: Borders) -> bool:
    """True if the dictionary has no word of two characters or more there but names."""
    while start < end:
        word_end, pos = borders.word_at(start)
        if word_end > start + 1 and pos not in NAMELIKE:
            return False
        start = word_end
    return True
