"""Coreference scores: pairwise links, MUC, B³, CEAF-e and LEA, each as counts that add up over documents."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from jishi.document import Span
from jishi.evaluate.facts import MentionFact
from jishi.evaluate.matching import best_sum
from jishi.evaluate.score import PART, Score

Sizes = Mapping[int, int]
Shared = Mapping[tuple[int, int], int]
Credit = Callable[[Sizes, Sizes, Shared], float]


def count_coreference(gold: Iterable[MentionFact], predicted: Iterable[MentionFact]) -> dict[str, Score]:
    """The scores of one document by name."""
    mine, theirs = clusters(gold), clusters(predicted)
    sizes, other_sizes = Counter(mine.values()), Counter(theirs.values())
    shared = Counter((entity, theirs[span]) for span, entity in mine.items() if span in theirs)
    turned = {(other, one): count for (one, other), count in shared.items()}

    def both(credit: Credit, gold_total: int, predicted_total: int) -> Score:
        credits = credit(sizes, other_sizes, shared), credit(other_sizes, sizes, turned)
        found, right = (round(PART * value) for value in credits)
        return Score(found, PART * gold_total, PART * predicted_total, right)

    linked, other_linked = (sum(map(links, group.values())) for group in (sizes, other_sizes))
    return {
        "entities.links": Score(sum(map(links, shared.values())), linked, other_linked),
        "entities.muc": both(muc, len(mine) - len(sizes), len(theirs) - len(other_sizes)),
        "entities.b3": both(b_cubed, len(mine), len(theirs)),
        "entities.ceafe": both(ceaf_e, len(sizes), len(other_sizes)),
        "entities.lea": both(lea, len(mine), len(theirs)),
    }


def clusters(mentions: Iterable[MentionFact]) -> dict[Span, int]:
    """The entity of every span that has one."""
    return {mention.span: mention.entity for mention in mentions if mention.entity is not None}


def links(size: int) -> int:
    """How many pairs so many mentions make."""
    return size * (size - 1) // 2


def muc(sizes: Sizes, others: Sizes, shared: Shared) -> float:
    """The links left after the other side has cut the entities into pieces (Vilain et al. 1995)."""
    pieces, covered = Counter(one for one, _ in shared), Counter[int]()
    for (one, _), count in shared.items():
        covered[one] += count
    return sum(size - pieces[one] - (size - covered[one]) for one, size in sizes.items())


def b_cubed(sizes: Sizes, others: Sizes, shared: Shared) -> float:
    """The mean over mentions of how much of their entity is right (Bagga and Baldwin 1998)."""
    return sum(count * count / sizes[one] for (one, _), count in shared.items())


def ceaf_e(sizes: Sizes, others: Sizes, shared: Shared) -> float:
    """The likeness of the entities under the best one-to-one assignment (Luo 2005, φ4)."""
    return best_sum({pair: 2 * n / (sizes[pair[0]] + others[pair[1]]) for pair, n in shared.items()})


def lea(sizes: Sizes, others: Sizes, shared: Shared) -> float:
    """Links resolved, an entity weighing its mentions; one alone links to itself (Moosavi and Strube 2016)."""
    whole = 0.0
    for (one, other), count in shared.items():
        if sizes[one] == 1:
            whole += others[other] == 1
        else:
            whole += sizes[one] * links(count) / links(sizes[one])
    return whole
