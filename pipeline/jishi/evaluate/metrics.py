"""The figures by name: how each is computed from its counts, and in which order they are shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from jishi.evaluate.score import PART, Score, ratio

Kind = Literal["f1", "share", "rate", "mean"]
CONLL = ("entities.muc", "entities.b3", "entities.ceafe")
REGISTERS = ("encyclopedic", "dispatch", "memoir", "history")
ORDER = (
    "segmentation",
    "mentions",
    "entities",
    "values",
    "events",
    "arguments",
    "roles",
    "attributes",
    "types",
    "simplified",
    "traditional",
    *REGISTERS,
)
SHARES = frozenset(
    {
        "segmentation.unknown",
        "segmentation.borders",
        "mentions.seen",
        "mentions.unseen",
        "values.time",
        "values.time_overlap",
        "values.quantity",
        "values.quantity_inside",
        "attributes.both",
        "attributes.polarity",
        "attributes.modality",
    }
)
WORDS = ("segmentation.words", "segmentation.unknown", "segmentation.borders", "segmentation.across")
SORTED = frozenset({"types", "roles"})
RATES = frozenset({"segmentation.across", "events.false", "events.false_eventless"})
FALSE_PER = 1000  # characters


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: F1, a share of gold facts, a count per 1,000 characters, or a mean of other figures."""

    key: str
    kind: Kind
    score: Score

    @property
    def value(self) -> float:
        """The number that stands for the figure."""
        if self.kind == "rate":
            return FALSE_PER * ratio(self.score.tp, self.score.gold)
        return self.score.recall if self.kind == "share" else self.score.f1

    @property
    def counts(self) -> tuple[float, float, float]:
        """Right, gold and predicted; coreference in mentions or links with their fractions."""
        part = PART if self.score.right is not None else 1
        return self.score.tp / part, self.score.gold / part, self.score.predicted / part


def kind_of(key: str) -> Kind:
    """How the figure of that name is computed."""
    if key in RATES:
        return "rate"
    if key == "entities.conll":
        return "mean"
    return "share" if key in SHARES else "f1"


def value(key: str, totals: Mapping[str, Score]) -> float:
    """The number that stands for a figure; CoNLL is the mean of MUC, B³ and CEAF-e."""
    if key == "entities.conll":
        return sum(totals[part].f1 for part in CONLL) / len(CONLL)
    return Figure(key, kind_of(key), totals[key]).value


def in_group(group: str, totals: Iterable[str]) -> Sequence[str]:
    """The figures of a group as they come, those of types and roles by name."""
    found = [key for key in totals if key.partition(".")[0] == group]
    if group == "segmentation":
        return sorted(found, key=WORDS.index)
    return sorted(found) if group in SORTED else found


def keys(totals: Mapping[str, Score]) -> Sequence[str]:
    """The names of all figures in the order of the table."""
    found = [key for group in ORDER for key in in_group(group, totals)]
    if "entities.lea" in found:
        found.insert(found.index("entities.lea") + 1, "entities.conll")
    return found
