"""Why: the same stages as a run, with what each of them saw, kept and refused, as text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from jishi.assemble import compose, stages
from jishi.config import Config
from jishi.document import Document, Event, Mention, Quantity, Span, Time, inside
from jishi.errors import ConfigError
from jishi.extract import Extraction, tracer
from jishi.extract.reference import entities_of
from jishi.recognize import Rejection, recognition_tracer
from jishi.resources import Resources

BEFORE_RECOGNITION = 2

Explainer = Callable[[Document, int | None], str]


@dataclass(frozen=True, slots=True)
class Trace:
    """A finished document with the candidates that were not kept and what came of each sentence."""

    document: Document
    rejections: tuple[Rejection, ...]
    extractions: tuple[Extraction, ...]


def document_tracer(resources: Resources, config: Config | None = None) -> Callable[[Document], Trace]:
    """A function from a read document to its trace, the same stages as a run."""
    config = config or Config()
    parts = stages(resources, config)
    segment, rest, relate = compose(parts[:BEFORE_RECOGNITION]), compose(parts[BEFORE_RECOGNITION:-2]), parts[-1]
    trace_mentions = recognition_tracer(resources, config.recognizers)
    trace_events = tracer(resources, gate=config.gate)

    def trace(document: Document) -> Trace:
        segmented = segment(document)
        rejections = tuple(trace_mentions(segmented))
        finished = rest(segmented)
        extractions = trace_events(finished)
        events = tuple(event for one in extractions for event in one.events)
        return Trace(relate(replace(finished, events=events)), rejections, extractions)

    return trace


def explainer(resources: Resources, config: Config | None = None) -> Explainer:
    """A function from a read document (and the number of one sentence, from 1) to its explanation.

    Raises:
        ConfigError: the document has no sentence of that number.
    """
    trace = document_tracer(resources, config)

    def explain(document: Document, sentence: int | None) -> str:
        traced = trace(document)
        extractions = traced.extractions
        if sentence is not None and not 1 <= sentence <= len(extractions):
            raise ConfigError(f"no sentence {sentence}: the text has {len(extractions)}, numbered from 1")
        chosen = extractions if sentence is None else extractions[sentence - 1 : sentence]
        return "\n".join(line for one in chosen for line in sentence_lines(traced, one))

    return explain


def sentence_lines(traced: Trace, extraction: Extraction) -> Iterator[str]:
    """Everything there is to say of one sentence."""
    document = traced.document
    span = document.sentences[extraction.sentence].span
    yield f"── sentence {extraction.sentence + 1} [{span.start}:{span.end}] {document[span]}"
    yield "tokens    " + " ".join(
        document[token.span] + (f"/{token.pos}" if token.pos else "") for token in inside(span, document.tokens)
    )
    yield from mention_lines(document, span, traced.rejections)
    yield "clauses   " + " ".join(f"{node.kind}[{document[node.span]}]" for node in extraction.nodes)
    yield from event_lines(document, extraction)
    yield from relation_lines(document, extraction)
    yield from (f"no event  {document[word]}  {why}" for word, why in no_events(extraction))
    yield ""


def mention_lines(document: Document, span: Span, rejections: Sequence[Rejection]) -> Iterator[str]:
    """Each mention with value, entity, rule and evidence, and the candidates that lost to it."""
    entities = entities_of(document)
    for mention in inside(span, document.mentions):
        entity = entities.get(mention.span)
        value = "" if mention.value is None else f" = {value_text(mention.value)}"
        whose = f" → {entity.name}" if entity is not None and entity.name != document[mention.span] else ""
        evidence = ", ".join(mention.evidence) or mention.rule
        yield f"mention   {document[mention.span]} {mention.label}{value}{whose}  by {evidence}"
        for rejection in rejections:
            if rejection.winner.span == mention.span:
                yield f"            beat {describe(document, rejection.loser)}"


def describe(document: Document, mention: Mention) -> str:
    """A candidate in a few words."""
    return f"{document[mention.span]} {mention.label} by {mention.rule} ({mention.strength:.2f})"


def value_text(value: Time | Quantity) -> str:
    """A value as people write it."""
    if isinstance(value, Time):
        known = value.edtf or value.duration or f"no value: {value.reason}"
        return known + (f" (from {value.anchor})" if value.anchor else "")
    if value.low is None and value.high is None:
        return f"no value: {value.reason}"
    low, high = ("" if end is None else f"{end:.12g}" for end in (value.low, value.high))
    numbers = low if low == high else f"{low}..{high}"
    return numbers + ("~" if value.approximate else "") + (f" {value.unit}" if value.unit else "")


def event_lines(document: Document, extraction: Extraction) -> Iterator[str]:
    """Each event with rule and attributes, each argument with its path, each open role with what was missing."""
    remarks = dict(extraction.open_roles)
    for event in extraction.events:
        yield f"event     {event.type} {document[event.trigger]}{attribute_text(event)}  by {event.rule}"
        for argument in event.arguments:
            inferred = ", inferred" if argument.inferred else ""
            yield f"            {argument.role} = {document[argument.mention.span]}  ({argument.why}{inferred})"
        for cue in event.cues:
            yield f"            {cue.kind} cue {document[cue.span]}"
        for remark in remarks.get(event.trigger, ()):
            yield f"            open: {remark}"


def relation_lines(document: Document, extraction: Extraction) -> Iterator[str]:
    """How the sentence's events hang together with others."""
    here = {event.trigger for event in extraction.events}
    for one in document.relations:
        if one.target.trigger in here:
            pair = f"{document[one.source.trigger]} → {document[one.target.trigger]}"
            yield f"relation  {one.kind} {pair}  by {one.why} ({document[one.cue]})"


def attribute_text(event: Event) -> str:
    """What is not plain about the event."""
    marks: list[str] = [event.polarity] if event.polarity != "positive" else []
    marks += [event.modality] if event.modality != "actual" else []
    marks += [f"source {event.source}"] if event.source else []
    return f" [{', '.join(marks)}]" if marks else ""


def no_events(extraction: Extraction) -> Iterator[tuple[Span, str]]:
    """The trigger words that gave no event, and why."""
    for refusal in extraction.refusals:
        yield refusal.span, f"{refusal.rule}: {refusal.reason}"
    happened = {event.trigger for event in extraction.events}
    for span, remarks in extraction.open_roles:
        if span not in happened:
            yield span, "; ".join(remarks)
