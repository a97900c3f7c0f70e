"""Reads a TIME expression into the parts it names, without deciding what the missing ones are."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jishi.resolve.duration import Durations, load_durations
from jishi.resolve.numerals import WIDTH, parse_number
from jishi.resources import Resources

NUMBER = r"[0-9]+|[〇零○一二三四五六七八九十百廿卅]+"
GAP = re.compile(r"\s+")
LONGEST = 60
LUNAR_MONTHS = {"正": "一", "冬": "十一", "腊": "十二"}
ENDINGS = {"晨": "am", "晚": "pm", "夜": "night"}
MINUTES = {"半": 30, "一刻": 15, "三刻": 45}
Parts = dict[str, Any]  # what is named of a Point so far
# 七八月 is July to August and 三四十年代 the thirties and forties, but 一九三四年 is one number.
PAIR = re.compile(
    r"(?<![十百〇零一二三四五六七八九])(?P<one>[一二三四五六七八])(?P<other>[二三四五六七八九])(?P<unit>十?(?:年代|月))"
)


@dataclass(frozen=True, slots=True)
class Point:
    """One side of a TIME expression: what is named is set, what is not is None.

    `shifts` are distances from the narrative: ("day", 1) is 次日. `edge` is start, middle or end of the finest part.
    """

    era: str | None = None
    era_part: str | None = None
    year: int | None = None
    century: int | None = None
    decade: int | None = None
    stem: str | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    season: str | None = None
    third: str | None = None
    half: str | None = None
    edge: str | None = None
    day_part: str | None = None
    weekday: str | None = None
    shifts: tuple[tuple[str, int], ...] = ()
    lunar: bool = False
    solar: bool = False
    leap: bool = False
    words: bool = False
    loose: int | None = None

    def shift(self, kind: str) -> int | None:
        """The distance of that kind, None if the expression names none."""
        return dict(self.shifts).get(kind) if self.shifts else None


@dataclass(frozen=True, slots=True)
class Expression:
    """A TIME expression: one point, or two for a range, and the qualifier around it (about, before, after)."""

    points: tuple[Point, ...]
    qualifier: str | None = None


@dataclass(frozen=True, slots=True)
class Era:
    """An era: first and last year, and the year from which its months and days are solar (None: never).

    `goes_on`: years behind the last one are still counted (民国 in Taiwan).
    """

    first: int
    last: int | None
    solar_from: int | None
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar's vocabulary: eras, words with kind and value, and the pattern that cuts an expression into them.

    `back`: what says that the narrative looks back; `dateline`: what stands behind the date of a dispatch.
    """

    eras: Mapping[str, Era]
    words: Mapping[str, tuple[str, str]]
    back: re.Pattern[str]
    dateline: re.Pattern[str]
    era: re.Pattern[str]
    token: re.Pattern[str]
    durations: Durations


def load_calendar(resources: Resources) -> Calendar:
    """The calendar out of the tables eras, calendar and narrative_cues."""
    eras = {
        row["era"]: Era(
            int(row["first_year"]),
            year_or_none(row["last_year"]),
            year_or_none(row["solar_from"]),
            row["goes_on"] == "yes",
        )
        for row in resources.tables["eras"]
    }
    words = {row["word"]: (row["kind"], row["value"]) for row in resources.tables["calendar"]}
    cues: dict[str, dict[str, None]] = defaultdict(dict)
    for row in resources.tables["narrative_cues"]:
        cues[row["kind"]][row["word"]] = None
    back, dateline = re.compile(any_of(cues["back"])), re.compile(f"(?:{any_of(cues['dateline'])})[:：]")
    era = re.compile(any_of(eras))
    return Calendar(eras, words, back, dateline, era, token_pattern(eras, words), load_durations(resources))


def year_or_none(cell: str) -> int | None:
    """The cell as a number, None if it is empty."""
    return int(cell) if cell else None


def any_of(words: Mapping[str, object]) -> str:
    """A pattern for any of the words, longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def token_pattern(eras: Mapping[str, object], words: Mapping[str, object]) -> re.Pattern[str]:
    """One pattern whose alternatives, in order, are the parts of a TIME expression."""
    return re.compile(
        rf"""(?P<iso>\d{{4}}(?P<mark>[-/.])\d{{1,2}}(?P=mark)\d{{1,2}})
        |(?P<era>{any_of(eras)})(?:(?P<until>前)?(?P<era_year>元|{NUMBER})年|(?P<era_part>初年|末年|年间|[前中后末]期|初期|时[期代]))
        |(?P<era_alone>{any_of(eras)})
        |(?P<stem>[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])年?
        |(?P<century>{NUMBER})世纪
        |(?P<decade>{NUMBER})年代
        |(?P<year>{NUMBER})年度?
        |(?P<leap>闰)?(?P<month>{NUMBER}|[正冬腊])月份?
        |初(?P<lunar_day>[一二三四五六七八九十])日?
        |(?P<day>{NUMBER})两?[日号]
        |(?P<hour>{NUMBER}|两)(?:(?:时|点钟?)(?P<minute>(?:{NUMBER})(?=分)|半|[一三]刻)?分?钟?|[:：](?P<colon>\d\d))
        |(?P<word>{any_of(words)})
        |(?P<number>{NUMBER})
        |(?P<link>——|[-－—–‐−~～〜至到、或和])
        |(?P<junk>[的许正整时（）()，钟])""",
        re.VERBOSE,
    )


def parse_expression(surface: str, calendar: Calendar) -> Expression | None:
    """The expression's parts, None if a character of it is not understood."""
    text = GAP.sub("", surface.translate(WIDTH)).replace("○", "〇").replace("Ｏ", "〇")
    if len(text) > LONGEST:
        return None
    text = PAIR.sub(lambda match: "{one}{ten}、{other}{unit}".format(ten=match["unit"][:-2], **match.groupdict()), text)
    sides: list[Parts] = [{}]
    qualifier: str | None = None
    position = 0
    while position < len(text):
        match = calendar.token.match(text, position)
        if match is None:
            return None
        position = match.end()
        if match["link"]:
            sides.append({})
            continue
        if match["month"] and "month" in sides[-1] and "edge" in sides[-1]:
            # 6月底7月初 is a range without a link.
            sides.append({})
        kind, value = calendar.words.get(match["word"] or "", ("", ""))
        if kind in {"about", "before", "after", "every"}:
            qualifier = kind
        elif not (read_word(sides[-1], kind, value, match["word"]) if kind else read_token(sides[-1], match)):
            return None
    points = tuple(Point(**side) for side in spread([side for side in sides if side]))
    return Expression(points, qualifier) if points and len(points) <= 2 else None


def spread(sides: list[Parts]) -> list[Parts]:
    """The sides with bare numbers put into the unit of their neighbor: 4、5月 is 4月 and 5月, 五月初三至十七."""
    if len(sides) > 1:
        one, other = sides[0], sides[1]
        if one.get("loose", 0) > 999 and other.get("year", 1000) < 100:
            other["year"] += one["loose"] // 100 * 100
        if "era" in one and "era" not in other and 0 < other.get("year", 0) < 1000:
            other["era"] = one["era"]
    for index, side in enumerate(sides):
        if "loose" in side:
            place_number(side, sides[1 if index == 0 and len(sides) > 1 else index - 1], behind=index > 0)
    return sides


def place_number(side: Parts, other: Parts, *, behind: bool) -> None:
    """Puts a bare number in a unit of the other side: behind it in its finest, before it in its coarsest."""
    units = [unit for unit in ("decade", "year", "month", "day", "hour") if unit in other]
    number = side.pop("loose")
    unit = "year" if not units else units[-1] if behind else units[0]
    if units and unit == "year" and behind and number < 100:
        number += other["year"] // 100 * 100
    if units:
        side["lunar"] = other.get("lunar", False)
    side[unit] = number


def read_word(parts: Parts, kind: str, value: str, word: str) -> bool:
    """Adds what a word of the calendar says; false if nothing is known of it."""
    match kind:
        case "season" | "third" | "half" | "day_part" | "weekday":
            parts[kind] = value
        case "start" | "middle" | "end":
            parts["edge"] = kind
            # 年底 alone is the end of the narrative's year, 月底 of its month.
            if value:
                add_shift(parts, value, 0)
        case "year" | "month" | "day" | "count_day" | "written_day" | "spoken_year" | "spoken_day":
            add_shift(parts, kind, int(value))
            # 当晚 is a day and a part of it: 当晚十点 is 22:00.
            if word[-1] in ENDINGS:
                parts.setdefault("day_part", ENDINGS[word[-1]])
        case "festival" | "lunar_festival":
            parts["month"], parts["day"] = map(int, value.split("-"))
            parts["solar" if kind == "festival" else "lunar"] = True
        case "century":
            parts["century"] = int(value)
        case "lunar" | "solar":
            parts[kind] = True
        case _:
            return kind == "filler"
    return True


def add_shift(parts: Parts, kind: str, distance: int) -> None:
    """Adds a distance from the narrative."""
    parts["shifts"] = (*parts.get("shifts", ()), (kind, distance))


def read_token(parts: Parts, match: re.Match[str]) -> bool:
    """Adds what a number and its unit say; false for a number that is none."""
    if match["iso"]:
        parts["year"], parts["month"], parts["day"] = map(int, match["iso"].split(match["mark"]))
        return True
    if match["era"]:
        return read_era(parts, match)
    if match["hour"]:
        return read_clock(parts, match)
    if match["month"]:
        name = LUNAR_MONTHS.get(match["month"], match["month"])
        if match["leap"]:
            parts["leap"] = True
        if match["leap"] or name != match["month"]:
            parts["lunar"] = True
        return add_number(parts, "month", name)
    for unit in ("era_alone", "stem"):
        if match[unit]:
            parts[unit.removesuffix("_alone")] = match[unit]
    if match["lunar_day"]:
        parts["lunar"] = True
        return add_number(parts, "day", match["lunar_day"])
    for unit in ("century", "decade", "year", "day"):
        if match[unit]:
            return add_number(parts, unit, match[unit])
    return read_bare(parts, match) if match["number"] else True


def read_bare(parts: Parts, match: re.Match[str]) -> bool:
    """Adds a number without a unit: 五月廿五, behind a month, is a day of the Chinese calendar."""
    behind_month = "month" in parts and "day" not in parts
    with_unit = match.string[match.end() :].endswith(("日", "号")) or match["number"].isascii()
    if behind_month and not with_unit:
        parts["lunar"] = True
    return add_number(parts, "day" if behind_month else "loose", match["number"])


def add_number(parts: Parts, unit: str, text: str) -> bool:
    """Sets the unit to the numeral's value; false if it has no single value below 10000."""
    if text.isascii():
        if len(text) > 4:
            return False
        parts[unit] = int(text)
        return True
    number = parse_number(text)
    if number is None or not number.exact or number.low > 9999:
        return False
    parts["words"] = True
    parts[unit] = int(number.low)
    return True


def read_era(parts: Parts, match: re.Match[str]) -> bool:
    """An era year counts from the era's first; 民国前 counts backwards and is kept as a negative year."""
    parts["era"] = match["era"]
    if match["era_part"]:
        parts["era_part"] = match["era_part"]
        return True
    number = parse_number("一" if match["era_year"] == "元" else match["era_year"])
    if number is None or not number.exact:
        return False
    if not match["era_year"].isascii():
        parts["words"] = True
    parts["year"] = -int(number.low) if match["until"] else int(number.low)
    return True


def read_clock(parts: Parts, match: re.Match[str]) -> bool:
    """Adds hour and minute as they stand."""
    hour = parse_number(match["hour"])
    minute_text = match["minute"] or match["colon"]
    minute = MINUTES.get(minute_text or "")
    if minute is None and minute_text:
        number = parse_number(minute_text)
        minute = None if number is None else int(number.low)
    if hour is None or not hour.exact or hour.low > 24 or (minute or 0) > 59:
        return False
    parts["hour"], parts["minute"] = int(hour.low), minute
    return True
