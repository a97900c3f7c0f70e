"""Finders that carry what is sure in one place of a document to the rest of it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set

from ahocorasick_rs import AhoCorasick, MatchKind

from jishi.document import Document, Finder, Label, Mention, Span
from jishi.recognize.borders import Borders, borders_of, cut_army
from jishi.recognize.characters import NameModel
from jishi.recognize.names import PUNCTUATION, Context

SPREAD: frozenset[Label] = frozenset({"PERSON", "PLACE", "UNIT", "ORG", "GROUP", "EVENT"})
DOT = re.compile("[·・‧•]")
ORDINAL = re.compile(r"第(?P<short>[一二三四五六七八九十]{1,3}[军师旅团])")
# 部队, 军官 and the like go on; 师 and 旅 of a surname are seldom written.
ARMY = re.compile(r"(?:军(?![人队官阀校事区长部士火需务械粮政民用])|部(?![队下属长分将署落族门众员位里]))")
LONGEST = 4  # characters of a Chinese name with a double surname, and one
ETC = "等"
COUNTING = frozenset("第一二三四五六七八九十百千零〇两数几约共各有等计达近率余多")
CERTAIN = 0.75
SHORT = 2
RARE_WORD = 2.9


def spread_finder() -> Finder:
    """Every other occurrence of a name that was found surely once, and of the parts of dotted names."""

    def find(document: Document) -> Iterator[Mention]:
        known = known_names(document)
        if not known:
            return
        names = sorted(known)
        automaton = AhoCorasick(names, MatchKind.Standard)
        borders = borders_of(document)
        for index, start, end in automaton.find_matches_as_indexes(document.folded, overlapping=True):
            name = names[index]
            label, short = known[name]
            if short and label == "UNIT" and document.folded[start - 1 : start] in COUNTING:
                continue
            strength = spread_strength(name, start, end, borders, short, document.folded[end : end + 1])
            if strength and not (label == "UNIT" and cut_army(document.folded, end)):
                yield Mention(Span(start, end), label, "spread.short" if short else "spread.name", strength)

    return find


def spread_strength(name: str, start: int, end: int, borders: Borders, short: bool, follows: str) -> float:
    """How surely a string is the name that it is elsewhere; `follows` is the character behind it."""
    if borders.clean(start, end) or borders.part(start, end):
        return 0.8 if short else 0.9
    if DOT.search(name):
        return 0.9
    if short or len(name) > SHORT:
        return 0.5
    return 0.9 if follows == ETC and borders.cut(start) else 0.0  # 陈中|等人, where 中等 is a word


def known_names(document: Document) -> dict[str, tuple[Label, bool]]:
    """The names to look for, with their label and whether they are a part of a longer name."""
    votes = Counter(
        (document.fold(mention.span), mention.label)
        for mention in document.mentions
        if mention.label in SPREAD
        and mention.strength >= CERTAIN
        and len(mention.span) > 1
        and not document.folded[mention.span.end - 1].isnumeric()  # 第32、第40师: 第32 alone is not one everywhere
    )
    # The label with the most votes is written last.
    ranked = sorted(votes, key=lambda vote: (votes[vote], vote[1]))
    known: dict[str, tuple[Label, bool]] = {name: (label, False) for name, label in ranked}
    for short in short_units(list(known)):
        known.setdefault(short, ("UNIT", True))
    for name, (label, _) in list(known.items()):
        if label == "PERSON" and len(parts := DOT.split(name)) > 1:
            for part in ("".join(parts), parts[-1]):
                if len(part) > 1:
                    known.setdefault(part, ("PERSON", True))
    return known


def short_units(names: Iterable[str]) -> Iterator[str]:
    """The forms without 第 of numbered formations: 五师 where the document has 第五师."""
    for name in names:
        if match := ORDINAL.fullmatch(name):
            yield match["short"]


def surname_finder(model: NameModel, context: Context) -> Finder:
    """Surnames that stand for a person of the document: 马退守吐鲁番, 反盛."""

    def find(document: Document) -> Iterator[Mention]:
        surnames, others = surnames_of(document, model, context)
        if not surnames and not others:
            return
        taken = bytearray(len(document.text) + 1)
        for mention in document.mentions:
            taken[mention.span.start : mention.span.end] = b"\1" * len(mention.span)
        borders = borders_of(document)
        text = document.folded
        for match in re.finditer("|".join(map(re.escape, sorted(surnames | others))), text):
            start, end = match.span()
            if any(taken[start:end]) or not borders.clean(start, end):
                continue
            acts = begins_clause(text, start) and borders.verbal(end, 1)  # 盛宣称…
            alone = match[0] in surnames and (acts or stands_alone(text, start, end, model, context))
            if alone or in_row(text, start, end, surnames | others):
                yield Mention(Span(start, end), "PERSON", "spread.surname", 0.9)

    return find


def army_finder(model: NameModel, generic: Set[str]) -> Finder:
    """Forces called by the surname of a person of the document: 鲁部, 袁军; not 陆军, a word of its own."""

    def find(document: Document) -> Iterator[Mention]:
        names = {document.fold(one.span) for one in document.mentions if one.label == "PERSON"}
        surnames = {surname for name in names if len(name) < LONGEST and (surname := model.surname_of(name))}
        if not surnames:
            return
        borders = borders_of(document)
        for match in re.finditer(f"(?:{'|'.join(sorted(surnames))}){ARMY.pattern}", document.folded):
            start, end = match.span()
            if match[0] not in generic and borders.cut(start) and borders.cut(end):
                yield Mention(Span(start, end), "UNIT", "spread.army", 1.0)

    return find


def surnames_of(document: Document, model: NameModel, context: Context) -> tuple[set[str], set[str]]:
    """Surnames of the Chinese persons that the document names at least twice, or once if they are hardly a word.

    The others, which are believed only in a row (陈、毛二人), are given besides.
    """
    persons = Counter(document.fold(mention.span) for mention in document.mentions if mention.label == "PERSON")
    found, others = set[str](), set[str]()
    for name, count in persons.items():
        surname = model.surname_of(name)
        if surname and 0 < len(name) - len(surname) < 3:
            sure = count > 1 or model.surname_score(surname) > RARE_WORD
            (found if sure else others).add(surname)
    words = context.left | context.functions
    return found - words, others - found - words


def begins_clause(text: str, start: int) -> bool:
    """True behind punctuation, and at the text's beginning."""
    return start == 0 or text[start - 1] in PUNCTUATION


def in_row(text: str, start: int, end: int, surnames: Set[str]) -> bool:
    """True for each of 陈、毛."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before == "、" and text[start - 2 : start - 1] in surnames) or (
        after == "、" and text[end + 1 : end + 2] in surnames
    )


def stands_alone(text: str, start: int, end: int, model: NameModel, context: Context) -> bool:
    """True if the surname has the neighbors of a name that acts or is acted on."""
    before, after = text[start - 1 : start], text[end : end + 1]
    left = not before or before in context.left or before in PUNCTUATION
    right = not after or after in context.right or after in PUNCTUATION
    return (left and right) or (before in context.against and (right or model.surname_score(text[start]) > 0))
