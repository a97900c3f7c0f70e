"""When two values are the same, and when they are near enough."""

import re
from calendar import monthrange

from jishi.document import Quantity, Time

Day = tuple[int, int, int]
Value = Time | Quantity | None
FIRST, LAST = (-99999, 1, 1), (99999, 12, 31)
SIGNS = re.compile(r"[~?%]|T.*")
SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)}  # month 14 is February of the next year


def written(value: Value) -> str:
    """One string for a value, approximation left out: 1934-03, P30D, 7000, 800..899, 400.., empty for none."""
    if isinstance(value, Quantity):
        low, high = number(value.low), number(value.high)
        return low if low == high else f"{low}..{high}"
    if isinstance(value, Time):
        return (value.edtf or value.duration or "").replace("~", "").replace(",", "").strip()
    return ""


def number(amount: float | None) -> str:
    """7000 rather than 7000.0, empty for an open end."""
    if amount is None:
        return ""
    return str(int(amount)) if amount == int(amount) else f"{amount:g}"


def same(gold: Value, predicted: Value) -> bool:
    """True if both say exactly the same."""
    return written(gold) != "" and written(gold) == written(predicted)


def time_overlaps(gold: Value, predicted: Value) -> bool:
    """True if the two times share a day, or the durations can be the same."""
    if same(gold, predicted):
        return True
    one, other = written(gold), written(predicted)
    if not one or not other or isinstance(gold, Quantity) or isinstance(predicted, Quantity):
        return False
    if one.startswith("P") or other.startswith("P"):
        return can_be(one, other) or can_be(other, one)
    try:
        (start, end), (other_start, other_end) = days(one), days(other)
    except ValueError:
        return False
    return start <= other_end and other_start <= end


def can_be(pattern: str, duration: str) -> bool:
    """True if the duration fills the unknown digits of the pattern: PXW is P2W, P2XD is P25D."""
    return re.fullmatch(re.escape(pattern).replace("X", r"[\dX]+"), duration) is not None


def days(edtf: str) -> tuple[Day, Day]:
    """The first and the last day that an EDTF value covers.

    Raises:
        ValueError: a value that is none.
    """
    first, _, last = edtf.partition("/")
    if "/" not in edtf:
        return date_range(first)
    return (
        FIRST if first in {"", ".."} else date_range(first)[0],
        LAST if last in {"", ".."} else date_range(last)[1],
    )


def date_range(date: str) -> tuple[Day, Day]:
    """The first and the last day of a date, month, season, year, or one with unknown digits."""
    clean = SIGNS.sub("", date)
    negative = clean.startswith("-")
    year, *rest = clean.removeprefix("-").split("-")
    years = [int(year.ljust(4, "X").replace("X", digit)) for digit in "09"]
    low_year, high_year = (-years[1], -years[0]) if negative else (years[0], years[1])
    if rest and rest[0].isdigit() and int(rest[0]) in SEASONS:
        low, high = SEASONS[int(rest[0])]
        return (low_year, low, 1), (high_year + (high > 12), (high - 1) % 12 + 1, 31)
    low_month, high_month = digits(rest[0] if rest else "XX", 12)
    low_day, high_day = digits(rest[1] if len(rest) > 1 else "XX", 31)
    length = monthrange(high_year if 1 <= high_year <= 9999 else 2000, high_month)[1]
    return (low_year, low_month, low_day), (high_year, high_month, min(high_day, length))


def digits(part: str, most: int) -> tuple[int, int]:
    """The least and the greatest number that a part with unknown digits can be."""
    low, high = (int(part.replace("X", digit)) for digit in "09")
    return min(max(low, 1), most), min(max(high, 1), most)


def quantity_inside(gold: Value, predicted: Value) -> bool:
    """True if the predicted best number, or else its whole range, lies in the gold range."""
    if not isinstance(gold, Quantity) or not isinstance(predicted, Quantity):
        return False
    ends = [predicted.best] if predicted.best is not None else [predicted.low, predicted.high]
    known = [end for end in ends if end is not None]
    if len(known) < len(ends) or not known:
        return same(gold, predicted)
    low = float("-inf") if gold.low is None else gold.low
    high = float("inf") if gold.high is None else gold.high
    return all(low <= end <= high for end in known)
