"""Finder for the place names of the segmenter's dictionary, which also holds plain words under that tag."""

from collections import Counter
from collections.abc import Iterator, Set

from jishi.document import Document, Finder, Mention

TAG = "ns"
AREA = "地区"  # stays outside the name
DONE = "了"
LONG = 4  # a tagged word of this length is a name


def token_finder(generic: Set[str], left: Set[str], suffixes: Set[str]) -> Finder:
    """Words tagged as places that recur, or stand where places stand, somewhere in the document."""

    def find(document: Document) -> Iterator[Mention]:
        votes: Counter[str] = Counter()
        tagged = [token for token in document.tokens if token.pos == TAG and len(token.span) > 1]
        for token in tagged:
            votes[document.fold(token.span)] += located(document, token.span.start, left)
        counts = Counter(document.fold(token.span) for token in tagged)
        for token in tagged:
            word = document.fold(token.span)
            if word in generic or word.endswith(AREA):
                continue
            sure = len(word) >= LONG or votes[word] or (len(word) > 2 and word[-1] in suffixes)
            if sure or counts[word] > 1:
                yield Mention(token.span, "PLACE", "token.place", 0.7 if sure else 0.5)

    return find


def verb_end(text: str, start: int) -> int:
    """Where the verb in front ends: before 了 in 占领了|某地."""
    return start - (text[start - 1 : start] == DONE)


def located(document: Document, start: int, left: Set[str]) -> bool:
    """True if a preposition or a verb of place stands in front."""
    return any(document.folded[start - length : start] in left for length in (1, 2) if length <= start)
