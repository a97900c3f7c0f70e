"""Times and quantities on their own: two functions, and the commands `jishi times` and `jishi quantities`."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from jishi.document import Document, Label, Mention, Quantity, Time
from jishi.errors import ConfigError
from jishi.resources import Resources, load_resources

ANCHOR = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
TIME_COLUMNS = ("text", "start", "end", "value", "anchor", "reason")
QUANTITY_COLUMNS = ("text", "start", "end", "value", "unit", "approximate", "kind", "reason")
Finder = Callable[[str, str | None, str | None], tuple[Mention, ...]]


@dataclass(frozen=True, slots=True)
class TimeFound:
    """A time in a text: value in EDTF or as an ISO 8601 duration, the date that completed it, or why there is none."""

    text: str
    start: int
    end: int
    value: str | None
    anchor: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class QuantityFound:
    """A quantity in a text: an interval, open where an end is None; `kind` is what the words around it count."""

    text: str
    start: int
    end: int
    low: float | None
    high: float | None
    best: float | None
    unit: str | None
    approximate: bool
    kind: str | None
    reason: str | None

    @property
    def value(self) -> str | None:
        """The interval as text: 800, 800..899, ..200, 400.., None if there is none."""
        if self.low is None and self.high is None:
            return None
        low, high = ("" if end is None else f"{end}" for end in (self.low, self.high))
        return low if low == high else f"{low}..{high}"


def times(text: str, anchor: str | None = None) -> list[TimeFound]:
    """The times in a text, Simplified or Traditional; `anchor` is the date or the years that it is about, in EDTF.

    Raises:
        ConfigError: an anchor that is no date or interval.
    """
    if anchor is not None:
        check_anchor(anchor)
    return [time_found(text, mention) for mention in finder("TIME")(text, anchor, fold(text))]


def quantities(text: str) -> list[QuantityFound]:
    """The quantities in a text, Simplified or Traditional."""
    return [quantity_found(text, mention) for mention in finder("QUANTITY")(text, None, fold(text))]


@cache
def knowledge() -> Resources:
    """The resources, read when they are first asked for."""
    return load_resources()


@cache
def finder(label: Label) -> Finder:
    """What finds the label's mentions and their values."""
    from jishi.resolve import value_finder

    return value_finder(knowledge(), label)


def fold(text: str) -> str:
    """The text in Simplified characters."""
    from jishi.read import fold as simplify

    return simplify(text)


def check_anchor(anchor: str) -> None:
    """Refuses what is no date (1934, 1934-08, 1934-08-01) and no interval of two (1931/1934-04)."""
    parts = anchor.split("/")
    if len(parts) > 2 or not all(ANCHOR.fullmatch(part) for part in parts) or parts != sorted(parts):
        raise ConfigError(f"no date or interval: {anchor!r}; write 1934, 1934-08, 1934-08-01 or 1931/1934-04")


def time_found(text: str, mention: Mention) -> TimeFound:
    """The mention with its value as one text."""
    span, value = mention.span, mention.value
    assert isinstance(value, Time)
    surface = text[span.start : span.end]
    return TimeFound(surface, span.start, span.end, value.edtf or value.duration, value.anchor, value.reason)


def quantity_found(text: str, mention: Mention) -> QuantityFound:
    """The mention with the parts of its value."""
    span, value = mention.span, mention.value
    assert isinstance(value, Quantity)
    low, high, best = (whole(number) for number in (value.low, value.high, value.best))
    surface = text[span.start : span.end]
    return QuantityFound(
        surface, span.start, span.end, low, high, best, value.unit, value.approximate, value.kind, value.reason
    )


def whole(number: float | None) -> float | None:
    """7000 rather than 7000.0, shares to six places."""
    if number is None:
        return None
    return int(number) if number == int(number) else round(number, 6)


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands `times` and `quantities`."""
    listing = commands.add_parser("times", help="list the times of a text with their values")
    listing.add_argument("--anchor", metavar="EDTF", help="the date or years it is about (default: what the text says)")
    listing.set_defaults(command=command_times)
    counting = commands.add_parser("quantities", help="list the quantities of a text with their values")
    counting.set_defaults(command=command_quantities)
    for command in (listing, counting):
        command.add_argument(
            "file", metavar="FILE", help="wiki Markdown (.md), plain text (.txt), or - for standard input"
        )
        command.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")


def command_times(options: argparse.Namespace) -> int:
    """`jishi times`: surface, offsets, value, anchor, reason."""
    if options.anchor is not None:
        check_anchor(options.anchor)
    document = read_input(options.file)
    mentions = finder("TIME")(document.text, options.anchor or document.date, document.folded)
    write([time_found(document.text, mention) for mention in mentions], TIME_COLUMNS, as_json=options.json)
    return 0


def command_quantities(options: argparse.Namespace) -> int:
    """`jishi quantities`: surface, offsets, value, unit, kind, reason."""
    document = read_input(options.file)
    mentions = finder("QUANTITY")(document.text, None, document.folded)
    write([quantity_found(document.text, mention) for mention in mentions], QUANTITY_COLUMNS, as_json=options.json)
    return 0


def read_input(name: str) -> Document:
    """The file, or standard input as plain text; offsets count in its text without markup."""
    from jishi.read import make_reader, read_bytes, reading_knowledge

    if name != "-":
        return make_reader(knowledge())(Path(name))
    data = sys.stdin.buffer.read()
    return read_bytes(data, name="standard input", format="plain", knowledge=reading_knowledge(knowledge()))


def write(found: Iterable[TimeFound | QuantityFound], columns: Sequence[str], *, as_json: bool) -> None:
    """What was found on standard output: JSON objects, or a table with header, tabs and empty cells for None."""
    if not as_json:
        sys.stdout.write("\t".join(columns) + "\n")
    for item in found:
        if as_json:
            sys.stdout.write(json.dumps(asdict(item), ensure_ascii=False) + "\n")
        else:
            cells = (getattr(item, column) for column in columns)
            sys.stdout.write("\t".join("" if cell is None else str(cell) for cell in cells) + "\n")
