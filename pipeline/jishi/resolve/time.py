"""Gives every TIME mention its value, in the order of the text: EDTF, a duration, or the reason for neither."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from jishi.document import Document, Mention, Time
from jishi.resolve.dates import Calendar, Expression, parse_expression
from jishi.resolve.duration import move_on, parse_duration
from jishi.resolve.fix import SEASON_MONTHS, Fixed, Surroundings, fix_point
from jishi.resolve.narrative import Bounds, Context, Day, Place, new_section, places, read_bounds

LONGEST_WAR = 12
DURATIONS = ("time.duration", "time.offset", "time.since")
KEPT = 1 << 14  # surfaces that are read only once
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Thread(NamedTuple):
    """Where the reading stands: the narrative's date and, inside a sentence, the date that an aside set.

    `dispatch`: year, month and day of the last dispatch and the line it begins.
    """

    narrative: Context
    local: Context
    section: int = 0
    sentence: int = 0
    dated_line: int | None = None
    era: str | None = None
    dispatch: tuple[int, Day] | None = None


@dataclass(frozen=True, slots=True)
class Grammar:
    """The calendar and what reads expressions and durations with it, each surface once."""

    calendar: Calendar
    expression: Callable[[str], Expression | None]
    duration: Callable[[str], str | None]


def time_resolver(calendar: Calendar) -> Callable[[Document], Iterator[tuple[int, Time]]]:
    """A function that gives the value of each TIME mention, with its index, carried along the narrative."""
    grammar = Grammar(
        calendar,
        lru_cache(KEPT)(lambda surface: parse_expression(surface, calendar)),
        lru_cache(KEPT)(lambda surface: parse_duration(surface, calendar.durations)),
    )
    return lambda document: resolve_times(document, grammar)


def resolve_times(document: Document, grammar: Grammar) -> Iterator[tuple[int, Time]]:
    """The value of each TIME mention with its index, carried along the narrative."""
    mentions = document.mentions
    order = [index for index, mention in enumerate(mentions) if mention.label == "TIME"]
    order.sort(key=lambda index: mentions[index].span.start)
    spans = [mentions[index].span for index in order]
    bounds = article_bounds(document, mentions[order[0]] if order else None, grammar)
    start = Context(bounds.single_year or bounds.start[0], start_month(bounds)) if bounds else Context()
    thread = Thread(start, start)
    for index, place in zip(order, places(document, spans, grammar.calendar.back), strict=True):
        surface, rule = document.fold(mentions[index].span), mentions[index].rule
        thread = advance(thread, place)
        named = grammar.calendar.era.search(surface)
        era = named[0] if named else thread.era
        day = thread.dispatch[1] if thread.dispatch and thread.dispatch[0] == place.line else None
        around = Surroundings(thread.local, grammar.calendar, bounds, place, thread.dated_line == place.line, era, day)
        value, after = resolve_time(surface, rule, grammar, around)
        narrative, local = follow(thread, after, place)
        dated_line = place.line if DAY.match(value.edtf or "") else thread.dated_line
        begins = grammar.calendar.dateline.match(document.folded, mentions[index].span.end)
        dispatch = (place.line, after.date) if begins and after.date else thread.dispatch
        thread = Thread(narrative, local, place.section, place.sentence, dated_line, era, dispatch)
        yield index, value


def start_month(bounds: Bounds) -> int | None:
    """The month in which the narrative of an article over several years starts; one about a year starts anywhere."""
    return None if bounds.single_year and bounds.start != bounds.end else bounds.start[1]


def article_bounds(document: Document, first: Mention | None, grammar: Grammar) -> Bounds | None:
    """What the article's date says, and its lead where that goes on into later years: 1948, 1948年11月至1949年1月."""
    dated = read_bounds(document.date)
    if first is None or (dated and not dated.single_year):
        return dated
    lead = lead_bounds(document, first, grammar)
    goes_on = dated and lead and lead.start[0] == dated.start[0] < lead.end[0]
    return lead if goes_on else dated or lead


def lead_bounds(document: Document, first: Mention, grammar: Grammar) -> Bounds | None:
    """The span of time that the first paragraph of an article without a date opens with: 战争（1894年7月—1895年4月）.

    A longer one is a life, and says nothing about the months that are told.
    """
    if "\n" in document.folded[: first.span.start]:
        return None
    outside = Place(0, 0, 0, bracket=False, quoted=False, back=False)
    around = Surroundings(Context(), grammar.calendar, None, outside)
    value, _ = resolve_time(document.fold(first.span), first.rule, grammar, around)
    ends = (value.edtf or "").split("/")
    bounds = read_bounds(value.edtf) if len(ends) == 2 and all(end[:4].isdigit() for end in ends) else None
    return bounds if bounds and bounds.end[0] - bounds.start[0] <= LONGEST_WAR else None


def advance(thread: Thread, place: Place) -> Thread:
    """The thread at the next mention: a heading makes the date stale, a new sentence ends asides."""
    if place.section == thread.section and (place.sentence == thread.sentence or thread.local is thread.narrative):
        return thread
    narrative = thread.narrative if place.section == thread.section else new_section(thread.narrative)
    return thread._replace(narrative=narrative, local=narrative)


def follow(thread: Thread, after: Context, place: Place) -> tuple[Context, Context]:
    """Narrative and local date behind a mention: an aside (brackets, quotation, a look back) moves only the second."""
    if after == thread.local or place.bracket:
        return thread.narrative, thread.local
    aside = place.quoted or ((place.back or place.attributive) and goes_back(after, thread.narrative))
    return (thread.narrative if aside else after), after


def goes_back(after: Context, before: Context) -> bool:
    """True if the new date lies before the old one."""
    if after.year is None or before.year is None:
        return False
    return (after.year, after.month or 0, after.day or 0) < (before.year, before.month or 0, before.day or 0)


def resolve_time(surface: str, rule: str, grammar: Grammar, around: Surroundings) -> tuple[Time, Context]:
    """The value of one expression and the context behind it."""
    context = around.context
    kind, side = grammar.calendar.words.get(surface, ("", ""))
    if kind == "span":
        return Time(edtf=side), context
    if kind == "war":
        return resolve_war(side, around.bounds), context
    if rule.startswith(DURATIONS) and (duration := grammar.duration(surface)):
        return Time(duration=duration), move_on(duration, context) if around.place.followed else context
    expression = grammar.expression(surface)
    if expression is not None:
        return resolve_expression(expression, around)
    # Only a finder that is not ours leaves open whether 三日 is a day or a duration; a broken date is never one.
    if not rule.startswith("time.") and (duration := grammar.duration(surface)):
        return Time(duration=duration), context
    return Time(reason="not understood"), context


def resolve_war(side: str, bounds: Bounds | None) -> Time:
    """战前 and 战后 as open intervals around the years of the article."""
    if bounds is None:
        return Time(reason="the article has no date")
    text = f"../{bounds.start[0]:04}" if side == "before" else f"{bounds.end[0]:04}/.."
    return Time(edtf=text, anchor=f"{bounds.start[0]:04}/{bounds.end[0]:04}")


def resolve_expression(expression: Expression, around: Surroundings) -> tuple[Time, Context]:
    """One or two points with their qualifier; the second goes on from the first, and 每年 is no year."""
    if expression.qualifier == "every":
        nowhere = around._replace(context=Context(), bounds=None)
        return resolve_expression(Expression(expression.points), nowhere)[0], around.context
    first = fix_point(expression.points[0], around)
    anchor = around.context.edtf if first.anchored else None
    if len(expression.points) == 1:
        qualifier = None if first.reason else expression.qualifier
        return Time(edtf=qualify(first.edtf, qualifier), anchor=anchor, reason=first.reason), first.context
    inner = first.context._replace(fresh=True)
    last = fix_point(expression.points[1], around._replace(context=inner))
    if first.edtf is None or last.edtf is None:
        return Time(anchor=anchor, reason=first.reason or last.reason), around.context
    ends = [first.edtf.split("/")[0], last.edtf.split("/")[-1]]
    if falls(*ends):
        return Time(anchor=anchor, reason="the range ends before it starts"), around.context
    mark = "~" if expression.qualifier == "about" else ""
    return Time(edtf="/".join(end + mark for end in ends), anchor=anchor), after_range(first, last)


def falls(start: str, end: str) -> bool:
    """True if the end lies before the start, as far as both are known; seasons are no months."""
    if (start[5:7] in SEASON_MONTHS) != (end[5:7] in SEASON_MONTHS):
        start, end = start[:4], end[:4]
    length = min(len(start), len(end))
    return start[:length].replace("X", "0") > end[:length].replace("X", "9")


def after_range(first: Fixed, last: Fixed) -> Context:
    """The narrative goes on within a long range from its start and behind a short one from its end."""
    one, other = first.context, last.context
    exact = one.day is not None and other.day is not None
    months = (other.month or 0) - (one.month or 0)
    short = one.year == other.year and (months == 0 or (exact and months == 1))
    return other if short else one._replace(day=None)


def qualify(edtf: str | None, qualifier: str | None) -> str | None:
    """The EDTF with ~ for about, ../ for before and /.. for after."""
    if edtf is None or qualifier is None:
        return edtf
    ends = edtf.split("/")
    match qualifier:
        case "before":
            return f"../{ends[0]}"
        case "after":
            return f"{ends[0]}/.."
        case _:
            return "/".join(end + "~" for end in ends)
