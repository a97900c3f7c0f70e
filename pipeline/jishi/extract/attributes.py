"""Polarity and modality by cue, scope and terminator (after ConText, Harkema et al. 2009)."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from jishi.document import Cue, Document, Modality, Polarity, Span
from jishi.extract.frames import Frame
from jishi.extract.triggers import CONTEXT, Borders, ends
from jishi.resources import Cue as CueRule
from jishi.resources import Resources


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
        longest = [
            one
            for one in found
            if not any(other.span != one.span and other.span.contains(one.span) for other in near(found, one))
        ]
        return tuple(sorted(longest, key=lambda one: (one.span, one.rule.id)))

    return find


def near(found: Sequence[Found], one: Found) -> list[Found]:
    """The cues that can cover this one."""
    return [other for other in found if abs(other.span.start - one.span.start) < CONTEXT]


def allowed(rule: CueRule, text: str, span: Span) -> bool:
    """True if the cue's conditions on its neighbours hold."""
    left = text[max(0, span.start - CONTEXT) : span.start]
    if rule.not_before is not None and ends(rule.not_before.finditer(left), left):
        return False
    return rule.not_after is None or rule.not_after.match(text, span.end) is None


def in_scope(found: Found, frame: Frame, frames: Sequence[Frame], text: str, commas: Sequence[int]) -> bool:
    """True if the event lies in the cue's scope."""
    cue, trigger = found.span, frame.span
    scope = found.rule.scope
    left, right = (cue, trigger) if cue.start < trigger.start else (trigger, cue)
    if left.end > right.start:
        return False
    between = text[left.end : right.start]
    if any(word in between for word in found.rule.terminators):
        return False
    same_clause = not any(left.end <= comma < right.start for comma in commas)
    if scope == "sentence":
        return cue.end <= trigger.start
    if scope == "clause":
        return cue.end <= trigger.start and same_clause
    if scope == "next":
        return (
            cue.end <= trigger.start
            and same_clause
            and not any(
                left.end <= other.span.start < trigger.start and not other.relative
                for other in frames
                if other is not frame
            )
        )
    if scope == "left":
        return (
            trigger.end <= cue.start
            and same_clause
            and not any(trigger.end <= other.span.start < cue.start for other in frames if other is not frame)
        )
    return trigger.end <= cue.start


def attributes(
    frame: Frame,
    frames: Sequence[Frame],
    cues: Sequence[Found],
    text: str,
    commas: Sequence[int],
    inherited: Mapping[int, tuple[Polarity, Modality]],
) -> Attributes:
    """The event's attributes: cues in whose scope it lies, else what its governor says of its content."""
    polarity, modality = content(frame, inherited)
    used: list[Cue] = []
    for found in sorted(cues, key=lambda one: one.span):
        if not in_scope(found, frame, frames, text, commas):
            continue
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
    if governor is None or frame.relative or frame.nominal:
        return "positive", "actual"
    if governor.trigger is not None and governor.trigger.rule.content is not None:
        said = governor.trigger.rule.content
        if said == "negative":
            return "negative", "actual"
        return "positive", said  # type: ignore[return-value]
    return inherited.get(governor.span.start, ("positive", "actual"))
