"""Values of times and quantities: `resolve_values` is the stage, the finders stand alone."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from jishi.document import Document, Label, Mention, Quantity, Source, Span, Stage, Time
from jishi.resolve.dates import load_calendar
from jishi.resolve.quantity import load_vocabulary, resolve_quantities
from jishi.resolve.time import resolve_times
from jishi.resources import Pattern, Resources

__all__ = ["find_quantities", "find_times", "resolve_values", "value_finder"]


def resolve_values(resources: Resources) -> Stage:
    """The stage that gives TIME and QUANTITY mentions their values, in the order of the text."""
    calendar, vocabulary = load_calendar(resources), load_vocabulary(resources)

    def resolve(document: Document) -> Document:
        values: dict[Mention, Time | Quantity] = {}
        values |= resolve_times(document, document.mentions, calendar)
        values |= resolve_quantities(document, document.mentions, vocabulary)
        mentions = tuple(
            replace(mention, value=values[mention]) if mention in values else mention for mention in document.mentions
        )
        return replace(document, mentions=mentions)

    return resolve


def find_times(
    text: str, resources: Resources, anchor: str | None = None, folded: str | None = None
) -> tuple[Mention, ...]:
    """The TIME mentions of a text with their values; `anchor` is the article's date, `folded` its Simplified form."""
    return value_finder(resources, "TIME")(text, anchor, folded)


def find_quantities(text: str, resources: Resources, folded: str | None = None) -> tuple[Mention, ...]:
    """The QUANTITY mentions of a text with their values."""
    return value_finder(resources, "QUANTITY")(text, None, folded)


def value_finder(resources: Resources, label: Label) -> Callable[[str, str | None, str | None], tuple[Mention, ...]]:
    """A function for many texts (text, anchor, Simplified text) that finds one label and its values.

    Times and quantities are both sought, since they compete for 三日 and 两天.
    """
    resolve = resolve_values(resources)
    patterns = [pattern for pattern in resources.patterns if pattern.label in {"TIME", "QUANTITY"}]

    def find(text: str, anchor: str | None, folded: str | None) -> tuple[Mention, ...]:
        simplified = text if folded is None else folded
        mentions = tuple(mention for mention in propose(simplified, patterns) if mention.label == label)
        document = Document("", "", text, simplified, Source("", "", ""), date=anchor, mentions=mentions)
        return resolve(document).mentions

    return find


def propose(text: str, patterns: Iterable[Pattern]) -> tuple[Mention, ...]:
    """What the patterns find, of overlapping spans the longest, then the leftmost, then the first rule."""
    found = [
        Mention(Span(*match.span("mention" if "mention" in pattern.regex.groupindex else 0)), pattern.label, pattern.id)
        for pattern in patterns
        for match in pattern.regex.finditer(text)
    ]
    found.sort(key=lambda mention: (-len(mention.span), mention.span.start, mention.rule))
    taken = bytearray(len(text))
    kept: list[Mention] = []
    for mention in found:
        if not any(taken[mention.span.start : mention.span.end]):
            taken[mention.span.start : mention.span.end] = b"\1" * len(mention.span)
            kept.append(mention)
    return tuple(sorted(kept, key=lambda mention: mention.span))
