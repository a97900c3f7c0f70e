"""Two hundred inputs that nobody should send: each gives records or a row that says why not."""

import csv
import importlib.util
import json
from pathlib import Path

import pytest

from jishi.batch import RUN_FILES, Running, run
from jishi.config import Config
from jishi.io import read_documents
from jishi.io.tables import FORMULA, NEGATIVE
from jishi.resources import Resources

MAKE = Path(__file__).parent.parent / "hostile" / "make.py"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, resources: Resources) -> Path:
    """A folder with the inputs in `in` and a run over them in `out`."""
    for name in ("mwxml", "mwparserfromhell", "selectolax"):
        pytest.importorskip(name, reason="needs the extras [wiki] and [html]")
    spec = importlib.util.spec_from_file_location("make_hostile", MAKE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = tmp_path_factory.mktemp("hostile")
    (root / "in").mkdir()
    for name, data in module.inputs():
        assert not (root / "in" / name).exists(), name
        (root / "in" / name).write_bytes(data)
    # A generous limit: what it ends here would go on for very long.
    run([root / "in"], root / "out", resources, Config(), Running(jobs=2, timeout=120))
    return root


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_every_input_is_accounted_for(ran: Path) -> None:
    names = {path.name for path in (ran / "in").iterdir()}
    assert len(names) >= 200
    record = json.loads((ran / "out" / "run.json").read_text(encoding="utf-8"))
    paths = {one["path"] for one in record["inputs"]} | {
        row[0].lstrip("'") for row in rows(ran / "out" / "failures.csv")[1:]
    }
    silent = [name for name in names if not any(str(ran / "in" / name) in path for path in paths)]
    assert silent == []
    assert record["counts"]["documents"] > 100


def test_nothing_fails_for_want_of_time_or_care(ran: Path) -> None:
    """A reason is one that was thought of: no process died, no article took for ever, no stage raised."""
    found = [
        row
        for row in rows(ran / "out" / "failures.csv")[1:]
        if row[1] not in ("read", "duplicate") or "Error" in row[2]
    ]
    assert found == []


def test_nothing_is_written_elsewhere(ran: Path) -> None:
    assert {path.name for path in ran.iterdir()} == {"in", "out"}
    assert {path.name for path in (ran / "out").iterdir()} == RUN_FILES


def test_no_cell_is_a_formula(ran: Path) -> None:
    cells = [cell for path in (ran / "out").glob("*.csv") for row in rows(path) for cell in row]
    assert [cell for cell in cells if FORMULA.match(cell) and not NEGATIVE.fullmatch(cell)] == []
    assert any(cell.startswith("'=") for cell in cells)


def test_what_came_out_can_be_read_back(ran: Path) -> None:
    documents = list(read_documents(ran / "out" / "documents.jsonl"))
    assert len({document.id for document in documents}) == len(documents)
    events = json.loads((ran / "out" / "events.json").read_text(encoding="utf-8"))
    assert len(events) == sum(len(document.events) for document in documents)
