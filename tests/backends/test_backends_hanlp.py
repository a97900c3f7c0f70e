"""HanLP on a tiny recognizer that the test trains, and what it cannot load."""

import itertools
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jishi.backends import backend_names, backend_words
from jishi.backends.hanlp import multi_task, recognizer, tokenizer
from jishi.errors import ConfigError

PERSONS, PLACES, VERBS = ("马仲英", "盛世才"), ("迪化", "塔城"), ("进攻", "撤到")


def tagged(word: str, tag: str) -> list[str]:
    """The characters of a word with their tags."""
    marks = ["B", *["I"] * (len(word) - 2), "E"]
    return [f"{character}\t{mark}-{tag}" for character, mark in zip(word, marks, strict=True)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a recognizer that knows two persons and two places, under the tags of MSRA."""
    reason = "the extra [hanlp] is not installed"
    ner = pytest.importorskip("hanlp.components.ner.rnn_ner", reason=reason, exc_type=ImportError)
    folder = tmp_path_factory.mktemp("hanlp")
    sentences = [
        "\n".join([*tagged(person, "NR"), *(f"{character}\tO" for character in verb), *tagged(place, "NS"), "。\tO"])
        for person, verb, place in itertools.product(PERSONS, VERBS, PLACES)
    ]
    data = folder / "train.tsv"
    data.write_text("\n\n".join(sentences) + "\n\n", encoding="utf-8")
    ner.RNNNamedEntityRecognizer().fit(
        str(data),
        str(data),
        str(folder / "model"),
        epochs=15,
        embed=16,
        rnn_hidden=16,
        batch_size=4,
        crf=False,
        drop=0.0,
        lr=0.02,
        tagging_scheme="IOBES",
        token_delimiter="",
        verbose=False,
        devices=-1,
        seed=1,
    )
    return folder / "model"


@pytest.fixture
def model(trained: Path, tmp_path: Path) -> Path:
    """A copy of the recognizer to break."""
    return Path(shutil.copytree(trained, tmp_path / "model"))


@pytest.fixture(scope="module")
def cutting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tokenizer on a tiny transformer, which lies in a folder beside it."""
    reason = "the extra [hanlp] is not installed"
    module = pytest.importorskip("hanlp.components.tokenizers.transformer", reason=reason, exc_type=ImportError)
    transformers = pytest.importorskip("transformers", reason=reason)
    folder = tmp_path_factory.mktemp("cutting")
    sentences = [" ".join([*words, "。"]) for words in itertools.product(PERSONS, VERBS, PLACES)]
    characters = sorted(set("".join(sentences)) - {" "})
    encoder, data = folder / "encoder", folder / "train.txt"
    encoder.mkdir()
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    (encoder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    sizes = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = transformers.BertConfig(vocab_size=len(vocabulary), **sizes)
    transformers.BertModel(config).save_pretrained(encoder)
    transformers.BertTokenizerFast(vocab_file=str(encoder / "vocab.txt")).save_pretrained(encoder)
    data.write_text("\n".join(sentences * 2) + "\n", encoding="utf-8")
    module.TransformerTaggingTokenizer().fit(
        str(data),
        str(data),
        str(folder / "model"),
        str(encoder),
        epochs=20,
        batch_size=4,
        lr=5e-3,
        devices=-1,
        verbose=False,
        char_level=True,
        hard_constraint=False,
        max_seq_len=100,
        seed=1,
    )
    return folder / "model"


def refusal(load: Callable[[], object]) -> str:
    """The one line of the error."""
    with pytest.raises(ConfigError) as caught:
        load()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_names(model: Path) -> None:
    names = backend_names(f"hanlp:{model}")
    for person, verb, place in itertools.product(PERSONS, VERBS, PLACES):
        text = f"{person}{verb}{place}。"
        assert [(text[start:end], tag) for start, end, tag in names(text)] == [(person, "NR"), (place, "NS")]
    assert list(names("")) == []


def test_tags_that_make_no_sense() -> None:
    span_util = pytest.importorskip("hanlp.utils.span_util", reason="the extra [hanlp] is not installed")

    def predict(tokens: list[str]) -> list[tuple[str, str, int, int]]:
        if "，" in tokens:
            raise span_util.InvalidTagSequence(["B-NR", "O", "E-NR"])
        return [("马仲英", "NR", 0, 3)]

    names = recognizer(predict).names
    assert names is not None
    assert names("马仲英。") == [(0, 3, "NR")]
    assert names("马仲英，") == []


def test_a_recognizer_does_not_segment(model: Path) -> None:
    name = f"hanlp:{model}"
    assert refusal(lambda: backend_words(name)) == f"{name} finds names but does not segment: choose another segmenter"


def test_words(cutting: Path) -> None:
    words = backend_words(f"hanlp:{cutting}")
    assert [word for word, _ in words("马仲英撤到迪化。")] == ["马仲英", "撤到", "迪化", "。"]
    assert "".join(word for word, _ in words(" 马仲英 撤到\n\u3000迪化，A😀")) == " 马仲英 撤到\n\u3000迪化，A😀"
    assert list(words("")) == []
    name = f"hanlp:{cutting}"
    assert refusal(lambda: backend_names(name)) == f"{name} segments but finds no names: choose another recognizer"


def test_a_model_without_its_encoder(cutting: Path, tmp_path: Path) -> None:
    model = shutil.copytree(cutting, tmp_path / "model")
    path = model / "config.json"
    card = json.loads(path.read_text(encoding="utf-8")) | {"transformer": "/no/such/encoder"}
    path.write_text(json.dumps(card), encoding="utf-8")
    problem = "its encoder /no/such/encoder is not here; copy that, too, and write its folder into config.json"
    assert refusal(lambda: backend_words(f"hanlp:{model}")) == f"hanlp:{model}: {problem}"


def test_broken_weights(model: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (model / "model.pt").write_bytes(b"nonsense")
    assert refusal(lambda: backend_names(f"hanlp:{model}")).startswith(f"hanlp:{model}: cannot be loaded (")
    assert capfd.readouterr().err == ""


def card(folder: Path, **changes: str) -> Path:
    """A model folder with nothing but a card."""
    known = {"classpath": "hanlp.components.ner.rnn_ner.RNNNamedEntityRecognizer", "hanlp_version": "2.1.5"}
    (folder / "config.json").write_text(json.dumps(known | changes), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, "no model.pt in that folder; copy the model folder again"),
        ({"hanlp_version": "2.2.0"}, "made with HanLP 2.2.0, but 2.1 is supported"),
        ({"hanlp_version": "2.0.0-alpha.1"}, "made with HanLP 2.0.0-alpha.1, but 2.1 is supported"),
        ({"hanlp_version": ""}, "made with HanLP of an unknown version, but 2.1 is supported"),
        ({"classpath": "os.system"}, "a os.system neither segments nor finds names"),
        ({"classpath": ""}, "a model without classpath neither segments nor finds names"),
        ({"classpath": "other.Tokenizer"}, "a other.Tokenizer neither segments nor finds names"),
    ],
)
def test_what_is_refused_before_loading(changes: dict[str, str], problem: str, tmp_path: Path) -> None:
    name = f"hanlp:{card(tmp_path, **changes)}"
    assert refusal(lambda: backend_names(name)) == f"{name}: {problem}"


def test_checksums_come_before_loading(tmp_path: Path) -> None:
    card(tmp_path)
    (tmp_path / "model.pt").write_bytes(b"weights")
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  model.pt\n", encoding="utf-8")
    assert "model.pt is not the file that SHA256SUMS names" in refusal(lambda: backend_names(f"hanlp:{tmp_path}"))


def test_a_folder_without_a_model(tmp_path: Path) -> None:
    problem = "no config.json in that folder, so it is no model; copy the model folder again"
    assert refusal(lambda: backend_names(f"hanlp:{tmp_path}")) == f"hanlp:{tmp_path}: {problem}"


def test_an_unknown_pretrained_name() -> None:
    pytest.importorskip("hanlp", reason="the extra [hanlp] is not installed")
    problem = "neither a model folder nor the name of one of HanLP's pretrained models"
    assert refusal(lambda: backend_names("hanlp:NO_SUCH_MODEL")) == f"hanlp:NO_SUCH_MODEL: {problem}"


def test_a_pretrained_name_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    util = pytest.importorskip("hanlp.utils.io_util", reason="the extra [hanlp] is not installed")

    def offline(url: str) -> str:
        raise ConnectionError(f"no route to {url}")

    monkeypatch.setattr(util, "get_resource", offline)
    name = "hanlp:MSRA_NER_ELECTRA_SMALL_ZH"
    problem = "cannot be fetched (ConnectionError); copy its folder here and write hanlp:FOLDER"
    assert refusal(lambda: backend_names(name)) == f"{name}: {problem}"


# The output of multi-task models, which take too long to train in a test, and of a tokenizer that drops white space.
def test_the_output_of_a_tokenizer() -> None:
    words = tokenizer(lambda text: ["甲军", "进攻", "迪化"]).words
    assert words is not None
    assert words("甲军 进攻迪化") == [("甲军", None), (" ", None), ("进攻", None), ("迪化", None)]


def test_the_output_of_a_multi_task_model() -> None:
    output = {
        "tok/coarse": ["马仲英", "进攻迪化"],
        "tok/fine": ["马仲英", "进攻", "迪化"],
        "pos/ctb": ["NR", "VV", "NR"],
        "pos/pku": ["nr", "v", "ns"],
        "ner/msra": [["马仲英", "PERSON", 0, 1], ["迪化", "LOCATION", 2, 3]],
        "ner/pku": [["马仲英", "nr", 0, 1]],
    }
    backend = multi_task(lambda text: output)
    assert backend.words is not None
    assert backend.names is not None
    assert backend.words("马仲英进攻迪化") == [("马仲英", "NR"), ("进攻", "VV"), ("迪化", "NR")]
    assert backend.names("马仲英进攻迪化") == [(0, 3, "PERSON"), (5, 7, "LOCATION")]
