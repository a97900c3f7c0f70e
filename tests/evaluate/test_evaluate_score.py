"""What counts as right: small texts whose figures can be counted by hand."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jishi.document import Document, Quantity, Span, Time
from jishi.evaluate.bootstrap import differences, intervals
from jishi.evaluate.coreference import count_coreference
from jishi.evaluate.errors import KINDS, Knowledge, Mistake, find_mistakes
from jishi.evaluate.facts import MentionFact, compare_pair
from jishi.evaluate.matching import agree, best_sum, match, overlapping
from jishi.evaluate.metrics import keys, value
from jishi.evaluate.pairing import Pair, PairingError, pair_documents
from jishi.evaluate.score import PART, Score, total
from jishi.evaluate.tally import count
from jishi.evaluate.values import days, quantity_inside, same, time_overlaps
from jishi.io.annotation import read_annotation
from jishi.resources import Resources

Annotate = Callable[[str], Document]
SYMMETRIC = frozenset({"CLASH", "NEGOTIATE"})
GOLD = """[1937年 TIME 1937]，[日军 UNIT]进攻[上海 PLACE]，击退[国军 UNIT]。
> ATTACK 进攻 agent=日军 patient=上海 time=1937年
> DEFEAT 击退 agent=日军 patient=国军 time=1937年
[国军 UNIT]与[日军 UNIT]激战[三日 TIME P3D]，伤亡[千余人 QUANTITY 1000..1999]。
> CLASH 激战 agent=国军 patient=日军 time=三日
> CASUALTY 伤亡 patient=国军 quantity=千余人
"""


@pytest.fixture
def annotate(resources: Resources, tmp_path: Path) -> Annotate:
    """A function from an annotation to its document."""

    def run(text: str) -> Document:
        path = tmp_path / "一.ann"
        path.write_text(f"# id: 一\n{text}", encoding="utf-8")
        return read_annotation(path, frozenset(resources.schema.types), frozenset(resources.schema.roles))

    return run


def scores(gold: Document, predicted: Document) -> dict[str, Score]:
    """The tally of one document."""
    (pair,) = pair_documents([gold], [predicted])
    return count(compare_pair(pair), SYMMETRIC, frozenset())


def mistakes(gold: Document, predicted: Document) -> list[Mistake]:
    """The errors of one document."""
    (pair,) = pair_documents([gold], [predicted])
    return find_mistakes(compare_pair(pair), Knowledge(symmetric=SYMMETRIC))


def test_score_adds_and_divides_last() -> None:
    score = Score(1, 2, 4) + Score(2, 2, 2)
    assert score == Score(3, 4, 6)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.75, pytest.approx(0.6))
    assert (Score().precision, Score().recall, Score().f1) == (0, 0, 0)
    assert Score(1, 2, 2, 2) + Score(1, 2, 2) == Score(2, 4, 4, 3)


def test_gold_against_itself_is_perfect(annotate: Annotate) -> None:
    gold = annotate(GOLD)
    found = scores(gold, gold)
    assert [key for key in keys(found) if value(key, found) != 1 and found[key].gold] == ["events.false"]
    assert found["events.false"].tp == 0
    assert mistakes(gold, gold) == []


def test_mentions(annotate: Annotate) -> None:
    gold, other = annotate("[日军第五师团 UNIT]进攻[南口 PLACE]。"), annotate("[日军 UNIT]第五师团进攻[南口 UNIT]。")
    found = scores(gold, other)
    assert found["mentions.strict"] == Score(0, 2, 2)
    assert found["mentions.lenient"] == Score(1, 2, 2)
    assert found["mentions.span"] == Score(1, 2, 2)
    assert found["mentions.UNIT"] == Score(0, 1, 2)
    assert [(one.kind, one.cause) for one in mistakes(gold, other)] == [
        ("border", "too_short"),
        ("label", "PLACE → UNIT"),
    ]


def test_lenient_counts_each_mention_once(annotate: Annotate) -> None:
    gold = annotate("[日军第五师团 UNIT]进攻。")
    assert scores(gold, annotate("[日军 UNIT][第五师团 UNIT]进攻。"))["mentions.lenient"] == Score(1, 1, 2)


def test_known_and_unknown_names(annotate: Annotate) -> None:
    gold = annotate("[日軍 UNIT]進攻[南口 PLACE]。")
    (pair,) = pair_documents([gold], [annotate("[日軍 UNIT]進攻南口。")])
    found = count(compare_pair(pair), SYMMETRIC, {"日军"})
    assert (found["mentions.seen"], found["mentions.unseen"]) == (Score(1, 1, 1), Score(0, 1, 1))


def test_arguments_are_bound_to_their_event(annotate: Annotate) -> None:
    text = "[日军 UNIT]进攻[上海 PLACE]，[国军 UNIT]进攻[太仓 PLACE]。"
    gold = annotate(f"{text}\n> ATTACK 进攻 agent=日军\n> ATTACK 进攻#2 agent=国军")
    swapped = annotate(f"{text}\n> ATTACK 进攻 agent=国军\n> ATTACK 进攻#2 agent=日军")
    found = scores(gold, swapped)
    assert found["arguments.identified"] == found["arguments.classified"] == Score(2, 2, 2)
    assert found["arguments.bound"] == Score(0, 2, 2)
    assert found["events.whole"].tp == 0
    assert [one.kind for one in mistakes(gold, swapped)] == ["binding", "binding"]


def test_wrong_role(annotate: Annotate) -> None:
    gold = annotate("[日军 UNIT]进攻[上海 PLACE]。\n> ATTACK 进攻 agent=日军 patient=上海")
    other = annotate("[日军 UNIT]进攻[上海 PLACE]。\n> ATTACK 进攻 agent=日军 place=上海")
    found = scores(gold, other)
    assert found["arguments.identified"] == Score(2, 2, 2)
    assert found["arguments.classified"] == found["arguments.bound"] == Score(1, 2, 2)
    assert [(one.kind, one.cause) for one in mistakes(gold, other)] == [("role", "patient → place")]


def test_sides_of_a_clash_are_interchangeable(annotate: Annotate) -> None:
    gold = annotate("[日军 UNIT]与[国军 UNIT]激战。\n> CLASH 激战 agent=日军 patient=国军")
    turned = annotate("[日军 UNIT]与[国军 UNIT]激战。\n> CLASH 激战 agent=国军 patient=日军")
    assert scores(gold, turned)["arguments.bound"] == Score(2, 2, 2)
    attack = annotate("[日军 UNIT]被[国军 UNIT]进攻。\n> ATTACK 进攻 agent=国军 patient=日军")
    wrong = annotate("[日军 UNIT]被[国军 UNIT]进攻。\n> ATTACK 进攻 agent=日军 patient=国军")
    assert scores(attack, wrong)["arguments.bound"] == Score(0, 2, 2)


def test_any_mention_of_the_entity_will_do(annotate: Annotate) -> None:
    gold = annotate("[日军 UNIT]到[上海 PLACE]。\n[日军 UNIT]休整后进攻。\n> ATTACK 进攻 agent=日军")
    other = annotate("[日军 UNIT]到[上海 PLACE]。\n[日军 UNIT]休整后进攻。\n> ATTACK 进攻 agent=@日军")
    assert other.events[0].arguments[0].mention == other.mentions[2]
    first = replace(other.events[0].arguments[0], mention=other.mentions[0])
    moved = replace(other, events=(replace(other.events[0], arguments=(first,)),))
    assert scores(gold, moved)["arguments.bound"] == Score(1, 1, 1)


def test_attributes_and_false_events(annotate: Annotate) -> None:
    text = "[日军 UNIT]试图进攻，未撤退。"
    gold = annotate(f"{text}\n> ATTACK 进攻 [attempted] agent=日军\n> RETREAT 撤退 [negative] agent=日军")
    other = annotate(f"{text}\n> ATTACK 进攻 agent=日军\n> RETREAT 撤退 [negative] agent=日军\n> MOVE 试图")
    found = scores(gold, other)
    assert (found["attributes.polarity"], found["attributes.modality"]) == (Score(2, 2, 2), Score(1, 2, 2))
    assert found["attributes.both"] == Score(1, 2, 2)
    assert found["events.whole"] == Score(1, 2, 3)
    assert found["events.false"] == Score(1, 11, 11)
    assert value("events.false", found) == pytest.approx(1000 / 11)
    assert [(one.kind, one.cause) for one in mistakes(gold, other)] == [
        ("spurious", "no_trigger"),
        ("attribute", "attempted → actual"),
    ]


def test_every_kind_of_error_is_known(annotate: Annotate) -> None:
    gold = annotate(GOLD)
    bare = replace(gold, events=(), mentions=(), entities=())
    assert {one.kind for one in mistakes(gold, bare)} == {"missed"}
    assert {one.kind for one in mistakes(bare, gold)} == {"spurious"}
    assert len(set(KINDS)) == 8


def test_order_changes_nothing(annotate: Annotate, pipeline: Callable[[Document], Document]) -> None:
    gold = annotate(GOLD)
    bare = replace(gold, sentences=(), mentions=(), entities=(), events=())
    predicted = pipeline(bare)
    whole = scores(gold, predicted)
    for seed in range(5):
        mixed = random.Random(seed)
        turned = replace(
            predicted,
            events=tuple(mixed.sample(predicted.events, len(predicted.events))),
            mentions=tuple(mixed.sample(predicted.mentions, len(predicted.mentions))),
        )
        assert scores(gold, turned) == whole


def test_texts_that_differ_in_white_space(annotate: Annotate) -> None:
    gold, spaced = annotate(GOLD), annotate(GOLD.replace("，", "， ").replace("\n[", "\n\n["))
    assert gold.text != spaced.text
    (pair,) = pair_documents([gold], [spaced])
    assert pair.missing == 0
    found = scores(gold, spaced)
    assert value("arguments.bound", found) == value("mentions.strict", found) == 1


def test_pairing_refuses_what_does_not_belong_together(annotate: Annotate) -> None:
    gold = annotate(GOLD)
    other = replace(
        gold, text="完全不同的一篇文章，讲的是别的事情。", mentions=(), entities=(), events=(), sentences=()
    )
    with pytest.raises(PairingError, match="一: the predicted document of this id is of another text"):
        pair_documents([gold], [other])
    with pytest.raises(PairingError, match="一: no predicted document has its id or its text"):
        pair_documents([gold], [replace(other, id="二")])
    with pytest.raises(PairingError, match="一: two predicted documents have this id"):
        pair_documents([gold], [gold, gold])
    (pair,) = pair_documents([gold], [replace(gold, id="二"), replace(other, id="三")])
    assert pair.predicted.id == "二"


def test_matching_is_maximal() -> None:
    assert match([[0, 1], [0]]) == {0: 1, 1: 0}
    assert match([[0], [0]]) == {0: 0}
    chain = [[n, n + 1] for n in range(5000)]
    assert len(match([*chain, [0]])) == 5001
    assert overlapping([Span(0, 2), Span(4, 6)], [Span(1, 5), Span(2, 3)]) == [[0], [0]]
    assert agree(Span(0, 4), Span(0, 2))
    assert not agree(Span(0, 5), Span(0, 2))


def test_assignment_is_optimal() -> None:
    assert best_sum({(0, 0): 3, (0, 1): 2, (1, 0): 2}) == 4
    draw = random.Random(7)
    for _ in range(50):
        weights = {(row, column): draw.random() for row in range(3) for column in range(4)}
        orders = [(a, b, c) for a in range(4) for b in range(4) for c in range(4) if len({a, b, c}) == 3]
        best = max(sum(weights[row, column] for row, column in enumerate(order)) for order in orders)
        assert best_sum(weights) == pytest.approx(best)


def mention_facts(clusters: Sequence[str]) -> list[MentionFact]:
    """Mentions named by letters, one entity a word."""
    return [
        MentionFact(Span(ord(letter), ord(letter) + 1), "UNIT", None, number, "")
        for number, word in enumerate(clusters)
        for letter in word
    ]


def test_coreference_as_in_the_literature() -> None:
    # The example of Moosavi and Strube 2016 (LEA): key {abc, defg}, response {ab, cd, fghi}.
    found = count_coreference(mention_facts(["abc", "defg"]), mention_facts(["ab", "cd", "fghi"]))
    lea = found["entities.lea"]
    assert lea.recall == pytest.approx((3 * 1 / 3 + 4 * 1 / 6) / 7)
    assert lea.precision == pytest.approx((2 * 1 + 2 * 0 + 4 * 1 / 6) / 8)
    muc = found["entities.muc"]
    assert (muc.tp, muc.gold, muc.predicted) == (2 * PART, 5 * PART, 5 * PART)
    b_cubed = found["entities.b3"]
    assert b_cubed.recall == pytest.approx((4 / 3 + 1 / 3 + 1 / 4 + 4 / 4) / 7, abs=1e-6)
    assert b_cubed.precision == pytest.approx((4 / 2 + 1 / 2 + 1 / 2 + 4 / 4) / 8, abs=1e-6)
    ceaf = found["entities.ceafe"]
    assert ceaf.recall == pytest.approx((2 * 2 / 5 + 2 * 2 / 8) / 2, abs=1e-6)
    assert found["entities.links"] == Score(2, 9, 8)


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("1934", (1934, 1, 1), (1934, 12, 31)),
        ("1934-02", (1934, 2, 1), (1934, 2, 28)),
        ("193X", (1930, 1, 1), (1939, 12, 31)),
        ("1934-21", (1934, 3, 1), (1934, 5, 31)),
        ("1934-24", (1934, 12, 1), (1935, 2, 31)),
        ("1939-12-0X", (1939, 12, 1), (1939, 12, 9)),
        ("1934-01/1934-04", (1934, 1, 1), (1934, 4, 30)),
        ("1934-XX-XX", (1934, 1, 1), (1934, 12, 31)),
        ("1934~", (1934, 1, 1), (1934, 12, 31)),
        ("../1934", (-99999, 1, 1), (1934, 12, 31)),
    ],
)
def test_days(edtf: str, first: tuple[int, int, int], last: tuple[int, int, int]) -> None:
    assert days(edtf) == (first, last)


def test_values_near_enough() -> None:
    assert same(Time("1934~"), Time("1934", anchor="1934"))
    assert not same(Time("1934"), Time(None))
    assert time_overlaps(Time("1934-03-16"), Time("1934-03"))
    assert not time_overlaps(Time("1934-03-16"), Time("1934-04"))
    assert time_overlaps(Time(duration="PXW"), Time(duration="P2W"))
    assert not time_overlaps(Time(duration="P2D"), Time("1934"))
    assert not time_overlaps(Time("1934"), None)
    assert quantity_inside(Quantity(800, 899, None), Quantity(800, 899, 800))
    assert quantity_inside(Quantity(400, None, None), Quantity(500, 500, 500))
    assert not quantity_inside(Quantity(800, 899, None), Quantity(900, 900, 900))
    assert not quantity_inside(Quantity(800, 899, None), Time("1934"))


def test_intervals_are_seeded_and_hold_the_figure(annotate: Annotate) -> None:
    gold = annotate(GOLD)
    tallies = [
        scores(gold, gold),
        scores(gold, replace(gold, events=gold.events[:2])),
        scores(gold, replace(gold, events=())),
    ]
    found = intervals(tallies, samples=500)
    assert found == intervals(tallies, samples=500)
    whole = total(tallies)
    for key, interval in found.items():
        assert interval.low <= value(key, whole) + 1e-9, key
        assert interval.high >= value(key, whole) - 1e-9, key
    assert (found["events.type"].low, found["events.type"].high) == (0.0, 1.0)
    assert found["events.type"].low <= value("events.type", whole) <= found["events.type"].high
    assert intervals(tallies[:1]) == {}


def test_paired_test(annotate: Annotate) -> None:
    gold = annotate(GOLD)
    good, bad = scores(gold, gold), scores(gold, replace(gold, events=gold.events[:1]))
    same_runs = differences([good, bad], [good, bad], samples=500)
    assert {one.p for one in same_runs.values()} == {1.0}
    better = differences([bad] * 8, [good] * 8, samples=500)["events.type"]
    assert better.gain > 0
    assert better.p < 0.05
    assert better.interval.low > 0


def test_a_document_of_five_hundred_events(annotate: Annotate) -> None:
    sentence = "[日军 UNIT]进攻[上海 PLACE]。\n> ATTACK 进攻 agent=日军 patient=上海\n"
    gold = annotate(sentence * 500)
    assert scores(gold, gold)["arguments.bound"] == Score(1000, 1000, 1000)


def test_identified_is_no_less_than_classified_is_no_less_than_bound(
    resources: Resources, corpus_documents: Sequence[Document]
) -> None:
    for document in corpus_documents[:4]:
        other = replace(document, events=tuple(replace(e, arguments=e.arguments[1:]) for e in document.events))
        table = range(len(document.text))
        found = count(compare_pair(Pair(document, other, table)), SYMMETRIC, frozenset())
        steps = [found[f"arguments.{name}"].tp for name in ("identified", "classified", "bound")]
        assert steps == sorted(steps, reverse=True)
