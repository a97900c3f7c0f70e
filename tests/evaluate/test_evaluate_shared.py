"""The same figures as the independent scorer, where it lies beside the project."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jishi.document import Document, Stage
from jishi.evaluate.facts import compare_pair
from jishi.evaluate.load import load_documents
from jishi.evaluate.pairing import pair_documents
from jishi.evaluate.score import Score, total
from jishi.evaluate.tally import count
from jishi.io import write_documents
from jishi.read import find_inputs, make_reader
from jishi.resources import Resources

ROOT = Path(__file__).parent.parent.parent
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "tools" / "score.py"
GOLD = ROOT / "corpus" / "gold" / "dev"
PAIRS = {
    "ner core3": "mentions.core",
    "ner all9": "mentions.strict",
    **{
        f"ner {label}": f"mentions.{label}" for label in ("PERSON", "PLACE", "UNIT", "ORG", "GROUP", "TIME", "QUANTITY")
    },
    "ner WEAPON": "mentions.WEAPON",
    "ner EVENT": "mentions.EVENT",
    "coref links": "entities.links",
    "value TIME": "values.time",
    "value QUANTITY": "values.quantity",
    "boundary": "segmentation.borders",
    "trigger id": "events.trigger",
    "trigger class": "events.type",
    "polarity+modality": "attributes.both",
    "argument (bound)": "arguments.bound",
    "whole fact": "events.whole",
}
pytestmark = pytest.mark.skipif(not SCORER.exists(), reason="the independent scorer is not here")


def independent(files: Sequence[Path], predictions: Path) -> dict[str, dict[str, float]]:
    """What the independent scorer says."""
    command = [sys.executable, str(SCORER), *map(str, files), "--pred", str(predictions), "--json"]
    found: dict[str, dict[str, float]] = json.loads(
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
    )
    return found


def own(gold: Sequence[Document], predicted: Sequence[Document], resources: Resources) -> dict[str, Score]:
    """What we say."""
    symmetric = {name for name, kind in resources.schema.types.items() if kind.symmetric}
    pairs = pair_documents(gold, predicted)
    return total(count(compare_pair(pair), symmetric, frozenset()) for pair in pairs)


def assert_equal(theirs: dict[str, dict[str, float]], ours: dict[str, Score]) -> None:
    assert set(theirs) <= set(PAIRS)
    for name, row in theirs.items():
        score = ours[PAIRS[name]]
        assert (score.gold, score.predicted) == (row["gold"], row["pred"]), name
        given = [round(value, 4) for value in (score.f1, score.precision, score.recall)]
        assert given == pytest.approx([row["F1"], row["P"], row["R"]], abs=1e-9), name


@pytest.fixture(scope="module")
def shared_predictions(resources: Resources, pipeline: Stage) -> list[Document]:
    read = make_reader(resources)
    return [pipeline(read(path)) for path in find_inputs([SHARED / "articles"])]


def test_same_figures_on_the_shared_articles(
    resources: Resources, shared_predictions: list[Document], tmp_path: Path
) -> None:
    write_documents(shared_predictions, tmp_path / "documents.jsonl")
    files = sorted((SHARED / "gold").glob("*.json"))
    ours = own(load_documents([SHARED / "gold"], resources.schema), shared_predictions, resources)
    assert_equal(independent(files, tmp_path / "documents.jsonl"), ours)


def test_same_figures_where_the_texts_differ_in_white_space(
    resources: Resources, pipeline: Stage, shared_predictions: list[Document], tmp_path: Path
) -> None:
    bare = [
        replace(document, sentences=(), tokens=(), mentions=(), entities=(), events=())
        for document in shared_predictions
    ]
    spaced = [replace(one, text=one.text.replace("，", "， "), folded=one.folded.replace("，", "， ")) for one in bare]
    done = [pipeline(replace(one, links=(), headings=(), source_map=())) for one in spaced]
    write_documents(done, tmp_path / "documents.jsonl")
    files = sorted((SHARED / "gold").glob("*.json"))
    ours = own(load_documents([SHARED / "gold"], resources.schema), done, resources)
    assert_equal(independent(files, tmp_path / "documents.jsonl"), ours)


def gold_record(document: Document) -> dict[str, object]:
    """The document in the shape that the independent scorer reads."""
    ids = {(m.span, m.label): f"m{n}" for n, m in enumerate(document.mentions)}
    owner = {(m.span, m.label): e.name for e in document.entities for m in e.mentions}
    raw = dict(zip(document.mentions, written_values(document), strict=True))
    return {
        "doc": document.id,
        "date": document.date,
        "text": document.text,
        "annotated": [[s.span.start, s.span.end] for s in document.sentences],
        "mentions": [
            {"id": ids[m.span, m.label], "start": m.span.start, "end": m.span.end, "text": document[m.span]}
            | {"label": m.label, "entity": owner.get((m.span, m.label)), "value": raw[m]}
            for m in document.mentions
        ],
        "events": [
            {"type": e.type, "start": e.trigger.start, "end": e.trigger.end, "trigger": document[e.trigger]}
            | {"polarity": e.polarity, "modality": e.modality, "source": e.source}
            | {
                "args": [
                    {"role": a.role, "mention": None if a.inferred else ids[a.mention.span, a.mention.label]}
                    | {"entity": a.entity.name if a.entity else None}
                    for a in e.arguments
                ]
            }
            for e in document.events
        ],
    }


def written_values(document: Document) -> list[str | None]:
    """The values as the annotation writes them."""
    from jishi.evaluate.values import written

    return [written(mention.value) or None for mention in document.mentions]


def test_same_figures_on_the_corpus(resources: Resources, corpus_documents: Sequence[Document], tmp_path: Path) -> None:
    gold = load_documents([GOLD], resources.schema)
    named = {document.id for document in gold}
    predicted = [document for document in corpus_documents if document.id in named]
    files = [tmp_path / f"{number}.json" for number in range(len(gold))]
    for path, document in zip(files, gold, strict=True):
        path.write_text(json.dumps(gold_record(document), ensure_ascii=False), encoding="utf-8")
    write_documents(predicted, tmp_path / "documents.jsonl")
    assert_equal(independent(files, tmp_path / "documents.jsonl"), own(gold, predicted, resources))
