"""Finder for the names in the lexicons."""

from collections.abc import Collection, Iterator, Sequence, Set
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from jishi.document import Document, Finder, Label, Mention, Span
from jishi.recognize.borders import Borders, after_preposition, borders_of, called, cut_army
from jishi.resources import LexiconEntry

COUNTRY = "country"
SHORT = 2  # names of this length need word borders around them


@dataclass(frozen=True, slots=True)
class Doubts:
    """Names that are none in running text; what stands before places; verbs that make a name a clause."""

    stop: Set[tuple[Label, str]]
    left: Set[str]
    verbs: Collection[str]
    kind_words: Set[str]


def lexicon_finder(entries: Sequence[LexiconEntry], doubts: Doubts) -> Finder:
    """Names of the lexicons, overlapping ones included; short names only where words begin and end."""
    listed = [entry for entry in entries if len(entry.name) > 1 and (entry.label, entry.name) not in doubts.stop]
    clauses = {entry.name for entry in listed if entry.label == "EVENT" and has_verb(entry.name, doubts.verbs)}
    automaton = AhoCorasick([entry.name for entry in listed], MatchKind.Standard)

    def find(document: Document) -> Iterator[Mention]:
        borders = borders_of(document)
        text = document.folded
        doubted: list[tuple[LexiconEntry, int, int]] = []
        located: set[str] = set()
        for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
            entry = listed[index]
            place = entry.label == "PLACE" and not entry.kind.endswith("?")
            noun = place and (
                borders.pos.get(start) == "n" or entry.kind == COUNTRY
            )  # 清朝 is a time in the dictionary
            if end - start <= SHORT and borders.plain(start, end) and not noun:
                if entry.label == "PLACE":
                    doubted.append((entry, start, end))
                    located |= (
                        {entry.name}
                        if text[start - 1 : start] == "、"
                        or any(text[start - n : start] in doubts.left for n in (1, 2))
                        else set()
                    )
                if entry.label in ("PLACE", "PERSON"):
                    continue
            strength = lexicon_strength(entry, start, end, borders)
            if entry.label == "PLACE" and text[end - 1 : end + 1] in doubts.kind_words:  # 新疆省 | 会
                strength = min(strength, 0.3)
            told = entry.label == "EVENT" and is_told(text, start, end, entry.name in clauses)
            if strength and not told and not (entry.label == "UNIT" and cut_army(text, end)):
                yield Mention(Span(start, end), entry.label, f"lexicon.{entry.label.lower()}", strength)
        for entry, start, end in doubted:
            if entry.name in located:
                yield Mention(Span(start, end), entry.label, "lexicon.place", 0.8)

    return find


def has_verb(name: str, verbs: Collection[str]) -> bool:
    """True for names that are clauses: 苏联入侵新疆."""
    return any(verb in name[:-1] for verb in verbs)


def is_told(text: str, start: int, end: int, clause: bool) -> bool:
    """True where the words of an event's name tell the event instead of naming it."""
    return after_preposition(text, start, end) or (clause and not called(text, start))


def lexicon_strength(entry: LexiconEntry, start: int, end: int, borders: Borders) -> float:
    """How much a name is worth where it stands: nothing for a short one that cuts a word, little for a longer one."""
    doubtful = 0.15 if entry.kind.endswith("?") else 0.0
    if borders.clean(start, end):
        return 1.0 - doubtful
    if borders.part(start, end):
        return 0.9 - doubtful
    if entry.label == "PERSON" and end - start > SHORT:
        return 0.6
    return 0.3 if end - start > SHORT + 1 else 0.0
