"""What went wrong, one row an error: its kind, its likely cause, the sentence, the rule, and what was expected."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal, TypeVar

from jishi.evaluate.facts import ArgumentFact, Comparison, EventFact, MentionFact
from jishi.evaluate.matching import match, match_all, overlapping
from jishi.evaluate.tally import match_triggers, match_typed, same_place, same_role, same_source
from jishi.evaluate.values import same, written

G = TypeVar("G")
P = TypeVar("P")
Kind = Literal["missed", "spurious", "border", "label", "role", "binding", "value", "attribute"]
Layer = Literal["mention", "value", "event", "argument"]
KINDS: tuple[Kind, ...] = ("missed", "spurious", "border", "label", "role", "binding", "value", "attribute")
COLUMNS = ("document", "layer", "kind", "cause", "what", "expected", "predicted", "rule", "start", "sentence")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One error. `what` is a label, a type or a role; `expected` and `predicted` are None where there is nothing."""

    document: str
    layer: Layer
    kind: Kind
    cause: str
    what: str
    expected: str | None
    predicted: str | None
    rule: str
    start: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What facts are judged by: names and trigger words of the resources, symmetric event types, dictionary words."""

    names: Set[str] = frozenset()
    triggers: Set[str] = frozenset()
    symmetric: Set[str] = frozenset()
    words: Set[str] = frozenset()


def find_mistakes(comparison: Comparison, knowledge: Knowledge) -> list[Mistake]:
    """The errors of a document, in the order of the text within each layer."""
    found = [
        *mention_mistakes(comparison, knowledge),
        *value_mistakes(comparison),
        *event_mistakes(comparison, knowledge),
        *argument_mistakes(comparison, knowledge),
    ]
    layers = {"mention": 0, "value": 1, "event": 2, "argument": 3}
    return sorted(found, key=lambda one: (layers[one.layer], one.start))


def paired(
    mine: Sequence[G], theirs: Sequence[P], candidates: Sequence[Sequence[int]]
) -> Iterator[tuple[G | None, P | None]]:
    """Every fact of both sides once: matched ones together, the others alone, first ours and then theirs."""
    pairs = match(candidates)
    for number, one in enumerate(mine):
        yield one, theirs[pairs[number]] if number in pairs else None
    used = set(pairs.values())
    yield from ((None, other) for number, other in enumerate(theirs) if number not in used)


def mention_mistakes(comparison: Comparison, knowledge: Knowledge) -> Iterator[Mistake]:
    """Mentions that are missed, made up, cut wrong or called wrong."""
    gold, predicted = comparison.gold.mentions, comparison.predicted.mentions
    right = {(one.span, one.label) for one in gold} & {(one.span, one.label) for one in predicted}
    mine = [one for one in gold if (one.span, one.label) not in right]
    theirs = [one for one in predicted if (one.span, one.label) not in right]
    names = {comparison.document[one.span] for one in gold}
    near = overlapping([one.span for one in mine], [one.span for one in theirs])
    for expected, found in paired(mine, theirs, near):
        if expected and found:
            yield crossed_mention(comparison, expected, found)
        elif expected:
            yield mention_row(comparison, "missed", missed_mention(comparison, expected, knowledge), expected, None)
        elif found:
            known = comparison.document[found.span] in names
            yield mention_row(comparison, "spurious", "name_elsewhere" if known else "no_name", None, found)


def missed_mention(comparison: Comparison, one: MentionFact, knowledge: Knowledge) -> str:
    """Why a mention may have been missed."""
    if any(one.span.overlaps(other.span) for other in comparison.predicted.mentions):
        return "covered"
    if comparison.document.fold(one.span) in knowledge.names:
        return "in_lexicon"
    text = comparison.document[one.span]
    if any(comparison.document[other.span] == text for other in comparison.predicted.mentions):
        return "found_elsewhere"
    return "unknown_name"


def crossed_mention(comparison: Comparison, one: MentionFact, other: MentionFact) -> Mistake:
    """The row of two mentions that overlap and are not the same."""
    if one.span == other.span:
        return mention_row(comparison, "label", f"{one.label} → {other.label}", one, other)
    if one.span.contains(other.span):
        cause = "too_short"
    elif other.span.contains(one.span):
        cause = "too_long"
    else:
        cause = "shifted"
    return mention_row(comparison, "border", cause, one, other)


def mention_row(
    comparison: Comparison, kind: Kind, cause: str, one: MentionFact | None, other: MentionFact | None
) -> Mistake:
    """The row of a mention error."""
    fact = one or other
    if fact is None:
        raise ValueError("an error has a gold or a predicted side")
    expected, predicted = (f"{comparison.document[f.span]} {f.label}" if f else None for f in (one, other))
    return Mistake(
        document=comparison.document.id,
        layer="mention",
        kind=kind,
        cause=cause,
        what=fact.label,
        expected=expected,
        predicted=predicted,
        rule=other.rule if other else "",
        start=fact.span.start,
        sentence=comparison.sentence(fact.span),
    )


def value_mistakes(comparison: Comparison) -> Iterator[Mistake]:
    """Values that are not what a person read, of mentions that were found."""
    theirs = {(one.span, one.label): one for one in comparison.predicted.mentions}
    for one in comparison.gold.mentions:
        other = theirs.get((one.span, one.label))
        if one.value is None or other is None or same(one.value, other.value):
            continue
        text = comparison.document[one.span]
        given = written(other.value)
        yield Mistake(
            document=comparison.document.id,
            layer="value",
            kind="value",
            cause=value_cause(written(one.value), given),
            what=one.label,
            expected=f"{text} = {written(one.value)}",
            predicted=f"{text} = {given}" if given else None,
            rule=other.rule,
            start=one.span.start,
            sentence=comparison.sentence(one.span),
        )


def value_cause(expected: str, given: str) -> str:
    """In which way two values differ."""
    if not given:
        return "no_value"
    if expected.startswith("P") != given.startswith("P"):
        return "time_or_duration"
    if "X" in given.split("-")[0] or "X" in expected.split("-")[0] or expected[:4] != given[:4]:
        return "start_or_year"
    return "precision"


def event_mistakes(comparison: Comparison, knowledge: Knowledge) -> Iterator[Mistake]:
    """Events that are missed, made up, of the wrong type, or with a wrong attribute."""
    gold, predicted = comparison.gold.events, comparison.predicted.events
    typed = match_typed(gold, predicted)
    for one, other in typed.items():
        yield from attribute_mistakes(comparison, gold[one], predicted[other])
    left = [event for number, event in enumerate(gold) if number not in typed]
    used = set(typed.values())
    over = [event for number, event in enumerate(predicted) if number not in used]
    words = {comparison.document[event.trigger] for event in gold}
    for expected, found in paired(left, over, match_triggers(left, over)):
        if expected and found:
            yield event_row(comparison, "label", f"{expected.type} → {found.type}", expected, found)
        elif expected:
            yield event_row(comparison, "missed", missed_event(comparison, expected, knowledge), expected, None)
        elif found:
            known = comparison.document[found.trigger] in words
            yield event_row(comparison, "spurious", "trigger_elsewhere" if known else "no_trigger", None, found)


def missed_event(comparison: Comparison, event: EventFact, knowledge: Knowledge) -> str:
    """Why an event may have been missed."""
    if any(event.trigger.overlaps(other.span) for other in comparison.predicted.mentions):
        return "trigger_in_mention"
    known = comparison.document.fold(event.trigger) in knowledge.triggers
    return "known_trigger" if known else "unknown_trigger"


def event_row(
    comparison: Comparison, kind: Kind, cause: str, one: EventFact | None, other: EventFact | None
) -> Mistake:
    """The row of an event error."""
    event = one or other
    if event is None:
        raise ValueError("an error has a gold or a predicted side")
    expected, predicted = (f"{e.type} {comparison.document[e.trigger]}" if e else None for e in (one, other))
    return Mistake(
        document=comparison.document.id,
        layer="event",
        kind=kind,
        cause=cause,
        what=event.type,
        expected=expected,
        predicted=predicted,
        rule=other.rule if other else "",
        start=event.trigger.start,
        sentence=comparison.sentence(event.trigger),
    )


def attribute_mistakes(comparison: Comparison, one: EventFact, other: EventFact) -> Iterator[Mistake]:
    """Wrong polarity, modality or source of an event that was found."""
    word = f"{one.type} {comparison.document[one.trigger]}"
    rows = [
        (name, mine, theirs)
        for name, mine, theirs in (
            ("polarity", one.polarity, other.polarity),
            ("modality", one.modality, other.modality),
        )
        if mine != theirs
    ]
    if (one.source or other.source) and not same_source(one.source, other.source):
        rows.append(("source", one.source or "—", other.source or "—"))
    for name, mine, theirs in rows:
        yield Mistake(
            document=comparison.document.id,
            layer="event",
            kind="attribute",
            cause=f"{mine} → {theirs}" if name != "source" else "source",
            what=name,
            expected=f"{word} [{mine}]",
            predicted=f"{word} [{theirs}]",
            rule=other.rule,
            start=one.trigger.start,
            sentence=comparison.sentence(one.trigger),
        )


def argument_mistakes(comparison: Comparison, knowledge: Knowledge) -> Iterator[Mistake]:
    """Arguments that are missed, made up, cut wrong, in the wrong role or at the wrong event."""
    gold, predicted = comparison.gold.events, comparison.predicted.events
    typed = match_typed(gold, predicted)
    wanting: list[tuple[EventFact, ArgumentFact]] = []
    surplus: list[tuple[EventFact, ArgumentFact]] = []
    for number, event in enumerate(gold):
        if number not in typed:
            wanting += [(event, argument) for argument in event.arguments]
            continue
        other = predicted[typed[number]]
        pairs = match_all(event.arguments, other.arguments, same_role(event.type in knowledge.symmetric))
        mine = [argument for place, argument in enumerate(event.arguments) if place not in pairs]
        taken = set(pairs.values())
        theirs = [argument for place, argument in enumerate(other.arguments) if place not in taken]
        crossed = match_all(mine, theirs, touching)
        for place, partner in crossed.items():
            yield crossed_argument(comparison, event, mine[place], theirs[partner], other)
        wanting += [(event, argument) for place, argument in enumerate(mine) if place not in crossed]
        taken = set(crossed.values())
        surplus += [(other, argument) for place, argument in enumerate(theirs) if place not in taken]
    used = set(typed.values())
    surplus += [(event, one) for place, event in enumerate(predicted) if place not in used for one in event.arguments]
    yield from unmatched_arguments(comparison, wanting, surplus, {id(gold[number]) for number in typed})


def touching(one: ArgumentFact, other: ArgumentFact) -> bool:
    """True if the two stand at the same place, or share a character and the role."""
    near = one.role == other.role and any(a.overlaps(b) for a in one.spans for b in other.spans)
    return near or same_place(one, other)


def crossed_argument(
    comparison: Comparison, event: EventFact, one: ArgumentFact, other: ArgumentFact, found: EventFact
) -> Mistake:
    """The row of an argument that has another role or other borders."""
    if one.role == other.role:
        return argument_row(comparison, "border", "mention_border", event, one, other, found.rule)
    return argument_row(comparison, "role", f"{one.role} → {other.role}", event, one, other, found.rule)


def unmatched_arguments(
    comparison: Comparison,
    wanting: Sequence[tuple[EventFact, ArgumentFact]],
    surplus: Sequence[tuple[EventFact, ArgumentFact]],
    found: Set[int],
) -> Iterator[Mistake]:
    """Arguments given to another event of the sentence are bound wrong; the rest is missed or made up."""

    def stray(one: tuple[EventFact, ArgumentFact], other: tuple[EventFact, ArgumentFact]) -> bool:
        return one[0].sentence == other[0].sentence and one[1].role == other[1].role and same_place(one[1], other[1])

    by_sentence: dict[int, list[int]] = {}
    for number, (event, _) in enumerate(surplus):
        by_sentence.setdefault(event.sentence, []).append(number)
    near = [[n for n in by_sentence.get(one[0].sentence, ()) if stray(one, surplus[n])] for one in wanting]
    gold_triggers = [event.trigger for event in comparison.gold.events]
    for expected, given in paired(wanting, surplus, near):
        if expected and given:
            cause = "other_event" if id(expected[0]) in found else "event_missed"
            yield argument_row(comparison, "binding", cause, *expected, given[1], given[0].rule, given[0])
        elif expected:
            cause = missed_argument(comparison, expected[1]) if id(expected[0]) in found else "event_missed"
            yield argument_row(comparison, "missed", cause, *expected, None, "")
        elif given:
            event, argument = given
            known = any(event.trigger.overlaps(trigger) for trigger in gold_triggers)
            cause = ("inferred" if argument.inferred else "attached") if known else "event_spurious"
            yield argument_row(comparison, "spurious", cause, event, None, argument, argument.why or event.rule)


def missed_argument(comparison: Comparison, argument: ArgumentFact) -> str:
    """Why an argument of an event that was found may have been missed."""
    if argument.inferred:
        return "pronoun_or_omitted"
    found = (other.span for other in comparison.predicted.mentions)
    named = argument.named
    return "not_attached" if named is not None and any(named.overlaps(span) for span in found) else "mention_missed"


def argument_row(
    comparison: Comparison,
    kind: Kind,
    cause: str,
    event: EventFact,
    one: ArgumentFact | None,
    other: ArgumentFact | None,
    rule: str,
    holder: EventFact | None = None,
) -> Mistake:
    """The row of an argument error; `holder` is the event that has the argument instead."""

    def told(told_event: EventFact, argument: ArgumentFact | None) -> str | None:
        if argument is None:
            return None
        span = argument.named or (argument.spans[0] if argument.spans else None)
        text = comparison.document[span] if span else "?"
        sign = "@" if argument.inferred else ""
        return f"{told_event.type} {comparison.document[told_event.trigger]}: {argument.role}={sign}{text}"

    argument = one or other
    return Mistake(
        document=comparison.document.id,
        layer="argument",
        kind=kind,
        cause=cause,
        what=argument.role if argument else "",
        expected=told(event, one),
        predicted=told(holder or event, other),
        rule=rule,
        start=event.trigger.start,
        sentence=comparison.sentence(event.trigger),
    )


def grouped(mistakes: Iterable[Mistake]) -> list[tuple[str, str, str, int]]:
    """Layer, kind, cause and how often, the commonest first."""
    counts: dict[tuple[str, str, str], int] = {}
    for one in mistakes:
        key = one.layer, one.kind, one.cause
        counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(*key, count) for key, count in ordered]


def by_kind(mistakes: Iterable[Mistake]) -> Mapping[str, int]:
    """How many errors of each kind, also of those that did not happen."""
    counts: dict[str, int] = dict.fromkeys(KINDS, 0)
    for one in mistakes:
        counts[one.kind] += 1
    return counts


def mistake_rows(mistakes: Iterable[Mistake]) -> Iterator[list[str | int | None]]:
    """The rows of errors.csv."""
    for one in mistakes:
        yield [getattr(one, column) for column in COLUMNS]
