"""Maximum one-to-one matching: the order of the facts cannot change how many are right."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from jishi.document import Span

G = TypeVar("G")
P = TypeVar("P")


def match(candidates: Sequence[Sequence[int]]) -> dict[int, int]:
    """Gold number to predicted number, as many as possible; `candidates` are each gold fact's possible partners.

    Augmenting paths, without recursion: a chain of a thousand overlapping facts must not exhaust the stack.
    """
    owner: dict[int, int] = {}
    for first in range(len(candidates)):
        seen: set[int] = set()
        path: list[tuple[int, Iterator[int]]] = [(first, iter(candidates[first]))]
        tried: list[int] = []
        while path:
            step = next((other for other in path[-1][1] if other not in seen), None)
            if step is None:
                path.pop()
                if tried:
                    tried.pop()
                continue
            seen.add(step)
            tried.append(step)
            if step not in owner:
                owner |= {other: one for (one, _), other in zip(path, tried, strict=True)}
                break
            path.append((owner[step], iter(candidates[owner[step]])))
    return dict(sorted((one, other) for other, one in owner.items()))


def match_all(gold: Sequence[G], predicted: Sequence[P], same: Callable[[G, P], bool]) -> dict[int, int]:
    """The matching of two short lists: every pair is tried."""
    return match([[number for number, other in enumerate(predicted) if same(one, other)] for one in gold])


def overlapping(ones: Sequence[Span], others: Sequence[Span]) -> list[list[int]]:
    """For each span the numbers of the other spans that share a character with it, in order."""
    at: dict[int, list[int]] = {}
    for number, span in enumerate(others):
        for place in range(span.start, span.end):
            at.setdefault(place, []).append(number)
    return [sorted({n for place in range(span.start, span.end) for n in at.get(place, ())}) for span in ones]


def agree(one: Span, other: Span) -> bool:
    """True if the shared characters are at least half of those that either covers."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > 0 and 2 * shared >= max(one.end, other.end) - min(one.start, other.start)


def best_sum(weights: Mapping[tuple[int, int], float]) -> float:
    """The largest sum of weights that a one-to-one assignment can have; pairs that are not listed weigh nothing."""
    return sum(_assign(part) for part in _components(weights))


def _components(weights: Mapping[tuple[int, int], float]) -> list[dict[tuple[int, int], float]]:
    """The weights apart by what hangs together: the parts are small even where the whole is not."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while (up := parent.setdefault(node, node)) != node:
            parent[node] = parent.setdefault(up, up)
            node = up
        return node

    for one, other in weights:
        parent[root(("gold", one))] = root(("predicted", other))
    parts: dict[tuple[str, int], dict[tuple[int, int], float]] = {}
    for pair, weight in weights.items():
        parts.setdefault(root(("gold", pair[0])), {})[pair] = weight
    return list(parts.values())


def _assign(weights: Mapping[tuple[int, int], float]) -> float:
    """The Hungarian method on a full matrix of costs, rows never more than columns."""
    rows, columns = (sorted({pair[side] for pair in weights}) for side in (0, 1))
    if len(rows) == 1 or len(columns) == 1:
        return max(weights.values())
    if len(rows) > len(columns):
        return _assign({(other, one): weight for (one, other), weight in weights.items()})
    cost = [[-weights.get((one, other), 0.0) for other in columns] for one in rows]
    taken = _hungarian(cost)
    return -sum(cost[row][column] for column, row in taken.items())


def _hungarian(cost: Sequence[Sequence[float]]) -> dict[int, int]:
    """Column to row of the cheapest assignment: shortest augmenting paths; row and column 0 are dummies."""
    height, width = len(cost), len(cost[0])
    row_potential, column_potential = [0.0] * (height + 1), [0.0] * (width + 1)
    row_of, way = [0] * (width + 1), [0] * (width + 1)
    for row in range(1, height + 1):
        row_of[0], column = row, 0
        least, used = [float("inf")] * (width + 1), [False] * (width + 1)
        while row_of[column]:
            used[column] = True
            current, delta, following = row_of[column], float("inf"), 0
            for other in (number for number in range(1, width + 1) if not used[number]):
                slack = cost[current - 1][other - 1] - row_potential[current] - column_potential[other]
                if slack < least[other]:
                    least[other], way[other] = slack, column
                if least[other] < delta:
                    delta, following = least[other], other
            for other in range(width + 1):
                if used[other]:
                    row_potential[row_of[other]] += delta
                    column_potential[other] -= delta
                else:
                    least[other] -= delta
            column = following
        while column:
            row_of[column] = row_of[way[column]]
            column = way[column]
    return {column - 1: row_of[column] - 1 for column in range(1, width + 1) if row_of[column]}
