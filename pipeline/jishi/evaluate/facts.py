"""What is compared: the facts of a gold document and of its prediction, both in the offsets of the gold text."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jishi.document import Argument, Document, Entity, Quantity, Span, Time
from jishi.evaluate.pairing import Pair


@dataclass(frozen=True, slots=True)
class MentionFact:
    """A mention; `entity` is the number of its entity in its own document."""

    span: Span
    label: str
    value: Time | Quantity | None
    entity: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class ArgumentFact:
    """An argument; a gold one may be found at any mention of its entity, a predicted one stands where it says."""

    role: str
    spans: tuple[Span, ...]
    named: Span | None
    inferred: bool
    why: str


@dataclass(frozen=True, slots=True)
class EventFact:
    """An event in the gold sentence of that number."""

    type: str
    trigger: Span
    arguments: tuple[ArgumentFact, ...]
    polarity: str
    modality: str
    source: str | None
    rule: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Facts:
    """One side of a comparison."""

    mentions: tuple[MentionFact, ...]
    events: tuple[EventFact, ...]
    tokens: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides of a document."""

    document: Document
    gold: Facts
    predicted: Facts
    sentences: tuple[Span, ...]

    @property
    def characters(self) -> int:
        """How much of the text was annotated."""
        return sum(map(len, self.sentences))

    def sentence(self, span: Span) -> str:
        """The text of the sentence that holds the span's beginning."""
        number = sentence_number(span, self.sentences, whole=False)
        return self.document[self.sentences[number]].strip() if number is not None else ""


def compare_pair(pair: Pair) -> Comparison:
    """The facts of both documents; predictions outside the annotated sentences do not count."""
    gold = pair.gold
    spans = tuple(sorted(sentence.span for sentence in gold.sentences))
    sentences = spans or ((Span(0, len(gold.text)),) if gold.text else ())
    return Comparison(gold, gold_facts(gold, sentences), predicted_facts(pair, sentences), sentences)


def sentence_number(span: Span, sentences: Sequence[Span], *, whole: bool = True) -> int | None:
    """The number of the sentence that holds the span, or at least its beginning."""
    number = bisect_right(sentences, span.start, key=lambda sentence: sentence.start) - 1
    if number < 0 or span.start >= sentences[number].end:
        return None
    return number if not whole or sentences[number].contains(span) else None


def owners(document: Document) -> dict[tuple[Span, str], int]:
    """The number of the entity of each mention that has one."""
    numbered = enumerate(document.entities)
    return {(mention.span, mention.label): number for number, entity in numbered for mention in entity.mentions}


def gold_facts(document: Document, sentences: Sequence[Span]) -> Facts:
    """The facts of a gold document."""
    owner = owners(document)
    mentions = tuple(
        MentionFact(mention.span, mention.label, mention.value, owner.get((mention.span, mention.label)), mention.rule)
        for mention in document.mentions
    )
    everywhere = {id(entity): tuple(mention.span for mention in entity.mentions) for entity in document.entities}
    equal: Mapping[Entity, tuple[Span, ...]] = {}
    if any(a.entity is not None and id(a.entity) not in everywhere for e in document.events for a in e.arguments):
        equal = {entity: everywhere[id(entity)] for entity in document.entities}
    events = []
    for event in document.events:
        number = sentence_number(event.trigger, sentences, whole=False)
        arguments = []
        for one in event.arguments:
            spans = everywhere.get(id(one.entity)) or (equal.get(one.entity, ()) if one.entity else ())
            named = None if one.inferred else one.mention.span
            arguments.append(ArgumentFact(one.role, (*spans, one.mention.span), named, one.inferred, one.why))
        events.append(
            EventFact(
                event.type,
                event.trigger,
                tuple(arguments),
                event.polarity,
                event.modality,
                event.source,
                event.rule,
                -1 if number is None else number,
            )
        )
    return Facts(mentions, tuple(events), tuple(token.span for token in document.tokens))


def predicted_facts(pair: Pair, sentences: Sequence[Span]) -> Facts:
    """The facts of a prediction that lie in annotated sentences."""
    document, owner = pair.predicted, owners(pair.predicted)
    mentions = []
    for mention in document.mentions:
        span = pair.project(mention.span)
        if span is not None and sentence_number(span, sentences) is not None:
            entity = owner.get((mention.span, mention.label))
            mentions.append(MentionFact(span, mention.label, mention.value, entity, mention.rule))
    events = []
    for event in document.events:
        trigger = pair.project(event.trigger)
        number = None if trigger is None else sentence_number(trigger, sentences)
        if trigger is not None and number is not None:
            arguments = tuple(predicted_argument(argument, pair) for argument in event.arguments)
            attributes = event.polarity, event.modality, event.source
            events.append(EventFact(event.type, trigger, arguments, *attributes, event.rule, number))
    tokens = (pair.project(token.span) for token in document.tokens)
    return Facts(tuple(mentions), tuple(events), tuple(token for token in tokens if token is not None))


def predicted_argument(argument: Argument, pair: Pair) -> ArgumentFact:
    """The argument where it says that it is."""
    span = pair.project(argument.mention.span)
    return ArgumentFact(argument.role, () if span is None else (span,), span, argument.inferred, argument.why)
