"""The same bytes for any number of processes and after any interruption, and nothing is done twice."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from jishi.batch import Running, Summary, run, worker
from jishi.batch.journal import open_journal
from jishi.config import Config
from jishi.errors import ConfigError
from jishi.read import Raw
from jishi.resources import Resources

runs = sys.modules["jishi.batch.run"]
CONFIG = Config(segmenter="rjieba")
Start = Callable[..., Summary]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with thirty articles, two of which are the same and one of which cannot be read."""
    folder = tmp_path / "in"
    for number in range(30):
        path = folder / f"{number % 3}" / f"战斗{number // 3}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"1937年9月{number % 29 + 1}日，第{100 + number % 29}师在平型关伏击日军。\n", encoding="utf-8")
    (folder / "空.md").write_text("", encoding="utf-8")
    return folder


@pytest.fixture
def start(corpus: Path, resources: Resources) -> Start:
    """Runs over the corpus."""
    return lambda out, config=CONFIG, watch=lambda step: None, **more: run(
        [corpus], out, resources, config, Running(**more), watch
    )


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of a run, without the timing in run.json."""
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    record = json.loads(found["run.json"])
    del record["timing"]
    return found | {"run.json": json.dumps(record).encode()}


def test_any_number_of_processes(start: Start, tmp_path: Path) -> None:
    summaries = [start(tmp_path / "out" / str(jobs), jobs=jobs) for jobs in (1, 2, 3)]
    one, two, three = (contents(tmp_path / "out" / str(jobs)) for jobs in (1, 2, 3))
    assert one == two == three
    assert [summary.documents for summary in summaries] == [29] * 3
    assert [(failure.stage, failure.reason[:13]) for failure in summaries[0].failures] == [
        ("duplicate", "the same text"),
        ("read", "empty file"),
    ]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1", "2", "3"]


def test_limit(start: Start, tmp_path: Path) -> None:
    assert start(tmp_path / "out", limit=3).documents == 3


def test_an_interrupted_run_goes_on(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start(tmp_path / "whole")
    steps = 0

    def stop(step: object) -> None:
        nonlocal steps
        steps += 1
        if steps == 12:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        start(tmp_path / "out", watch=stop)
    assert not (tmp_path / "out").exists()
    summary = start(tmp_path / "out", resume=True)
    assert summary.reused == 12
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_only_what_has_changed_is_run_again(start: Start, corpus: Path, tmp_path: Path) -> None:
    assert start(tmp_path / "out", resume=True).reused == 0
    assert start(tmp_path / "out", resume=True).reused == 29
    (corpus / "0" / "战斗0.txt").write_text("1938年3月，日军进攻台儿庄。", encoding="utf-8")
    (corpus / "1" / "战斗0.txt").unlink()
    assert start(tmp_path / "out", resume=True, jobs=2).reused == 28
    again = contents(tmp_path / "out")
    start(tmp_path / "new")
    assert contents(tmp_path / "new") == again
    # Other options give other results; results of what is gone are gone.
    assert start(tmp_path / "out", Config(segmenter="rjieba", formats=("jsonl",)), resume=True).reused == 0
    with closing(sqlite3.connect(tmp_path / ".out.journal")) as database:
        assert database.execute("SELECT count(*) FROM result").fetchone() == (29,)
    start(tmp_path / "out")
    assert not (tmp_path / ".out.journal").exists()


def test_a_broken_journal_is_begun_anew(start: Start, tmp_path: Path) -> None:
    (tmp_path / ".out.journal").write_bytes(b"no database" * 1000)
    assert start(tmp_path / "out", resume=True).reused == 0
    with closing(sqlite3.connect(tmp_path / ".out.journal")) as database:
        database.execute("UPDATE result SET data = x'00' WHERE rowid % 2")
        database.commit()
    assert 0 < start(tmp_path / "out", resume=True).reused < 29
    assert start(tmp_path / "out", resume=True).reused == 29


def test_a_repaired_exchange(start: Start, tmp_path: Path) -> None:
    """Killed between the two renames: the earlier run stands beside its place, and comes back."""
    start(tmp_path / "out")
    before = contents(tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / ".out.old")
    (tmp_path / ".out.partial").mkdir()
    with pytest.raises(KeyboardInterrupt):
        start(tmp_path / "out", watch=lambda step: (_ for _ in ()).throw(KeyboardInterrupt))
    assert contents(tmp_path / "out") == before


def test_two_runs_into_one_folder(start: Start, tmp_path: Path) -> None:
    with (
        open_journal(tmp_path / ".out.journal", "", resume=False),
        pytest.raises(ConfigError, match="another run is writing there"),
    ):
        start(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_journal_keys_differ() -> None:
    one = Raw("a", "plain", b"x")
    others = [
        Raw("b", "plain", b"x"),
        Raw("a", "html", b"x"),
        Raw("a", "plain", b"y"),
        Raw("a", "plain", b"x", title=""),
    ]
    assert len({runs.key_of(raw) for raw in (one, *others)}) == 5
    assert runs.key_of(one) == runs.key_of(Raw("a", "plain", b"x", weight=7))


def test_packed_results_come_out_as_they_went_in(resources: Resources) -> None:
    data = worker.make_packer(resources, CONFIG)(Raw("战", "plain", "1937年9月，日军进攻忻口。".encode()))
    assert isinstance(data, bytes)
    assert worker.pack(worker.unpack(data)) == data


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_kill(corpus: Path, start: Start, tmp_path: Path, jobs: str) -> None:
    """Killed again and again without warning, a run ends as if nothing had been."""
    start(tmp_path / "whole")
    command = [sys.executable, "-m", "jishi", "run", str(corpus), "--out", str(tmp_path / "out"), "--resume"]
    command += ["--segmenter", "rjieba", "--recognizer", "rules", "--jobs", jobs, "--log-json", str(tmp_path / "log")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for documents in (1, 10):
        (tmp_path / "log").unlink(missing_ok=True)
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None and _documents(tmp_path / "log") < documents:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "results in" in done.stdout
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def _documents(log: Path) -> int:
    return log.read_text(encoding="utf-8").count('"event": "document"') if log.exists() else 0
