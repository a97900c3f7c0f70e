"""The commands from end to end: what they print and write, and one clear error for what they cannot do."""

import csv
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jishi.cli import main
from jishi.document import Document
from jishi.evaluate.baselines import finder, make_baselines
from jishi.evaluate.errors import COLUMNS
from jishi.evaluate.report import FILES
from jishi.evaluate.texts import load_texts
from jishi.io import read_documents, write_documents
from jishi.resources import Resources

GOLD = Path(__file__).parent.parent.parent / "corpus" / "gold" / "dev"
ARTICLES = ("中原大战", "诺门坎战役", "黃海海戰")
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module", autouse=True)
def loaded_once(resources: Resources) -> Iterator[None]:
    """The commands get the shipped resources without reading them again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jishi.resources.load_resources", lambda: resources)
        yield


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a few annotations."""
    folder = tmp_path_factory.mktemp("gold")
    for name in ARTICLES:
        shutil.copy(GOLD / f"{name}.ann", folder)
    return folder


@pytest.fixture(scope="module")
def predicted(corpus_documents: Sequence[Document], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The predictions for them."""
    path = tmp_path_factory.mktemp("predicted") / "documents.jsonl"
    write_documents((document for document in corpus_documents if document.id in ARTICLES), path)
    return path


@pytest.fixture(scope="module")
def report(gold: Path, predicted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report folder."""
    folder = tmp_path_factory.mktemp("reports") / "report"
    assert main(["evaluate", str(gold), str(predicted), "--report", str(folder), "--json"]) == 0
    return folder


def complaint(arguments: list[str], capsys: Capture) -> str:
    """What the command says when it can do nothing."""
    assert main([*arguments, "--no-baselines"] if arguments[0] == "evaluate" else arguments) == 2
    output = capsys.readouterr()
    assert output.out == ""
    return output.err.strip()


def test_compile(gold: Path, tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "new" / "gold.jsonl"
    assert main(["gold", "compile", *map(str, sorted(gold.iterdir())), "--out", str(target)]) == 0
    assert re.search(r"3 documents, \d+ characters, \d+ mentions, \d+ events", capsys.readouterr().out)
    assert [document.id for document in read_documents(target)] == sorted(ARTICLES)


def test_compile_tells_every_problem_of_every_file(tmp_path: Path, capsys: Capture) -> None:
    for name in "甲乙":
        (tmp_path / f"{name}.ann").write_text(f"# id: {name}\n[日军 ARMY]进攻。\n> RAID 进攻", encoding="utf-8")
    files = [str(tmp_path / "甲.ann"), str(tmp_path / "乙.ann")]
    lines = complaint(["gold", "compile", *files, "--out", str(tmp_path / "out.jsonl")], capsys).splitlines()
    assert lines == [
        f"{file}:{line}: {problem}"
        for file in files
        for line, problem in ((2, "unknown label ARMY of 日军"), (3, "unknown event type RAID"))
    ]
    assert not (tmp_path / "out.jsonl").exists()


def test_evaluate_prints_counts_beside_every_figure(gold: Path, predicted: Path, capsys: Capture) -> None:
    assert main(["evaluate", str(gold), str(predicted)]) == 0
    output = capsys.readouterr().out
    assert re.search(r"bound to the right event +[\d.]+ +[\d.]+–[\d.]+ .* \d+ of \d+, \d+ predicted +[\d.]+ ", output)
    assert "dictionary only" in output
    assert re.search(r"^jishi \S+ \| resources [0-9a-f]{12} \| gold [0-9a-f]{12} \| strict spans", output, re.MULTILINE)


def test_gold_against_its_compiled_self(gold: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["gold", "compile", str(gold), "--out", str(tmp_path / "gold.jsonl")]) == 0
    capsys.readouterr()
    assert main(["evaluate", str(gold), str(tmp_path / "gold.jsonl"), "--json", "--no-baselines"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["figures"]["arguments.bound"]["score"] == found["figures"]["entities.lea"]["score"] == 1
    assert found["errors"]["all"] == []


def test_report_files(report: Path) -> None:
    assert {path.name for path in report.iterdir()} == set(FILES)
    record = json.loads((report / "report.json").read_text(encoding="utf-8"))
    with (report / "errors.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == set(COLUMNS)
    assert len(rows) == len(record["errors"]["all"]) == sum(record["errors"]["kinds"].values())
    with (report / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        figures = {row["figure"]: row for row in csv.DictReader(file)}
    assert float(figures["events.type"]["score"]) == record["figures"]["events.type"]["score"]
    assert set(record["figures"]["events.type"]["baselines"]) - {"lac"} == {"dictionary", "nearest", "jieba", "rjieba"}
    assert "| bound to the right event |" in (report / "report.md").read_text(encoding="utf-8")
    kinds = {row["kind"] for row in rows}
    assert {"missed", "spurious", "border", "role"} <= kinds


def test_report_is_written_again_but_over_nothing_else(
    gold: Path, predicted: Path, report: Path, tmp_path: Path, capsys: Capture
) -> None:
    before = (report / "report.json").read_bytes()
    assert main(["evaluate", str(gold), str(predicted), "--report", str(report), "--json"]) == 0
    assert (report / "report.json").read_bytes() == before
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    capsys.readouterr()
    assert main(["evaluate", str(gold), str(predicted), "--report", str(tmp_path), "--no-baselines"]) == 2
    assert "holds mine.txt" in capsys.readouterr().err


class Page(HTMLParser):
    """The addresses that a page names, and the names of its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action", "data"}]


def test_page_asks_for_nothing_outside(report: Path) -> None:
    text = (report / "report.html").read_text(encoding="utf-8")
    page = Page()
    page.feed(text)
    assert page.addresses == ["data:,"]
    assert {"svg", "table", "details", "script"} <= page.tags
    assert not {"iframe", "img", "object", "embed"} & page.tags
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|https?://", text)
    data = re.search(r'<script type="application/json" id="data">(?P<data>.*?)</script>', text, re.DOTALL)
    assert data is not None
    assert json.loads(data["data"])["rows"]


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium here")
def test_page_in_a_browser(report: Path, tmp_path: Path) -> None:
    """Sorting, filtering and the language switch do what they say; a script put behind the page's own drives it."""
    script = """<script>
const note = (name, value) => document.body.dataset[name] = value;
const column = n => [...document.querySelectorAll("#errors tbody tr")].map(row => row.cells[n].textContent);
const sorted = values => values.every((v, i) => !i || values[i - 1].localeCompare(v, "zh") <= 0);
note("rows", column(0).length);
document.querySelector("#errors th[data-column=what]").click(); note("up", sorted(column(4)));
document.querySelector("#errors th[data-column=what]").click(); note("down", sorted(column(4).reverse()));
document.getElementById("choose-kind").value = "missed";
document.getElementById("choose-kind").dispatchEvent(new Event("change"));
note("kinds", [...new Set(column(2))].join());
document.getElementById("find").value = "ATTACK"; document.getElementById("find").dispatchEvent(new Event("input"));
note("found", column(5).every(text => text.includes("ATTACK")) && column(5).length);
document.getElementById("language").click(); note("language", document.documentElement.lang);
note("loads", performance.getEntriesByType("resource").filter(e => !e.name.startsWith("data:")).length);
</script></body>"""
    path = tmp_path / "page.html"
    text = (report / "report.html").read_text(encoding="utf-8")
    path.write_text(text.replace("</body>", script), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run(
        [*command, "--dump-dom", path.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    body = re.search(r"<body (?P<notes>[^>]*)>", done.stdout)
    assert body is not None, "the script did not run"
    notes = dict(re.findall(r'data-(\w+)="([^"]*)"', body["notes"]))
    assert notes.pop("rows") == "100"
    assert int(notes.pop("found")) > 0
    assert notes == {"up": "true", "down": "true", "kinds": "missed", "language": "zh", "loads": "0"}


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium here")
def test_page_on_a_phone(report: Path, tmp_path: Path) -> None:
    """Nothing sticks out at a width of 390 pixels, and the columns can still be sorted there."""
    page = tmp_path / "phone.html"
    page.write_text(
        """<iframe id="phone" src="report.html" style="width: 390px; height: 900px; border: 0"></iframe><script>
document.getElementById("phone").onload = event => {
  const inside = event.target.contentDocument, page = inside.documentElement;
  const heads = inside.querySelectorAll("#errors th");
  document.body.dataset.outside = page.scrollWidth - page.clientWidth;
  document.body.dataset.heads = [...heads].filter(head => head.getBoundingClientRect().height > 0).length;
};</script>""",
        encoding="utf-8",
    )
    shutil.copy(report / "report.html", tmp_path)
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    done = subprocess.run(
        [*command, profile, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    assert dict(re.findall(r'data-(\w+)="([^"]*)"', done.stdout)) == {"outside": "0", "heads": "9"}


def test_compare(gold: Path, predicted: Path, tmp_path: Path, capsys: Capture) -> None:
    worse = tmp_path / "worse.jsonl"
    write_documents((replace(document, events=(), relations=()) for document in read_documents(predicted)), worse)
    assert main(["compare", str(worse), str(predicted), str(gold)]) == 0
    output = capsys.readouterr().out
    line = next(line for line in output.splitlines() if "type identified" in line)
    assert re.fullmatch(r"  type identified +0\.00 +[\d.]+ +\+[\d.]+ +\+[\d.]+ … \+[\d.]+ +0\.\d+\*", line)
    assert re.search(r"better: errors only in A: \d\d+", output)
    assert "expected ATTACK" in output


def test_bad_input_is_refused(gold: Path, predicted: Path, tmp_path: Path, capsys: Capture) -> None:
    assert "no such file or folder" in complaint(["evaluate", str(tmp_path / "none"), str(predicted)], capsys)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no .ann, .json, .jsonl in it" in complaint(["evaluate", str(empty), str(predicted)], capsys)
    lines = predicted.read_text(encoding="utf-8").splitlines(keepends=True)
    broken = tmp_path / "broken.jsonl"
    broken.write_text(lines[0] + lines[1][:100] + "\n" + lines[2], encoding="utf-8")
    assert "broken.jsonl: line 2: " in complaint(["evaluate", str(gold), str(broken)], capsys)
    short = tmp_path / "short.jsonl"
    short.write_text("".join(lines[:2]), encoding="utf-8")
    missing = next(name for name in ARTICLES if f'"id":"{name}"' not in "".join(lines[:2]))
    said = complaint(["evaluate", str(gold), str(short)], capsys)
    assert said == f"jishi: {gold / missing}.ann: {missing}: no predicted document has its id or its text"
    other = tmp_path / "other.jsonl"
    names = [json.loads(line)["id"] for line in lines]
    renamed = [
        line.replace(f'"id":"{name}"', f'"id":"{names[place - 1]}"')
        for place, (line, name) in enumerate(zip(lines, names, strict=True))
    ]
    other.write_text("".join(renamed), encoding="utf-8")
    said = complaint(["evaluate", str(gold), str(other)], capsys)
    first = sorted(ARTICLES)[0]
    assert said == f"jishi: {gold / first}.ann: {first}: the predicted document of this id is of another text"
    twice = tmp_path / "twice.jsonl"
    twice.write_text("".join([*lines, lines[0]]), encoding="utf-8")
    said = complaint(["evaluate", str(gold), str(twice)], capsys)
    assert said == f"jishi: {twice}: document 4: {names[0]} comes twice, first in {twice}"
    (tmp_path / "bad.ann").write_text("# id: 一\n[日军 ARMY]。", encoding="utf-8")
    assert "bad.ann:2: unknown label ARMY" in complaint(["evaluate", str(tmp_path / "bad.ann"), str(predicted)], capsys)
    (tmp_path / "bad.json").write_text('{"doc": "一",\n "text": }', encoding="utf-8")
    assert "bad.json: line 2" in complaint(["evaluate", str(tmp_path / "bad.json"), str(predicted)], capsys)
    (tmp_path / "less.json").write_text('{"doc": "一"}', encoding="utf-8")
    assert "'text' is missing" in complaint(["evaluate", str(tmp_path / "less.json"), str(predicted)], capsys)


def test_baselines_keep_the_text(resources: Resources, corpus_documents: Sequence[Document]) -> None:
    document = corpus_documents[0]
    for name, stage in make_baselines(resources).items():
        done = stage(document)
        assert done.text == document.text, name
        assert done == stage(document), name
    assert [word for _, word in finder(["上海", "上海市", "海"])("在上海市的海")] == ["上海市", "海"]


def test_every_text_has_two_languages() -> None:
    texts = load_texts()
    for section in texts.sections.values():
        for name, (english, chinese) in section.items():
            assert english, name
            assert chinese, name
    assert texts.both("figure", "mentions.PERSON") == ("PERSON", "PERSON")
