"""What workers do with a batch, without Spark: outcomes in order, bad articles, versions, ids."""

import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from jishi.batch.run import signature
from jishi.config import Config
from jishi.database.rows import run_row
from jishi.errors import ConfigError
from jishi.io import Failure
from jishi.read import Inputs, Raw
from jishi.resources import Resources
from jishi.spark import worker
from jishi.spark.names import free_ids

pa = pytest.importorskip("pyarrow", reason="the extra [parquet] is not installed")
CONFIG = Config(segmenter="rjieba")
BATTLE = "1937年9月{}日，第115师在平型关伏击日军。"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(1, 5):
        (tmp_path / f"{number}.txt").write_text(BATTLE.format(number), encoding="utf-8")
    return tmp_path


def raws(folder: Path, *paths: Path | Failure) -> list[Any]:
    """The files as batches of articles."""
    numbers = pa.record_batch([pa.array(range(len(paths)))], ["id"])
    return list(worker.read_batches(paths, folder, Inputs(), iter([numbers])))


def extract(batches: list[Any], timeout: float | None = None, expected: str = "") -> list[dict[str, Any]]:
    """The rows that come of them."""
    return [
        row for batch in worker.extract_batches(CONFIG, timeout, expected, iter(batches)) for row in batch.to_pylist()
    ]


def test_a_batch_comes_out_in_order(folder: Path, resources: Resources) -> None:
    """Relative paths begin at the folder; what cannot be read is a failure in its place."""
    gone = Failure("unreadable", "read", "Permission denied")
    found = raws(folder, Path("1.txt"), Path("9.txt"), gone, folder / "2.txt")
    rows = extract(found, expected=signature(resources, CONFIG))
    assert [row["path"] for row in rows] == ["1.txt", "9.txt", "unreadable", str(folder / "2.txt")]
    assert [row["place"] >> worker.PLACES for row in rows] == [0, 1, 2, 3]
    assert [row["reason"] for row in rows] == [None, "No such file or directory", "Permission denied", None]
    assert [len(row["events"]) for row in rows] == [1, 0, 0, 1]
    assert rows[0]["events"][0]["type"] == "ATTACK"


def bad(raw: Raw) -> worker.Filed | Failure:
    """Work that meets every kind of bad article."""
    if raw.path.startswith("1"):
        time.sleep(60)
    if raw.path.startswith("2"):
        os.kill(os.getpid(), signal.SIGKILL)
    return worker.Filed(raw.path, "", "{}", {})


def test_bad_articles_are_failures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes too long and one that ends its process: the others come out."""
    monkeypatch.setattr(worker, "filer", lambda config, expected: bad)
    rows = extract(raws(folder, *(Path(f"{number}.txt") for number in range(1, 5))), timeout=1)
    assert [(row["stage"], row["reason"]) for row in rows] == [
        ("pipeline", "took longer than 1 seconds"),
        ("pipeline", "its process ended (SIGKILL)"),
        (None, None),
        (None, None),
    ]


def test_another_version_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"a worker has another Jishi, or other resources, than the driver"):
        extract(raws(folder, Path("1.txt")), expected="another")


def test_batches_are_small() -> None:
    sizes = [(10, 1)] * 100 + [(worker.SIZE, 2)] * 2 + [(1, 3)]
    assert [len(batch) for batch in worker.packed(sizes, list)] == [64, 37, 1, 1]


def test_free_ids() -> None:
    """As one process gives them in passing; only those that change, in any order of rows."""
    ids = ["甲", "甲~2", "甲", "甲~2", "甲"]
    family = pa.table({"family": ["甲"] * 5, "place": [5, 4, 3, 2, 1], "id": ids[::-1]})
    assert free_ids(family.select(["place", "id"])).to_pylist() == [
        {"place": 3, "new_id": "甲~3"},
        {"place": 4, "new_id": "甲~2~2"},
        {"place": 5, "new_id": "甲~4"},
    ]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_id_of_a_run_needs_no_list_in_memory(count: int) -> None:
    counts = {"documents": count, "characters": 1, "failures": 0}
    told = {"version": "1", "config": {"inputs": [1]}, "resources": "r", "counts": counts, "timing": {"seconds": 1}}
    inputs = [{"id": f"“{number}”", "path": "a", "sha256": "0"} for number in range(count)]
    assert run_row(told, iter(inputs)) == run_row(told | {"inputs": inputs})
    assert run_row(told, iter(inputs)) != run_row(told | {"inputs": inputs * 2 or [{}]})
