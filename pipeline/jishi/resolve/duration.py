"""Durations as ISO 8601 with X for unknown digits, and distances from the narrative (三天后)."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jishi.resolve.narrative import Context, next_month
from jishi.resolve.numerals import WIDTH, Interval, parse_number
from jishi.resources import Resources

NUMBER = r"[0-9,.]+[十百千万]*|[一二两三四五六七八九十百千万零〇廿卅几数半多]+?"
ABOUT = "左右"
HALVES = {"D": "PT12H", "W": "P3DT12H", "M": "P15D", "Y": "P6M", "C": "P50Y", "H": "PT30M"}
LETTER = re.compile(r"(?P<prefix>PT?)(?P<digits>\d+)(?P<letter>[A-Z])")
EXACT = re.compile(r"P(?P<number>\d{1,4})(?P<letter>[DWMY])")


@dataclass(frozen=True, slots=True)
class Durations:
    """The units of durations with their ISO prefix and letter, and the patterns that are made of them."""

    units: Mapping[str, tuple[str, str]]
    lead: re.Pattern[str]
    piece: re.Pattern[str]
    whole: re.Pattern[str]
    half: re.Pattern[str]


def load_durations(resources: Resources) -> Durations:
    """The vocabulary of durations out of the table duration_words."""
    rows = sorted(resources.tables["duration_words"], key=lambda row: -len(row["word"]))
    units: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row["kind"] == "unit":
            prefix, letter = row["value"].split()
            units[row["word"]] = (prefix, letter)
    unit, lead = "|".join(units), "|".join(row["word"] for row in rows if row["kind"] == "lead")
    return Durations(
        units,
        re.compile(rf"^(?:{lead})"),
        re.compile(
            rf"(?:又|零)?(?P<number>{NUMBER})(?P<more>[余多来])?个?(?:多)?(?P<half>半)?(?P<unit>{unit})(?P<behind>[余多半])?"
        ),
        re.compile(rf"(?:[整终彻通]|一整)(?P<unit>{unit})|一(?P<night>夜)"),
        re.compile(rf"大?半个?多?(?P<unit>{unit})[多余]?"),
    )


def parse_duration(surface: str, durations: Durations) -> str | None:
    """The ISO 8601 duration: 30天 P30D, 几个星期 PXW, 20多日 P2XD, 半年 P6M, 两天两夜 P2D; None if it is none."""
    text = durations.lead.sub("", surface.translate(WIDTH).replace(" ", "")).removesuffix(ABOUT)
    if match := durations.whole.fullmatch(text):
        return f"P1{durations.units[match['unit'] or match['night']][1]}"
    if match := durations.half.fullmatch(text):
        return HALVES[durations.units[match["unit"]][1]]
    pieces, position = [], 0
    while match := durations.piece.match(text, position):
        pieces.append(match)
        position = match.end()
    if not pieces or position < len(text):
        return None
    if len(pieces) == 2 and pieces[1]["unit"] in {"夜", "晚"} and durations.units[pieces[0]["unit"]] == ("P", "D"):
        pieces = pieces[:1]
    return join([piece for match in pieces for piece in read_piece(match, durations)])


def read_piece(match: re.Match[str], durations: Durations) -> list[tuple[str, str, str]]:
    """The piece as (P or PT, digits, letter), with the half that may follow; empty if the number is none."""
    prefix, letter = durations.units[match["unit"]]
    if match["number"] == "多":
        digits: str | None = "X"
    else:
        number = parse_number(match["number"])
        digits = None if number is None else write_digits(number, more=bool(match["more"]))
    if digits is None:
        return []
    pieces = [scale(prefix, digits, letter)]
    if match["half"] or match["behind"] == "半":
        found = LETTER.fullmatch(HALVES.get(letter, ""))
        pieces += [(found["prefix"], found["digits"], found["letter"])] if found else []
    return pieces


def scale(prefix: str, digits: str, letter: str) -> tuple[str, str, str]:
    """Centuries, which ISO 8601 lacks, as years."""
    return (prefix, digits.replace("/", "00/") + "00", "Y") if letter == "C" else (prefix, digits, letter)


def write_digits(number: Interval, *, more: bool) -> str | None:
    """The digits with X where the numeral leaves them open: 十余 1X, 几 X, 数十 XX, 两三 2/3."""
    if number.low != int(number.low) and number.exact:
        return f"{number.low:g}"
    low, high = int(number.low), int(number.high)
    if more:
        # 十多 is 1X and 二十余 2X, but 三年多 is three years and something.
        zeros = len(str(low)) - len(str(low).rstrip("0"))
        return str(low)[: len(str(low)) - zeros] + "X" * zeros
    if low == high:
        return str(low)
    if high - low >= 7:
        common = 0
        while len(str(low)) == len(str(high)) and str(low)[common] == str(high)[common]:
            common += 1
        return str(low)[:common] + "X" * (len(str(high)) - common)
    return f"{low}/{high}"


def join(pieces: list[tuple[str, str, str]]) -> str | None:
    """The pieces as one duration; a range of digits is written as two durations."""
    if not pieces:
        return None
    if len(pieces) == 1 and "/" in pieces[0][1]:
        prefix, digits, letter = pieces[0]
        return "/".join(f"{prefix}{part}{letter}" for part in digits.split("/"))
    if any("/" in digits for _, digits, _ in pieces):
        return None
    days = "".join(digits + letter for prefix, digits, letter in pieces if prefix == "P")
    hours = "".join(digits + letter for prefix, digits, letter in pieces if prefix == "PT")
    return f"P{days}" + (f"T{hours}" if hours else "")


def move_on(duration: str, context: Context) -> Context:
    """The context a duration later, as far as it is known as finely as the duration; else as it was."""
    exact = EXACT.fullmatch(duration)
    after = None if exact is None else shift(context, int(exact["number"]), exact["letter"])
    return after or context


def shift(context: Context, number: int, letter: str) -> Context | None:
    """The context that many units on; None if it is coarser than the unit."""
    year, month, day = context.year, context.month, context.day
    if year is None or not 1 <= year + (number if letter == "Y" else 0) <= 9998:
        return None
    if letter == "Y":
        return Context(year + number)
    if month is None:
        return None
    if letter == "M":
        index = next_month(year, month, number)
        return Context(index[0], index[1])
    if day is None or day > monthrange(year, month)[1]:
        return None
    found = date(year, month, day) + timedelta(number * (7 if letter == "W" else 1))
    return context._replace(year=found.year, month=found.month, day=found.day)
