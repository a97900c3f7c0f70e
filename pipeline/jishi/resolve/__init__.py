"""Values of times and quantities: `resolve_values` is the stage, the finders stand alone."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from jishi.document import Document, Label, Mention, Quantity, Source, Stage, Time
from jishi.resolve.dates import load_calendar
from jishi.resolve.find import mention_finder
from jishi.resolve.quantity import load_vocabulary, quantity_resolver
from jishi.resolve.time import time_resolver
from jishi.resources import Resources

__all__ = ["find_quantities", "find_times", "resolve_values", "value_finder"]


def resolve_values(resources: Resources) -> Stage:
    """The stage that gives TIME and QUANTITY mentions their values, in the order of the text."""
    valued = value_giver(resources)
    return lambda document: replace(document, mentions=valued(document))


def value_giver(resources: Resources) -> Callable[[Document], tuple[Mention, ...]]:
    """A function that gives a document's mentions with their values."""
    times = time_resolver(load_calendar(resources))
    quantities = quantity_resolver(load_vocabulary(resources))

    def give(document: Document) -> tuple[Mention, ...]:
        mentions = list(document.mentions)
        values: Iterable[tuple[int, Time | Quantity]] = (*times(document), *quantities(document))
        for index, value in values:
            old = mentions[index]
            mentions[index] = Mention(old.span, old.label, old.rule, old.strength, value, old.evidence)
        return tuple(mentions)

    return give


def find_times(
    text: str, resources: Resources, anchor: str | None = None, folded: str | None = None
) -> tuple[Mention, ...]:
    """The TIME mentions of a text with their values; `anchor` is the article's date, `folded` its Simplified form."""
    return value_finder(resources, "TIME")(text, anchor, folded)


def find_quantities(text: str, resources: Resources, folded: str | None = None) -> tuple[Mention, ...]:
    """The QUANTITY mentions of a text with their values."""
    return value_finder(resources, "QUANTITY")(text, None, folded)


def value_finder(resources: Resources, *labels: Label) -> Callable[[str, str | None, str | None], tuple[Mention, ...]]:
    """A function for many texts (text, anchor, Simplified text) that finds mentions of the labels and their values."""
    seek, valued, source = mention_finder(resources, *labels), value_giver(resources), Source("", "", "")

    def find(text: str, anchor: str | None, folded: str | None) -> tuple[Mention, ...]:
        simplified = text if folded is None else folded
        return valued(Document("", "", text, simplified, source, date=anchor, mentions=seek(simplified)))

    return find
