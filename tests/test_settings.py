"""Settings: the command line wins over the file, the file over the defaults, and a mistake has one clear line."""

import argparse
import json
from pathlib import Path

import pytest

from jishi.cli import main, parser
from jishi.config import Config
from jishi.errors import ConfigError
from jishi.recognize import available
from jishi.resources import Resources
from jishi.settings import PATHS, SETTINGS, gather, make_config, make_inputs

Capture = pytest.CaptureFixture[str]
TEXT = "1937年9月25日，第115师在平型关伏击日军。"


def options(*arguments: str) -> argparse.Namespace:
    return parser().parse_args(["run", *arguments])


def write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_who_wins(tmp_path: Path) -> None:
    name = write(tmp_path / "jishi.toml", 'paths = ["a"]\njobs = 2\nsegmenter = "rjieba"\nquiet = true\ntimeout = 3\n')
    values = gather(
        options(
            "b", "--config", name, "--jobs", "1", "--format", "csv", "--recognizer", "rules,lac", "--every-sentence"
        )
    )
    found = {key: (one.value, one.origin) for key, one in values.items() if one.origin != "default"}
    assert found == {
        "paths": (["b"], "command line"),
        "jobs": (1, "command line"),
        "format": (["csv"], "command line"),
        "recognizer": (["rules,lac"], "command line"),
        "every-sentence": (True, "command line"),
        "segmenter": ("rjieba", name),
        "quiet": (True, name),
        "timeout": (3, name),
    }
    assert make_config(values) == Config("rjieba", recognizers=("rules", "lac"), formats=("csv",), gate=False)
    assert make_inputs(values).paths == (Path("b"),)
    assert set(values) == {setting.key for setting in (PATHS, *SETTINGS)}


def test_defaults() -> None:
    values = gather(options())
    assert {one.origin for one in values.values()} == {"default"}
    assert make_config(values) == Config(recognizers=("rules", "model") if available() else ("rules",))
    with pytest.raises(ConfigError, match="nothing to read"):
        make_inputs(values)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jobz = 2", "jishi.toml: unknown key jobz: choose from paths, out, format"),
        ('jobs = "2"', "jishi.toml: jobs is '2', not a whole number"),
        ("jobs = true", "jishi.toml: jobs is True, not a whole number"),
        ("jobs = 1.5", "jishi.toml: jobs is 1.5, not a whole number"),
        ("resume = 1", "jishi.toml: resume is 1, not true or false"),
        ('format = "csv"', "jishi.toml: format is 'csv', not a list of texts"),
        ("paths = [1]", "jishi.toml: paths is [1], not a list of texts"),
        ("jobs 2", "jishi.toml: Expected '=' after a key"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        gather(options("--config", write(tmp_path / "jishi.toml", text)))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--config", "nowhere.toml"], "nowhere.toml: No such file or directory"),
        (["a.txt", "--title-pattern", "("], "title-pattern: not a regular expression"),
        (["a.txt", "--read-as", "docx"], "unknown format docx: choose from"),
        (["a.txt", "--jobs", "0"], "jobs is 0: at least 1"),
        (["a.txt", "--limit", "0"], "limit is 0: at least 1"),
        (["a.txt", "--timeout", "nan"], "timeout is nan: more than 0"),
        (["-", "--files-from", "-"], "standard input holds either"),
    ],
)
def test_wrong_values(arguments: list[str], words: str, tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", *arguments, "--out", str(tmp_path / "out")]) == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_command(tmp_path: Path, capsys: Capture) -> None:
    name = write(tmp_path / "jishi.toml", 'out = "a\\"b"\n')
    assert main(["config", "x.md", "--config", name, "--timeout", "2.5"]) == 0
    lines = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    assert ["paths", '["x.md"]', "command line"] in lines
    assert ["out", r'"a\"b"', name] in lines
    assert ["timeout", "2.5", "command line"] in lines
    assert ["limit", "-", "default"] in lines


def test_a_run_by_file(tmp_path: Path, resources: Resources, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("jishi.cli.load_resources", lambda: resources)
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.txt", TEXT)
    write(
        tmp_path / "jishi.toml",
        'paths = ["*.txt"]\nout = "out"\nsegmenter = "rjieba"\nquiet = true\nlog-json = "log"\n',
    )
    assert main(["run", "--config", "jishi.toml"]) == 0
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", "")
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["config"]["segmenter"] == "rjieba"
    events = [json.loads(line)["event"] for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert events == ["start", "document", "end"]
