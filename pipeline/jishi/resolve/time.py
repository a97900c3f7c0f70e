"""Gives every TIME mention its value, in the order of the text: EDTF, a duration, or the reason for neither."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from jishi.document import Document, Mention, Time
from jishi.resolve.dates import Calendar, Expression, parse_expression
from jishi.resolve.duration import parse_duration, resolve_offset
from jishi.resolve.fix import Fixed, Surroundings, fix_point
from jishi.resolve.narrative import Bounds, Context, Place, new_section, places, read_bounds

LONGEST_WAR = 12
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Thread:
    """Where the reading stands: the narrative's date and, inside a sentence, the date that an aside set."""

    narrative: Context
    local: Context
    section: int = 0
    sentence: int = 0
    dated_line: int | None = None
    era: str | None = None


def resolve_times(document: Document, mentions: Iterable[Mention], calendar: Calendar) -> dict[Mention, Time]:
    """The value of each TIME mention, carried along the narrative."""
    ordered = sorted((mention for mention in mentions if mention.label == "TIME"), key=lambda mention: mention.span)
    bounds = read_bounds(document.date) or lead_bounds(document, ordered, calendar)
    start = Context(bounds.single_year or bounds.start[0], start_month(bounds)) if bounds else Context()
    thread = Thread(start, start)
    values: dict[Mention, Time] = {}
    for mention, place in zip(
        ordered, places(document, (mention.span for mention in ordered), calendar.back), strict=True
    ):
        thread = advance(thread, place)
        surface = document.fold(mention.span)
        thread = replace(thread, era=calendar.era_of(surface) or thread.era)
        place = replace(place, near=thread.dated_line == place.line, era=thread.era)
        values[mention], after = resolve_time(surface, mention.rule, thread.local, calendar, bounds, place)
        thread = follow(thread, after, place)
        if DAY.match(values[mention].edtf or ""):
            thread = replace(thread, dated_line=place.line)
    return values


def start_month(bounds: Bounds) -> int | None:
    """The month in which the narrative of an article over several years starts; one about a year starts anywhere."""
    return None if bounds.single_year else bounds.start[1]


def lead_bounds(document: Document, ordered: list[Mention], calendar: Calendar) -> Bounds | None:
    """The span of time that the first paragraph of an article without a date opens with: 战争（1894年7月—1895年4月）.

    A longer one is a life, and says nothing about the months that are told.
    """
    if not ordered or "\n" in document.folded[: ordered[0].span.start]:
        return None
    outside = Place(0, 0, 0, bracket=False, quoted=False, back=False)
    value, _ = resolve_time(document.fold(ordered[0].span), ordered[0].rule, Context(), calendar, None, outside)
    ends = (value.edtf or "").split("/")
    bounds = read_bounds(value.edtf) if len(ends) == 2 and all(end[:4].isdigit() for end in ends) else None
    return bounds if bounds and bounds.end[0] - bounds.start[0] <= LONGEST_WAR else None


def advance(thread: Thread, place: Place) -> Thread:
    """The thread at the next mention: a heading makes the date stale, a new sentence ends asides."""
    narrative = thread.narrative if place.section == thread.section else new_section(thread.narrative)
    same = place.sentence == thread.sentence and place.section == thread.section
    local = thread.local if same else narrative
    return replace(thread, narrative=narrative, local=local, section=place.section, sentence=place.sentence)


def follow(thread: Thread, after: Context, place: Place) -> Thread:
    """The thread behind a mention: an aside (brackets, quotation, a look back) does not move the narrative."""
    if after == thread.local:
        return thread
    if place.bracket:
        return thread
    aside = place.quoted or ((place.back or place.attributive) and goes_back(after, thread.narrative))
    return replace(thread, local=after) if aside else replace(thread, local=after, narrative=after)


def goes_back(after: Context, before: Context) -> bool:
    """True if the new date lies before the old one."""
    if after.year is None or before.year is None:
        return False
    return (after.year, after.month or 0, after.day or 0) < (before.year, before.month or 0, before.day or 0)


def resolve_time(
    surface: str, rule: str, context: Context, calendar: Calendar, bounds: Bounds | None, place: Place
) -> tuple[Time, Context]:
    """The value of one expression and the context behind it."""
    kind, side = calendar.words.get(surface, ("", ""))
    if kind == "war":
        return resolve_war(side, bounds), context
    if rule.startswith(("time.duration", "time.since")) and (duration := parse_duration(surface, calendar.durations)):
        return Time(duration=duration), context
    if rule == "time.offset" and (offset := resolve_offset(surface, context, calendar.durations)):
        return offset
    expression = parse_expression(surface, calendar)
    if expression is not None:
        return resolve_expression(expression, Surroundings(context, calendar, bounds, place))
    # Only a finder that is not ours leaves open whether 三日 is a day or a duration; a broken date is never one.
    if not rule.startswith("time.") and (duration := parse_duration(surface, calendar.durations)):
        return Time(duration=duration), context
    return Time(reason="not understood"), context


def resolve_war(side: str, bounds: Bounds | None) -> Time:
    """战前 and 战后 as open intervals around the years of the article."""
    if bounds is None:
        return Time(reason="the article has no date")
    text = f"../{bounds.start[0]:04}" if side == "before" else f"{bounds.end[0]:04}/.."
    return Time(edtf=text, anchor=f"{bounds.start[0]:04}/{bounds.end[0]:04}")


def resolve_expression(expression: Expression, around: Surroundings) -> tuple[Time, Context]:
    """One or two points with their qualifier; the second goes on from the first."""
    first = fix_point(expression.points[0], around)
    anchor = around.context.edtf if first.anchored else None
    if len(expression.points) == 1:
        return Time(edtf=qualify(first.edtf, expression.qualifier), anchor=anchor, reason=first.reason), first.context
    inner = replace(first.context, fresh=True)
    last = fix_point(expression.points[1], replace(around, context=inner))
    if first.edtf is None or last.edtf is None:
        return Time(anchor=anchor, reason=first.reason or last.reason), around.context
    ends = [first.edtf.split("/")[0], last.edtf.split("/")[-1]]
    mark = "~" if expression.qualifier == "about" else ""
    return Time(edtf="/".join(end + mark for end in ends), anchor=anchor), after_range(first, last)


def after_range(first: Fixed, last: Fixed) -> Context:
    """The narrative goes on within a long range from its start and behind a short one from its end."""
    one, other = first.context, last.context
    exact = one.day is not None and other.day is not None
    months = (other.month or 0) - (one.month or 0)
    short = one.year == other.year and (months == 0 or (exact and months == 1))
    return other if short else replace(one, day=None)


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
