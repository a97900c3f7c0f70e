"""The choice between candidates."""

import random
from itertools import combinations

import pytest

from jishi.document import Label, Mention, Span
from jishi.recognize.choose import choose, weight


def mention(
    start: int, end: int, label: Label = "PLACE", rule: str = "lexicon.place", strength: float = 1.0
) -> Mention:
    return Mention(Span(start, end), label, rule, strength)


def heavy(one: Mention) -> int:
    return weight(len(one.span), one.strength)


def test_one_long_name_beats_its_parts() -> None:
    country, army, both = mention(0, 2), mention(2, 4, "UNIT"), mention(0, 4, "UNIT")
    choice = choose([country, army, both])
    assert [kept.span for kept in choice.kept] == [Span(0, 4)]
    assert {(one.loser.span, one.winner.span) for one in choice.lost} == {
        (Span(0, 2), Span(0, 4)),
        (Span(2, 4), Span(0, 4)),
    }


def test_agreement_adds_strength_and_evidence() -> None:
    (kept,) = choose([mention(0, 2, rule="lexicon.place"), mention(0, 2, rule="link.title", strength=0.9)]).kept
    assert kept.rule == "lexicon.place"
    assert kept.evidence == ("lexicon.place", "link.title")
    assert kept.strength > 1.0


def test_touching_is_not_overlapping() -> None:
    assert len(choose([mention(0, 2), mention(2, 4)]).kept) == 2


def test_no_candidates() -> None:
    assert choose([]).kept == ()


@pytest.mark.parametrize("seed", range(20))
def test_heaviest_of_all_selections_in_any_order(seed: int) -> None:
    rng = random.Random(seed)
    starts = [rng.randrange(12) for _ in range(8)]
    candidates = [
        mention(start, start + rng.randint(1, 4), rule=f"r{number}.x", strength=round(rng.random() + 0.1, 2))
        for number, start in enumerate(starts)
    ]
    candidates = list({one.span: one for one in candidates}.values())
    kept = choose(candidates).kept
    rng.shuffle(candidates)
    assert choose(candidates).kept == kept
    assert not any(one.span.overlaps(other.span) for one, other in combinations(kept, 2))
    best = max(
        sum(map(heavy, some))
        for size in range(len(candidates) + 1)
        for some in combinations(candidates, size)
        if not any(one.span.overlaps(other.span) for one, other in combinations(some, 2))
    )
    assert sum(map(heavy, kept)) == best
