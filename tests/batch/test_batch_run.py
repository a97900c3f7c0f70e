"""A run: one folder, complete or not at all; a bad file is a row and not the end."""

import csv
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from jishi.assemble import assemble as true_assemble
from jishi.batch import Summary, run, worker
from jishi.batch.journal import open_journal
from jishi.config import FORMATS, Config
from jishi.document import Document, Stage
from jishi.errors import ConfigError, JishiError, ReadError
from jishi.resources import Resources

HOSTILE = Path(__file__).parent.parent / "hostile"
TEXT = "1937年9月25日，第115师在平型关伏击日军。"
ALL_FILES = {
    "documents.jsonl",
    "events.json",
    "mentions.csv",
    "entities.csv",
    "events.csv",
    "arguments.csv",
    "relations.csv",
}
ALL_FILES |= {"failures.csv", "run.json"}
Run = Callable[..., Summary]
runs = sys.modules["jishi.batch.run"]  # the module; `jishi.batch.run` is its function


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A folder with one article."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "平型关.txt").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture
def start(resources: Resources) -> Run:
    """`run` with the shipped resources."""

    def call(paths: Sequence[Path], folder: Path, config: Config | None = None) -> Summary:
        return run(paths, folder, resources, config or Config(segmenter="rjieba"))

    return call


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Exception], None]:
    """Makes the pipeline raise the error on documents of that id."""

    def use(name: str, error: Exception) -> None:
        def assemble(resources: Resources, config: Config | None = None) -> Stage:
            stage = true_assemble(resources, config)

            def broken(document: Document) -> Document:
                if document.id == name:
                    raise error
                return stage(document)

            return broken

        monkeypatch.setattr(worker, "assemble", assemble)

    return use


def failures(folder: Path) -> list[dict[str, str]]:
    with (folder / "failures.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def ids(folder: Path) -> list[str]:
    lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["id"] for line in lines]


def test_a_run(article: Path, tmp_path: Path, start: Run) -> None:
    summary = start([article], tmp_path / "deep" / "out")
    assert {path.name for path in (tmp_path / "deep" / "out").iterdir()} == ALL_FILES
    assert sorted(path.name for path in (tmp_path / "deep").iterdir()) == ["out"]
    assert (summary.documents, summary.characters, summary.failures) == (1, len(TEXT), [])
    assert summary.events == {"ATTACK": 1}
    assert summary.mentions == {"TIME": 1, "UNIT": 2, "PLACE": 1}
    assert (tmp_path / "deep" / "out").stat().st_mode & 0o777 == 0o755


def test_bad_files_are_rows_and_the_rest_is_processed(article: Path, tmp_path: Path, start: Run) -> None:
    (article / "名.docx").write_bytes(b"PK")
    hostile = sorted(path for path in HOSTILE.iterdir() if path.suffix in {".md", ".txt"})
    summary = start([HOSTILE, article, article / "名.docx"], tmp_path / "out")
    assert ids(tmp_path / "out") == ["gbk", "平型关"]
    rows = {Path(row["path"]).name: row for row in failures(tmp_path / "out")}
    assert list(rows) == [*(path.name for path in hostile if path.name != "gbk.md"), "名.docx"]
    assert {row["stage"] for name, row in rows.items() if name != "utf16.txt"} == {"read"}
    reasons = {name: row["reason"] for name, row in rows.items()}
    assert reasons["empty.md"] == reasons["blank.txt"] == "empty file"
    assert "binary" in reasons["binary.md"]
    assert reasons["utf16.txt"] == f"the same text as {HOSTILE / 'gbk.md'}"
    assert "damaged UTF-8" in reasons["cut_off.txt"]
    assert "no text left" in reasons["notes_only.md"]
    assert "unknown kind" in reasons["名.docx"]
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["counts"]["failures"] == len(rows)
    assert len(summary.failures) == len(rows)


def test_all_bad_leaves_nothing(tmp_path: Path, start: Run) -> None:
    with pytest.raises(JishiError, match=r"empty\.md: empty file \(and 1 more files failed\)") as caught:
        start([HOSTILE / "empty.md", HOSTILE / "binary.md"], tmp_path / "out")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_unreadable(article: Path, tmp_path: Path, start: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (article / "密.md").write_text(TEXT, encoding="utf-8")
    true_open = Path.open

    def refuse(path: Path, *rest: Any, **more: Any) -> Any:
        if path.name == "密.md":
            raise PermissionError(13, "Permission denied")
        return true_open(path, *rest, **more)

    monkeypatch.setattr(Path, "open", refuse)
    start([article], tmp_path / "out")
    assert [(row["path"], row["reason"]) for row in failures(tmp_path / "out")] == [
        (str(article / "密.md"), "Permission denied")
    ]
    assert ids(tmp_path / "out") == ["平型关"]


def test_a_folder_named_like_an_article(article: Path, tmp_path: Path, start: Run) -> None:
    (article / "夹.md").mkdir()
    (article / "夹.md" / "内.txt").write_text(f"{TEXT}撤退。", encoding="utf-8")
    start([article], tmp_path / "out")
    assert sorted(ids(tmp_path / "out")) == ["内", "平型关"]
    assert failures(tmp_path / "out") == []


def test_a_broken_link_is_a_row(article: Path, tmp_path: Path, start: Run) -> None:
    (article / "断.md").symlink_to(tmp_path / "nowhere")
    start([article], tmp_path / "out")
    assert [Path(row["path"]).name for row in failures(tmp_path / "out")] == ["断.md"]


def test_a_name_that_is_not_utf8(article: Path, tmp_path: Path, start: Run) -> None:
    name = b"\xff.txt".decode("utf-8", errors="surrogateescape")
    try:
        (article / name).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes no such name")
    start([article], tmp_path / "out")
    assert [(row["path"], row["reason"]) for row in failures(tmp_path / "out")] == [
        (str(article / "\ufffd.txt"), "the file's name is not UTF-8")
    ]
    assert ids(tmp_path / "out") == ["平型关"]


def test_no_article(tmp_path: Path, start: Run) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "list.csv").write_text("a", encoding="utf-8")
    with pytest.raises(ReadError, match="in: no article"):
        start([tmp_path / "in"], tmp_path / "out")
    with pytest.raises(ReadError, match="gone: no such file or folder"):
        start([tmp_path / "gone"], tmp_path / "out")
    (tmp_path / "断.md").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ReadError, match=r"断\.md: no such file or folder"):
        start([tmp_path / "断.md"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_article_that_breaks_the_pipeline(
    article: Path, tmp_path: Path, start: Run, breaking: Callable[[str, Exception], None]
) -> None:
    (article / "坏.md").write_text(TEXT, encoding="utf-8")
    breaking("坏", KeyError("x"))
    summary = start([article], tmp_path / "out")
    assert [(row["stage"], row["reason"]) for row in failures(tmp_path / "out")] == [("pipeline", "KeyError: 'x'")]
    assert (ids(tmp_path / "out"), summary.documents) == (["平型关"], 1)


def test_an_interruption_leaves_an_earlier_run_as_it_was(
    article: Path, tmp_path: Path, start: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    start([article], tmp_path / "runs" / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "runs" / "out").iterdir()}

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    for name in ("write_run", "make_outcomes"):
        with monkeypatch.context() as patch:
            patch.setattr(runs, name, interrupt)
            with pytest.raises(KeyboardInterrupt):
                start([article], tmp_path / "runs" / "out")
        assert {path.name: path.read_bytes() for path in (tmp_path / "runs" / "out").iterdir()} == before
        assert {path.name for path in (tmp_path / "runs").iterdir()} <= {"out", ".out.journal"}
    start([article], tmp_path / "runs" / "out")
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["out"]


def test_a_full_disk(article: Path, tmp_path: Path, start: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(runs, "write_run", full)
    with pytest.raises(ConfigError, match="out: cannot be written: No space left on device"):
        start([article], tmp_path / "runs" / "out")
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [".out.journal"]


def test_an_exchange_that_fails_keeps_the_earlier_run(
    article: Path, tmp_path: Path, start: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    start([article], tmp_path / "runs" / "out")
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name == ".out.partial":
            raise OSError(16, "Device or resource busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(ConfigError, match="busy"):
        start([article], tmp_path / "runs" / "out")
    assert {path.name for path in (tmp_path / "runs").iterdir()} == {"out", ".out.journal"}
    assert ids(tmp_path / "runs" / "out") == ["平型关"]


def test_an_earlier_run_is_replaced(article: Path, tmp_path: Path, start: Run) -> None:
    start([article], tmp_path / "runs" / "out")
    (article / "平型关.txt").rename(article / "忻口.txt")
    start([article], tmp_path / "runs" / "out", Config(segmenter="rjieba", formats=("jsonl",)))
    assert ids(tmp_path / "runs" / "out") == ["忻口"]
    assert {path.name for path in (tmp_path / "runs" / "out").iterdir()} == {
        "documents.jsonl",
        "failures.csv",
        "run.json",
    }
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["out"]


def test_an_empty_folder_is_taken(article: Path, tmp_path: Path, start: Run) -> None:
    (tmp_path / "out").mkdir()
    start([article], tmp_path / "out")
    assert ids(tmp_path / "out") == ["平型关"]


@pytest.mark.parametrize("name", ["notes.txt", "documents.jsonl", "run.json.bak"])
def test_what_no_run_wrote_is_not_replaced(article: Path, tmp_path: Path, start: Run, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="out: not empty"):
        start([article], tmp_path / "out")
    assert (tmp_path / "out" / name).read_text(encoding="utf-8") == "mine"


def test_a_stranger_in_an_earlier_run_is_not_lost(article: Path, tmp_path: Path, start: Run) -> None:
    start([article], tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="out: not empty"):
        start([article], tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").exists()


def test_a_target_that_cannot_be(article: Path, tmp_path: Path, start: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ConfigError, match="file: is a file"):
        start([article], tmp_path / "file")
    with pytest.raises(ConfigError, match="out: cannot be written"):
        start([article], tmp_path / "file" / "out")
    for target in (article, tmp_path):
        with pytest.raises(ConfigError, match="holds input"):
            start([article], target)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(ConfigError, match="out: cannot be written: Permission denied"):
        start([article], tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "in"]


def test_an_unknown_segmenter_makes_no_folder(article: Path, tmp_path: Path, start: Run) -> None:
    with pytest.raises(ConfigError, match="unknown segmenter x: choose from"):
        start([article], tmp_path / "runs" / "out", Config(segmenter="x"))
    assert not (tmp_path / "runs").exists()


def test_files_of_one_name_are_two_documents(article: Path, tmp_path: Path, start: Run) -> None:
    (article / "b").mkdir()
    for number, name in enumerate(("b/平型关.md", "平型关.md", "平型关~2.md")):
        (article / name).write_text(f"{TEXT}{number}人撤退。", encoding="utf-8")
    start([article], tmp_path / "out")
    found = ids(tmp_path / "out")
    assert len(found) == len(set(found)) == 4
    assert {"平型关", "平型关~2"} < set(found)


def test_a_file_given_twice_is_read_once(article: Path, tmp_path: Path, start: Run) -> None:
    assert start([article, article / "平型关.txt", article], tmp_path / "out").documents == 1


def test_free_id(tmp_path: Path) -> None:
    with open_journal(tmp_path / "journal", "", resume=False) as journal:
        names = [journal.free_id(name) for name in ("甲", "甲", "甲~3", "甲", "甲~2", "乙")]
    assert names == ["甲", "甲~2", "甲~3", "甲~4", "甲~2~2", "乙"]


@pytest.mark.parametrize(
    ("formats", "files"),
    [
        (("jsonl",), {"documents.jsonl"}),
        (("json",), {"events.json"}),
        (("csv",), {"mentions.csv", "entities.csv", "events.csv", "arguments.csv", "relations.csv"}),
        (FORMATS, ALL_FILES),
    ],
)
def test_formats(article: Path, tmp_path: Path, start: Run, formats: tuple[str, ...], files: set[str]) -> None:
    start([article], tmp_path / "out", Config(segmenter="rjieba", formats=formats))
    assert {path.name for path in (tmp_path / "out").iterdir()} == files | {"failures.csv", "run.json"}


def test_config() -> None:
    with pytest.raises(ConfigError, match="unknown format xml, yaml: choose from jsonl, json, csv"):
        Config(formats=("yaml", "jsonl", "xml"))
    with pytest.raises(ConfigError, match="no format"):
        Config(formats=())
