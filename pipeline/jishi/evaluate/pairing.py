"""Gold documents and the predicted documents that tell of the same text, character aligned to character."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from jishi.document import Document, Span
from jishi.errors import JishiError

GRAM = 4
ENOUGH = 0.5  # of the gold text's runs of four characters must be in the predicted text
Table = Sequence[int | None]


class PairingError(JishiError):
    """Gold and predictions that do not belong together."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold document, its prediction, and where each predicted character stands in the gold text.

    `missing`: gold characters, white space aside, that the predicted text does not have.
    """

    gold: Document
    predicted: Document
    table: Table
    missing: int = 0

    def project(self, span: Span) -> Span | None:
        """The gold span of a predicted span, None where its first or last character has no counterpart."""
        if span.end > len(self.table):
            return None
        first, last = self.table[span.start], self.table[span.end - 1]
        return None if first is None or last is None or last < first else Span(first, last + 1)


def pair_documents(gold: Sequence[Document], predicted: Sequence[Document]) -> list[Pair]:
    """Every gold document with its prediction: the one of its id, else the one of its text.

    Raises:
        PairingError: an id that comes twice, a gold document without a prediction, a prediction of another text.
    """
    named = by_id("gold", gold)
    others = by_id("predicted", predicted)
    free = [document for document in predicted if document.id not in named]
    pairs: list[Pair] = []
    for document in gold:
        partner = others.get(document.id) or same_text(document, free)
        if partner is None:
            raise PairingError(f"{document.source.path}: {document.id}: no predicted document has its id or its text")
        if partner in free:
            free.remove(partner)
        pairs.append(align(document, partner))
    return pairs


def by_id(side: str, documents: Sequence[Document]) -> Mapping[str, Document]:
    """The documents by their ids."""
    found: dict[str, Document] = {}
    for document in documents:
        if document.id in found:
            raise PairingError(f"{document.source.path}: {document.id}: two {side} documents have this id")
        found[document.id] = document
    return found


def same_text(document: Document, others: Sequence[Document]) -> Document | None:
    """The document that shares most with the text, if that is enough."""
    best = max(others, key=lambda other: likeness(document.text, other.text), default=None)
    return best if best is not None and likeness(document.text, best.text) >= ENOUGH else None


def likeness(gold: str, predicted: str) -> float:
    """The share of the gold text's runs of characters that the predicted text has."""
    if squeeze(gold) == squeeze(predicted):
        return 1.0
    mine, other = grams(gold), grams(predicted)
    return len(mine & other) / len(mine) if mine else 0.0


def grams(text: str) -> set[str]:
    """All runs of characters of the chosen length."""
    return {text[at : at + GRAM] for at in range(len(text) - GRAM + 1)}


def squeeze(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def align(gold: Document, predicted: Document) -> Pair:
    """The pair; texts that differ in white space align exactly, others as far as they agree."""
    if gold.text == predicted.text:
        return Pair(gold, predicted, range(len(gold.text)))
    if likeness(gold.text, predicted.text) < ENOUGH:
        raise PairingError(f"{gold.source.path}: {gold.id}: the predicted document of this id is of another text")
    mine = [place for place, char in enumerate(gold.text) if not char.isspace()]
    theirs = [place for place, char in enumerate(predicted.text) if not char.isspace()]
    blocks = matching_blocks(squeeze(predicted.text), squeeze(gold.text))
    table: list[int | None] = [None] * len(predicted.text)
    for first, second, length in blocks:
        for step in range(length):
            table[theirs[first + step]] = mine[second + step]
    return Pair(gold, predicted, table, len(mine) - sum(length for _, _, length in blocks))


def matching_blocks(one: str, other: str) -> list[tuple[int, int, int]]:
    """Runs of equal characters: start in the one, start in the other, length."""
    if one == other:
        return [(0, 0, len(one))]
    return [(a, b, size) for a, b, size in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()]
