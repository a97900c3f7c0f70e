"""The command line: what it prints, and one clear line and exit code 2 for what it cannot do."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jishi import __version__
from jishi.cli import main
from jishi.resources import Resources, load_resources

HOSTILE = Path(__file__).parent / "hostile"
TEXT = "1937年9月25日，第115师在平型关伏击日军。"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def loaded_once(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line gets the shipped resources without reading them again; those of another folder it reads."""
    monkeypatch.setattr("jishi.cli.load_resources", lambda *folder: load_resources(*folder) if folder else resources)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """One article."""
    path = tmp_path / "平型关.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def complaint(capsys: Capture) -> str:
    """The one line on standard error; nothing else may have been printed."""
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("jishi: ")
    assert output.err.count("\n") == 1
    return output.err.strip()


def usage_error(arguments: list[str], capsys: Capture) -> str:
    """The last line of what argparse says about arguments that it does not take."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    return output.err.splitlines()[-1]


def test_run_prints_a_summary(article: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", str(article), "--out", str(tmp_path / "out")]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    lines = output.out.splitlines()
    assert lines[0].startswith(f"articles    1, {len(TEXT)} characters, ")
    assert lines[0].endswith(" characters a second")
    assert lines[1:] == [
        "mentions    4: UNIT 2, PLACE 1, TIME 1",
        "events      1: ATTACK 1",
        f"results in  {tmp_path / 'out'}/",
    ]


def test_run_goes_on_after_a_bad_file(article: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", str(HOSTILE / "cut_off.txt"), str(article), "--out", str(tmp_path / "out")]) == 0
    output = capsys.readouterr()
    assert output.err == f"failed      {HOSTILE / 'cut_off.txt'}: damaged UTF-8 (byte 32)\n"
    assert "articles    1," in output.out
    assert (tmp_path / "out" / "failures.csv").read_text(encoding="utf-8-sig").count("\n") == 2


def test_run_with_nothing_good(tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", str(HOSTILE / "empty.md"), "--out", str(tmp_path / "out")]) == 2
    assert complaint(capsys) == f"jishi: {HOSTILE / 'empty.md'}: empty file"
    assert list(tmp_path.iterdir()) == []


def test_run_without_out(article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", article.name]) == 0
    (folder,) = (tmp_path / "outputs").iterdir()
    assert f"results in  outputs/{folder.name}/" in capsys.readouterr().out
    assert (folder / "run.json").exists()


@pytest.mark.parametrize("options", [["--segmenter", "rjieba"], ["--segmenter=jieba"]])
def test_segmenter(article: Path, tmp_path: Path, options: list[str]) -> None:
    assert main(["run", str(article), "--out", str(tmp_path / "out"), *options]) == 0
    run = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert run["config"]["segmenter"] == options[-1].split("=")[-1]
    assert run["counts"]["events"] == {"ATTACK": 1}


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (["--format", "jsonl"], {"documents.jsonl"}),
        (["--format", "json,jsonl"], {"documents.jsonl", "events.json"}),
        (["--format", "json", "--format", "jsonl,"], {"documents.jsonl", "events.json"}),
    ],
)
def test_format(article: Path, tmp_path: Path, options: list[str], files: set[str]) -> None:
    assert main(["run", str(article), "--out", str(tmp_path / "out"), *options]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == files | {"failures.csv", "run.json"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "nothing to read: give a PATH or --files-from"),
        (["run", "nowhere"], "nowhere: no such file or folder"),
        (["run", "empty"], "empty: no article in it (.md, .txt, .html, .htm, .wiki, .wikitext, .jsonl, .xml, .bz2)"),
        (
            ["run", "article.txt", "--segmenter", "thulac"],
            "unknown segmenter thulac: choose from jieba, rjieba, lac, hanlp:MODEL, spacy:PIPELINE",
        ),
        (
            ["run", "article.txt", "--recognizer", "ltp"],
            "unknown recognizer ltp: choose from rules, model, model:DIR, lac, hanlp:MODEL, spacy:PIPELINE",
        ),
        (["run", "article.txt", "--recognizer", "hanlp:a/b"], "hanlp:a/b: no such model folder"),
        (["explain", TEXT, "--segmenter", "spacy"], "spacy: write it as spacy:PIPELINE"),
        (["run", "article.txt", "--format", "xml"], "unknown format xml: choose from jsonl, json, csv, spacy"),
        (["run", "article.txt", "--format", ","], "no format given: choose from jsonl, json, csv, spacy"),
        (["run", "article.txt", "--out", "article.txt"], "article.txt: is a file, not a folder for results"),
        (["run", "article.txt", "--out", "full"], "full: not empty and not only an earlier run; give another --out"),
        (["run", "full", "--out", "full"], "full: holds input of this run; give another --out"),
        (["explain"], "explain takes either a text or --file F"),
        (["explain", TEXT, "--file", "article.txt"], "explain takes either a text or --file F"),
        (["explain", TEXT, "--sentence", "2"], "no sentence 2: the text has 1, numbered from 1"),
        (["explain", TEXT, "--sentence", "0"], "no sentence 0: the text has 1, numbered from 1"),
        (["explain", "--file", "article.txt", "--sentence", "-1"], "no sentence -1: the text has 1, numbered from 1"),
        (["explain", " "], "text: empty file"),
        (["explain", "--file", "nowhere.md"], "nowhere.md: No such file or directory"),
        (
            ["explain", TEXT, "--segmenter", "x"],
            "unknown segmenter x: choose from jieba, rjieba, lac, hanlp:MODEL, spacy:PIPELINE",
        ),
        (["check", "--resources", "nowhere"], "nowhere: folder: there is no such folder"),
        (["check", "--resources", "empty"], "schema.toml: file: No such file or directory"),
    ],
)
def test_what_cannot_be_done(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    for name in ("article.txt", "full/article.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert complaint(capsys) == f"jishi: {words}"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "outputs") == [
        "article.txt",
        "empty",
        "full",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required: COMMAND"),
        (["fly"], "invalid choice: 'fly'"),
        (["run", "a.md", "--fast"], "unrecognized arguments: --fast"),
        (["explain", "甲", "--sentence", "first"], "invalid int value: 'first'"),
    ],
)
def test_usage(arguments: list[str], words: str, capsys: Capture) -> None:
    assert words in usage_error(arguments, capsys)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["run", "--help"], ["explain", "-h"], ["check", "-h"], ["--version"]]
)
def test_help(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert ("usage: jishi" if arguments != ["--version"] else f"jishi {__version__}") in output.out


def test_check(capsys: Capture) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("resources are fine: ")


def module(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`python -m jishi` with the arguments, in a folder, in a locale that knows no Chinese."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C"}
    command = [sys.executable, "-m", "jishi", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder, env=environment, check=False)


def test_the_module_is_the_command(article: Path, tmp_path: Path) -> None:
    done = module("run", article.name, "--out", "结果", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("results in  结果/\n")
    done = module("explain", TEXT, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "event     ATTACK 伏击" in done.stdout
    done = module("run", "nowhere", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "jishi: nowhere: no such file or folder\n")


def test_a_reader_that_leaves(tmp_path: Path) -> None:
    """As in `jishi explain … | head -1`: no traceback, no complaint."""
    command = f"{sys.executable} -m jishi explain {TEXT * 3} | true"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, check=True)
    assert done.stderr == ""
