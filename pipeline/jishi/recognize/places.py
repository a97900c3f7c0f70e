"""Finders for places that no list has: by the word for their kind, by verbs of movement, by what happens to them."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from jishi.document import Document, Finder, Mention, Span
from jishi.recognize.borders import NAMELIKE, Borders, after_preposition, borders_of
from jishi.recognize.tokens import DONE
from jishi.resources import alternatives

PUNCTUATION = frozenset("，。、；：！？（）“”「」\n")
LONGEST = 4


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """What stands before and after places, kinds of places, and what is never part of a name."""

    verbs: Set[str]
    fates: Set[str]
    kinds: Set[str]
    events: Set[str]
    followers: Set[str]
    never: Set[str]
    generic: Set[str]
    after: Set[str]
    kind_words: Set[str]
    told: Set[str]
    falls: Set[str]
    fall_adverbs: Set[str]
    leads: re.Pattern[str]


def unknown_place_finder(words: PlaceWords) -> Finder:
    """Unknown words that stand where only places stand."""
    events, kinds, verbs = (re.compile(alternatives(each)) for each in (words.events, words.kinds, words.verbs))
    ends = re.compile(alternatives(words.fates | words.followers))
    fates = re.compile(f"(?:{alternatives(words.fall_adverbs)})?(?:{alternatives(words.falls)})")

    def find(document: Document) -> Iterator[Mention]:
        borders = borders_of(document)
        text = document.folded
        for match in kinds.finditer(text):
            start = kind_start(text, match.start(), borders, words)
            other_word = text[match.end() - 1 : match.end() + 1] in words.kind_words
            if start is not None and not other_word and text[start : match.end()] not in words.generic:
                yield Mention(Span(start, match.end()), "PLACE", "place.kind", 0.75)
        for match in events.finditer(text):
            start = kind_start(text, match.start(), borders, words)
            if start is not None and match.start() - start > 1 and not after_preposition(text, start, match.end()):
                yield Mention(Span(start, match.end()), "EVENT", "place.event", 0.7)
        for match in fates.finditer(text):
            start = fallen_start(text, match.start(), borders, words)
            if start is not None:
                yield Mention(Span(start, match.start()), "PLACE", "place.fate", 0.7)
        for match in verbs.finditer(text):
            start = match.end() + text.startswith(DONE, match.end())  # 占领了某地
            end = unknown_end(text, start, borders, words)
            told = end is not None and text[end - 2 : end] in words.told  # 在南昌|起义
            told = told or (end is not None and words.leads.match(text, end) is not None)  # 在法铁伊|的指挥下
            if end is not None and not told and text[start:end] not in words.generic:
                strength = 0.8 if ends.match(text, end) else 0.55
                yield Mention(Span(start, end), "PLACE", "place.verb", strength)

    return find


def kind_start(text: str, end: int, borders: Borders, words: PlaceWords) -> int | None:
    """Where the name begins whose kind stands at `end`: 滕 + 县."""
    if end == 0 or not borders.cut(end):  # 淮河 is a word of its own in 南达淮河
        return None
    for start in range(end - 1, max(end - LONGEST, -1), -1):
        if text[start] in words.never or not "一" <= text[start] <= "鿿":
            return None
        if text[start : start + 2] in words.verbs:  # 连克|镇西
            continue
        if borders.cut(start) and bounded(text, start, words) and nameless(start, end, borders):
            return start
    return None


def fallen_start(text: str, end: int, borders: Borders, words: PlaceWords) -> int | None:
    """Where an unknown name begins that ends here and stands at the beginning of a clause: ，鬼王庙|随即失守."""
    if not borders.cut(end):
        return None
    for start in range(end - 2, max(end - LONGEST, 0) - 1, -1):
        if any(character in words.never for character in text[start:end]):
            return None
        if start == 0 or text[start - 1] in PUNCTUATION:
            whole = borders.cut(start) and nameless(start, end, borders) and text[start:end] not in words.generic
            return start if whole else None
    return None


def bounded(text: str, start: int, words: PlaceWords) -> bool:
    """True if what stands in front ends before a name."""
    return start == 0 or text[start - 1] in PUNCTUATION or any(text[start - n : start] in words.verbs for n in (1, 2))


def unknown_end(text: str, start: int, borders: Borders, words: PlaceWords) -> int | None:
    """Where an unknown word of two to four characters ends that begins here and is followed by a border."""
    if not borders.cut(start):
        return None
    for end in range(start + 1, min(start + LONGEST, len(text)) + 1):
        if text[end - 1] in words.never or not "一" <= text[end - 1] <= "鿿":
            return None
        after = text[end : end + 1]
        closed = not after or after in PUNCTUATION or any(text[end : end + n] in words.after for n in (1, 2))
        if end - start > 1 and closed and borders.cut(end) and nameless(start, end, borders):
            return end
    return None


def nameless(start: int, end: int, borders: Borders) -> bool:
    """True if the dictionary has no word of two characters or more there but names."""
    while start < end:
        word_end, pos = borders.word_at(start)
        if word_end > start + 1 and pos not in NAMELIKE:
            return False
        start = word_end
    return True
