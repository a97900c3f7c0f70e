"""Why a word gave no event or no mention: every place where it stands, and what became of it there."""

import re
from collections.abc import Callable, Iterator, Sequence

from jishi.config import Config
from jishi.document import Document, Mention, Span
from jishi.errors import ConfigError
from jishi.explain import Trace, describe, document_tracer
from jishi.extract import Extraction
from jishi.extract.triggers import CONTEXT, Names, ends
from jishi.read import fold
from jishi.resources import EventRule, Resources

WhyNot = Callable[[Document, str], str]
AROUND = 12  # characters of the text shown on either side
UNFIT = "its context does not fit"
NEIGHBORS = 5  # longer triggers that are listed for a word that is none


def why_not(resources: Resources, config: Config | None = None) -> WhyNot:
    """A function from a read document and a word to what became of each of its occurrences, as text.

    Raises:
        ConfigError: the word is empty or not in the text.
    """
    trace = document_tracer(resources, config)
    rules: dict[str, list[EventRule]] = {}
    for rule in resources.rules:
        for trigger in rule.triggers:
            rules.setdefault(trigger, []).append(rule)

    def explain(document: Document, word: str) -> str:
        places = occurrences(document, fold(word))
        if not places:
            raise ConfigError(f"{word or 'the empty word'} is not in the text")
        traced = trace(document)
        names = Names.of(traced.document)
        return "\n".join(line for span in places for line in account(traced, span, rules, names))

    return explain


def occurrences(document: Document, word: str) -> tuple[Span, ...]:
    """Every place of the word, Simplified or Traditional."""
    return tuple(Span(*found.span()) for found in re.finditer(re.escape(word), document.folded)) if word else ()


def account(traced: Trace, span: Span, rules: dict[str, list[EventRule]], names: Names) -> Iterator[str]:
    """The lines on one occurrence: as an event word, then as a mention."""
    document = traced.document
    number = next((n for n, one in enumerate(document.sentences) if one.span.contains(span)), None)
    left, right = document.text[max(0, span.start - AROUND) : span.start], document.text[span.end : span.end + AROUND]
    where = f"sentence {number + 1}, " if number is not None else ""
    yield f"── {where}[{span.start}:{span.end}] …{left}【{document[span]}】{right}…".replace("\n", " ")
    yield from ("event     " + line for line in event_account(traced, span, number, rules, names))
    yield from ("mention   " + line for line in mention_account(traced, span))
    yield ""


def event_account(
    traced: Trace, span: Span, number: int | None, rules: dict[str, list[EventRule]], names: Names
) -> Iterator[str]:
    """Why the word is no event there; or which event it is."""
    document = traced.document
    for event in document.events:
        if event.trigger == span:
            yield f"it is one: {event.type} by {event.rule}"
            return
        if event.trigger.overlaps(span):
            yield f"lost to {document[event.trigger]}: {event.type} by {event.rule}"
            return
    if inside := [mention for mention in document.mentions if mention.span.overlaps(span)]:
        yield f"inside the mention {describe(document, inside[0])}"
        return
    word = document.fold(span)
    told = list(refused(document, traced.extractions[number], span)) if number is not None else []
    yield from told
    if word not in rules:
        longer = sorted((trigger for trigger in rules if word in trigger), key=len)[:NEIGHBORS]
        yield "it is no trigger of any event rule" + (f"; others have it: {'、'.join(longer)}" if longer else "")
        return
    if number is not None and document.sentences[number].heading:
        yield "it stands in a heading, and headings give no events"
    if not told or any(UNFIT in line for line in told):
        yield from (line for rule in rules[word] for line in misfits(rule, document.folded, names, span))
    if not told:
        yield "it only carries another event word, or a longer one was refused with it"


def refused(document: Document, extraction: Extraction, span: Span) -> Iterator[str]:
    """What the sentence's account says of the word: refused, or without what its rules need."""
    for refusal in extraction.refusals:
        if refusal.span == span:
            yield f"refused, {refusal.rule}: {refusal.reason}"
        elif refusal.span.overlaps(span):
            yield f"part of {document[refusal.span]}, which was refused, {refusal.rule}: {refusal.reason}"
    happened = {event.trigger for event in extraction.events}
    for place, remarks in extraction.open_roles:
        if place == span and place not in happened:
            yield from remarks


def misfits(rule: EventRule, text: str, names: Names, span: Span) -> Iterator[str]:
    """The conditions of the rule that do not hold next to the word."""
    start, end = max(0, span.start - CONTEXT), span.end + CONTEXT
    lefts: Sequence[str] = (text[start : span.start], names.blotted[start : span.start])
    rights: Sequence[str] = (text[span.end : end], names.blotted[span.end : end])
    if rule.before is not None and not any(ends(rule.before.finditer(left), left) for left in lefts):
        yield f"{rule.id}: before it must stand {rule.before.pattern}"
    if rule.not_before is not None and ends(rule.not_before.finditer(lefts[0]), lefts[0]):
        yield f"{rule.id}: before it must not stand {rule.not_before.pattern}"
    if rule.after is not None and not any(rule.after.match(right) for right in rights):
        yield f"{rule.id}: after it must stand {rule.after.pattern}"
    if rule.not_after is not None and rule.not_after.match(rights[0]):
        yield f"{rule.id}: after it must not stand {rule.not_after.pattern}"


def mention_account(traced: Trace, span: Span) -> Iterator[str]:
    """Why the word is no mention there; or which mention it is, and what it lost to."""
    document = traced.document
    found = [mention for mention in document.mentions if mention.span.overlaps(span)]
    for mention in found:
        yield relation_to(document, mention, span)
    losers = [one for one in traced.rejections if one.loser.span.overlaps(span)]
    for one in losers:
        yield f"candidate {describe(document, one.loser)} lost to {describe(document, one.winner)}"
    if not found and not losers:
        yield "no lexicon, pattern or other rule proposed it"


def relation_to(document: Document, mention: Mention, span: Span) -> str:
    """How a mention lies to the word."""
    if mention.span == span:
        return f"it is one: {describe(document, mention)}"
    kind = "inside" if mention.span.contains(span) else "cut by"
    return f"{kind} {describe(document, mention)}"
