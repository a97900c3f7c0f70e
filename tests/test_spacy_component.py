"""The component in spaCy's pipelines, and runs written for spaCy."""

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jishi.batch import Running, run
from jishi.config import Config
from jishi.document import Document, Stage
from jishi.errors import ConfigError
from jishi.io import read_documents, to_record
from jishi.read import read_bytes, reading_knowledge
from jishi.resources import Resources

spacy = pytest.importorskip("spacy", reason="the extra [spacy] is not installed")

import jishi.spacy_component  # noqa: E402, F401 (where Jishi is not installed there is no entry point)
from jishi.io.spacy import annotate, to_doc  # noqa: E402

TEXT = "1937年9月25日，第115師在平型關伏擊日軍。\n日军第5师团板垣征四郎中将令部队撤退，\u3000 未能突围😀。"
SETTINGS = ("char", "jieba")
Pipeline = Callable[[str], Any]


def blank(segmenter: str) -> Any:
    """An empty Chinese pipeline that cuts characters, or words."""
    return spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})


@pytest.fixture(scope="module", params=SETTINGS)
def nlp(request: pytest.FixtureRequest) -> Any:
    """A pipeline with nothing but our component."""
    made = blank(request.param)
    made.add_pipe("jishi")
    return made


@pytest.fixture
def expected(resources: Resources, pipeline: Stage) -> Document:
    """What a run makes of the text."""
    knowledge = reading_knowledge(resources)
    document = pipeline(read_bytes(TEXT.encode(), name="doc", format="plain", knowledge=knowledge))
    assert document.text.splitlines()[0] == TEXT.splitlines()[0]
    return document


def surfaces(document: Document) -> list[tuple[str, str]]:
    return [(document[mention.span], mention.label) for mention in document.mentions]


def test_mentions_are_those_of_a_run(nlp: Any, expected: Document) -> None:
    doc = nlp(TEXT)
    assert doc.text == TEXT
    assert [(span.text, span.label_) for span in doc.spans["jishi"]] == surfaces(expected)
    assert [(entity.text, entity.label_) for entity in doc.ents] == surfaces(expected)
    assert next(sentence.text for sentence in doc.sents) == TEXT.splitlines()[0] + "\n"


def test_events_and_entities(nlp: Any, expected: Document) -> None:
    doc = nlp(TEXT)
    assert [event["type"] for event in doc._.events] == [event.type for event in expected.events]
    attack = doc._.events[0]
    assert attack["trigger"]["text"] == "伏擊"
    assert doc[attack["trigger"]["token_start"] : attack["trigger"]["token_end"]].text == "伏擊"
    assert attack["time"] == "1937-09-25"
    roles = {one["role"]: doc[one["token_start"] : one["token_end"]].text for one in attack["arguments"]}
    assert roles == {"agent": "第115師", "patient": "日軍", "place": "平型關", "time": "1937年9月25日"}
    entities = {entity["id"]: entity for entity in doc._.entities}
    (unit,) = [span for span in doc.spans["jishi"] if span.text == "第115師"]
    assert unit.id_ in entities[unit.kb_id_]["mentions"]
    assert {mention["id"] for mention in doc._.mentions} == {span.id_ for span in doc.spans["jishi"]}


def test_no_token_crosses_a_mention_or_trigger(nlp: Any) -> None:
    doc = nlp(TEXT)
    borders = {token.idx for token in doc} | {token.idx + len(token) for token in doc}
    for one in [*doc._.mentions, *(event["trigger"] for event in doc._.events)]:
        assert {one["start"], one["end"]} <= borders


def test_tokens_can_be_left_alone() -> None:
    nlp = blank("jieba")
    before = [token.text for token in nlp(TEXT)]
    nlp.add_pipe("jishi", config={"align": "expand"})
    doc = nlp(TEXT)
    assert [token.text for token in doc] == before
    for mention, span in zip(doc._.mentions, doc.spans["jishi"], strict=True):
        assert mention["text"] in span.text
        assert (doc[span.start].idx <= mention["start"], mention["end"] <= span.end_char) == (True, True)


def test_expanded_mentions_in_one_token(pipeline: Stage, resources: Resources) -> None:
    """Both keep their spans; doc.ents, where nothing may overlap, has the first."""
    from spacy.tokens import Doc

    text = "苏军与日军交战。"
    knowledge = reading_knowledge(resources)
    document = pipeline(read_bytes(text.encode(), name="doc", format="plain", knowledge=knowledge))
    doc = Doc(spacy.blank("zh").vocab, words=["苏军与日军", "交战", "。"], spaces=[False] * 3)
    annotate(doc, document, align="expand")
    assert [span.text for span in doc.spans["jishi"]] == ["苏军与日军", "苏军与日军"]
    assert [entity.text for entity in doc.ents] == ["苏军与日军"]


def test_what_others_found_stays_where_it_was(pipeline: Stage, resources: Resources) -> None:
    """Splitting a token moves spans and heads with it; earlier entities stay if they are not to be overwritten."""
    from spacy.tokens import Doc, Span

    text = "日军进攻忻口镇一带。"
    knowledge = reading_knowledge(resources)
    document = pipeline(read_bytes(text.encode(), name="doc", format="plain", knowledge=knowledge))
    words = ["日军进攻", "忻口", "镇一带", "。"]
    doc = Doc(
        spacy.blank("zh").vocab, words=words, spaces=[False] * 4, heads=[0, 2, 0, 0], deps=["ROOT", "a", "b", "p"]
    )
    doc.ents = [Span(doc, 3, 4, "MARK")]
    doc.spans["other"] = [Span(doc, 2, 3, "REST"), Span(doc, 3, 4, "MARK")]
    annotate(doc, document, overwrite=False)
    assert [token.text for token in doc][:2] == ["日军", "进攻"]
    assert [(span.text, span.label_) for span in doc.spans["other"]] == [("镇一带", "REST"), ("。", "MARK")]
    assert ("。", "MARK") in [(entity.text, entity.label_) for entity in doc.ents]
    assert ("日军", "UNIT") in [(entity.text, entity.label_) for entity in doc.ents]
    assert doc[0].head.text == "进攻"
    annotate(doc, document)
    assert "MARK" not in {entity.label_ for entity in doc.ents}


def test_title_and_date(nlp: Any) -> None:
    doc = nlp.make_doc("10月，日军进攻忻口。")
    doc.user_data["date"] = "1937"
    (event,) = nlp(doc)._.events
    assert event["time"] == "1937-10"
    doc = nlp.make_doc("10月，日军进攻忻口。")
    doc.user_data["title"] = "忻口会战（1937年）"
    (event,) = nlp(doc)._.events
    assert event["time"] == "1937-10"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Hello", "\u3000😀\t\n甲"])
def test_odd_texts(nlp: Any, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert list(doc._.events) == []


def test_doc_bin_round_trip(nlp: Any, tmp_path: Path) -> None:
    from spacy.tokens import DocBin

    doc = nlp(TEXT)
    DocBin(docs=[doc], store_user_data=True).to_disk(tmp_path / "one.spacy")
    (back,) = DocBin().from_disk(tmp_path / "one.spacy").get_docs(spacy.blank("zh").vocab)
    assert back.text == TEXT
    for name in ("events", "entities", "mentions"):
        assert json.dumps(back._.get(name)) == json.dumps(doc._.get(name))  # msgpack has lists as tuples
    for spans in ("ents", "jishi"):
        pair = [one.ents if spans == "ents" else one.spans[spans] for one in (doc, back)]
        old, new = ([(s.start, s.end, s.label_, s.kb_id_, s.id_) for s in one] for one in pair)
        assert old == new


def test_a_pipeline_can_be_saved(tmp_path: Path) -> None:
    nlp = blank("char")
    nlp.add_pipe("jishi", config={"segmenter": "rjieba", "align": "expand"})
    nlp.to_disk(tmp_path / "nlp")
    back = spacy.load(tmp_path / "nlp")
    assert back.get_pipe_config("jishi")["segmenter"] == "rjieba"
    assert back(TEXT)._.events == nlp(TEXT)._.events


def test_the_component_pickles(nlp: Any) -> None:
    """As spaCy's worker processes need it."""
    component = pickle.loads(pickle.dumps(nlp.get_pipe("jishi")))
    assert component(nlp.make_doc(TEXT))._.events == nlp(TEXT)._.events


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"segmenter": "x"}, "unknown segmenter x: choose from"),
        ({"recognizers": ["rules", "x"]}, "unknown recognizer x: choose from rules"),
    ],
)
def test_options_that_are_none(options: dict[str, object], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        spacy.blank("zh").add_pipe("jishi", config=options)


def test_spacy_finds_it_by_itself() -> None:
    from importlib.metadata import entry_points

    if not any(point.name == "jishi" for point in entry_points(group="spacy_factories")):
        pytest.skip("Jishi is on the path, but not installed with its entry points")
    code = (
        "import spacy; nlp = spacy.blank('zh'); nlp.add_pipe('jishi'); print(nlp('日军进攻忻口。')._.events[0]['type'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "ATTACK\n"


def test_a_run_for_spacy(tmp_path: Path, resources: Resources) -> None:
    from spacy.tokens import DocBin

    for name in ("甲", "乙"):
        (tmp_path / f"{name}.txt").write_text(f"{TEXT}{name}。", encoding="utf-8")
    folders = [tmp_path / "one", tmp_path / "two"]
    for jobs, folder in enumerate(folders, start=1):
        paths = [tmp_path / "甲.txt", tmp_path / "乙.txt"]
        run(paths, folder, resources, Config(formats=("jsonl", "spacy")), Running(jobs))
    assert folders[0].joinpath("documents.spacy").read_bytes() == folders[1].joinpath("documents.spacy").read_bytes()
    docs = list(DocBin().from_disk(folders[0] / "documents.spacy").get_docs(spacy.blank("zh").vocab))
    documents = list(read_documents(folders[0] / "documents.jsonl"))
    assert [doc.user_data["title"] for doc in docs] == ["甲", "乙"]
    for doc, document in zip(docs, documents, strict=True):
        assert doc.text == document.text
        assert [(span.start_char, span.end_char, span.label_) for span in doc.spans["jishi"]] == [
            (mention.span.start, mention.span.end, mention.label) for mention in document.mentions
        ]
        assert [event["id"] for event in doc._.events] == [event["id"] for event in to_record(document)["events"]]
    # a run may be replaced by one of other formats
    run([tmp_path / "甲.txt"], folders[0], resources, Config(formats=("jsonl",)))
    assert not (folders[0] / "documents.spacy").exists()


def test_the_corpus_as_docs(corpus_documents: list[Document]) -> None:
    vocab = spacy.blank("zh").vocab
    for document in corpus_documents:
        doc = to_doc(document, vocab)
        assert doc.text == document.text
        assert [(span.text, span.label_) for span in doc.spans["jishi"]] == surfaces(document)
        assert len(doc.ents) == len(document.mentions)


def test_the_format_without_its_extra(tmp_path: Path, resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    (tmp_path / "甲.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        run([tmp_path / "甲.txt"], tmp_path / "out", resources, Config(formats=("spacy",)))
    assert str(caught.value) == "format spacy needs spacy, which is not installed: pip install 'jishi[spacy]'"
    assert not (tmp_path / "out").exists()
