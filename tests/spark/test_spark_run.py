"""Runs on Spark: the rows of a local run, failures, workers that crash, targets, and what is missing."""

import bz2
import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import jishi.spark
from jishi.batch import run as run_locally
from jishi.batch.run import signature
from jishi.cli import main
from jishi.config import Config
from jishi.database import load
from jishi.errors import ConfigError
from jishi.read import Inputs
from jishi.resources import Resources
from jishi.spark import Running, opened, run, worker
from jishi.spark.session import clear_errors

CORPUS = Path(__file__).parent.parent.parent / "corpus" / "raw"
CONFIG = Config(segmenter="rjieba")
BATTLE = "1937年9月{}日，第115师在平型关伏击日军，击毙约1000人。"
PAGE = "<page><title>{}</title><ns>0</ns><id>1</id><revision><id>2</id><timestamp>2020-01-01T00:00:00Z</timestamp>"
PAGE += "<text xml:space='preserve'>{}</text></revision></page>"
DUMP = "<mediawiki xmlns='http://www.mediawiki.org/xml/export-0.10/' version='0.10' xml:lang='zh'><siteinfo>"
DUMP += "<namespaces><namespace key='0'/></namespaces></siteinfo>{}</mediawiki>"


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """Spark on this machine, with two workers."""
    for name in ("pyspark", "pandas", "pyarrow"):
        pytest.importorskip(name, reason="the extra [spark] is not installed")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Java is not installed")
    with opened("local[2]", {"spark.sql.shuffle.partitions": "2"}) as session:
        yield session


@pytest.fixture
def start(session: Any) -> Callable[[], Any]:
    """What gives the session to a run, with its errors on one line, and leaves it open."""

    @contextmanager
    def give() -> Iterator[Any]:
        with clear_errors(None):
            yield session

    return give


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """JSON Lines and a dump: copies, one id several times, bad lines, a page of another category."""
    texts = [path.read_text(encoding="utf-8")[:1500] for path in sorted(CORPUS.glob("*.txt"))[:4]]
    records: list[dict[str, Any]] = [{"id": f"文{number}", "text": text} for number, text in enumerate(texts)]
    records += [{"id": "重名", "text": BATTLE.format(number)} for number in (1, 2)]
    records += [
        {"id": "重名~2", "text": BATTLE.format(3)},
        {"text": texts[0], "title": "副本"},
        {"id": "空", "text": " "},
    ]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    folder = tmp_path / "文 章"
    folder.mkdir()
    (folder / "甲.jsonl").write_text("\n".join([*lines, "{broken", ""]), encoding="utf-8")
    pages = [
        PAGE.format("丙战役", BATTLE.format(4) + "[[Category:战役]]"),
        PAGE.format("人物", "他在重庆。[[分类:人物]]"),
    ]
    pages += [
        PAGE.format("重名", BATTLE.format(5) + "[[Category:战役]]"),
        PAGE.format("丁", BATTLE.format(4) + "[[分类:战役]]"),
    ]
    (folder / "乙.xml.bz2").write_bytes(bz2.compress(DUMP.format("".join(pages)).encode()))
    return folder


def rows(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    return list(pq.read_table(path).to_pylist())


def failures(folder: Path) -> list[dict[str, str]]:
    with (folder / "failures.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def local(inputs: Inputs, folder: Path, resources: Resources) -> Path:
    """The folder of tables of a local run, which is beside them."""
    run_locally(inputs, folder / "run", resources, CONFIG)
    load(folder / "run", f"parquet:{folder / 'tables'}")
    return folder / "tables"


def test_same_rows_as_a_local_run(
    start: Any, articles: Path, tmp_path: Path, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All tables, in the same order, with the same ids, digests and run, although a worker crashes on the way."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(import_module("jishi.spark.run"), "DOCUMENTS", 5)  # several files a table
    extract = partial(worker.extract_batches, CONFIG, None, signature(resources, CONFIG))
    crashed = tmp_path / "crashed"

    def crash_once(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in extract(batches):
            if not crashed.exists():
                crashed.touch()
                os._exit(1)
            yield batch

    inputs, out = Inputs((Path(articles.name),)), tmp_path / "out"
    expected = local(inputs, tmp_path / "local", resources)
    summary = run(start, inputs, out, resources, CONFIG, Running(shares=3, records=True), crash_once)
    assert crashed.exists()
    for table in sorted(expected.iterdir()):
        assert rows(out / table.name) == rows(table), table.name
    failed = failures(tmp_path / "local" / "run")
    assert rows(out / "failures.parquet") == failed
    assert {row["stage"] for row in failed} == {"read", "duplicate"}
    assert {"重名~2", "重名~2~2", "重名~3"} <= {row["id"] for row in rows(out / "documents.parquet")}
    assert len([*(out / "documents.parquet").iterdir()]) > 1
    lines = (tmp_path / "local" / "run" / "documents.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    assert [row["record"] for row in rows(out / "records.parquet")] == lines
    told, before = (json.loads((folder / "run.json").read_bytes()) for folder in (out, tmp_path / "local" / "run"))
    assert told["counts"] == before["counts"]
    assert (summary.documents, summary.failed) == (len(lines), len(failed))
    assert [path.name for path in tmp_path.glob(".*")] == []
    assert {path.suffix for path in out.rglob("*")} == {".parquet", ".json"}


def test_command_over_a_dump(
    start: Any, articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages are chosen as in a local run; an earlier run is replaced only if that was said."""
    monkeypatch.setattr(jishi.spark, "opened", lambda master, settings, log: start())
    monkeypatch.chdir(tmp_path)
    command = ["spark", f"{articles.name}/*.bz2", "--out", "out", "--category-pattern", "战役", "--shares", "1"]
    assert main([*command, "--segmenter", "rjieba", "--recognizer", "rules"]) == 0
    printed = capsys.readouterr()
    assert "articles    2, " in printed.out
    assert printed.err == "failed      文 章/乙.xml.bz2#丁: the same text as 文 章/乙.xml.bz2#丙战役\n"
    assert [row["id"] for row in rows(tmp_path / "out" / "documents.parquet")] == ["丙战役", "重名"]
    assert main(command) == 2
    assert capsys.readouterr().err == "jishi: out: holds an earlier run; give another --out, or --overwrite\n"
    assert main([*command, "--overwrite", "--category-pattern", "没有"]) == 2
    assert capsys.readouterr().err == "jishi: no article in it\n"
    assert [row["id"] for row in rows(tmp_path / "out" / "documents.parquet")] == ["丙战役", "重名"]
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_worker_that_always_fails_is_one_line(
    start: Any, articles: Path, tmp_path: Path, resources: Resources
) -> None:
    """And leaves nothing."""

    def fail(batches: Iterator[Any]) -> Iterator[Any]:
        raise ConfigError("not here")

    with pytest.raises(ConfigError, match=r"^spark: jishi\.errors\.ConfigError: not here$"):
        run(start, Inputs((articles,)), tmp_path / "out", resources, CONFIG, Running(shares=1), fail)
    assert [path.name for path in tmp_path.iterdir()] == [articles.name]
