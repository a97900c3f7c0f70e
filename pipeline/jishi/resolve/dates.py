"""Reads a TIME expression into the parts it names, without deciding what the missing ones are."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jishi.resolve.duration import Durations, load_durations
from jishi.resolve.numerals import WIDTH, parse_number
from jishi.resources import Resources

NUMBER = r"[0-9]+|[〇零○一二三四五六七八九十百廿卅]+"
GAP = re.compile(r"\s+")
LONGEST = 60
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
        return dict(self.shifts).get(kind)


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
    """The calendar's vocabulary: eras, words with kind and value, and the pattern that cuts an expression into them."""

    eras: Mapping[str, Era]
    words: Mapping[str, tuple[str, str]]
    back: tuple[str, ...]
    token: re.Pattern[str]
    durations: Durations

    def era_of(self, surface: str) -> str | None:
        """The era that the surface names, None if it names none."""
        return next((era for era in self.eras if era in surface), None)


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
    back = tuple(row["word"] for row in resources.tables["narrative_cues"] if row["kind"] == "back")
    return Calendar(eras, words, back, token_pattern(eras, words), load_durations(resources))


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
    sides: list[Point] = [Point()]
    qualifier: str | None = None
    position = 0
    while position < len(text):
        match = calendar.token.match(text, position)
        if match is None:
            return None
        position = match.end()
        if match["link"]:
            sides.append(Point())
            continue
        if match["month"] and sides[-1].month is not None and sides[-1].edge:
            # 6月底7月初 is a range without a link.
            sides.append(Point())
        kind, value = calendar.words.get(match["word"] or "", ("", ""))
        if kind in {"about", "before", "after"}:
            qualifier = kind
            continue
        read = read_word(sides[-1], kind, value) if kind else read_token(sides[-1], match)
        if read is None:
            return None
        sides[-1] = read
    points = tuple(spread(sides))
    return Expression(points, qualifier) if points and len(points) <= 2 else None


def spread(sides: list[Point]) -> Iterator[Point]:
    """The sides with bare numbers put into the unit of their neighbor: 4、5月 is 4月 and 5月, 五月初三至十七."""
    used = [side for side in sides if side != Point()]
    if len(used) > 1 and used[0].loose and used[0].loose > 999 and (used[1].year or 1000) < 100:
        used[1] = replace(used[1], year=used[0].loose // 100 * 100 + (used[1].year or 0))
    if len(used) > 1 and used[0].era and used[1].year and not used[1].era and used[1].year < 1000:
        used[1] = replace(used[1], era=used[0].era)
    for index, side in enumerate(used):
        if side.loose is None:
            yield side
            continue
        other = used[index + 1] if index == 0 and len(used) > 1 else used[index - 1]
        yield place_number(side, other, behind=index > 0)


def place_number(side: Point, other: Point, *, behind: bool) -> Point:
    """A bare number in the unit that the other side names: the finest if it follows, the coarsest if it precedes."""
    units = [unit for unit in ("decade", "year", "month", "day", "hour") if getattr(other, unit) is not None]
    if not units:
        return replace(side, year=side.loose, loose=None)
    unit = units[-1] if behind else units[0]
    number = side.loose or 0
    if unit == "year" and behind and number < 100 and other.year is not None:
        number += other.year // 100 * 100
    return with_part(replace(side, loose=None, lunar=other.lunar), unit, number)


def read_word(point: Point, kind: str, value: str) -> Point | None:
    """The point with what a word of the calendar adds."""
    match kind:
        case "season" | "third" | "half" | "day_part" | "weekday":
            return with_part(point, kind, value)
        case "start" | "middle" | "end":
            # 年底 alone is the end of the narrative's year, 月底 of its month.
            return replace(point, edge=kind, shifts=(*point.shifts, (value, 0)) if value else point.shifts)
        case "year" | "month" | "day" | "count_day" | "spoken_year" | "spoken_day":
            return replace(point, shifts=(*point.shifts, (kind, int(value))))
        case "festival":
            month, day = map(int, value.split("-"))
            return replace(point, month=month, day=day, solar=True)
        case "lunar_festival":
            month, day = map(int, value.split("-"))
            return replace(point, month=month, day=day, lunar=True)
        case "century":
            return replace(point, century=int(value))
        case "lunar" | "solar":
            return with_part(point, kind, True)
        case "filler":
            return point
    return None


def read_token(point: Point, match: re.Match[str]) -> Point | None:
    """The point with what a number and its unit add; None for a number that is none."""
    if match["iso"]:
        year, month, day = map(int, match["iso"].split(match["mark"]))
        return replace(point, year=year, month=month, day=day)
    if match["era"]:
        return read_era(point, match)
    if match["era_alone"]:
        return replace(point, era=match["era_alone"])
    if match["stem"]:
        return replace(point, stem=match["stem"])
    if match["lunar_day"]:
        return with_number(replace(point, lunar=True), "day", match["lunar_day"])
    if match["month"]:
        name = {"正": "一", "冬": "十一", "腊": "十二"}.get(match["month"], match["month"])
        leap = match["leap"] is not None
        lunar = name != match["month"] or leap or point.lunar
        return with_number(replace(point, lunar=lunar, leap=leap), "month", name)
    if match["hour"]:
        return read_clock(point, match)
    for unit in ("century", "decade", "year", "day"):
        if match[unit]:
            return with_number(point, unit, match[unit])
    if match["number"]:
        # 五月廿五: a number behind a month without a unit is a day of the Chinese calendar.
        behind_month = point.month is not None and point.day is None
        with_unit = match.string[match.end() :].endswith(("日", "号")) or match["number"].isascii()
        point = replace(point, lunar=point.lunar or (behind_month and not with_unit))
        return with_number(point, "day" if behind_month else "loose", match["number"])
    return point


def with_part(point: Point, part: str, value: int | str | bool) -> Point:
    """The point with one part, named at run time, set."""
    changes: dict[str, Any] = {part: value}
    return replace(point, **changes)


def with_number(point: Point, unit: str, text: str) -> Point | None:
    """The point with the unit set to the numeral's value; None if it has no single value below 10000."""
    number = parse_number(text)
    if number is None or not number.exact or number.low > 9999:
        return None
    words = point.words or not text.isascii()
    return with_part(replace(point, words=words), unit, int(number.low))


def read_era(point: Point, match: re.Match[str]) -> Point | None:
    """An era year counts from the era's first; 民国前 counts backwards and is kept as a negative year."""
    if match["era_part"]:
        return replace(point, era=match["era"], era_part=match["era_part"])
    number = parse_number("一" if match["era_year"] == "元" else match["era_year"])
    if number is None or not number.exact:
        return None
    year = -int(number.low) if match["until"] else int(number.low)
    words = point.words or not match["era_year"].isascii()
    return replace(point, era=match["era"], year=year, words=words)


def read_clock(point: Point, match: re.Match[str]) -> Point | None:
    """The point with hour and minute on a 24 hour clock as far as the part of the day tells."""
    hour = parse_number(match["hour"])
    minute_text = match["minute"] or match["colon"]
    minutes = {"半": 30, "一刻": 15, "三刻": 45}
    minute = minutes.get(minute_text or "")
    if minute is None and minute_text:
        number = parse_number(minute_text)
        minute = None if number is None else int(number.low)
    if hour is None or not hour.exact or hour.low > 24 or (minute or 0) > 59:
        return None
    return replace(point, hour=int(hour.low), minute=minute)
