"""Decides between finders: the heaviest set of mentions that do not overlap."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from jishi.document import LABELS, Mention

LENGTH_POWER = 1.4  # above 1, so that one long designation outweighs its parts
AGREEMENT = 0.08  # what each further family of rules adds to the strength of a mention
MOST_AGREEMENT = 0.32
POWERS: tuple[float, ...] = tuple(float(length) ** LENGTH_POWER for length in range(64))
RANK = {label: rank for rank, label in enumerate(LABELS)}


@dataclass(frozen=True, slots=True)
class Rejection:
    """A candidate and the mention it lost to."""

    loser: Mention
    winner: Mention


@dataclass(frozen=True, slots=True)
class Choice:
    """What was kept, in order, and what was not."""

    kept: tuple[Mention, ...]
    lost: tuple[Rejection, ...]


Key = tuple[int, int, int]  # end, start and rank of the label


@dataclass(slots=True)
class Rival:
    """All candidates with one span and label, their common strength and weight, and what they are if they are kept."""

    start: int
    end: int
    group: Sequence[Mention]
    strength: float
    weight: int
    mention: Mention | None = None


class Pool:
    """Candidates by span and label; what has been weighed stays weighed until another candidate joins it."""

    def __init__(self) -> None:
        self.groups: dict[Key, list[Mention]] = {}
        self.weighed: dict[Key, Rival] = {}

    def add(self, candidates: Iterable[Mention]) -> None:
        """Puts candidates with those that have the same span and label; what a rule has said before adds nothing."""
        for mention in candidates:
            key = (mention.span.end, mention.span.start, RANK[mention.label])
            group = self.groups.setdefault(key, [])
            if not any(one.rule == mention.rule and one.strength == mention.strength for one in group):
                group.append(mention)
                self.weighed.pop(key, None)

    def rivals(self) -> list[Rival]:
        """The groups with their weights, sorted by end, start and label."""
        for key in self.groups.keys() - self.weighed.keys():
            (end, start, _), group = key, self.groups[key]
            common = strength(group)
            self.weighed[key] = Rival(start, end, group, common, weight(end - start, common))
        return [self.weighed[key] for key in sorted(self.weighed)]


def choose(candidates: Iterable[Mention]) -> Choice:
    """The non-overlapping set with the greatest total weight, and what lost to what; in any order the same."""
    pool = Pool()
    pool.add(candidates)
    rivals = pool.rivals()
    kept = heaviest(rivals)
    chosen = set(map(id, kept))
    mentions = tuple(agreed(rival) for rival in kept)
    starts = [rival.start for rival in kept]
    lost = (
        Rejection(agreed(rival), mentions[winner(rival, kept, starts)]) for rival in rivals if id(rival) not in chosen
    )
    return Choice(mentions, tuple(lost))


def keep(pool: Pool) -> tuple[Mention, ...]:
    """What `choose` keeps of pooled candidates, without the account of the rest."""
    return tuple(agreed(rival) for rival in heaviest(pool.rivals()))


def weight(length: int, strength: float) -> int:
    """Strength times a power of the length, in thousandths."""
    return round(1000 * strength * POWERS[min(length, len(POWERS) - 1)])


def strength(group: Sequence[Mention]) -> float:
    """That of the strongest, and more the more families of rules agree."""
    if len(group) == 1:
        return group[0].strength
    families = {mention.rule.partition(".")[0] for mention in group}
    bonus = min(AGREEMENT * (len(families) - 1), MOST_AGREEMENT)
    return max(mention.strength for mention in group) + bonus


def agreed(rival: Rival) -> Mention:
    """The strongest mention of a group with the evidence of all."""
    if rival.mention is None:
        best, rules = max(rival.group, key=attrgetter("strength", "rule")), {mention.rule for mention in rival.group}
        evidence = tuple(sorted(rules))
        rival.mention = Mention(best.span, best.label, best.rule, round(rival.strength, 3), best.value, evidence)
    return rival.mention


def heaviest(rivals: Sequence[Rival]) -> list[Rival]:
    """Weighted interval scheduling over rivals sorted by end; on a tie what comes first stays."""
    ends = [rival.end for rival in rivals]
    totals = [0]
    before: list[int] = []
    for index, rival in enumerate(rivals):
        previous = bisect_right(ends, rival.start, 0, index)
        before.append(previous)
        total = totals[previous] + rival.weight
        totals.append(total if total > totals[index] else totals[index])
    kept: list[Rival] = []
    index = len(rivals)
    while index:
        if totals[index] == totals[index - 1]:
            index -= 1
        else:
            kept.append(rivals[index - 1])
            index = before[index - 1]
    return kept[::-1]


def winner(rival: Rival, kept: Sequence[Rival], starts: Sequence[int]) -> int:
    """The index of the heaviest kept rival that overlaps this one."""
    first = max(bisect_right(starts, rival.start) - 1, 0)
    last = bisect_right(starts, rival.end - 1)
    overlapping = [index for index in range(first, last) if kept[index].end > rival.start]
    return max(overlapping, key=lambda index: kept[index].weight)
