"""How far a figure would move with other documents of the same kind: the bootstrap over documents.

All counts of a document are packed into one long integer, so that adding up a sample is one addition a document.
"""

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from operator import itemgetter
from random import Random

from jishi.evaluate.metrics import CONLL, FALSE_PER, kind_of
from jishi.evaluate.score import Score, Tally

SAMPLES = 10_000
SEED = 20_371
CONFIDENCE = 0.95
FIELDS = 4
WIDTH = 8  # bytes a count; no sum over documents comes near 2 ** 64


@dataclass(frozen=True, slots=True)
class Interval:
    """The middle 95 % of a figure over the samples."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How much a second system is better, its interval, and how often chance alone would do that (two-sided)."""

    first: float
    second: float
    interval: Interval
    p: float

    @property
    def gain(self) -> float:
        return self.second - self.first


def intervals(tallies: Sequence[Tally], *, samples: int = SAMPLES, seed: int = SEED) -> dict[str, Interval]:
    """The interval of every figure; an empty dictionary for fewer than two documents."""
    if len(tallies) < 2:
        return {}
    return {key: middle(values) for key, values in sampled(tallies, samples, seed).items()}


def differences(
    first: Sequence[Tally], second: Sequence[Tally], *, samples: int = SAMPLES, seed: int = SEED
) -> dict[str, Difference]:
    """The paired test of two systems over the same documents: each sample draws the same documents for both."""
    before, after = sampled(first, samples, seed), sampled(second, samples, seed)
    whole, other = (sampled(side, 0, seed, whole=True) for side in (first, second))
    return {
        key: difference(whole[key][0], other[key][0], [b - a for a, b in zip(before[key], after[key], strict=True)])
        for key in whole
        if key in other and not isnan(whole[key][0]) and not isnan(other[key][0])
    }


def difference(first: float, second: float, gains: Sequence[float]) -> Difference:
    """The difference with its interval and the share of samples on the other side of zero, doubled."""
    gains = [gain for gain in gains if not isnan(gain)]
    below, above = sum(gain <= 0 for gain in gains), sum(gain >= 0 for gain in gains)
    p = min(1.0, 2 * (min(below, above) + 1) / (len(gains) + 1))
    return Difference(first, second, middle(gains), p)


def middle(values: Sequence[float]) -> Interval:
    """The bounds of the middle of the values; samples in which there was nothing to count do not matter."""
    ordered = sorted(value for value in values if not isnan(value)) or [0.0]
    cut = round((1 - CONFIDENCE) / 2 * (len(ordered) - 1))
    return Interval(ordered[cut], ordered[-1 - cut])


def sampled(tallies: Sequence[Tally], samples: int, seed: int, *, whole: bool = False) -> dict[str, list[float]]:
    """Every figure in every sample; `whole` puts the documents themselves first."""
    names = list(dict.fromkeys(key for tally in tallies for key in tally))
    packed = [pack(tally, names) for tally in tallies]
    draw = Random(seed)
    sums = [sum(packed)] if whole else []
    sums += [sum(draw.choices(packed, k=len(packed))) for _ in range(samples)]
    size = FIELDS * WIDTH * len(names)
    layout = struct.Struct(f"<{FIELDS * len(names)}Q")
    rows = [layout.unpack(one.to_bytes(size, "little")) for one in sums]
    found = {name: [figure(row) for row in columns(rows, place)] for place, name, figure in plan(names)}
    if all(name in found for name in CONLL):
        found["entities.conll"] = [sum(parts) / len(CONLL) for parts in zip(*(found[n] for n in CONLL), strict=True)]
    return found


def pack(tally: Tally, names: Sequence[str]) -> int:
    """The counts of a document as one integer, the first count lowest."""
    counts: list[int] = []
    for name in names:
        score = tally.get(name, Score())
        counts += score.tp, score.found, score.gold, score.predicted
    return int.from_bytes(struct.pack(f"<{len(counts)}Q", *counts), "little")


Counts = tuple[int, int, int, int]


def columns(rows: Sequence[tuple[int, ...]], place: int) -> Iterator[Counts]:
    """The four counts of one figure in every sample."""
    return map(itemgetter(place, place + 1, place + 2, place + 3), rows)


def plan(names: Sequence[str]) -> Iterator[tuple[int, str, Callable[[Counts], float]]]:
    """Where the counts of each figure stand and how it is computed."""
    makers: Mapping[str, Callable[[Counts], float]] = {"share": share, "rate": rate, "f1": harmonic}
    for number, name in enumerate(names):
        yield FIELDS * number, name, makers[kind_of(name)]


def share(counts: Counts) -> float:
    return counts[0] / counts[2] if counts[2] else nan


def rate(counts: Counts) -> float:
    return FALSE_PER * counts[0] / counts[2] if counts[2] else nan


def harmonic(counts: Counts) -> float:
    """F1 of right gold facts, right predictions, all gold facts, all predictions."""
    tp, found, gold, predicted = counts
    if not tp or not found:
        return 0.0 if gold or predicted else nan
    recall, precision = tp / gold, found / predicted
    return 2 * precision * recall / (precision + recall)
