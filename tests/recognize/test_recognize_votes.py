"""What another recognizer says counts where the rules are silent, if it can be a name there."""

import re
from collections.abc import Sequence

import pytest

from jishi.document import LABELS, Document, Label, Mention, Source, Span
from jishi.recognize.characters import NameModel
from jishi.recognize.knowledge import make_classifier, make_context, make_judge, make_model, make_votes
from jishi.recognize.votes import Judge, vote_finder
from jishi.resources import Resources
from jishi.segment import make_segmenter, segment_words, split_sentences

MARK = re.compile(r"\[(?P<surface>[^\[\]]+) (?P<tag>[A-Z]+)\]")
SEGMENT = segment_words(make_segmenter("jieba"))


@pytest.fixture(scope="module")
def judge(resources: Resources) -> Judge:
    model: NameModel = make_model(resources)
    return make_judge(resources, model, make_context(resources), make_classifier(resources, model))


def read(text: str) -> Document:
    return SEGMENT(split_sentences(Document("例", "例", text, text, Source("", "plain", ""))))


def heard(marked: str, resources: Resources, judge: Judge, kept: Sequence[Mention] = ()) -> list[tuple[str, str]]:
    """The mentions that come of what LAC would have said, as marked, beside those that the rules have kept."""
    text = MARK.sub(lambda mark: mark["surface"], marked)
    said = {mark["surface"]: mark["tag"] for mark in MARK.finditer(marked)}

    def names(sentence: str) -> Sequence[tuple[int, int, str]]:
        found = [(*match.span(), tag) for word, tag in said.items() for match in re.finditer(word, sentence)]
        return sorted(found)

    document = read(text)
    finder = vote_finder("lac", names, make_votes(resources, "lac"), judge)
    seen = Document(**{name: getattr(document, name) for name in document.__slots__} | {"mentions": tuple(kept)})
    return [(seen[mention.span], mention.label) for mention in finder(seen)]


@pytest.mark.parametrize(
    ("marked", "found"),
    [
        # names of the shape of names, and any beside a title
        ("连长[石美豪 PER]受伤。", [("石美豪", "PERSON")]),
        ("「赤城」舰长[坂元八郎太 PER]被炸死。", [("坂元八郎太", "PERSON")]),
        # a surname goes with its title, a full name without
        ("[三浦 PER]少将遂电请增援。", [("三浦少将", "PERSON")]),
        ("参谋[桥本顺正 PER]中佐随行。", [("桥本顺正", "PERSON")]),
        # plain words, pieces of words, pieces of names, commanders for their forces
        ("征收[田赋 PER]。", []),
        ("第115师居[高临下 PER]开火。", []),
        ("[林师 PER]在此伏击。", [("林师", "UNIT")]),
        # places: by their shape or where they stand
        ("进攻[上寨镇 LOC]。", [("上寨镇", "PLACE")]),
        ("宣称[艽封 LOC]大捷。", []),
        ("抵达[艽封 LOC]。", [("艽封", "PLACE")]),
        ("第三旅攻[西门 LOC]。", []),
        # organizations only as what their last word says
        ("遭[共产军 ORG]伏击。", [("共产军", "UNIT")]),
        ("开始了一个[新时代 ORG]。", []),
        # times are the rules' business
        ("[不久 TIME]撤退。", []),
    ],
)
def test_votes(marked: str, found: list[tuple[str, str]], resources: Resources, judge: Judge) -> None:
    assert heard(marked, resources, judge) == found


@pytest.mark.parametrize(
    ("label", "start", "end", "found"),
    [
        ("PERSON", 2, 5, [("石美豪", "PERSON")]),  # the same: more evidence for it
        ("PLACE", 2, 5, []),
        ("PERSON", 2, 4, []),
        ("UNIT", 0, 9, []),
    ],
)
def test_the_rules_come_first(
    label: Label, start: int, end: int, found: list[tuple[str, str]], resources: Resources, judge: Judge
) -> None:
    kept = [Mention(Span(start, end), label, "test.rule")]
    assert heard("连长[石美豪 PER]受伤。", resources, judge, kept) == found


def test_the_table_of_labels(resources: Resources) -> None:
    rows = resources.tables["recognizer_label"]
    assert {row["recognizer"] for row in rows} == {"lac", "hanlp", "spacy"}
    assert {row["label"] for row in rows} <= set(LABELS)
    keys = [(row["recognizer"], row["tag"]) for row in rows]
    assert keys == sorted(set(keys))
    # weaker than what the grammar says: a lexicon entry in good borders has 1.0, a pattern 1.0 and more
    assert all(0 < float(row["strength"]) < 0.75 for row in rows)
    assert make_votes(resources, "lac")["PER"].label == "PERSON"


def test_the_table_of_parts_of_speech(resources: Resources) -> None:
    keys = [(row["segmenter"], row["tag"]) for row in resources.tables["segmenter_pos"]]
    assert keys == sorted(set(keys))
