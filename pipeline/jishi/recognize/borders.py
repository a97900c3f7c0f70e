"""Where words begin and end, as evidence for the borders of names."""

import re
from collections.abc import Callable

from jishi.document import Document

NAMELIKE = frozenset({None, "ns", "nr", "nrt", "nrfg", "nt", "nz", "j", "zg"})
NOUNS = frozenset({"n", "ns", "nt", "nz", "nr", "nrt", "l"})

PREPOSITION = re.compile(r"[在于从自](?:[^，。；：\n]*、)?$")
NAMED_BEFORE = frozenset("中后前时期里的")
SOLDIERS = frozenset({"官兵", "人数", "部队", "部分"})  # of the army itself
ARMY_WORDS = frozenset("人队官阀校事区长部")


class Borders:
    """The dictionary words of a document by the positions they cover.

    A word that the dictionary does not know was guessed from its characters; its inside counts as open.
    """

    __slots__ = ("ends", "inside", "length", "pos", "starts")

    def __init__(self, document: Document) -> None:
        self.length = len(document.text)
        self.inside = bytearray(self.length + 1)
        self.starts: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.pos: dict[int, str | None] = {}
        for token in document.tokens:
            start, end = token.span.start, token.span.end
            self.starts[start], self.ends[end], self.pos[start] = end, start, token.pos
            if token.pos is not None and end - start > 1:
                self.inside[start + 1 : end] = b"\1" * (end - start - 1)

    def cut(self, position: int) -> bool:
        """True if no dictionary word covers both sides of the position."""
        return not self.inside[position]

    def clean(self, start: int, end: int) -> bool:
        """True if no dictionary word crosses either border."""
        return not self.inside[start] and not self.inside[end]

    def part(self, start: int, end: int) -> bool:
        """True for the beginning of a longer dictionary word that leaves a word of its own: 苏联 of 苏联政府."""
        word_end = self.starts.get(start, end)
        return word_end >= end + 2 and self.pos.get(start) in NOUNS and not self.inside[start]

    def plain(self, start: int, end: int) -> bool:
        """True for a dictionary word that is no name: 会同, 威信."""
        return self.starts.get(start) == end and self.pos.get(start, "ns") not in NAMELIKE

    def verbal(self, position: int, step: int) -> bool:
        """True if a dictionary word of two characters or more that is no name begins (or, backwards, ends) here."""
        if step > 0:
            return self.starts.get(position, 0) > position + 1 and self.pos.get(position) not in NAMELIKE
        start = self.ends.get(position, position)
        return start < position - 1 and self.pos.get(start) not in NAMELIKE

    def word_at(self, start: int) -> tuple[int, str | None]:
        """End and part of speech of the word that begins here; one character if none does."""
        end = self.starts.get(start, start + 1)
        return end, self.pos.get(start)


def remembering(make: Callable[[Document], Borders]) -> Callable[[Document], Borders]:
    """The function, which keeps its last result for as long as it is asked about the same words."""
    last: tuple[Document, Borders] | None = None

    def get(document: Document) -> Borders:
        nonlocal last
        found = last
        if found is None or found[0].tokens is not document.tokens or found[0].text is not document.text:
            last = found = (document, make(document))
        return found[1]

    return get


borders_of = remembering(Borders)  # every finder asks for the borders of the same document


def called(text: str, start: int) -> bool:
    """True where a name that is a clause (苏联入侵新疆) is named and not told: 史称, at the head of a paragraph."""
    return start == 0 or text[start - 1] in "\n称名“「『《"


def after_preposition(text: str, start: int, end: int) -> bool:
    """True for 在…起义 and 在甲、乙起义, where the words are told; in 在…起义中 they are named."""
    return PREPOSITION.search(text, max(0, start - 12), start) is not None and text[end : end + 1] not in NAMED_BEFORE


def cut_army(text: str, end: int) -> bool:
    """True if the 军 that ends here belongs to the next word: 军人, 军队, 军官."""
    other_word = text[end : end + 1] in ARMY_WORDS and text[end : end + 2] not in SOLDIERS
    return text[end - 1] == "军" and other_word
