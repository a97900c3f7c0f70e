"""The lines of the report's table: a figure with its interval, its counts and what the baselines get."""

from collections.abc import Mapping
from dataclasses import dataclass

from jishi.evaluate.bootstrap import Interval
from jishi.evaluate.evaluation import Evaluation
from jishi.evaluate.metrics import CONLL, Figure, Kind, kind_of, value
from jishi.evaluate.score import Score


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; precision and recall only where the figure is an F1, counts where it has any."""

    key: str
    kind: Kind
    value: float | None
    interval: Interval | None
    precision: float | None
    recall: float | None
    counts: tuple[float, float, float] | None
    baselines: Mapping[str, float | None]

    @property
    def group(self) -> str:
        return self.key.partition(".")[0]


def lines(evaluation: Evaluation) -> list[Line]:
    """All figures in order."""
    return [line(evaluation, key) for key in evaluation.keys]


def line(evaluation: Evaluation, key: str) -> Line:
    """The line of a figure."""
    score, kind = evaluation.totals.get(key), kind_of(key)
    shown = score is not None and kind == "f1"
    return Line(
        key=key,
        kind=kind,
        value=given(key, evaluation.totals),
        interval=evaluation.intervals.get(key),
        precision=score.precision if score and shown else None,
        recall=score.recall if score and shown else None,
        counts=Figure(key, kind, score).counts if score else None,
        baselines={name: given(key, totals) for name, totals in evaluation.baselines.items()},
    )


def given(key: str, totals: Mapping[str, Score]) -> float | None:
    """The figure, None where there is nothing to compute it from."""
    needed = CONLL if kind_of(key) == "mean" else (key,)
    scores = [totals.get(part, Score()) for part in needed]
    return value(key, totals) if any(score.gold or score.predicted for score in scores) else None


def number(kind: Kind, amount: float | None) -> str:
    """A share as per cent, false events as they are, nothing as a dash."""
    if amount is None:
        return "—"
    return f"{amount:.2f}" if kind == "rate" else f"{100 * amount:.1f}"


def counted(line: Line) -> str:
    """The counts beside the per cent."""
    if line.counts is None:
        return ""
    right, gold, predicted = (f"{count:.1f}".removesuffix(".0") for count in line.counts)
    if line.kind == "rate":
        return f"{right} in {gold} characters"
    return f"{right} of {gold}" + (f", {predicted} predicted" if line.kind == "f1" else "")
