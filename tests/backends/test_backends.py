"""What all backends share: names, pieces, alignment, checksums, and one line for what cannot be used."""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.backends import backend_names, backend_words, kind
from jishi.backends.backend import LONGEST, check_sums, names_in_pieces, pieces, read_card, refill, spaced
from jishi.errors import ConfigError

Load = Callable[[str], object]


@given(st.text(st.sampled_from("甲，乙 "), max_size=3 * LONGEST))
def test_pieces_are_the_text(text: str) -> None:
    found = list(pieces(text))
    assert "".join(piece for _, piece in found) == text
    assert all(text.startswith(piece, start) and 0 < len(piece) <= LONGEST for start, piece in found)


def test_pieces_end_behind_a_comma() -> None:
    text = "甲" * 300 + "，" + "乙" * 300
    assert [len(piece) for _, piece in pieces(text)] == [301, 300]
    assert [len(piece) for _, piece in pieces("甲" * 900)] == [400, 400, 100]


def test_offsets_are_those_of_the_whole_text() -> None:
    text = "甲" * 399 + "，" + "乙丙" + "甲" * 100
    names = names_in_pieces(lambda piece: [(at, at + 2, "PER") for at in range(len(piece)) if piece[at] == "乙"])
    assert [(text[start:end], tag) for start, end, tag in names(text)] == [("乙丙", "PER")]


def test_white_space_is_filled_in() -> None:
    assert spaced(["甲军", "进攻"], ["n", "v"], " 甲军\u3000进攻\n") == [
        (" ", None),
        ("甲军", "n"),
        ("\u3000", None),
        ("进攻", "v"),
        ("\n", None),
    ]


@pytest.mark.parametrize("words", [["甲"], ["甲", "丙"], ["乙", "甲"], ["甲", "乙", "丙"], ["甲", "", "乙"]])
def test_words_that_are_not_the_text(words: list[str]) -> None:
    with pytest.raises(ValueError, match="segmenter changed the text"):
        list(refill(words, "甲乙"))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("lac:model", "lac:model: write it as lac"),
        ("lac:", "lac:: write it as lac"),
        ("hanlp", "hanlp: write it as hanlp:MODEL"),
        ("spacy:", "spacy:: write it as spacy:PIPELINE"),
        ("hanlp:no/such", "hanlp:no/such: no such model folder"),
    ],
)
@pytest.mark.parametrize("load", [backend_words, backend_names])
def test_what_cannot_be_loaded(name: str, problem: str, load: Load) -> None:
    with pytest.raises(ConfigError) as caught:
        load(name)
    assert str(caught.value) == problem


@pytest.mark.parametrize(("name", "module"), [("hanlp:NAME", "hanlp"), ("spacy:name", "spacy")])
def test_an_extra_that_is_not_installed(name: str, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigError) as caught:
        backend_names(name)
    assert str(caught.value) == f"{name} needs {module}, which is not installed: pip install 'jishi[{kind(name)}]'"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "x: no meta.json in that folder, so it is no model; copy the model folder again"),
        ("[]", "x: meta.json is broken (no JSON object); copy the model folder again"),
        ("{", "x: meta.json is broken (Expecting property name enclosed in double quotes"),
    ],
)
def test_a_card_that_is_none(content: str | None, problem: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "meta.json").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_card(tmp_path / "meta.json", "x")
    assert str(caught.value).startswith(problem)
    assert "\n" not in str(caught.value)


def test_checksums(tmp_path: Path) -> None:
    check_sums(tmp_path, "x")  # there are none to compare with
    (tmp_path / "model.pt").write_bytes(b"weights")
    digest = hashlib.sha256(b"weights").hexdigest()
    sums = tmp_path / "SHA256SUMS"
    sums.write_text(f"{digest}  model.pt\n{digest} *model.pt\n", encoding="utf-8")
    check_sums(tmp_path, "x")
    for line, problem in [
        (f"{digest}  other.pt", "x: other.pt is missing"),
        (f"{'0' * 64}  model.pt", "x: model.pt is not the file that SHA256SUMS names"),
        ("model.pt", "x: SHA256SUMS line 1 is no checksum and file name"),
    ]:
        sums.write_text(line, encoding="utf-8")
        with pytest.raises(ConfigError, match=problem):
            check_sums(tmp_path, "x")
