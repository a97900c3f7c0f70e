"""Completes one point of a TIME expression from the narrative and writes it as EDTF."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from jishi.resolve.dates import Calendar, Point
from jishi.resolve.lunar import solar_date, solar_month, stem_year
from jishi.resolve.narrative import ROLL_DAYS, Bounds, Context, Day, Place, month_of_day, next_month, year_of_month

SEASON_MONTHS = {"21": 3, "22": 6, "23": 9, "24": 12}
SEASONS_BEFORE = {"21": "24", "22": "21", "23": "22", "24": "23"}
MODERN = 1900
ERA_YEARS = 100
LAST_CENTURY = 21
HALF_YEAR = 177  # nearer than in any other year
SURE_DAYS = 28  # every month has them


class Fixed(NamedTuple):
    """A point as EDTF with the context it leaves behind, or the reason why it has no value."""

    edtf: str | None
    context: Context
    anchored: bool = False
    reason: str | None = None


class Surroundings(NamedTuple):
    """All that a point is completed from.

    `near`: a full date stands before it in the paragraph; `era`: the last era named; `dispatch`: the date of the
    dispatch that it stands in.
    """

    context: Context
    calendar: Calendar
    bounds: Bounds | None
    place: Place
    near: bool = False
    era: str | None = None
    dispatch: Day | None = None


def fix_point(point: Point, around: Surroundings) -> Fixed:
    """The point's EDTF: what it names, completed from the narrative, X for what stays unknown."""
    if problem := impossible(point):
        return Fixed(None, around.context, reason=problem)
    if point.shifts and (point.shift("spoken_day") is not None or point.shift("spoken_year") is not None):
        return fix_spoken(point, around)
    if point.year is not None and point.year < ERA_YEARS and point.words and not point.era:
        era = around.era or unsaid_era(point, around)
        if era is None:
            return Fixed(None, around.context, reason="a year of an era that is not named")
        point = replace(point, era=era)
    if point.century is not None or point.decade is not None or point.era_part is not None:
        return fix_period(point, around)
    if point.weekday and point == Point(weekday=point.weekday, day_part=point.day_part):
        return Fixed(None, around.context, reason="a weekday without a date")
    year, reason = named_year(point, around)
    if reason:
        return Fixed(None, around.context, reason=reason)
    if is_lunar(point, around, year):
        return fix_lunar(point, year, around)
    if point.season is not None and point.month is None:
        return fix_season(point, year, around)
    return fix_date(point, year, around)


def unsaid_era(point: Point, around: Surroundings) -> str | None:
    """The first era that has the year within the article's time or, for a whole date, counts solar months."""
    for name, era in around.calendar.eras.items():
        year = era.first + (point.year or 0) - 1
        if era.last is not None and year > era.last:
            continue
        whole = point.month is not None and point.day is not None and era.solar_from == era.first
        if around.bounds.start[0] <= year <= around.bounds.end[0] if around.bounds else whole:
            return name
    return None


def impossible(point: Point) -> str | None:
    """Why no calendar has the point, None if one may have it."""
    if point.month is not None and not 1 <= point.month <= 12:
        return f"no month {point.month}"
    if point.day is not None and not 1 <= point.day <= 31:
        return f"no day {point.day}"
    if point.century is not None and not 1 <= point.century <= LAST_CENTURY:
        return f"no century {point.century}"
    if point.year == 0 and not point.era:
        return "no year 0"
    return None


def named_year(point: Point, around: Surroundings) -> tuple[int | None, str | None]:
    """The Gregorian year the point names or points to, None if it says nothing, and the reason if it cannot be."""
    if point.era is not None and point.year is not None:
        era = around.calendar.eras[point.era]
        year = era.first + point.year if point.year < 0 else era.first + point.year - 1
        if point.year == 0 or (era.last is not None and year > era.last and not era.goes_on):
            return None, f"{point.era} has no year {point.year}"
        return year, None
    if point.stem is not None:
        near = around.context.year or MODERN
        year_found = stem_year(point.stem, near)
        return year_found, None if year_found else f"no year {point.stem}"
    shift = point.shift("year")
    if shift is not None and point.year is None:
        base = around.context.year
        return (None if base is None else base + shift), None
    return point.year, None


def is_lunar(point: Point, around: Surroundings, year: int | None) -> bool:
    """True if month and day are lunar: said so, in an era without solar months, or going on from such a date."""
    if point.solar or (point.month is None and point.day is None):
        return False
    if point.lunar or (point.stem is not None and point.words):
        return True
    if point.era is not None:
        solar_from = around.calendar.eras[point.era].solar_from
        return year is not None and (solar_from is None or year < solar_from)
    return point.words and point.year is None and around.context.lunar_year is not None


def fix_spoken(point: Point, around: Surroundings) -> Fixed:
    """今天 and 去年 depend on who speaks: on the dispatch, the paragraph's date, else an article about one year."""
    year = around.bounds.single_year if around.bounds and around.place.quoted else None
    shift, day = point.shift("spoken_year"), point.shift("spoken_day")
    quoted = around.place.quoted and around.near and around.context.day is not None
    if day is not None and (quoted or around.dispatch):
        named = replace(point, shifts=(("day" if quoted else "written_day", day),))
        return fix_relative_day(named, around)._replace(context=around.context)
    if shift is None:
        text = f"{year:04}-XX-XX" if year else "XXXX-XX-XX"
    elif year is None:
        text = "XXXX" + ("" if point.month is None else f"-{point.month:02}")
    else:
        named = replace(point, shifts=(), year=year + shift)
        return fix_point(named, around)._replace(context=around.context)
    reason = None if year else "depends on when it was said"
    return Fixed(text, around.context, anchored=year is not None, reason=reason)


def fix_period(point: Point, around: Surroundings) -> Fixed:
    """Centuries, decades and parts of an era: 19世纪 18XX, 三十年代 193X, 光绪年间 1875/1908."""
    if point.era_part is not None:
        text = era_period(point, around.calendar)
        season = f"-{point.season}" if point.season and "/" not in text else ""
        return Fixed(text + season, around.context)
    if point.decade is None:
        return Fixed(f"{(point.century or 0) - 1:02}XX", around.context)
    if point.decade >= 1000:
        return Fixed(f"{point.decade // 10}X", around.context)
    if point.century is not None:
        return Fixed(f"{point.century - 1:02}{point.decade // 10}X", around.context)
    century = (around.context.year or MODERN) // 100
    return Fixed(f"{century:02}{point.decade // 10}X", around.context, anchored=around.context.year is not None)


def era_period(point: Point, calendar: Calendar) -> str:
    """The part of an era: its first or last decade as far as named, else the whole."""
    era = calendar.eras[point.era or ""]
    if point.era_part in {"初年", "初期", "前期"}:
        return f"{era.first // 10}X"
    if point.era_part in {"末年", "末期", "后期"} and era.last is not None:
        return f"{(era.last - 1) // 10}X"
    return f"{era.first:04}/" + (".." if era.last is None else f"{era.last:04}")


def fix_season(point: Point, year: int | None, around: Surroundings) -> Fixed:
    """A season of the named year, else of the narrative's; spring after autumn is in the next year."""
    first, _, last = (point.season or "").partition("/")
    anchored = year is None
    if year is None and point.shift("year") is None:
        year = year_of_month(SEASON_MONTHS[first], around.context, around.bounds, back=around.place.back)
    head = "XXXX" if year is None else f"{year:04}"
    # 冬春之交 ends in the spring of the next year.
    tail = head if year is None or last != "21" else f"{year + 1:04}"
    text = f"{head}-{first}" + (f"/{tail}-{last}" if last else "")
    if year is None:
        return Fixed(text, around.context, anchored=anchored)
    context = Context(year, lunar_year=lunar_era_year(point, year, around), base=around.context.base)
    return Fixed(text, context, anchored=anchored)


def fix_lunar(point: Point, year: int | None, around: Surroundings) -> Fixed:
    """A date of the Chinese calendar as a Gregorian one, a lunar month as the days it covers."""
    context = around.context
    month = point.month if point.month is not None else context.lunar_month
    named = year is not None
    if year is None:
        year = lunar_year(point, context)
    if year is None or month is None:
        return Fixed("XXXX-XX-XX", context, reason="no year for a lunar date")
    if point.day is None:
        return fix_lunar_month(point, year, month, around)
    found = solar_date(year, month, point.day, point.leap)
    if found is None:
        return Fixed(None, context, reason=f"no day {point.day} in lunar month {month} of {year}")
    after = Context(found.year, found.month, found.day, month, year, base=(found.year, found.month, found.day))
    return Fixed(found.isoformat() + clock(point), after, anchored=not named)


def fix_lunar_month(point: Point, year: int, month: int, around: Surroundings) -> Fixed:
    """The Gregorian days of a lunar month or of a third of it."""
    days = solar_month(year, month, point.leap)
    if days is None:
        return Fixed(None, around.context, reason=f"no lunar month {month} in {year}")
    first, last = days
    if point.third:
        low, high = (int(part) for part in point.third.split("/"))
        first, last = first + timedelta(low - 1), min(last, first + timedelta(high - 1))
    after = Context(first.year, first.month, None, month, year)
    return Fixed(f"{first.isoformat()}/{last.isoformat()}", after, anchored=around.context.year is not None)


def lunar_year(point: Point, context: Context) -> int | None:
    """The lunar year that brings the date closest to the last one, or into the context's year."""
    if context.lunar_year is not None:
        rolled = point.month is not None and context.lunar_month is not None and point.month - context.lunar_month <= -5
        return context.lunar_year + rolled
    if context.year is None:
        return None
    if context.month is None or context.day is None:
        return context.year
    last = date(context.year, context.month, context.day)
    same = solar_date(context.year, point.month or 1, point.day or 1, point.leap)
    if same and abs((same - last).days) <= HALF_YEAR:
        return context.year
    dates = {
        year: solar_date(year, point.month or 1, point.day or 1, point.leap)
        for year in range(context.year - 1, context.year + 2)
    }
    near = {year: abs((found - last).days) for year, found in dates.items() if found}
    return min(near, key=lambda year: near[year], default=None)


def fix_date(point: Point, year: int | None, around: Surroundings) -> Fixed:
    """A Gregorian date of any precision."""
    anchored = year is None
    shift = point.shift("month") if point.month is None else None
    month = point.month
    if shift is not None:
        if around.context.month is None:
            return Fixed(None, around.context, anchored=True, reason="no month to count from")
        year, month = next_month(around.context.year, around.context.month, shift)
    if needs_day(point):
        return fix_relative_day(point, around)
    if month is not None and year is None and shift is None and point.shift("year") is None:
        year = year_of_month(month, around.context, around.bounds, back=around.place.back)
    if month is None and year is None and point.day is not None:
        last = around.context.day or point.day
        told = around.dispatch is not None and point.day - last >= ROLL_DAYS
        back = around.place.back or around.place.attributive or told
        year, month = month_of_day(point.day, around.context, back=back)
    if month is None and year is None and (point.third is not None or point.half in {"3", "4"}):
        year, month = around.context.year, around.context.month
    if year is None and point.half in {"1", "2"}:
        year = around.context.year
    return write_date(point, year, month, around, anchored=anchored)


def needs_day(point: Point) -> bool:
    """True if the point stands for a day of the narrative: 次日, 晚上, 3时."""
    if point.shifts and any(kind in {"day", "count_day", "written_day"} for kind, _ in point.shifts):
        return True
    dated = point.year is not None or point.month is not None or point.day is not None or point.stem is not None
    return not dated and not point.shifts and (point.day_part is not None or point.hour is not None)


def fix_relative_day(point: Point, around: Surroundings) -> Fixed:
    """A day counted from the last date; without one the month, or nothing, is known."""
    context = around.context
    step, start = point.shift("day") or 0, (context.year, context.month, context.day)
    if point.shift("count_day") is not None:
        step, start = point.shift("count_day") or 0, context.base or start
    if (written := point.shift("written_day")) is not None:
        step, start = written, around.dispatch or context.base or start
    year, month, day = start
    if year is None or month is None or day is None:
        known = [f"{year:04}"] if year is not None else ["XXXX"]
        known += ["XX" if month is None or year is None else f"{month:02}", "XX"]
        return Fixed("-".join(known), context, anchored=True, reason="no day to count from")
    found = date(year, month, day) + timedelta(step)
    after = context._replace(year=found.year, month=found.month, day=found.day)
    found += timedelta(at_midnight(point))
    return Fixed(found.isoformat() + clock(point), after, anchored=True)


def write_date(point: Point, year: int | None, month: int | None, around: Surroundings, *, anchored: bool) -> Fixed:
    """Year, month and day as EDTF with thirds, halves and edges."""
    head = "XXXX" if year is None else f"{year:04}"
    if point.day is not None:
        return write_day(point, year, month, around, anchored=anchored)
    if month is None:
        after = Context(year, lunar_year=lunar_era_year(point, year, around)) if year is not None else around.context
        return Fixed(head + half_year(point, head), after, anchored=anchored)
    stem = f"{head}-{month:02}"
    after = Context(year, month) if year is not None else around.context._replace(month=month, day=None, year=None)
    if part := point.third or {"3": "01/15", "4": "16/31"}.get(point.half or ""):
        last = monthrange(year or 2000, month)[1]
        low, high = part.split("/")
        return Fixed(f"{stem}-{low}/{stem}-{min(int(high), last):02}", after, anchored=anchored)
    return Fixed(stem + ("-0X" if point.edge == "start" else ""), after, anchored=anchored)


def lunar_era_year(point: Point, year: int, around: Surroundings) -> int | None:
    """The year if it is one of an era whose months and days are lunar: later dates in words are lunar as well."""
    solar_from = around.calendar.eras[point.era].solar_from if point.era else year
    return year if solar_from is None or year < solar_from else None


def half_year(point: Point, head: str) -> str:
    """What follows the year for 上半年 and 下半年."""
    ends: Mapping[str, str] = {"1": f"-01/{head}-06", "2": f"-07/{head}-12"}
    return ends.get(point.half or "", "")


def write_day(point: Point, year: int | None, month: int | None, around: Surroundings, *, anchored: bool) -> Fixed:
    """A full date, with X for a year or month that nobody names; None for a day that the month lacks."""
    day = point.day or 0
    if day > SURE_DAYS and month is not None and day > monthrange(year or 2000, month)[1]:
        return Fixed(None, around.context, anchored=anchored, reason=f"no day {day} in month {month} of {year or '?'}")
    if at_midnight(point) and year is not None and month is not None:
        found = date(year, month, day) + timedelta(1)
        after = Context(year, month, day, base=(year, month, day))
        return Fixed(found.isoformat() + clock(point), after, anchored=anchored)
    head = "XXXX" if year is None else f"{year:04}"
    middle = "XX" if month is None else f"{month:02}"
    base = (year, month, day) if year is not None and month is not None else None
    after = Context(year, month, day, base=base) if year or month else around.context
    return Fixed(f"{head}-{middle}-{day:02}" + clock(point), after, anchored=anchored)


def at_midnight(point: Point) -> bool:
    """True for 夜12时, with which the next day begins."""
    return point.hour == 12 and point.day_part == "night"


def clock(point: Point) -> str:
    """The clock time behind a date: T15:30 for 下午3时30分, nothing for a part of the day alone."""
    if point.hour is None:
        return ""
    hour = point.hour
    if hour < 12 and (point.day_part == "pm" or (point.day_part == "night" and hour >= 6)):
        hour += 12
    if hour == 12 and point.day_part in {"am", "night"}:
        hour = 0
    if point.day_part == "noon" and hour in {1, 2}:
        hour += 12
    return f"T{hour:02}" + ("" if point.minute is None else f":{point.minute:02}")
