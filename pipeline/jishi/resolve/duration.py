"""Durations as ISO 8601 with X for unknown digits, and distances from the narrative (三天后)."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from jishi.document import Time
from jishi.resolve.narrative import Context, next_month
from jishi.resolve.numerals import WIDTH, Interval, parse_number

NUMBER = r"[0-9,.]+[十百千万]*|[一二两三四五六七八九十百千万零〇廿卅几数半多]+?"
UNITS: Mapping[str, tuple[str, str]] = {
    "日": ("P", "D"), "天": ("P", "D"), "昼夜": ("P", "D"), "日夜": ("P", "D"), "夜": ("P", "D"), "宵": ("P", "D"),
    "晚": ("P", "D"), "周": ("P", "W"), "星期": ("P", "W"), "礼拜": ("P", "W"), "月": ("P", "M"), "年": ("P", "Y"),
    "载": ("P", "Y"), "世纪": ("P", "C"), "小时": ("PT", "H"), "钟头": ("PT", "H"), "时": ("PT", "H"),
    "分钟": ("PT", "M"), "分": ("PT", "M"), "秒": ("PT", "S"), "秒钟": ("PT", "S"),
}  # fmt: skip
HALVES = {"D": "PT12H", "W": "P3DT12H", "M": "P15D", "Y": "P6M", "C": "P50Y", "H": "PT30M"}
PIECE = re.compile(
    rf"(?:又|零)?(?P<number>{NUMBER})(?P<more>[余多来])?个?(?P<more_behind>多)?(?P<half>半)?"
    r"(?P<unit>昼夜|日夜|星期|礼拜|世纪|小时|钟头|分钟|秒钟|[日天夜宵晚周月年载时分秒])(?P<behind>[余多半])?"
)
WHOLE = re.compile(r"(?:[整终彻通]|一整)(?P<unit>[日天夜宵晚月年])|一夜")
HALF = re.compile(r"大?半个?多?(?P<unit>昼夜|星期|礼拜|世纪|小时|钟头|[日天夜周月年])[多余]?")
LEAD = re.compile(r"^(?:大约|约|将近|近|不到|超过|逾|至少|至多|整整|不足|不下|几乎|此后|其后|之后|此前)")
SIDE = re.compile(r"(?P<body>.+?)(?:以|之)?(?P<side>[前后])$")


def parse_duration(surface: str) -> str | None:
    """The ISO 8601 duration: 30天 P30D, 几个星期 PXW, 20多日 P2XD, 半年 P6M, 两天两夜 P2D; None if it is none."""
    text = LEAD.sub("", surface.translate(WIDTH).replace(" ", ""))
    if match := WHOLE.fullmatch(text):
        return f"P1{UNITS[match['unit'] or '夜'][1]}"
    if match := HALF.fullmatch(text):
        return HALVES[UNITS[match["unit"]][1]]
    pieces, position = [], 0
    while match := PIECE.match(text, position):
        pieces.append(match)
        position = match.end()
    if not pieces or position < len(text):
        return None
    if len(pieces) == 2 and pieces[1]["unit"] in {"夜", "晚"} and pieces[0]["unit"] in {"天", "日"}:
        pieces = pieces[:1]
    return join([piece for match in pieces for piece in read_piece(match)])


def read_piece(match: re.Match[str]) -> list[tuple[str, str, str]]:
    """The piece as (P or PT, digits, letter), with the half that may follow; empty if the number is none."""
    prefix, letter = UNITS[match["unit"]]
    if match["number"] == "多":
        digits: str | None = "X"
    else:
        number = parse_number(match["number"])
        digits = None if number is None else write_digits(number, more=bool(match["more"]))
    if digits is None:
        return []
    pieces = [scale(prefix, digits, letter)]
    if match["half"] or match["behind"] == "半":
        half = HALVES.get(letter, "")
        found = re.fullmatch(r"(?P<prefix>PT?)(?P<digits>\d+)(?P<letter>[A-Z])", half)
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


def resolve_offset(surface: str, context: Context) -> tuple[Time, Context] | None:
    """三天后 and 两年前 from the last date, as far as that is as fine as the distance; None if it is no distance."""
    match = SIDE.fullmatch(surface.translate(WIDTH))
    duration = parse_duration(match["body"]) if match else None
    if match is None or duration is None:
        return None
    sign = 1 if match["side"] == "后" else -1
    exact = re.fullmatch(r"P(?P<number>\d{1,4})(?P<letter>[DWMY])", duration)
    after = None if exact is None else shift(context, sign * int(exact["number"]), exact["letter"])
    if after is None:
        return Time(anchor=context.edtf, reason="the distance or the last date is not known exactly"), context
    return Time(edtf=after.edtf, anchor=context.edtf), after


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
    return replace(context, year=found.year, month=found.month, day=found.day)
