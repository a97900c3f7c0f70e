"""Finder that asks the trained model, and how far it is believed beside the rules."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from jishi.document import Document, Finder, Label, Mention, Span
from jishi.recognize.borders import borders_of
from jishi.recognize.features import See
from jishi.recognize.trained import Tag

RULE, SPREAD = "model.names", "model.elsewhere"
LABELS: Mapping[str, Label] = {"PERSON": "PERSON", "PLACE": "PLACE", "ORG": "ORG"}
MILITARY: frozenset[Label] = frozenset({"UNIT", "WEAPON", "EVENT"})
ETC = "等"
TITLE = 5  # the longest title behind a surname


@dataclass(frozen=True, slots=True)
class Trust:
    """Which labels are taken, from which probability on; `against` the rules with which strength, None for never."""

    labels: frozenset[Label]
    least: float
    against: float | None


# The rules know war, the model was trained on general text: where a text has forces, weapons or battles, the model
# only fills gaps, and offices, for which there is a grammar, not at all; elsewhere the rules are the ones that guess.
AT_HOME = Trust(frozenset({"PERSON", "PLACE"}), 0.9, None)
ABROAD = Trust(frozenset({"PERSON", "PLACE", "ORG"}), 0.4, 3.0)
GAP = 0.8  # the strength of a name where the rules are silent


def model_finder(see: See, tag: Tag, surnames: Set[str], titles: Set[str]) -> Finder:
    """Persons, places and organizations of the model; it belongs into the last round, as it sees what was kept."""

    def find(document: Document) -> Iterator[Mention]:
        home = any(mention.label in MILITARY for mention in document.mentions)
        trust = AT_HOME if home else ABROAD
        taken = bytearray(len(document.text) + 1)
        for mention in document.mentions:
            taken[mention.span.start : mention.span.end] = b"\1" * len(mention.span)
        found: dict[str, Label] = {}
        for start, stretch in see(document, doubtful=home):
            for span, label, probability in names(start, tag(stretch)):
                strength = trust.against if any(taken[span.start : span.end]) else GAP
                if home and document.folded[span.start - 1 : span.start] == ETC:
                    continue  # 华容等|处渡河
                if strength is not None and label in trust.labels and probability >= trust.least:
                    whole = with_title(document, span, label, surnames, titles)
                    found[document.fold(whole)] = label
                    taken[whole.start : whole.end] = b"\1" * len(whole)
                    yield Mention(whole, label, RULE, strength)
        if found and home:
            yield from elsewhere(document, found, taken)

    return find


def elsewhere(document: Document, found: Mapping[str, Label], taken: Sequence[int]) -> Iterator[Mention]:
    """The same names in other gaps, between words."""
    borders = borders_of(document)
    for name, label in found.items():
        start = document.folded.find(name) if len(name) > 1 else -1
        while start >= 0:
            end = start + len(name)
            if borders.clean(start, end) and not any(taken[start:end]):
                yield Mention(Span(start, end), label, SPREAD, GAP)
            start = document.folded.find(name, end)


def names(start: int, tags: Sequence[tuple[str, float]]) -> Iterator[tuple[Span, Label, float]]:
    """The names in the tags (B-LABEL, I-LABEL, O) of a stretch; each as sure as its least sure character."""
    place = 0
    while place < len(tags):
        begun, label = place, LABELS.get(tags[place][0].removeprefix("B-"))
        place += 1
        if label is None or not tags[begun][0].startswith("B-"):
            continue
        while place < len(tags) and tags[place][0] == f"I-{label}":
            place += 1
        yield Span(start + begun, start + place), label, min(sure for _, sure in tags[begun:place])


def with_title(document: Document, span: Span, label: Label, surnames: Set[str], titles: Set[str]) -> Span:
    """The span; with the title behind it for a person of whom there is only the surname: 三浦少将."""
    if label != "PERSON" or document.fold(span) not in surnames:
        return span
    text = document.folded
    length = next((size for size in range(TITLE, 0, -1) if text[span.end : span.end + size] in titles), 0)
    return Span(span.start, span.end + length)
