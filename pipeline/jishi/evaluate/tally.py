"""One document counted: every figure of the evaluation as integers."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

from jishi.document import LABELS, Span
from jishi.evaluate.coreference import count_coreference
from jishi.evaluate.facts import ArgumentFact, Comparison, EventFact, Facts, MentionFact
from jishi.evaluate.matching import agree, match, match_all, overlapping
from jishi.evaluate.score import Score
from jishi.evaluate.values import quantity_inside, same, time_overlaps

CORE_LABELS = frozenset({"PERSON", "PLACE", "UNIT"})
CORE_ROLES = frozenset({"agent", "patient", "place", "origin", "destination", "time"})
SIDES = frozenset({"agent", "patient"})
TRADITIONAL = 0.05  # of the characters change when the text is folded to Simplified
Key = tuple[object, ...]


def count(comparison: Comparison, symmetric: Set[str], known: Set[str]) -> dict[str, Score]:
    """The tally of a document; the sides of `symmetric` types are interchangeable, `known` names are in a lexicon."""
    gold, predicted = comparison.gold, comparison.predicted
    tally: dict[str, Score] = {}
    tally |= count_mentions(gold.mentions, predicted.mentions)
    tally |= count_known(comparison, known)
    tally |= count_borders(gold, predicted, comparison.characters)
    tally |= count_coreference(gold.mentions, predicted.mentions)
    tally |= count_values(gold.mentions, predicted.mentions)
    tally |= count_events(gold.events, predicted.events, symmetric)
    tally |= count_arguments(gold.events, predicted.events, symmetric)
    false = len(predicted.events) - tally["events.type"].tp
    tally["events.false"] = Score(false, comparison.characters, comparison.characters)
    if not gold.events:
        tally["events.false_eventless"] = tally["events.false"]
    return tally | slices(comparison, tally)


def count_keys(gold: Set[object], predicted: Set[object]) -> Score:
    """The score of two sets of facts."""
    return Score(len(gold & predicted), len(gold), len(predicted))


def count_mentions(gold: Sequence[MentionFact], predicted: Sequence[MentionFact]) -> dict[str, Score]:
    """Mentions strict, of the core labels, without label, lenient, and of each label."""
    mine, theirs = ({(fact.span, fact.label) for fact in side} for side in (gold, predicted))

    def of(labels: Iterable[str]) -> Score:
        wanted = set(labels)
        return count_keys({key for key in mine if key[1] in wanted}, {key for key in theirs if key[1] in wanted})

    near = overlapping([fact.span for fact in gold], [fact.span for fact in predicted])
    alike = [
        [number for number in others if predicted[number].label == fact.label]
        for fact, others in zip(gold, near, strict=True)
    ]
    return {
        "mentions.strict": count_keys(mine, theirs),
        "mentions.core": of(CORE_LABELS),
        "mentions.lenient": Score(len(match(alike)), len(gold), len(predicted)),
        "mentions.span": count_keys({span for span, _ in mine}, {span for span, _ in theirs}),
        **{f"mentions.{label}": of([label]) for label in LABELS},
    }


def count_known(comparison: Comparison, known: Set[str]) -> dict[str, Score]:
    """How many named gold mentions are found of those whose name a lexicon has, and of the others."""
    theirs = {(fact.span, fact.label) for fact in comparison.predicted.mentions}
    counts = {"mentions.seen": Score(), "mentions.unseen": Score()}
    for fact in comparison.gold.mentions:
        if fact.entity is not None:
            key = "mentions.seen" if comparison.document.fold(fact.span) in known else "mentions.unseen"
            counts[key] += Score((fact.span, fact.label) in theirs, 1, 1)
    return counts


def count_borders(gold: Facts, predicted: Facts, characters: int) -> dict[str, Score]:
    """How many gold mentions of the core labels begin and end where a word does; the words that a mention cuts."""
    if not predicted.tokens:
        return {}
    starts, ends = {token.start for token in predicted.tokens}, {token.end for token in predicted.tokens}
    core = [fact.span for fact in gold.mentions if fact.label in CORE_LABELS]
    fine = sum(span.start in starts and span.end in ends for span in core)
    across = len(words_across(predicted.tokens, [fact.span for fact in gold.mentions]))
    return {
        "segmentation.borders": Score(fine, len(core), len(core)),
        "segmentation.across": Score(across, characters, characters),
    }


def words_across(words: Iterable[Span], mentions: Iterable[Span]) -> list[Span]:
    """The words with the border of a mention inside them."""
    borders = sorted({border for span in mentions for border in (span.start, span.end)})
    return [word for word in words if bisect_right(borders, word.start) < bisect_left(borders, word.end)]


def count_values(gold: Sequence[MentionFact], predicted: Sequence[MentionFact]) -> dict[str, Score]:
    """How many gold values are given, exactly and near enough, at the very span of the mention."""
    counts: dict[str, Score] = {}
    for label, name, near, near_name in (
        ("TIME", "values.time", time_overlaps, "values.time_overlap"),
        ("QUANTITY", "values.quantity", quantity_inside, "values.quantity_inside"),
    ):
        mine = {fact.span: fact.value for fact in gold if fact.label == label and fact.value is not None}
        theirs = {fact.span: fact.value for fact in predicted if fact.label == label}
        exact = sum(span in theirs and same(value, theirs[span]) for span, value in mine.items())
        close = sum(span in theirs and near(value, theirs[span]) for span, value in mine.items())
        counts[name] = Score(exact, len(mine), len(mine))
        counts[near_name] = Score(close, len(mine), len(mine))
    return counts


def match_triggers(gold: Sequence[EventFact], predicted: Sequence[EventFact]) -> list[list[int]]:
    """For each gold event the predicted ones whose triggers overlap its own."""
    return overlapping([event.trigger for event in gold], [event.trigger for event in predicted])


def match_typed(gold: Sequence[EventFact], predicted: Sequence[EventFact]) -> dict[int, int]:
    """The gold events and the predicted ones of the same type at the same place."""
    near = match_triggers(gold, predicted)
    return match([[n for n in near[i] if predicted[n].type == event.type] for i, event in enumerate(gold)])


def same_role(symmetric: bool) -> Callable[[ArgumentFact, ArgumentFact], bool]:
    """Whether two arguments are the same: the role, and a span of each that agree."""

    def same(gold: ArgumentFact, predicted: ArgumentFact) -> bool:
        alike = gold.role == predicted.role or (symmetric and {gold.role, predicted.role} <= SIDES)
        return alike and same_place(gold, predicted)

    return same


def same_place(gold: ArgumentFact, predicted: ArgumentFact) -> bool:
    """True if the two stand at the same place, whatever their roles."""
    return any(agree(one, other) for one in gold.spans for other in predicted.spans)


def count_events(gold: Sequence[EventFact], predicted: Sequence[EventFact], symmetric: Set[str]) -> dict[str, Score]:
    """Triggers, types, whole facts and attributes; attributes of the events whose type is right."""
    sizes = len(gold), len(predicted)
    typed = match_typed(gold, predicted)
    pairs = [(gold[one], predicted[other]) for one, other in typed.items()]
    whole = sum(
        is_whole(one, other, symmetric) and (one.polarity, one.modality) == (other.polarity, other.modality)
        for one, other in pairs
    )

    def share(right: int) -> Score:
        return Score(right, len(pairs), len(pairs))

    sources = sum(same_source(one.source, other.source) for one, other in pairs)
    return {
        "events.trigger": Score(len(match(match_triggers(gold, predicted))), *sizes),
        "events.type": Score(len(typed), *sizes),
        "events.whole": Score(whole, *sizes),
        "attributes.both": share(sum((a.polarity, a.modality) == (b.polarity, b.modality) for a, b in pairs)),
        "attributes.polarity": share(sum(a.polarity == b.polarity for a, b in pairs)),
        "attributes.modality": share(sum(a.modality == b.modality for a, b in pairs)),
        "attributes.source": Score(
            sources,
            sum(one.source is not None for one, _ in pairs),
            sum(other.source is not None for _, other in pairs),
        ),
    } | count_types(gold, predicted, typed)


def count_types(
    gold: Sequence[EventFact], predicted: Sequence[EventFact], typed: Mapping[int, int]
) -> dict[str, Score]:
    """The events of each type."""
    counts: dict[str, Score] = {}
    for kind in sorted({event.type for event in (*gold, *predicted)}):
        right = sum(gold[one].type == kind for one in typed)
        sizes = (sum(event.type == kind for event in side) for side in (gold, predicted))
        counts[f"types.{kind}"] = Score(right, *sizes)
    return counts


def is_whole(gold: EventFact, predicted: EventFact, symmetric: Set[str]) -> bool:
    """True if every core argument is there and none too many."""
    mine, theirs = ([one for one in event.arguments if one.role in CORE_ROLES] for event in (gold, predicted))
    return len(match_all(mine, theirs, same_role(gold.type in symmetric))) == len(mine) == len(theirs)


def same_source(gold: str | None, predicted: str | None) -> bool:
    """True if both name the same source; a longer wording of it is the same."""
    return gold is not None and predicted is not None and (gold in predicted or predicted in gold)


def count_arguments(gold: Sequence[EventFact], predicted: Sequence[EventFact], symmetric: Set[str]) -> dict[str, Score]:
    """Arguments identified (place), classified (and role) within sentence and type, and bound to the right event."""
    sizes = tuple(sum(len(event.arguments) for event in side) for side in (gold, predicted))
    mine, theirs = pool(gold), pool(predicted)
    identified = classified = 0
    for key, arguments in mine.items():
        others = theirs.get(key, [])
        identified += len(match_all(arguments, others, same_place))
        classified += len(match_all(arguments, others, same_role(key[1] in symmetric)))
    bound: dict[str, int] = {}
    for one, other in match_typed(gold, predicted).items():
        own = gold[one].arguments
        for number in match_all(own, predicted[other].arguments, same_role(gold[one].type in symmetric)):
            bound[own[number].role] = bound.get(own[number].role, 0) + 1
    counts = {
        "arguments.identified": Score(identified, *sizes),
        "arguments.classified": Score(classified, *sizes),
        "arguments.bound": Score(sum(bound.values()), *sizes),
    }
    for role in sorted({one.role for event in (*gold, *predicted) for one in event.arguments}):
        of_role = (sum(one.role == role for event in side for one in event.arguments) for side in (gold, predicted))
        counts[f"roles.{role}"] = Score(bound.get(role, 0), *of_role)
    return counts


def pool(events: Iterable[EventFact]) -> dict[tuple[int, str], list[ArgumentFact]]:
    """The arguments of all events of one type in one sentence."""
    pooled: dict[tuple[int, str], list[ArgumentFact]] = {}
    for event in events:
        pooled.setdefault((event.sentence, event.type), []).extend(event.arguments)
    return pooled


def slices(comparison: Comparison, tally: Mapping[str, Score]) -> dict[str, Score]:
    """The main figures once more under the script of the document."""
    text, folded = comparison.document.text, comparison.document.folded
    changed = sum(one != other for one, other in zip(text, folded, strict=True))
    return sliced("traditional" if changed > TRADITIONAL * len(text) else "simplified", tally)


def sliced(name: str, tally: Mapping[str, Score]) -> dict[str, Score]:
    """The main figures under another name: of a script, a register."""
    keys = {"mentions": "mentions.strict", "events": "events.type", "arguments": "arguments.bound"}
    return {f"{name}.{short}": tally[key] for short, key in keys.items()}
