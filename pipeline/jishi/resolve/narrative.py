"""Where the narrative stands at an expression: the last date, the section, brackets, quotations, flashbacks."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from jishi.document import Document, Span

YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
MONTH = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2}))?")
BRACKET = "("
OPENING = {"（": BRACKET, "(": BRACKET, "“": "“", "「": "「", "『": "『", "〈": "〈"}
CLOSING = {"）": BRACKET, ")": BRACKET, "”": "“", "」": "「", "』": "『", "〉": "〈"}
MARK = re.compile(r"[（(）)“”「」『』〈〉。！？；\n]")
AFTER = ("后", "之后", "以后")
LINE_END = "。！？；：，、”」』…,.;:"
LONGEST_HEADING = 30
ROLL_MONTHS, ROLL_DAYS = 5, 15


@dataclass(frozen=True, slots=True)
class Bounds:
    """The months the article is about, as far as its date says: (year, month) of start and end."""

    start: tuple[int, int]
    end: tuple[int, int]

    @property
    def single_year(self) -> int | None:
        """The year if the article is about one."""
        return self.start[0] if self.start[0] == self.end[0] else None

    def holds(self, year: int, month: int) -> bool:
        """True if the month lies inside."""
        return self.start <= (year, month) <= self.end

    def years(self, month: int) -> list[int]:
        """The years in which that month lies inside."""
        return [year for year in range(self.start[0], self.end[0] + 1) if self.holds(year, month)]


Day = tuple[int, int, int]  # year, month and day


class Context(NamedTuple):
    """The last date: `lunar_…` if it was one of the Chinese calendar, `fresh` until a heading ends the narrative."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    lunar_month: int | None = None
    lunar_year: int | None = None
    fresh: bool = True
    base: Day | None = None

    @property
    def date(self) -> Day | None:
        """Year, month and day, None if one is not known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return self.year, self.month, self.day

    @property
    def edtf(self) -> str | None:
        """The date as EDTF, None if there is no year."""
        if self.year is None:
            return None
        month = "" if self.month is None else f"-{self.month:02}"
        return f"{self.year:04}{month}" + (f"-{self.day:02}" if month and self.day else "")


class Place(NamedTuple):
    """What surrounds a mention: section, start of line and sentence, brackets, quotation, a cue that looks back.

    `attributive`: 的 follows; `followed`: 后 does.
    """

    section: int
    line: int
    sentence: int
    bracket: bool
    quoted: bool
    back: bool
    attributive: bool = False
    followed: bool = False


def read_bounds(date: str | None) -> Bounds | None:
    """The months that the document's date names, None if it names no year."""
    found = [(int(match["year"]), match["month"]) for match in MONTH.finditer(date or "")]
    if not found:
        return None
    first, last = found[0], found[-1]
    return Bounds((first[0], int(first[1] or 1)), (last[0], int(last[1] or 12)))


def places(document: Document, spans: Iterable[Span], back: re.Pattern[str]) -> Iterator[Place]:
    """The surroundings of each span, in the order given (by start)."""
    text = document.folded
    headings = heading_starts(document)
    line = sentence = position = 0
    open_marks: dict[str, int] = {}
    for span in spans:
        for match in MARK.finditer(text, position, span.start):
            mark = match[0]
            if mark in OPENING:
                open_marks[OPENING[mark]] = open_marks.get(OPENING[mark], 0) + 1
            elif mark in CLOSING:
                open_marks[CLOSING[mark]] = open_marks.get(CLOSING[mark], 0) - 1
            else:
                sentence = match.end()
                if mark == "\n":
                    line = sentence
                    open_marks.clear()
        position = span.start
        opened = [mark for mark, count in open_marks.items() if count > 0]
        yield Place(
            bisect_right(headings, span.start),
            line,
            sentence,
            BRACKET in opened,
            len(opened) > (BRACKET in opened),
            back.search(text, sentence, span.start) is not None,
            text.startswith("的", span.end),
            text.startswith(AFTER, span.end),
        )


def heading_starts(document: Document) -> list[int]:
    """Where section titles start: as the sentences say or, without sentences, short lines without a full stop."""
    if document.sentences:
        return [sentence.span.start for sentence in document.sentences if sentence.heading]
    starts, position = [], 0
    for line in document.folded.split("\n"):
        if line and len(line) <= LONGEST_HEADING and line[-1] not in LINE_END and position:
            starts.append(position)
        position += len(line) + 1
    return starts


def year_of_month(month: int, context: Context, bounds: Bounds | None, *, back: bool) -> int | None:
    """The year of a month that names none: it goes on from the context, and only the narrative rolls over a year."""
    single = bounds.single_year if bounds else None
    if context.year is None:
        return single or only(bounds.years(month) if bounds else [])
    if bounds and not bounds.start[0] <= context.year <= bounds.end[0]:
        if not context.fresh:
            return single or only(bounds.years(month))
        # What is told of another year counts on from there, whatever the article is about.
        bounds = None
    if context.month is None:
        return only(bounds.years(month)) or context.year if bounds else context.year
    distance = month - context.month
    if distance >= 0:
        earlier = bounds is not None and bounds.holds(context.year - 1, month)
        return context.year - 1 if bounds and earlier and not bounds.holds(context.year, month) else context.year
    if not context.fresh:
        # A new section that starts with an earlier month may go back or on: 4月12日 after one that ended in 8月.
        return single or only(bounds.years(month) if bounds else [])
    later = distance <= -ROLL_MONTHS and not back
    if later and bounds and context.year + 1 > bounds.end[0] >= context.year:
        later = False
    return context.year + 1 if later else context.year


def only(years: list[int]) -> int | None:
    """The one year of the list, None if there are more or none."""
    return years[0] if len(years) == 1 else None


def month_of_day(day: int, context: Context, *, back: bool) -> tuple[int | None, int | None]:
    """Year and month of a day that names none; a day far before the last one is in the next month."""
    if context.month is None or context.day is None or not context.fresh:
        return context.year, context.month
    if back and day - context.day >= ROLL_DAYS:
        return next_month(context.year, context.month, -1)
    if back or day - context.day > -ROLL_DAYS:
        return context.year, context.month
    return next_month(context.year, context.month, 1)


def next_month(year: int | None, month: int, step: int) -> tuple[int | None, int]:
    """Year and month that many months on."""
    index = (month - 1) + step
    return (None if year is None else year + index // 12), index % 12 + 1


def new_section(context: Context) -> Context:
    """The context behind a heading: the date still holds, but the narrative may start anew."""
    return context._replace(fresh=False)
