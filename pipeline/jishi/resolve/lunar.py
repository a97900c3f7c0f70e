"""Chinese calendar dates and sexagenary years in the Gregorian calendar."""

from datetime import date
from functools import lru_cache

from tyme4py.lunar import LunarDay, LunarMonth

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"


@lru_cache(maxsize=4096)
def solar_date(year: int, month: int, day: int, leap: bool = False) -> date | None:
    """The Gregorian date of a lunar one, None if the calendar has no such day."""
    try:
        days = LunarMonth.from_ym(year, -month if leap else month).get_day_count()
        # 除夕 is the last day of the year, whether the month has 29 or 30 days.
        day = days if (month, day) == (12, 30) else day
        solar = LunarDay.from_ymd(year, -month if leap else month, day).get_solar_day()
        return date(solar.get_year(), solar.get_month(), solar.get_day())
    except (ValueError, TypeError, IndexError):
        return None


@lru_cache(maxsize=1024)
def solar_month(year: int, month: int, leap: bool = False) -> tuple[date, date] | None:
    """First and last Gregorian date of a lunar month, None if the calendar has no such month."""
    try:
        days = LunarMonth.from_ym(year, -month if leap else month).get_day_count()
    except (ValueError, TypeError, IndexError):
        return None
    first, last = solar_date(year, month, 1, leap), solar_date(year, month, days, leap)
    return None if first is None or last is None else (first, last)


def stem_year(stem: str, near: int) -> int | None:
    """The year of that sexagenary name within 30 years of `near`, None if there is no such name."""
    heaven, earth = STEMS.index(stem[0]), BRANCHES.index(stem[1])
    if heaven % 2 != earth % 2:
        return None
    return next(year for year in range(near - 29, near + 31) if (year - 4) % 10 == heaven and (year - 4) % 12 == earth)
