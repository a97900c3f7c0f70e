"""Who says so: 据报道, 据美联社报道, 某人说…, and the speaker of a quotation, also over several sentences."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

from jishi.document import Cue, Document, Mention, S, Span
from jishi.extract.attributes import Found
from jishi.extract.nodes import Pieces
from jishi.extract.reference import Memory

SPEAKERS = frozenset({"PERSON", "ORG", "UNIT", "PLACE", "GROUP"})
TELLING = frozenset({"DECLARE", "ORDER"})  # events whose words may be quoted
COUNTED = frozenset({"CASUALTY", "MATERIEL", "CAPTURE", "DEFEAT"})  # what lists of figures tell
PAUSES, CLAUSE_ENDS = "，：,:", "，；）)。"
BORDERS = "，；：。“”「」『』（）()【】"
OPEN, CLOSE = "“「『", "”」』"
OPEN_BRACKETS, CLOSE_BRACKETS = "（(", "）)"
NEAR = 3  # characters between a reporting verb and the quotation that it opens: 说：“
AFAR = 12  # characters between a verb with an addressee and the quotation: 通知赫定“
ADDRESSED = re.compile(f"[^，。；：:“”「」『』]{{1,40}}[：:][{OPEN}]")  # 电呈甲长官、乙军长：“
QUOTE = re.compile(f"[{OPEN}{CLOSE}]")
POSSESSIVE, CONTRAST = "的", "则"
OURSELVES = ("本报", "本社", "本刊")
BEFORE_NOUN = frozenset("cdtfu")  # tags (first letter) of what may stand before the noun phrase that speaks
WITHIN_NOUN = frozenset("anbjilsrmqgkuxv")  # and of what may be part of it: 该团参谋人员, 有研究者
LONGEST = 14  # characters of a speaker without a name
TITLED = "name.titled"  # the rule of a surname with a title
SHORT = frozenset({TITLED, "spread.surname"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """A stretch of text and who answers for it."""

    span: Span
    source: str
    cue: Cue | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """A quotation that a sentence leaves open: its speaker, and how many quotation marks are open."""

    source: str
    depth: int = 1


def attributions(
    document: Document, piece: Pieces, cues: Sequence[Found], speech: Speech | None, memory: Memory
) -> tuple[tuple[Attribution, ...], Speech | None]:
    """The attributed stretches of a sentence, and the quotation that goes on after it."""
    text, span = document.folded, piece.sentence.span
    found: list[Attribution] = []
    end, depth, quotes = pairs(text, span, speech.depth if speech is not None else 0)
    if speech is not None:
        if end is None:
            return (Attribution(span, speech.source),), Speech(speech.source, depth)
        if end > span.start:
            found.append(Attribution(Span(span.start, end), speech.source))
    still: Speech | None = None
    teller = Teller(document, piece, cues, memory, turns(text, piece) if cues else (), quotes)
    for cue in cues:
        source = teller.source(cue)
        if source is None or cue.span.end >= span.end:
            continue
        opening = teller.opened(cue)
        end, depth = quotes[opening] if opening is not None else (None, 0)
        if opening is not None and end is None:
            still = Speech(source, depth)
        stop = end if end is not None else teller.reach(cue)
        if stop > cue.span.end:
            found.append(Attribution(Span(cue.span.end, stop), source, Cue(cue.span, "source")))
    for quoted, source in teller.quotations():
        if not any(one.span.contains(quoted) for one in found):
            found.append(Attribution(quoted, source))
            if quotes[quoted.start - 1][0] is None:
                still = Speech(source)
    return tuple(found), still


def turns(text: str, piece: Pieces) -> list[int]:
    """The places of the clause ends behind which somebody is named at once, in the order of the text."""
    return sorted(
        place
        for one in piece.mentions
        if one.label in SPEAKERS
        for place in range(max(piece.sentence.span.start, one.span.start - NEAR), one.span.start + 1)
        if text[place] in CLAUSE_ENDS and one.span.end <= place + NEAR + AFAR
    )


def within(span: Span, items: Sequence[S]) -> Sequence[S]:
    """The items, sorted by span and none over another, that lie wholly inside the span."""
    first = bisect_left(items, span.start, key=lambda one: one.span.start)
    return items[first : bisect_right(items, span.end, lo=first, key=lambda one: one.span.end)]


def pairs(text: str, span: Span, depth: int) -> tuple[int | None, int, dict[int, tuple[int | None, int]]]:
    """Where quotations end: the one that has gone on for `depth` marks, and the one that each opening mark begins.

    The end is None for what the stretch leaves open; then the number of marks that are open at its end stands beside.
    """
    ended, still = None, depth
    begun: list[int] = []
    found: dict[int, tuple[int | None, int]] = {}
    for mark in QUOTE.finditer(text, span.start, span.end):
        if mark[0] in OPEN:
            begun.append(mark.start())
        elif begun:
            found[begun.pop()] = mark.start(), 0
        elif ended is None and still:
            still -= 1
            ended = mark.start() if not still else None
    found |= {place: (None, len(begun) - number) for number, place in enumerate(begun)}
    return ended, still + len(begun), found


def first(text: str, characters: str, start: int, end: int) -> int | None:
    """The place of the first of these characters in the stretch."""
    places = [place for character in characters if (place := text.find(character, start, end)) >= 0]
    return min(places, default=None)


def last(text: str, characters: str, start: int, end: int) -> int:
    """The place after the last of these characters in the stretch, else its beginning."""
    return max((text.rfind(character, start, end) for character in characters), default=-1) + 1 or start


@dataclass(frozen=True, slots=True)
class Teller:
    """What is asked of one sentence: who speaks, and how far what is said goes."""

    document: Document
    piece: Pieces
    cues: Sequence[Found]
    memory: Memory
    turns: Sequence[int]
    quotes: Mapping[int, tuple[int | None, int]]

    @property
    def text(self) -> str:
        return self.document.folded

    @property
    def span(self) -> Span:
        return self.piece.sentence.span

    def source(self, cue: Found) -> str | None:
        """The words that name who says so: the cue itself, or the noun phrase on the side where the cue has it."""
        if cue.rule.value == "itself":
            return self.document[cue.span]
        if cue.rule.value == "after":
            return self.reported(cue)
        start = self.clause_start(cue.span.start)
        if cue.rule.value == "header":
            names = within(Span(start, cue.span.start), self.piece.mentions)
            agency = next((one for one in names if one.label == "ORG"), None)
            if agency is not None:
                return self.document[agency.span]  # 路透社伦敦电
            if self.text.startswith(OURSELVES, start):
                return None  # 本报沅陵二十二日专电: the paper tells it itself
            phrase = self.noun_phrase(start, cue.span.start)
            return self.named(phrase) if phrase is not None else None
        return self.subject(start, cue.span.start)

    def opened(self, cue: Found) -> int | None:
        """Where the quotation begins that the cue introduces: right after it, or after an addressee (通知赫定“)."""
        text, span = self.text, self.span
        near = first(text, OPEN, cue.span.end, min(cue.span.end + NEAR, span.end))
        if near is not None or cue.rule.value != "before":
            return near
        addressed = ADDRESSED.match(text, cue.span.end, span.end)
        if addressed is not None:
            return addressed.end() - 1
        comma = first(text, CLAUSE_ENDS, cue.span.end, span.end) or span.end
        far = first(text, OPEN, cue.span.end, min(cue.span.end + AFAR, comma))
        # 称“某某军”为…: a word in quotation marks is no speech.
        end = self.quotes[far][0] if far is not None else None
        return far if far is not None and (end is None or end - far > AFAR) else None

    def clause_start(self, place: int) -> int:
        """Where the clause begins that the place is in."""
        return max(last(self.text, BORDERS, self.span.start, place), self.span.start)

    def reported(self, cue: Found) -> str | None:
        """旅团战斗详报 of 据旅团战斗详报，… and 谢晋元 of 据谢晋元报告，…; the whole phrase where it names nobody."""
        end = first(self.text, PAUSES, cue.span.end, self.span.end) or self.span.end
        verb = next((one.span.start for one in self.cues_from(cue.span.end)), end)
        stop = min(end, verb)
        tail = next((word for word in cue.rule.tails if self.text.endswith(word, cue.span.end + 1, stop)), "")
        stop -= len(tail)
        if tail and stop > cue.span.end + 1 and self.text[stop - 1] == POSSESSIVE:
            stop -= 1  # 据英国总领事的报告
        if stop <= cue.span.end:
            return self.document[Span(cue.span.start, max(end, cue.span.end))]
        return self.named(Span(cue.span.end, stop)) or self.document[Span(cue.span.end, stop)].strip()

    def subject(self, start: int, end: int) -> str | None:
        """Who speaks in a clause whose verb is at the end of the stretch; whom the text is about if nobody is named."""
        text = self.text[start:end]
        if "据" in text:
            return None  # 甲据密报称: not 甲 says so
        phrase = self.noun_phrase(start, end)
        if phrase is not None and (found := self.named(phrase)) is not None:
            return found
        words = within(Span(start, end), self.piece.tokens) if text else ()
        he = any((token.pos or "x")[0] == "r" for token in words)
        return self.topic(start, person=he) if phrase is None else None

    def noun_phrase(self, start: int, end: int) -> Span | None:
        """The noun phrase at the beginning of the clause (总部发言人, 朱可夫), None for a pronoun or nothing."""
        names = within(Span(start, end), self.piece.mentions) if start < end else ()
        begin: int | None = None
        place, noun = start, False
        for token in within(Span(start, end), self.piece.tokens) if start < end else ():
            if token.span.start < place:
                continue
            index = bisect_right(names, token.span.start, key=lambda one: one.span.start)
            name = names[index - 1] if index and names[index - 1].span.contains(token.span) else None
            tag = (token.pos or "x")[0]
            if name is not None or tag != "r":
                noun = noun or name is not None or tag in WITHIN_NOUN
            if name is not None and (name.label in SPEAKERS or begin is not None):
                begin = name.span.start if begin is None else begin
                place = name.span.end
            elif name is None and begin is not None and tag in WITHIN_NOUN and token.pos != "v":
                place = token.span.end
            elif name is None and begin is None and tag in WITHIN_NOUN:
                begin, place = token.span.start, token.span.end
            elif begin is not None or (name is None and tag not in BEFORE_NOUN):
                break
        return Span(begin, place) if begin is not None and place > begin and noun else None

    def named(self, phrase: Span) -> str | None:
        """The entity's name if the phrase ends with a name or with a title; its words if they are few."""
        names = [one for one in within(phrase, self.piece.mentions) if one.label in SPEAKERS]
        everyone = within(phrase, self.piece.mentions)
        if names and everyone[-1].label == "TIME" and everyone[-1].span.end == phrase.end:
            if names[0].label == "ORG" and names[0].span.end == names[-1].span.start:
                return self.name(names[0])  # 路透社汉城11月30日电
            return self.named(Span(phrase.start, everyone[-1].span.start))  # 军事委员会发言人今晨否认
        if names and names[-1].span.end == phrase.end:
            return self.name(names[-1])
        if names and names[-1].label == "PERSON" and "的" not in self.text[names[-1].span.end : phrase.end]:
            return self.name(names[-1])  # 马仲英将军
        words = self.document[phrase].strip()
        return words if 1 < len(words) <= LONGEST or names else None

    def name(self, mention: Mention) -> str:
        """What the text says; for a surname with a title (杨营长) the full name, if it is known."""
        entity = self.memory.entities.get(mention.span) if mention.rule == TITLED else None
        full = (one for one in entity.mentions if one.rule not in SHORT) if entity is not None else ()
        return self.document[next(iter(full), mention).span]

    def topic(self, start: int, *, person: bool) -> str | None:
        """Who speaks where the clause names nobody: who acts in the clauses before, else the person talked about."""
        end = start
        while end > self.span.start:
            begin = self.clause_start(end - 1)
            phrase = self.noun_phrase(begin, end)
            names = [one for one in within(phrase, self.piece.mentions) if one.label in SPEAKERS] if phrase else []
            if phrase is not None and names and (not person or names[-1].label == "PERSON"):
                found = self.named(phrase)
                speaks = any(phrase.end <= one.span.start < end for one in self.cues)
                if found is not None and (speaks or names[-1].label != "PLACE"):
                    return found
            end = begin
        known = self.memory.hero or self.memory.latest.get("PERSON")
        return self.name(known) if known is not None else None

    def reach(self, cue: Found) -> int:
        """Where what somebody says ends without quotation marks: 甲说，… to the full stop, 甲称… to the comma."""
        start, end = cue.span.end, self.span.end
        # （同盟社东京九日电）甲军占领某地，…; 甲说，…，乙则称…，…: from there on it is 乙 who speaks.
        if cue.rule.value == "header" or CONTRAST in self.text[cue.span.start - 1 : cue.span.end]:
            return end
        bracket = self.bracket(cue)
        if bracket is not None:
            return bracket
        paused = self.text[start : start + 1] in PAUSES
        opens = self.clause_start(cue.span.start) == cue.span.start or cue.rule.value == "after"
        if cue.rule.value == "itself" and opens and self.clause_start(cue.span.start) > self.span.start + NEAR:
            return self.told_of(cue)
        if paused or (cue.rule.value == "itself" and opens):
            return end
        if cue.rule.value == "after" and not any(one.rule.value == "before" for one in self.same_clause(cue)):
            return end
        comma = first(self.text, CLAUSE_ENDS, start, end)
        while comma is not None and self.goes_on(comma + 1):
            comma = first(self.text, CLAUSE_ENDS, comma + 1, end)
        return end if comma is None else comma

    def told_of(self, cue: Found) -> int:
        """据说甲被杀，乙则退走: in the middle of a sentence it goes on up to the next clause that names who acts."""
        place = bisect_left(self.turns, cue.span.end)
        return self.turns[place] if place < len(self.turns) else self.span.end

    def bracket(self, cue: Found) -> int | None:
        """The end of the brackets that the cue stands in."""
        before = self.text[self.span.start : cue.span.start]
        if last(before, OPEN_BRACKETS, 0, len(before)) <= last(before, CLOSE_BRACKETS, 0, len(before)):
            return None
        return first(self.text, CLOSE_BRACKETS, cue.span.end, self.span.end)

    def same_clause(self, cue: Found) -> Iterator[Found]:
        """The cues after this one that no pause parts from it and that no pause follows."""
        end = first(self.text, PAUSES, cue.span.end, self.span.end) or self.span.end
        return takewhile(lambda one: one.span.end < end, self.cues_from(cue.span.end))

    def cues_from(self, place: int) -> Iterator[Found]:
        """The cues that begin there or later."""
        return islice(self.cues, bisect_left(self.cues, place, key=lambda one: one.span.start), None)

    def goes_on(self, start: int) -> bool:
        """True if the clause tells one more figure without a subject of its own: 宣布歼灭…，俘虏719人，缴获…"""
        end = first(self.text, CLAUSE_ENDS, start, self.span.end) or self.span.end
        if start >= end:
            return False
        opening = next(iter(within(Span(start, end), self.piece.triggers)), None)
        if opening is None or opening.rule.type not in COUNTED or opening.span.start > start + 1:
            return False
        return any(one.label == "QUANTITY" for one in within(Span(start, end), self.piece.mentions))

    def quotations(self) -> Iterator[tuple[Span, str]]:
        """What an order or an appeal says word for word: 电令高军长：“…”, 呼吁各方“即日罢兵”."""
        place = self.span.start
        while (mark := first(self.text, OPEN, place, self.span.end)) is not None:
            end = self.quotes[mark][0]
            place = stop = self.span.end if end is None else end
            if mark + 1 < stop and (source := self.ordered(mark, stop)) is not None:
                yield Span(mark + 1, stop), source
                continue
            told = [one for one in self.piece.triggers if mark < one.span.start and one.span.end <= stop]
            colon = self.text[mark - 1] in "：:"
            start = self.clause_start(mark - 1 if colon else mark)
            saying = [one for one in self.piece.triggers if start <= one.span.start < mark and one.rule.type in TELLING]
            if told and saying and mark + 1 < stop:
                source = self.subject(start, saying[-1].span.start)
                if source is not None:
                    yield Span(mark + 1, stop), source

    def ordered(self, mark: int, stop: int) -> str | None:
        """李鸿章 of 奉李鸿章“战胜不追，战败则退”之令: whose name is right before what an order says."""
        owner = next((one for one in self.piece.mentions if one.span.end == mark and one.label in SPEAKERS), None)
        near = range(stop + 1, stop + 1 + NEAR)
        order = any(one.rule.type == "ORDER" and one.span.start in near for one in self.piece.triggers)
        return self.name(owner) if owner is not None and order else None


class Answering:
    """Who answers for each of a sentence's triggers, which are asked for in order: the innermost attribution."""

    def __init__(self, found: Sequence[Attribution]) -> None:
        self.waiting = sorted(found, key=lambda one: one.span.start, reverse=True)
        self.open: list[Attribution] = []

    def source(self, trigger: Span) -> Attribution | None:
        """The attribution that covers the trigger and begins last."""
        while self.waiting and self.waiting[-1].span.start <= trigger.start:
            self.open.append(self.waiting.pop())
        while self.open and self.open[-1].span.end < trigger.end:
            self.open.pop()
        return self.open[-1] if self.open else None
