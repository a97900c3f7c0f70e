"""Polarity and modality by cue, scope and terminator (after ConText, Harkema et al. 2009)."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile

import ahocorasick_rs

from jishi.document import Cue, Document, Modality, Polarity, Span
from jishi.extract.frames import Frame
from jishi.extract.triggers import CONTEXT, Borders, ends
from jishi.resources import Cue as CueRule
from jishi.resources import Resources

NEAR = 6  # events behind a cue among which its own must be
OPENING = 2  # characters before a cue that begins its clause
NEIGHBORS = 8  # cues that can start before a longer one that covers them


@dataclass(frozen=True, slots=True)
class Found:
    """A cue where it stands."""

    span: Span
    rule: CueRule


@dataclass(frozen=True, slots=True)
class Attributes:
    """What the cues say of one event."""

    polarity: Polarity
    modality: Modality
    cues: tuple[Cue, ...]


CueFinder = Callable[[Document], tuple[Found, ...]]


def cue_finder(resources: Resources) -> CueFinder:
    """A finder of cue words: on token borders and outside mentions, the longest at each place."""
    rules: dict[str, list[CueRule]] = defaultdict(list)
    for rule in resources.cues:
        for word in rule.words:
            rules[word].append(rule)
    words = sorted(rules)
    automaton = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.Standard) if words else None

    def find(document: Document) -> tuple[Found, ...]:
        if automaton is None:
            return ()
        borders = Borders.of(document)
        found = []
        for number, start, end in automaton.find_matches_as_indexes(document.folded, overlapping=True):
            span = Span(start, end)
            if not borders.in_mention(span) and borders.reason(span) is None:
                found += [Found(span, rule) for rule in rules[words[number]] if allowed(rule, document.folded, span)]
        return tuple(uncovered(sorted(found, key=lambda one: (one.span, one.rule.id))))

    return find


def uncovered(found: Sequence[Found]) -> Iterator[Found]:
    """The cues, sorted by span, without those that lie inside a longer one."""
    for place, one in enumerate(found):
        near = (*found[max(0, place - NEIGHBORS) : place], *found[place + 1 : place + 1 + NEIGHBORS])
        if not any(other.span != one.span and other.span.contains(one.span) for other in near):
            yield one


def allowed(rule: CueRule, text: str, span: Span) -> bool:
    """True if the cue's conditions on its neighbours hold."""
    left = text[max(0, span.start - CONTEXT) : span.start]
    if rule.not_before is not None and ends(rule.not_before.finditer(left), left):
        return False
    return rule.not_after is None or rule.not_after.match(text, span.end) is None


def targets(
    cues: Sequence[Found], frames: Sequence[Frame], text: str, commas: Sequence[int]
) -> dict[Span, list[Found]]:
    """The cues that reach each event of a sentence, by the event's span; cues and frames are sorted by span."""
    aimed: dict[Span, list[Found]] = defaultdict(list)
    starts = [frame.span.start for frame in frames]
    limits: dict[str, int] = {}
    reach: list[tuple[Found, Sequence[Frame]]] = []
    for before, cue in reversed(list(zip((None, *cues), cues, strict=False))):
        reach.append((cue, reached(cue, frames, starts, limit(cue, before, text, commas, limits))))
        if cue.rule.scope == "clause":
            limits[cue.rule.kind] = cue.span.start
    for cue, found in reversed(reach):
        for frame in found:
            aimed[frame.span].append(cue)
    return aimed


def limit(
    cue: Found, before: Found | None, text: str, commas: Sequence[int], limits: Mapping[str, int]
) -> tuple[int, int]:
    """Where the cue's clause begins, and where its scope ends: at a comma, a terminator, or a cue that takes over.

    `before` is the cue before it: 未果 goes with the clause before where that one tells of an attempt.
    """
    border = bisect_left(commas, cue.span.end)
    start = commas[border - 1] + 1 if border else 0
    earlier = commas[border - 2] + 1 if border > 1 else 0
    if cue.rule.scope == "before" and border:
        start = earlier  # 某某被歼一说，绝非事实
    tried = before is not None and before.span.start >= earlier and before.rule.kind == cue.rule.kind == "modality"
    if cue.rule.scope == "left" and border and cue.span.start - start <= OPENING and tried:
        start = earlier  # 企图进攻某地，最终未果
    end = commas[border] if border < len(commas) else len(text)
    if cue.rule.scope == "sentence":
        end = len(text)
    elif cue.rule.scope == "clause":
        end = min(end, limits.get(cue.rule.kind, end))
    stops = (text.find(word, cue.span.end, end) for word in cue.rule.terminators)
    return start, min((stop for stop in stops if stop >= 0), default=end)


def reached(cue: Found, frames: Sequence[Frame], starts: Sequence[int], limits: tuple[int, int]) -> Sequence[Frame]:
    """The events in the cue's scope."""
    scope = cue.rule.scope
    start, end = limits
    first, count = bisect_left(starts, cue.span.end), bisect_left(starts, cue.span.start)
    if scope == "back":
        return frames[:count]
    if scope in {"left", "before"}:
        nearest = frames[count - 1] if count else None
        fits = nearest is not None and nearest.span.start >= start and nearest.span.end <= cue.span.start
        return frames[count - 1 : count] if fits else ()
    if scope == "touching":
        follow = frames[first : first + 1]
        return [one for one in follow if one.span.start == cue.span.end and not (one.relative or one.nominal)]
    near = takewhile(lambda frame: frame.span.start < end, islice(frames, first, first + NEAR))
    facts = any(not frame.relative for frame in near)
    found: list[Frame] = []
    for frame in islice(frames, first, None):
        if frame.span.start >= end:
            break
        if frame.relative and (found or (facts and frame.span.start > cue.span.end)):
            continue  # 企图包围驻扎某地的甲, 企图以流亡某地的甲组建乙: the relative clause tells a fact
        found.append(frame)
        # What a relative clause tells in between does not use the cue up: 未能击败支持甲的乙.
        if scope == "next" and (not frame.relative or frame.span.start == cue.span.end):
            break  # 在没有宣战的情况下入侵: who is said not to is in the relative clause
    return found


def attributes(frame: Frame, cues: Sequence[Found], inherited: Mapping[int, tuple[Polarity, Modality]]) -> Attributes:
    """The event's attributes: those of the cues that reach it, else what its governor says of its content."""
    polarity, modality = content(frame, inherited)
    used: list[Cue] = []
    for found in cues:
        if found.rule.scope == "back" and (modality == "actual" or frame.relative):
            continue  # 准备迎甲入疆，…没有成功: what was only planned failed, not everything that was told before
        if found.rule.kind == "polarity":
            polarity = "negative"
            used.append(Cue(found.span, "polarity"))
        elif found.rule.kind == "modality":
            modality = found.rule.value  # type: ignore[assignment]
            used.append(Cue(found.span, "modality"))
    return Attributes(polarity, modality, tuple(used))


def content(frame: Frame, inherited: Mapping[int, tuple[Polarity, Modality]]) -> tuple[Polarity, Modality]:
    """What the governing event says of this one: ordered after 命令, negative after 阻止, nothing otherwise."""
    governor = frame.governor
    if governor is None or frame.nominal:
        return "positive", "actual"
    if (said := governor.content) is not None:
        if said == "negative":
            prevented = inherited.get(governor.span.start, ("positive", "actual"))[0] == "positive"
            return "negative" if prevented else "positive", "actual"  # 未能阻止甲攻占乙: it fell
        return "positive", said  # type: ignore[return-value]
    return inherited.get(governor.span.start, ("positive", "actual"))
