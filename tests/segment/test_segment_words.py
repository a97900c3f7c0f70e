"""Words are the text, and none crosses a mention."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jishi.document import Document, Label, Mention, Sentence, Source, Span, Token
from jishi.errors import ConfigError
from jishi.segment import (
    cut_at_mentions,
    make_segmenter,
    mention_cutter,
    particle_cutter,
    segment_words,
    split_sentences,
)
from jishi.segment.words import LONGEST, import_jieba, pieces

CORPUS = Path(__file__).parents[2] / "corpus" / "raw"
JIEBA = make_segmenter("jieba", ["联手重创", "化军"])


def document(text: str, folded: str | None = None) -> Document:
    return split_sentences(Document("例", "例", text, folded or text, Source("", "plain", "")))


def words(done: Document) -> list[str]:
    return [done[token.span] for token in done.tokens]


def test_words_and_tags() -> None:
    done = segment_words(JIEBA)(document("軍隊撤退。\n飞机 ABC，3.5万", "军队撤退。\n飞机 ABC，3.5万"))
    assert [(done[token.span], token.pos) for token in done.tokens] == [
        ("軍隊", "n"),
        ("撤退", "v"),
        ("。", None),
        ("飞机", "n"),
        ("ABC", None),
        ("，", None),
        ("3.5", None),
        ("万", "m"),
    ]


def test_extra_words_are_units() -> None:
    assert "联手重创" in words(segment_words(JIEBA)(document("甲军联手重创敌军")))
    assert "联手重创" not in words(segment_words(make_segmenter("jieba"))(document("甲军联手重创敌军")))


@pytest.mark.parametrize("name", ["jieba", "rjieba"])
@settings(deadline=None)  # the first call loads a dictionary
@given(text=st.text(st.sampled_from("苏联红军新疆1934年。 \n\tabπ😀-.&“”")))
def test_words_are_the_text(name: str, text: str) -> None:
    done = segment_words(make_segmenter(name) if name == "rjieba" else JIEBA)(document(text))
    assert "".join(words(done)) == "".join(text.split())
    for token in done.tokens:
        assert any(sentence.span.contains(token.span) for sentence in done.sentences)
    assert segment_words(lambda part: [(part, None)])(done).sentences == done.sentences


def test_words_are_those_of_jieba() -> None:
    import_jieba()
    import jieba

    theirs = jieba.Tokenizer()
    theirs.FREQ, theirs.total = theirs.gen_pfdict(jieba.get_dict_file())
    theirs.initialized = True
    ours = make_segmenter("jieba")
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))]
    lines = [line for text in texts for line in text.splitlines()]
    assert lines
    for line in lines:
        assert [word for word, _ in ours(line)] == list(theirs.cut(line))


def test_words_do_not_cross_sentences() -> None:
    seen: list[str] = []

    def segment(text: str) -> Sequence[tuple[str, str | None]]:
        seen.append(text)
        return [(text, None)]

    segment_words(segment)(document("甲军。乙军。\n丙"))
    assert seen == ["甲军。", "乙军。", "丙"]


def test_a_segmenter_that_changes_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="changed the text"):
        segment_words(lambda text: [(text.upper(), None)])(document("abc"))


def test_unknown_segmenter() -> None:
    with pytest.raises(ConfigError, match="unknown segmenter x: choose from jieba, rjieba, lac"):
        make_segmenter("x")


def test_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    with pytest.raises(ConfigError, match="rjieba"):
        make_segmenter("rjieba")


def test_jieba_is_silent_and_leaves_no_file(tmp_path: object) -> None:
    code = "from jishi.segment import make_segmenter; make_segmenter('jieba', ['甲乙'])('甲乙军')"
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert (done.stdout, done.stderr) == ("", "")
    assert os.listdir(str(tmp_path)) == []


def tokens(marked: str) -> tuple[Token, ...]:
    spans, start = [], 0
    for word in marked.split("|"):
        spans.append(Token(Span(start, start + len(word)), "n"))
        start += len(word)
    return tuple(spans)


@pytest.mark.parametrize(
    ("marked", "mentions", "cut"),
    [
        ("甲军|率领|部队", [(0, 2)], "甲军|率领|部队"),
        ("甲军率领|部队", [(0, 2)], "甲军|率领|部队"),
        ("甲军率|领部队", [(0, 2), (4, 6)], "甲军|率|领|部队"),
        ("甲乙丙丁", [(0, 1), (1, 2), (2, 3)], "甲|乙|丙|丁"),
        ("新|疆省", [(0, 3)], "新|疆省"),
    ],
)
def test_cut_at_mentions(marked: str, mentions: list[tuple[int, int]], cut: str) -> None:
    text = marked.replace("|", "")
    label: Label = "PERSON"
    before = Document(
        "例",
        "例",
        text,
        text,
        Source("", "plain", ""),
        sentences=(Sentence(Span(0, len(text))),),
        tokens=tokens(marked),
        mentions=tuple(Mention(Span(*pair), label, "test") for pair in mentions),
    )
    done = cut_at_mentions(before)
    assert "|".join(words(done)) == cut
    assert cut_at_mentions(done) == done
    assert all(token.pos == "n" for token in done.tokens if token in before.tokens)


def test_pieces_have_the_tags_of_their_words() -> None:
    text = "甲军率领"
    mention = Mention(Span(0, 2), "UNIT", "test")
    source = Source("", "plain", "")
    before = Document("例", "例", text, text, source, tokens=tokens(text), mentions=(mention,))
    done = mention_cutter(JIEBA)(before)
    assert [(done[token.span], token.pos) for token in done.tokens] == [("甲军", None), ("率领", "v")]
    assert [token.pos for token in cut_at_mentions(before).tokens] == [None, None]
    assert mention_cutter(JIEBA)(done) == done


@pytest.mark.parametrize(
    ("text", "name", "cut"),
    [
        ("军队推吴兆麟为总指挥。", "吴兆麟", ["吴兆麟"]),
        ("马将军抵达。", "马将军", ["马", "将军"]),
        ("斯文·赫定抵达。", "斯文·赫定", ["斯文", "·", "赫定"]),
    ],
)
def test_a_name_is_one_word_but_for_its_title_and_its_parts(text: str, name: str, cut: list[str]) -> None:
    done = segment_words(make_segmenter("jieba", ["斯文", "赫定", "将军"]))(document(text))
    start = text.index(name)
    named = replace(done, mentions=(Mention(Span(start, start + len(name)), "PERSON", "例"),))
    cutter = mention_cutter(JIEBA, ["将军"])
    assert words(cutter(named))[words(cutter(named)).index(cut[0]) :][: len(cut)] == cut


PARTICLES = [
    {"word": "之", "class": "particle", "slot": "head"},
    {"word": "遭", "class": "particle", "slot": "head+tail"},
    {"word": "于", "class": "particle", "slot": "tail"},
    {"word": "军", "class": "generic", "slot": "force"},
]


@pytest.mark.parametrize(
    ("guessed", "cut"),
    [("之围", "之|围"), ("旋遭", "旋|遭"), ("遭敌", "遭|敌"), ("屯于", "屯|于"), ("敌军", "敌军"), ("于", "于")],
)
def test_particles_are_cut_off_words_that_no_dictionary_has(guessed: str, cut: str) -> None:
    text = f"甲{guessed}乙"
    places = [Span(0, 1), Span(1, 1 + len(guessed)), Span(1 + len(guessed), len(text))]
    before = Document("例", "例", text, text, Source("", "plain", ""), tokens=tuple(Token(one, None) for one in places))
    cutter = particle_cutter(JIEBA, PARTICLES)
    assert "|".join(words(cutter(before))) == f"甲|{cut}|乙"
    assert cutter(cutter(before)) == cutter(before)
    known = replace(before, tokens=tuple(replace(token, pos="n") for token in before.tokens))
    assert cutter(known) == known
    named = replace(before, mentions=(Mention(places[1], "PLACE", "例"),))
    assert cutter(named) == named


@pytest.mark.parametrize("unit", ["军", "，军", "进攻"])
def test_a_text_without_end_goes_to_the_segmenter_in_parts(unit: str) -> None:
    text = unit * 3000
    parts = list(pieces(text))
    assert "".join(parts) == text
    assert max(map(len, parts)) <= LONGEST
    assert list(pieces("")) == [""]
