"""spaCy as a backend: a tiny Chinese pipeline that the test trains, and what is refused."""

import json
import shutil
from pathlib import Path

import pytest

from jishi.backends import backend_names, backend_words
from jishi.cli import main
from jishi.errors import ConfigError

spacy = pytest.importorskip("spacy", reason="the extra [spacy] is not installed")

TEXT = "杜聿明抵达窑湾。"
SENTENCES = [
    (f"{person}{verb}{place}。", person, place)
    for person in ("杜聿明", "石美豪")
    for place in ("窑湾", "朱集")
    for verb in ("抵达", "撤到")
]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a pipeline that knows two persons and two places, under the labels of OntoNotes."""
    from spacy.training import Example

    nlp = spacy.blank("zh")
    ner = nlp.add_pipe("ner", config={"model": {"hidden_width": 16, "maxout_pieces": 2}})
    examples = [
        Example.from_dict(
            nlp.make_doc(text),
            {"entities": [(0, 3, "PERSON"), (text.index(place), text.index(place) + 2, "GPE")]},
        )
        for text, _, place in SENTENCES
    ]
    spacy.util.fix_random_seed(1)
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(30):
        nlp.update(examples, sgd=optimizer)
    assert ner.labels == ("GPE", "PERSON")
    folder = tmp_path_factory.mktemp("spacy") / "model"
    nlp.to_disk(folder)
    return folder


@pytest.fixture
def model(trained: Path, tmp_path: Path) -> Path:
    """A copy of the pipeline to break."""
    return Path(shutil.copytree(trained, tmp_path / "model"))


def change(model: Path, **changes: str) -> str:
    """The name of the pipeline, with something else in its card."""
    path = model / "meta.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")
    return f"spacy:{model}"


def refusal(name: str) -> str:
    """The one line of the error, without the name that it begins with."""
    with pytest.raises(ConfigError) as caught:
        backend_names(name)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(name)
    return str(caught.value)[len(name) + 1 :].strip()


def test_names_and_words(model: Path) -> None:
    names = backend_names(f"spacy:{model}")(TEXT)
    assert [(TEXT[start:end], tag) for start, end, tag in names] == [("杜聿明", "PERSON"), ("窑湾", "GPE")]
    words = backend_words(f"spacy:{model}")("甲军 抵达\n\u3000迪化 ")
    assert "".join(word for word, _ in words) == "甲军 抵达\n\u3000迪化 "


def test_a_run(model: Path, tmp_path: Path, capsys: Capture) -> None:
    article = tmp_path / "窑湾.txt"
    article.write_text(TEXT, encoding="utf-8")
    options = ["--out", str(tmp_path / "out"), "--recognizer", f"spacy:{model}"]
    assert main(["run", str(article), *options]) == 0
    assert capsys.readouterr().err == ""
    record = json.loads((tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8"))
    evidence = {mention["text"]: mention["evidence"] for mention in record["mentions"]}
    assert "spacy.person" in evidence["杜聿明"]
    assert "spacy.gpe" in evidence["窑湾"]


def test_a_pipeline_without_names(tmp_path: Path) -> None:
    spacy.blank("zh").to_disk(tmp_path / "model")
    assert refusal(f"spacy:{tmp_path / 'model'}") == "segments but finds no names: choose another recognizer"


def test_not_chinese(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "model")
    assert refusal(f"spacy:{tmp_path / 'model'}") == "a pipeline for the language 'en', not for Chinese (zh)"


def test_another_version(model: Path) -> None:
    problem = refusal(change(model, spacy_version=">=2.0,<2.1"))
    assert problem.startswith("made for spaCy >=2.0,<2.1, but ")


def test_a_file_is_missing_or_broken(model: Path) -> None:
    (model / "ner" / "model").write_bytes(b"nonsense")
    assert refusal(f"spacy:{model}").startswith("cannot be loaded (")
    (model / "config.cfg").unlink()
    assert refusal(f"spacy:{model}").startswith("cannot be loaded (")


def test_checksums(model: Path) -> None:
    (model / "SHA256SUMS").write_text(f"{'0' * 64}  ner/model\n", encoding="utf-8")
    assert refusal(f"spacy:{model}") == "model is not the file that SHA256SUMS names; copy the model folder again"


def test_no_such_pipeline() -> None:
    problem = "neither a folder nor an installed pipeline; try python -m spacy download no_such_pipeline"
    assert refusal("spacy:no_such_pipeline") == problem
