"""Counts that add up, and what is computed from them at the very end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PART = (
    1_000_000  # coreference scores credit fractions of a mention: counted in millionths, so that counts stay integers
)


@dataclass(frozen=True, slots=True)
class Score:
    """How many of the gold and of the predicted facts are right; integers, divided only by the properties.

    `right` is the number of predicted facts that are right where it is not `tp` (coreference counts each side anew).
    """

    tp: int = 0
    gold: int = 0
    predicted: int = 0
    right: int | None = None

    def __add__(self, other: "Score") -> "Score":
        right = None if self.right is None and other.right is None else self.found + other.found
        return Score(self.tp + other.tp, self.gold + other.gold, self.predicted + other.predicted, right)

    @property
    def found(self) -> int:
        """The predicted facts that are right."""
        return self.tp if self.right is None else self.right

    @property
    def precision(self) -> float:
        return ratio(self.found, self.predicted)

    @property
    def recall(self) -> float:
        return ratio(self.tp, self.gold)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 where nothing is right."""
        return ratio(2 * self.precision * self.recall, self.precision + self.recall)


Tally = Mapping[str, Score]


def ratio(part: float, whole: float) -> float:
    """The quotient, 0 of nothing."""
    return part / whole if whole else 0.0


def total(tallies: Iterable[Tally]) -> dict[str, Score]:
    """The sum of the tallies, key by key, in the order in which the keys come up."""
    done: dict[str, Score] = {}
    for tally in tallies:
        for key, score in tally.items():
            done[key] = done[key] + score if key in done else score
    return done
