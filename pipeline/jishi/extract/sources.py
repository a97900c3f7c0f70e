"""Who says so: 据报道, 据美联社报道, 某人说…, and the speaker of a quotation, also over several sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from jishi.document import Cue, Document, Mention, Span
from jishi.extract.attributes import Found

SPEAKERS = frozenset({"PERSON", "ORG", "UNIT", "PLACE", "GROUP"})
PAUSES, CLAUSE_ENDS = "，：,:", "，；）)。"
OPEN, CLOSE = "“「『", "”」』"
NEAR = 3  # characters between a reporting verb and the quotation that it opens: 说：“


@dataclass(frozen=True, slots=True)
class Attribution:
    """A stretch of text and who answers for it."""

    span: Span
    source: str
    cue: Cue | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """A quotation that a sentence leaves open, and its speaker."""

    source: str


def attributions(
    document: Document, span: Span, mentions: Sequence[Mention], cues: Sequence[Found], speech: Speech | None
) -> tuple[tuple[Attribution, ...], Speech | None]:
    """The attributed stretches of a sentence, and the quotation that goes on after it."""
    text = document.folded
    found: list[Attribution] = []
    if speech is not None:
        end = first(text, CLOSE, span.start, span.end)
        if end is None:
            return (Attribution(span, speech.source),), speech
        if end > span.start:
            found.append(Attribution(Span(span.start, end), speech.source))
    still: Speech | None = None
    for cue in cues:
        source = speaker(document, span, mentions, cue)
        if source is None or cue.span.end >= span.end:
            continue
        opening = first(text, OPEN, cue.span.end, min(cue.span.end + NEAR, span.end))
        end = first(text, CLOSE, cue.span.end, span.end)
        if opening is not None and end is None:
            still = Speech(source)
        stop = end if opening is not None and end is not None else reach(text, cue, span)
        if stop > cue.span.end:
            found.append(Attribution(Span(cue.span.end, stop), source, Cue(cue.span, "source")))
    return tuple(found), still


def reach(text: str, cue: Found, span: Span) -> int:
    """Where what somebody says ends without quotation marks: 甲说，… to the full stop, 甲称… to the comma."""
    if cue.rule.value == "before" and text[cue.span.end : cue.span.end + 1] not in PAUSES:
        return first(text, CLAUSE_ENDS, cue.span.end, span.end) or span.end
    return span.end


def first(text: str, characters: str, start: int, end: int) -> int | None:
    """The place of the first of these characters in the stretch."""
    places = [place for character in characters if (place := text.find(character, start, end)) >= 0]
    return min(places, default=None)


def speaker(document: Document, span: Span, mentions: Sequence[Mention], cue: Found) -> str | None:
    """The words that name who says so: the cue itself, or the nearest name on the side where the cue has it."""
    if cue.rule.value == "itself":
        return document[cue.span]
    people = [mention for mention in mentions if mention.label in SPEAKERS]
    comma = max(document.folded.rfind(mark, span.start, cue.span.start) for mark in "，；：。“”")
    if cue.rule.value == "before":
        if "据" in document.folded[comma + 1 : cue.span.start]:
            return None  # 甲据密报称: not 甲 says so
        before = [mention for mention in people if comma < mention.span.start and mention.span.end <= cue.span.start]
        chosen = max(before, key=lambda mention: mention.span.end, default=None)
    else:
        end = document.folded.find("，", cue.span.end, span.end)
        after = [m for m in people if cue.span.end <= m.span.start and (end < 0 or m.span.end <= end)]
        chosen = min(after, key=lambda mention: mention.span.start, default=None)
        if chosen is None and end > cue.span.end:
            return document[Span(cue.span.start, end)]
    return None if chosen is None else document[chosen.span]


def source_of(trigger: Span, found: Sequence[Attribution]) -> Attribution | None:
    """The innermost attribution that covers the trigger."""
    covering = [one for one in found if one.span.contains(trigger)]
    return max(covering, key=lambda one: one.span.start, default=None)
