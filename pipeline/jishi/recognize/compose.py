"""Finder that builds long designations: a name or a head noun with the names and modifiers in front of it."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from jishi.document import Document, Finder, Label, Mention, Span
from jishi.recognize.borders import Borders, after_preposition, borders_of
from jishi.recognize.patterns import overlapping_matches
from jishi.resources import Pattern

OWNERS: Mapping[Label, frozenset[Label]] = {
    "UNIT": frozenset({"PLACE", "GROUP", "UNIT", "ORG", "PERSON"}),
    "ORG": frozenset({"PLACE", "GROUP", "ORG", "PERSON", "UNIT"}),
    "EVENT": frozenset({"PLACE", "GROUP", "PERSON", "ORG"}),
    "GROUP": frozenset({"GROUP"}),
    "PLACE": frozenset({"PLACE"}),
}
LONGEST_MODIFIER = 8
LONGEST = 80  # characters of a designation; a text that is nothing but names would be one otherwise
ARMY = "军"
REIGN = re.compile("[一二三四五六七八九十]{1,3}世(?![纪界代])")
STATION = "驻"  # 英国驻喀什领事馆: the only verb inside a name


@dataclass(frozen=True, slots=True)
class Head:
    """The right end of a designation. `whole`: it is a mention by itself; `personal`: only a person owns it."""

    span: Span
    label: Label
    rule: str
    whole: bool
    personal: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Modifiers by label; those that qualify a head by themselves (装甲车部队); what stands before a place of action.

    `modifier_ends`: the characters in which a modifier ends; `parts`: nouns for a part of a force (先头部队); `outer`:
    places large enough to stand in front of another.
    """

    modifiers: Mapping[Label, Set[str]]
    modifier_ends: Set[str]
    qualifying: Set[str]
    verbal: Set[str]
    locative: Set[str]
    nations: Set[str]
    armies: Set[str]
    outer: Set[str]
    tribes: Set[str]
    kinds: Set[str]
    kind_words: Set[str]
    parts: Set[str]


def compose_finder(heads: Sequence[Pattern], words: Words) -> Finder:
    """Designations longer than the mentions the document has so far."""

    def find(document: Document) -> Iterator[Mention]:
        ending = {mention.span.end: mention for mention in document.mentions}
        borders = borders_of(document)
        yield from grown_places(document, words)
        yield from reigning(document)
        for head in find_heads(heads, document, borders):
            start, owned = extend(head, document, ending, borders, words)
            told = head.label == "EVENT" and after_preposition(document.folded, start, head.span.end)
            if start < head.span.start and (owned or head.whole) and not told:
                yield Mention(
                    Span(start, head.span.end), head.label, f"compose.{head.rule.removeprefix('compose.')}", 1.0
                )

    return find


def grown_places(document: Document, words: Words) -> Iterator[Mention]:
    """Places with the word for their kind behind them: 哈密 + 城."""
    text = document.folded
    for mention in document.mentions:
        end = mention.span.end
        if mention.label != "PLACE" or len(mention.span) < 2 or text[end - 1] in words.kinds:
            continue
        for length in (2, 1):
            kind, after = text[end : end + length], text[end + length : end + length + 1]
            if kind in words.kinds and f"{kind}{after}" not in words.kind_words:
                yield Mention(Span(mention.span.start, end + length), "PLACE", "compose.kind", 0.9)
                break


def reigning(document: Document) -> Iterator[Mention]:
    """Persons with their number behind the name: 亚历山大 + 一世."""
    for mention in document.mentions:
        if mention.label == "PERSON" and (match := REIGN.match(document.folded, mention.span.end)):
            yield Mention(Span(mention.span.start, match.end()), "PERSON", "compose.reign", 1.0)


def find_heads(patterns: Sequence[Pattern], document: Document, borders: Borders) -> Iterator[Head]:
    """Head nouns, and every mention of a label that can be extended to the left."""
    for pattern in patterns:
        personal = pattern.id.endswith(".personal")
        for span in overlapping_matches(pattern, document.folded):
            if borders.cut(span.end):
                yield Head(span, pattern.label, pattern.id, False, personal)
    for mention in document.mentions:
        if mention.label in OWNERS:
            yield Head(mention.span, mention.label, mention.rule, True, False)


def extend(
    head: Head, document: Document, ending: Mapping[int, Mention], borders: Borders, words: Words
) -> tuple[int, bool]:
    """Where the designation begins, and whether something in front of the head makes it a name."""
    start, owned = head.span.start, False
    text = document.folded
    right: Mention | None = None
    while start and head.span.end - start < LONGEST:
        owner = ending.get(start)
        if owner is not None and fits(head, owner, right, document, start, words):
            start, owned, right = owner.span.start, True, owner
            continue
        if head.personal:
            break
        modifier = modifier_before(text, start, head.label, words)
        # 轰炸 is a kind of force in 轰炸航空队, but what is done to it in 轰炸36师 and 轰炸守军
        garrison = head.whole or text[head.span.end - 1] == ARMY
        if modifier and not (garrison and modifier in words.verbal):
            if head.label == "PLACE" and start - len(modifier) not in ending:
                break
            owned = owned or (head.label == "UNIT" and modifier in words.qualifying)
            start -= len(modifier)
            continue
        if not head.whole and stationed(text, start, right):
            start -= 1
            continue
        if head.label == "UNIT" and head.whole and text[start - 1] in words.armies and borders.clean(start - 1, start):
            return start - 1, True
        break
    return start, owned


def modifier_before(text: str, end: int, label: Label, words: Words) -> str:
    """The longest modifier for the label that ends at the position."""
    if text[end - 1] not in words.modifier_ends:
        return ""
    modifiers = words.modifiers.get(label, frozenset())
    for length in range(min(LONGEST_MODIFIER, end), 0, -1):
        if text[end - length : end] in modifiers:
            return text[end - length : end]
    return ""


def stationed(text: str, start: int, right: Mention | None) -> bool:
    """True for 驻 in front of the place where a force or office is."""
    return right is not None and right.label == "PLACE" and text[start - 1] == STATION


def fits(head: Head, owner: Mention, right: Mention | None, document: Document, start: int, words: Words) -> bool:
    """True if the mention in front belongs to the designation."""
    if owner.label not in OWNERS[head.label] or (head.personal and owner.label != "PERSON"):
        return False
    text = document.fold(head.span)
    before = document.folded[owner.span.start - 1 : owner.span.start]
    if head.label == "GROUP":
        return document.fold(owner.span) in words.tribes
    if head.label == "PLACE" or (owner.label == "PLACE" and right is not None and right.label == "PLACE"):
        return nested(document, owner, right.span if right else head.span, words)
    if owner.label == "PERSON":
        of_person = head.label == "UNIT" and (numbered(text) or head.rule == "unit.arm")
        return start == head.span.start and (not head.whole or of_person)
    if head.label == "EVENT":
        return not head.whole or text.startswith("第") or owner.label == "PLACE"
    if owner.label == "UNIT" and document.folded[start : head.span.end] in words.parts:
        return False  # 民族军|先头部队: a part without a name
    if owner.label == "UNIT":
        return numbered(document.folded[start : head.span.end]) or not head.whole or "军" not in text[:2]
    if head.whole and owner.label == "PLACE":
        foreign = any(text.startswith(nation) for nation in words.nations)
        return not foreign and before not in words.locative
    return True


def numbered(text: str) -> bool:
    """True for designations with a number in them."""
    return any(character in "第0123456789" for character in text)


def nested(document: Document, outer: Mention, inner: Span, words: Words) -> bool:
    """True if one place name can stand in front of the other as the larger area."""
    if inner.start != outer.span.end or len(outer.span) == 1 or len(inner) == 1:
        return False
    outer_text, inner_text = document.fold(outer.span), document.fold(inner)
    large = outer_text in words.outer or outer_text[-1] in words.kinds or inner_text[-1] in words.kinds
    return large and inner_text not in words.nations and outer_text != inner_text
