"""Two predictions over the same gold: the paired test, and what got better and worse."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jishi.evaluate.bootstrap import Difference, differences
from jishi.evaluate.errors import Mistake
from jishi.evaluate.evaluation import Evaluation
from jishi.evaluate.metrics import ORDER, in_group, kind_of
from jishi.evaluate.texts import Texts

SIGNIFICANT = 0.05
Change = tuple[str, str, str, str, str | None, str | None, int]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The difference of every figure, the errors that only the first made, and those that only the second makes."""

    differences: Mapping[str, Difference]
    better: tuple[Mistake, ...]
    worse: tuple[Mistake, ...]


def compare(first: Evaluation, second: Evaluation) -> Comparison:
    """What the second does otherwise than the first."""
    return Comparison(
        differences(first.tallies, second.tallies),
        only(first.mistakes, second.mistakes),
        only(second.mistakes, first.mistakes),
    )


def only(mistakes: Iterable[Mistake], others: Iterable[Mistake]) -> tuple[Mistake, ...]:
    """The errors that are not among the others, whatever cause and rule they have there."""
    left = Counter(identity(other) for other in others)
    found = []
    for mistake in mistakes:
        if left[identity(mistake)] > 0:
            left[identity(mistake)] -= 1
        else:
            found.append(mistake)
    return tuple(found)


def identity(mistake: Mistake) -> Change:
    """What makes two errors the same."""
    one = mistake
    return one.document, one.layer, one.kind, one.what, one.expected, one.predicted, one.start


def change_text(mistake: Mistake) -> str:
    """An error in one line."""
    one = mistake
    sides = f"expected {one.expected or '—'}, predicted {one.predicted or '—'}"
    return f"{one.document} {one.layer} {one.kind}: {sides} | {one.sentence[:60]}"


def difference_table(comparison: Comparison, texts: Texts) -> str:
    """The figures of both with their difference, its interval and p; a star where p is below 0.05."""
    rows = [["", "A", "B", "B − A", "95 % interval", "p"]]
    group = ""
    for key in keys_in_order(comparison.differences):
        one, scale = comparison.differences[key], 1 if kind_of(key) == "rate" else 100
        if key.partition(".")[0] != group:
            group = key.partition(".")[0]
            rows.append([texts.english("group", group)])
        interval = f"{scale * one.interval.low:+.2f} … {scale * one.interval.high:+.2f}"
        sides = [f"{scale * amount:.2f}" for amount in (one.first, one.second)]
        star = "*" if one.p < SIGNIFICANT and one.gain else ""
        rows.append(
            [f"  {texts.english('figure', key)}", *sides, f"{scale * one.gain:+.2f}", interval, f"{one.p:.4f}{star}"]
        )
    widths = [max(len(row[place]) for row in rows if len(row) > place) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(c.rjust(w) if n else c.ljust(w) for n, (c, w) in enumerate(zip(row, widths, strict=False))).rstrip()
        for row in rows
    )


def keys_in_order(found: Mapping[str, Difference]) -> Sequence[str]:
    """The names of the figures in the order of the table."""
    return [key for group in ORDER for key in in_group(group, found)]
