"""Before Spark starts: what is missing, what cannot be, targets that are refused."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from jishi.cli import main
from jishi.spark.session import full_master

TABLES = (
    "aliases arguments documents entities events failures mentions quantities relations runs sentences sources times"
)


@pytest.fixture(autouse=True)
def java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Java of version 17, as far as anybody asks; Spark itself must not be started here."""
    path = tmp_path / "jre" / "bin" / "java"
    path.parent.mkdir(parents=True)
    path.write_text("#!/bin/sh\necho 'openjdk version \"17.0.1\"' >&2\n")
    path.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "jre"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.jsonl").write_text('{"text": "日军进攻。"}')
    return path


def message(capsys: Any, *arguments: str) -> str:
    """The line that the command ends with."""
    assert main(["spark", *arguments]) == 2
    return str(capsys.readouterr().err)


@pytest.mark.parametrize("name", ["pyspark", "pandas", "pyarrow"])
def test_missing_library(name: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda asked: None if asked == name else object())
    expected = f"jishi: spark needs {name}, which is not installed: pip install 'jishi[spark]'\n"
    assert message(capsys, "a.jsonl", "--out", "out") == expected


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('openjdk version \\"11.0.2\\"', "spark needs Java 17 or newer, and JAVA is 11: set JAVA_HOME to another"),
        ('java version \\"1.8.0_1\\"', "spark needs Java 17 or newer, and JAVA is 8: set JAVA_HOME to another"),
        ("nonsense", "spark needs Java 17 or newer, and JAVA is one that does not start: set JAVA_HOME to another"),
        (None, "spark needs Java 17 or newer, and there is none in JAVA_HOME (HOME): install a JRE, set JAVA_HOME"),
    ],
)
def test_missing_java(line: str | None, words: str, java: Path, capsys: Any) -> None:
    if line is None:
        java.unlink()
    else:
        java.write_text(f'#!/bin/sh\necho "{line}" >&2\n')
    expected = words.replace("JAVA is", f"{java} is").replace("(HOME)", f"({java.parent.parent})")
    assert message(capsys, "a.jsonl", "--out", "out") == f"jishi: {expected}\n"


def test_no_java_on_the_path(monkeypatch: pytest.MonkeyPatch, capsys: Any, tmp_path: Path) -> None:
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "and there is none: install a JRE" in message(capsys, "a.jsonl", "--out", "out")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["a.jsonl"], "no folder for the tables: give --out"),
        (["a.jsonl", "--out", "a.jsonl"], "a.jsonl: is a file, not a folder for tables"),
        (["a.jsonl", "--out", "full"], "full: not empty and not only tables of jishi spark; give another --out"),
        (["a.jsonl", "--out", "full", "--overwrite"], "full: not empty and not only tables of jishi spark"),
        (["a.jsonl", "--out", "earlier"], "earlier: holds an earlier run; give another --out, or --overwrite"),
        (["nowhere", "--out", "out"], "nowhere: no such file or folder"),
        (["empty", "--out", "out"], "empty: no article in it"),
        (["-", "--out", "out"], "standard input cannot be read by the workers of Spark: give files"),
        (["a.jsonl", "--out", "out", "--conf", "x"], "--conf x: not KEY=VALUE"),
        (["a.jsonl", "--out", "out", "--shares", "0"], "shares is 0: at least 1"),
        (["a.jsonl", "--out", "out", "--timeout", "0"], "timeout is 0.0: more than 0 seconds"),
    ],
)
def test_what_cannot_be(arguments: list[str], words: str, tmp_path: Path, capsys: Any) -> None:
    for name in ("empty", "full", "earlier"):
        (tmp_path / name).mkdir()
    (tmp_path / "full" / "thesis.doc").touch()
    for name in TABLES.split():
        (tmp_path / "earlier" / f"{name}.parquet").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert message(capsys, *arguments).startswith(f"jishi: {words}")
    assert sorted(tmp_path.rglob("*")) == before


def test_master_says_how_often_to_try() -> None:
    assert [full_master(one) for one in ("local", "local[3]", "local[*]", "local[2,1]", "spark://a:7077")] == [
        "local[1,4]",
        "local[3,4]",
        "local[*,4]",
        "local[2,1]",
        "spark://a:7077",
    ]
