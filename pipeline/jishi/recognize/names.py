"""Finders for persons that no list has: Chinese names by surname and characters, transliterations by characters."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import NamedTuple

from jishi.document import Document, Finder, Mention, Span
from jishi.recognize.borders import Borders, borders_of
from jishi.recognize.characters import NameModel
from jishi.recognize.tokens import located as stands_located
from jishi.recognize.tokens import verb_end
from jishi.resources import alternatives

ACCEPT = 3.5
ACCEPT_SHORT = 4.5
HOPELESS = -3.0  # no context makes a name of such characters
DOUBTFUL = -1.0  # below this no repetition helps
MOST_CONTEXT = 5.2  # what titles on both sides and a row of names give
MANY = 4.0  # a repeated string gains at most this much
# What it says for a name that the dictionary has the string, by its tag there; other tags speak against it.
SHORT_WORDS: Mapping[str | None, float] = {None: 1.0, "nr": -1.5, "nrfg": 2.0}
LONG_WORDS: Mapping[str | None, float] = {None: 1.5, "nr": 2.0, "nrt": 1.0, "nrfg": 3.0}
FOREIGN_LOOK = 7.0  # 库尔勒 begins with a surname, too
NEXT_LOOK = 40  # 叶穆善 goes on with 诺夫
FOREIGN_ACCEPT = 9.0
FOREIGN_PLACE = 5.0
KNOWN = 2  # characters of a known name
LONGEST_PAIR = 16  # characters of two
FOREIGN_UNSEEN = (-40, -40, -40)
RUN_FLOOR = -3.2  # a character that ends a transliteration
RUN_LEAST = 4.0
TITLED = 3.0  # evidence of this much is a title or a name in brackets
LATIN = re.compile(r" ?[(（](?:[^（）()]{0,6}[:：] ?)?[A-Za-zА-яЀ-ӿÀ-ɏΑ-ω]")
CUT = frozenset("的杀被")  # where no transliteration goes on
DOT = "[·・‧•]"
DOTTED = re.compile(rf"(?P<core>{DOT}(?:[^\W\d_与和及的至或]{{1,7}}{DOT})*)")
THIRD = frozenset("郎助门卫吉")
PEOPLE = "人"
FORCES = frozenset("队战")  # 游击|队: what makes a title the beginning of another word
LIKELY = 1.0  # of a surname
ACTING = "代"  # before a title
GIVEN_LOOK = 1.0  # behind a title
OFFICE = "任"
NEVER_FOREIGN = frozenset("的与和及或在将被把从是")
LONGEST_PART = 7
OPENING, CLOSING = frozenset("“‘「『《"), frozenset("”’」』》")
PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》「」『』\n ,.()\"'")


class Candidate(NamedTuple):
    """A string that may be a Chinese name, where its given name begins, and the log odds of its characters alone."""

    start: int
    first: int
    end: int
    odds: float


@dataclass(frozen=True, slots=True)
class Context:
    """Words that stand next to persons: titles before and after them, characters that end or begin a clause part.

    `parts`: parts of foreign names, some of characters that are otherwise none of names (阿不都); `never_given`: with
    which no given name behind a title begins; `taking`: verbs whose object is a place; `leads`: what says behind a
    name that it leads; `held`: an office and the end of a clause part.
    """

    before: Set[str]
    after: Set[str]
    left: Set[str]
    right: Set[str]
    avoid: frozenset[str]
    nations: frozenset[str]
    places: Set[str]
    functions: Set[str]
    against: Set[str]
    locative: Set[str]
    endings: Set[str]
    followers: Set[str]
    place_ends: Set[str]
    known: Set[str]
    parts: Set[str]
    named: Set[str]
    kind_words: Set[str]
    before_ends: Set[str]
    after_starts: Set[str]
    adverbs: Set[str]
    never_given: Set[str]
    taking: Set[str]
    leads: re.Pattern[str]
    held: re.Pattern[str]


def chinese_finder(model: NameModel, context: Context) -> Finder:
    """Chinese names of two to four characters, judged by characters, borders, context and repetition."""

    def find(document: Document) -> Iterator[Mention]:
        borders = borders_of(document)
        proposals = [
            (candidate.start, candidate.end, score)
            for candidate in chinese_candidates(document.folded, model)
            if (score := chinese_score(document.folded, candidate, borders, model, context)) > DOUBTFUL
        ]
        counts = Counter(document.folded[start:end] for start, end, _ in proposals)
        best: dict[int, tuple[float, int]] = {}
        for start, end, score in proposals:
            total = score + repetition(document.folded, start, end, counts)
            if total > (ACCEPT if end - start > 2 else ACCEPT_SHORT) and (start not in best or total > best[start][0]):
                best[start] = (total, end)
        for start, (total, end) in best.items():
            yield Mention(Span(start, end), "PERSON", "name.chinese", round(min(0.4 + total / 20, 1.0), 3))

    return find


def repetition(text: str, start: int, end: int, counts: Counter[str]) -> float:
    """For strings that recur; against one that recurs only as the beginning of a longer candidate (吕荣 of 吕荣寰)."""
    count = counts[text[start:end]]
    gain = min(log(count) * 1.5, MANY)
    if count > 1 and counts[text[start : end + 1]] == count:
        return -2.0
    return gain


def chinese_candidates(text: str, model: NameModel) -> Iterator[Candidate]:
    """Strings that begin with a surname and go on with one or two characters of Chinese script."""
    for match in model.surname_start.finditer(text):
        start = match.start()
        surname = model.surname_of(text[start : start + 3])
        if not surname:
            continue
        first, likely = start + len(surname), model.surname_score(surname)
        if surname in model.japanese_surnames and text[first + 2 : first + 3] in THIRD:
            yield Candidate(start, first, first + 3, model.given_score(text[first : first + 3]) + likely)
        for end in (first + 1, first + 2):
            if not "一" <= text[end - 1 : end] <= "鿿":
                break
            given = model.given_score(text[first:end])
            if given + (likely - HOPELESS) > 0:
                yield Candidate(start, first, end, given + likely)


def chinese_score(text: str, candidate: Candidate, borders: Borders, model: NameModel, context: Context) -> float:
    """Log odds for a candidate without what repetition says."""
    start, first, end, score = candidate
    name, surname, given = text[start:end], text[start:first], text[first:end]
    if not context.avoid.isdisjoint(given) and surname not in model.japanese_surnames:  # 小林恒一
        score -= 3.0 * len(context.avoid.intersection(given))
    if name[0] in context.nations and context.nations.issuperset(name):  # 苏蒙
        score -= 6.0
    if given[0].isnumeric() and given[-1] == PEOPLE:  # 陶、李|三人
        score -= 6.0
    if text[start - 1 : start + 1] in context.before:  # 道尹 | 张健
        score -= 6.0
    if len(name) > 2 and name in context.named:  # 叶尔羌
        score -= 6.0
    if given[-1] == PEOPLE and name[:-1] in context.named:  # 桂林|人
        score -= 6.0
    if len(given) > 1 and given in context.named:  # 解|锦州
        score -= 3.0
    if given[-1] in context.right:  # 叶肇|则
        score -= 2.0
    if text[max(0, start - 2) : start] in context.taking:  # 攻占|黄芦岗
        score -= 6.0
    if given in context.after or text[end : end + 2] in context.places:
        score -= 6.0
    if text[end - 1] in context.place_ends:
        score -= 1.5
    if text[start - 1 : start] in context.against and given[0] in context.against:  # 叛|冯|投|蒋
        score -= 6.0
    if name[:-1] in context.known and name not in context.known:  # 李弥 | 东进
        score -= 3.0
    if len(name) > 2 and name[:-1] in context.named and name[-1] in context.functions:  # 吉林|和奉天
        score -= 6.0
    if text[end - 1 : end + 1] in context.adverbs:  # 马军 | 先后
        score -= 3.0
    if model.foreign_score(name) > FOREIGN_LOOK or model.foreign.get(text[end : end + 1], (0,))[0] > NEXT_LOOK:
        score -= 3.0
    if surname in context.left or surname in context.functions:  # 于, 和, 向 and 任 are surnames and plain words
        score -= 3.0
        second = model.surname_of(text[start + 1 : start + 4])
        if second in model.surnames and model.surname_score(second) > LIKELY:
            score -= 6.0  # 但|李翔
    if given[-1] == OFFICE and context.held.match(text, end):  # 刘通|任福建省主席
        score -= 6.0
    score += border_score(start, end, borders)
    if score + MOST_CONTEXT < DOUBTFUL:
        return score
    return score + context_score(text, start, end, context)


def border_score(start: int, end: int, borders: Borders) -> float:
    """For a word of its own, against a string that cuts or is a dictionary word."""
    if not borders.clean(start, end):
        return -5.0
    word_end, pos = borders.word_at(start)
    if word_end == end:
        return (SHORT_WORDS if end - start == 2 else LONG_WORDS).get(pos, -5.0)
    if word_end > start + 1 and pos is not None and word_end < end:
        return -2.0
    if borders.pos.get(start + 1) is None:
        return 0.0
    return -2.5 if any(borders.word_at(place)[0] > place + 1 for place in range(start + 1, end)) else 0.0


def context_score(text: str, start: int, end: int, context: Context) -> float:
    """For titles, punctuation and function words around the string."""
    score = 0.0
    if text[start - 1 : start] in context.before_ends and ends_with(text, start, context.before):
        score += 2.5
    elif start == 0 or text[start - 1] in PUNCTUATION or text[start - 1] in context.left:
        score += 1.0
    if text[end : end + 1] in context.after_starts and begins_with(text, end, context.after):
        score += 2.0
    elif end == len(text) or text[end] in PUNCTUATION or text[end] in context.right:
        score += 1.5
    if text[start - 1 : start] in OPENING and text[end : end + 1] in CLOSING:  # 「吉野」 is a ship
        score -= 3.0
    if text[end : end + 1] == "、" or text[start - 1 : start] == "、":
        score += 0.7
    return score


def ends_with(text: str, end: int, words: Set[str]) -> bool:
    """True if a word of the set ends at the position."""
    return any(text[end - length : end] in words for length in range(2, min(6, end) + 1))


def begins_with(text: str, start: int, words: Set[str]) -> bool:
    """True if a word of the set begins at the position."""
    return any(text[start : start + length] in words for length in range(1, 6))


def foreign_finder(model: NameModel, context: Context) -> Finder:
    """Transliterations without a dot: places with a suffix or a verb of place, persons with a title or borders."""

    def find(document: Document) -> Iterator[Mention]:
        text = document.folded
        for start, end in foreign_runs(document, borders_of(document), model):
            if two_known(text[start:end], context):
                continue
            score = model.foreign_score(text[start:end])
            suffix = longest_at(text, end, context.places)
            other_word = text[end + suffix - 1 : end + suffix + 1] in context.kind_words  # 阿克苏|镇守使
            if suffix and score > FOREIGN_PLACE and not other_word:
                yield Mention(Span(start, end + suffix), "PLACE", "name.place", 0.9)
                continue
            evidence = foreign_evidence(text, start, end, context)
            follower = longest_at(text, end, context.followers)
            located = follower > 0 or stands_located(document, verb_end(text, start), context.locative)
            located = located and not context.leads.match(text, end)  # 在科莫罗夫斯基指挥下
            ending = any(text[end - length : end] in context.endings for length in (1, 2, 3))
            known = end - start > 2 and text[start : end - 1] in context.named  # 绥德|西进
            if (located or ending) and score > FOREIGN_PLACE and end - start > 2 and evidence < TITLED and not known:
                # 陷落 and 守军 go with places alone.
                yield Mention(Span(start, end), "PLACE", "name.place", 0.95 if follower > 1 else 0.7)
                continue
            total = score + evidence
            if total > FOREIGN_ACCEPT and (evidence > 1 or end - start > 3):
                yield Mention(Span(start, end), "PERSON", "name.foreign", round(min(0.4 + total / 40, 0.9), 3))

    return find


def two_known(run: str, context: Context) -> bool:
    """True for 加尼牙孜派尧乐博斯, 沙俄派考夫曼: a known name, a verb or nothing, the name of a known person."""
    if len(run) > LONGEST_PAIR:
        return False
    sizes = range(KNOWN, len(run) - KNOWN + 1)
    first = (size for size in sizes if run[:size] in context.known or run[:size] in context.named)
    return any(run[cut:] in context.known for size in first for cut in (size, size + 1))


def foreign_evidence(text: str, start: int, end: int, context: Context) -> float:
    """What titles, a name in brackets and borders say for a person."""
    evidence = 0.0
    if ends_with(text, start, context.before) or begins_with(text, end, context.after):
        evidence += 4.0
    if LATIN.match(text, end):
        evidence += 3.0
    if start == 0 or text[start - 1] in PUNCTUATION or text[start - 1] in context.left:
        evidence += 1.0
    if text[end : end + 1] in PUNCTUATION or text[end : end + 1] in context.right:
        evidence += 1.0
    return evidence


def longest_at(text: str, start: int, words: Set[str]) -> int:
    """The length of the longest word of the set at the position, 0 without one."""
    return next((length for length in (3, 2, 1) if text[start : start + length] in words), 0)


def foreign_runs(document: Document, borders: Borders, model: NameModel) -> Iterator[tuple[int, int]]:
    """The best-scoring stretch of each run of characters that occur in transliterations, from a border on."""
    start = best_end = -1
    total = best = 0.0
    for position, character in enumerate(document.folded + "\n"):
        weights = FOREIGN_UNSEEN if character in CUT else model.foreign.get(character, FOREIGN_UNSEEN)
        weight = weights[0] / 10
        fresh = weight > 0 and position < borders.length and borders.cut(position)
        if start >= 0 and (weight <= RUN_FLOOR or total + weight < 0):
            if best_end - start >= 2 and best > RUN_LEAST:
                yield start, best_end
            start = -1
        if start < 0:
            if not fresh:
                continue
            start, best_end, total, best = position, position, 0.0, 0.0
        total += weight
        if total >= best and borders.cut(position + 1):
            best, best_end = total, position + 1


def dotted_finder(model: NameModel, context: Context) -> Finder:
    """Names with middle dots: as far to both sides as the characters are those of transliterations.

    A known name or part of names at the dot belongs to it: 麻木提·穆依提, 阿不都·尼亚孜. After a verb that has only
    places as object it is one: 攻克西迪·巴拉尼.
    """
    known = context.known | context.parts

    def find(document: Document) -> Iterator[Mention]:
        borders = borders_of(document)
        text = document.folded
        for match in DOTTED.finditer(text):
            first, last = match.span("core")
            start = first - reach(text[max(0, first - LONGEST_PART) : first][::-1], first, -1, borders, model)
            sizes = range(min(LONGEST_PART, first), first - start, -1)
            start = next((first - size for size in sizes if text[first - size : first] in known), start)
            end = last + reach(text[last : last + LONGEST_PART], last, 1, borders, model)
            sizes = range(min(LONGEST_PART, len(text) - last), end - last, -1)
            end = next((last + size for size in sizes if text[last : last + size] in context.parts), end)
            if start < first and end > last:
                verb = verb_end(text, start)
                taken = text[max(0, verb - 2) : verb] in context.taking
                yield Mention(Span(start, end), "PLACE" if taken else "PERSON", "name.dotted", 1.0)

    return find


def reach(part: str, origin: int, step: int, borders: Borders, model: NameModel) -> int:
    """How many characters from a dot outwards belong to the name."""
    total = best = 0.0
    length = 0
    for count, character in enumerate(part, start=1):
        weight = model.foreign.get(character, (-30, 0, 0))[0] / 10
        if character in NEVER_FOREIGN or character in PUNCTUATION or not character.isalpha():
            break
        if count > 1 and borders.verbal(origin + step * (count - 1), step):  # 斯文·赫定 | 到达
            break
        certain = borders.cut(origin + step * count)
        total += (3.0 if character.isascii() else weight) + 0.4
        if total - (0.0 if certain else 1.5) >= best:
            best, length = total, count
    return length


def titled_finder(model: NameModel, context: Context) -> Finder:
    """Surname and title (马将军, 罗部长), and the given name that newspapers write behind them: 孙代长官连仲.

    A surname that is more often a word is believed before a given name, and where the document has a person of it.
    """
    pattern = re.compile(alternatives(word for word in context.after if len(word) > 1))
    words = context.left | context.functions

    @lru_cache(maxsize=1)  # a later round asks for the same text
    def titles(text: str) -> list[tuple[int, int]]:
        found = []
        for match in pattern.finditer(text, 1):
            start = match.start() - 1
            if start and text[start] == ACTING:
                start -= 1
            known = text[start] in model.surnames and text[start] not in words
            if known and text[match.end() : match.end() + 1] not in FORCES:  # 巩哈|游击队
                found.append((start, match.end()))
        return found

    def find(document: Document) -> Iterator[Mention]:
        text, borders = document.folded, borders_of(document)
        persons = {document.fold(one.span) for one in document.mentions if one.label == "PERSON"}
        surnames = {model.surname_of(name) for name in persons}
        for start, end in titles(text):
            surname, before = text[start], text[start - 1 : start]
            if not borders.cut(start):
                continue
            length = given_length(text, surname, end, borders, persons, model, context)
            if length:
                yield Mention(Span(start, end + length), "PERSON", "name.titled_given", 1.0)
            seen = surname in surnames and before not in context.nations  # 苏|方代表
            if (seen or model.surname_score(surname) > 0.5) and before != "驻":
                yield Mention(Span(start, end), "PERSON", "name.titled", 0.7)

    return find


def given_length(
    text: str, surname: str, first: int, borders: Borders, persons: Set[str], model: NameModel, context: Context
) -> int:
    """How many characters behind surname and title are a given name: of a person who is known or by its looks."""
    for length in (2, 1):
        name = surname + text[first : first + length]
        if len(name) > length and (name in context.known or name in persons):
            return length
    given = text[first : first + 2]
    looks = model.given_score(given) > GIVEN_LOOK and model.surname_score(surname) > 0
    word = any(borders.word_at(place)[0] > place + 1 for place in (first, first + 1))
    return 2 if len(given) == 2 and looks and given[0] not in context.never_given and not word else 0
