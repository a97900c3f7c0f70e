"""Gives every QUANTITY mention its value: an interval, a unit, and a kind from the words around it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from jishi.document import Document, Quantity, Span
from jishi.resolve.numerals import DIGITS, MYRIADS, TENS, WIDTH, Interval, last_place, parse_number
from jishi.resources import Resources

FIGURES = r"[0-9][0-9,.]*(?:(?:[十百万亿]|千(?![克瓦伏]))[0-9一二三四五六七八九十百千万亿]*)?"
NUMERAL = rf"{FIGURES}|两?(?:[一二三四五六七八九十百千万亿零〇廿卅几数点]|两(?=[百千万亿个人名次]))+|两"
BODY = re.compile(
    rf"(?P<number>(?:{NUMERAL}))(?P<more>[余多来])?(?P<scale>[万亿](?!元|两|平方))?"
    rf"(?:(?P<dash>——|[-－—–‐−~～〜至到、]|或者?)(?P<other>(?:{NUMERAL}))(?P<other_more>[余多来])?)?"
    r"(?P<unit>.*?)(?P<behind>[余多半])?(?P<side>左右|上下|以上|以下|开外|有余|强|弱)?$"
)
DECIMALS = re.compile(r"[.点](?P<digits>[0-9〇零一二三四五六七八九]+)")
SLASH = re.compile(r"(?P<part>\d{1,2})/(?P<whole>\d{1,2})")
FRACTION = re.compile(r"(?P<whole>[一二三四五六七八九十百千0-9]+)分之(?P<part>[一二三四五六七八九十百零两点0-9]+)")
TENTHS = re.compile(
    r"(?:十之|十有|(?=..?成))(?P<one>[一二两三四五六七八九])(?P<other>[一二三四五六七八九])?成?(?P<half>半)?(?P<more>多)?"
)
SHARES: Mapping[str, float] = {"%": 100, "％": 100, "‰": 1000, "成": 10}
MONEY = re.compile(r"(?P<factor>[万亿]+)(?P<unit>.+)")
WINDOW = 12
KEPT = 1 << 14
BELOW = "零下"
BEFORE = re.compile(r"[^，。；：！？\n（）、]*\Z")
AFTER = re.compile(r"[^，。；：！？\n（）、]*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Modifiers with their sense, idioms with their interval, context words with the kind they give."""

    modifiers: Mapping[str, str]
    idioms: Mapping[str, tuple[float | None, float | None]]
    lead: re.Pattern[str]
    kinds: Mapping[str, str]
    kind_word: re.Pattern[str]


def load_vocabulary(resources: Resources) -> Vocabulary:
    """The vocabulary out of the tables quantity_words and quantity_kinds."""
    rows = resources.tables["quantity_words"]
    modifiers = {row["word"]: row["sense"] for row in rows if row["sense"] != "idiom"}
    idioms = {row["word"]: (bound(row["low"]), bound(row["high"])) for row in rows if row["sense"] == "idiom"}
    kinds = {row["word"]: row["kind"] for row in resources.tables["quantity_kinds"]}
    return Vocabulary(modifiers, idioms, starting(modifiers), kinds, re.compile(longest_first(kinds)))


def bound(cell: str) -> float | None:
    """The cell as a number, None if it is empty."""
    return float(cell) if cell else None


def longest_first(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def starting(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for a modifier at the start."""
    return re.compile(rf"(?P<word>{longest_first(words)})[有为]?")


def quantity_resolver(vocabulary: Vocabulary) -> Callable[[Document], Iterator[tuple[int, Quantity]]]:
    """A function that gives the value of each QUANTITY mention, with its index; each surface is read once."""
    read = lru_cache(KEPT)(lambda surface, kind: resolve_quantity(surface, vocabulary, kind))

    def resolve(document: Document) -> Iterator[tuple[int, Quantity]]:
        for index, mention in enumerate(document.mentions):
            if mention.label == "QUANTITY":
                yield index, read(document.fold(mention.span), kind_of(document.folded, mention.span, vocabulary))

    return resolve


def kind_of(text: str, span: Span, vocabulary: Vocabulary) -> str | None:
    """What is counted, from the nearest context word in the clause: behind the number first, then before it."""
    start = max(0, span.start - WINDOW)
    before = BEFORE.search(text, start, span.start)
    found = vocabulary.kind_word.findall(before[0]) if before else ()
    if found:
        return vocabulary.kinds[found[-1]]
    after = AFTER.match(text, span.end, span.end + WINDOW // 2)
    behind = vocabulary.kind_word.search(after[0]) if after else None
    return vocabulary.kinds[behind[0]] if behind else None


def resolve_quantity(surface: str, vocabulary: Vocabulary, kind: str | None = None) -> Quantity:
    """The interval and unit of one expression: 约7000名 7000, 800余人 800–899, 不到100条 ..100."""
    text = surface.translate(WIDTH).replace(" ", "")
    for idiom, (low, high) in vocabulary.idioms.items():
        if text.startswith(idiom):
            rest = text.removeprefix(idiom)
            if sense := vocabulary.modifiers.get(rest):
                return apply_senses(Interval(low or 0, high or 0), None, [sense], kind)
            return Quantity(low, high, low if low == high else None, rest or None, low != high, kind)
    if text.startswith(BELOW):
        above = resolve_quantity(text.removeprefix(BELOW), vocabulary, kind)
        low, high, best = (None if end is None else -end for end in (above.high, above.low, above.best))
        return replace(above, low=low, high=high, best=best)
    senses: list[str] = []
    while match := vocabulary.lead.match(text):
        senses.append(vocabulary.modifiers[match["word"]])
        text = text[match.end() :]
    read = read_share(text) or read_amount(text)
    if read is None:
        return Quantity(None, None, None, None, bool(senses), kind, "not understood")
    interval, unit, side = read
    if interval.low > interval.high:
        return Quantity(None, None, None, unit, bool(senses), kind, "the range ends before it starts")
    if side:
        senses.append(vocabulary.modifiers.get(side, ""))
    return apply_senses(interval, unit, senses, kind)


def apply_senses(interval: Interval, unit: str | None, senses: list[str], kind: str | None) -> Quantity:
    """The quantity with its bounds opened (超过: low only, 不到: high only) or marked as an estimate (约)."""
    if "least" in senses:
        return Quantity(interval.low, None, None, unit, True, kind)
    if "most" in senses:
        return Quantity(None, interval.high, None, unit, True, kind)
    best = interval.low if interval.exact else None
    return Quantity(interval.low, interval.high, best, unit, "about" in senses or not interval.exact, kind)


def read_share(text: str) -> tuple[Interval, str | None, str | None] | None:
    """Fractions and tenths: 三分之一, 百分之二十, 三成, 十之八九."""
    if match := FRACTION.match(text) or SLASH.match(text):
        whole, part = parse_number(match["whole"]), parse_number(match["part"])
        if whole is None or part is None or not whole.low:
            return None
        share = round(part.low / whole.low, 6)
        return Interval(share, round(part.high / whole.low, 6)), None, text[match.end() :] or None
    if match := TENTHS.match(text):
        first, half = DIGITS[match["one"]] / 10, 0.05 if match["half"] else 0
        last = DIGITS[match["other"]] / 10 if match["other"] else first
        more = 0.09 if match["more"] else 0
        return Interval(first + half, round(last + half + more, 6)), None, text[match.end() :] or None
    return None


def read_amount(text: str) -> tuple[Interval, str | None, str | None] | None:
    """Number, unit and what qualifies it behind; None if there is no number."""
    match = BODY.match(text)
    interval = parse_number(match["number"]) if match else None
    if match is None or interval is None:
        return None
    unit = match["unit"]
    if match["other"]:
        other = parse_number(match["other"])
        if other is None:
            return None
        interval = Interval(scale_up(interval.low, match["number"], match["other"], other), other.high, other.step)
    more = match["more"] or match["other_more"] or (match["behind"] if match["behind"] != "半" else None)
    unit, factor = unit_factor(unit, behind=match["more"] is not None)
    if more and factor == 1:
        behind_unit = match["more"] is None and match["other_more"] is None and bool(unit)
        interval = with_more(interval, match["other"] or match["number"], behind_unit=behind_unit)
    if scale := match["scale"]:
        # 30多万 is 300000 to 399999.
        size = MYRIADS[scale]
        interval = Interval(interval.low * size, (interval.high + 1) * size - 1 if more else interval.high * size)
    elif match["behind"] == "半":
        interval = Interval(interval.low + 0.5, interval.high + 0.5)
    return Interval(interval.low * factor, interval.high * factor), unit or None, match["side"]


def scale_up(low: float, text: str, other_text: str, other: Interval) -> float:
    """The first number of a range in the unit of the second, where only the second names it: 3至4万."""
    unit = other_text[-1]
    factor = TENS.get(unit) or MYRIADS.get(unit)
    bare = text.isascii() or len(text) == 1
    return low * factor if factor and bare and low < other.low / factor * 1.0001 and low < factor else low


def unit_factor(unit: str, *, behind: bool) -> tuple[str, float]:
    """The measure word and the factor hidden in it: % is a hundredth, 余万 was the number's own 万."""
    if unit in SHARES:
        return unit, 1 / SHARES[unit]
    if behind and (match := MONEY.fullmatch(unit)):
        return match["unit"], 1
    return unit, 1


def with_more(interval: Interval, numeral: str, *, behind_unit: bool) -> Interval:
    """余 and 多 fill the last place of the numeral: 800余 800–899, 30万余 300000–309999, 5.5万余 55000–55999."""
    place = MYRIADS.get(numeral[-1], last_place(interval.high))
    if decimals := DECIMALS.search(numeral):
        place = max(place // 10 ** len(decimals["digits"]), 1)
    if behind_unit and place == 1 and interval.exact:
        return Interval(interval.low, interval.low + 1)
    return Interval(interval.low, interval.high + place - 1 if place > 1 else interval.high + 1)
