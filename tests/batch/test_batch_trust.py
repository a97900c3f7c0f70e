"""What a run must not do, whatever the disk and the inputs are up to: lose, double, escape, phone home."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jishi.batch import Running, run
from jishi.config import Config
from jishi.errors import ConfigError
from jishi.read import Inputs
from jishi.resources import Resources

TEXT = "1937年9月{}日，第115师在平型关伏击日军。"
CONFIG = Config(segmenter="rjieba")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with twenty articles."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(1, 21):
        (folder / f"{number:02}.txt").write_text(TEXT.format(number), encoding="utf-8")
    return folder


def jishi(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, after the code."""
    code = f"import sys\n{code}\nfrom jishi.cli import main\nsys.exit(main(sys.argv[1:]))"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


NO_NETWORK = """
def refuse(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        raise SystemExit(f"network: {event} {arguments}")
sys.addaudithook(refuse)
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_no_network(folder: Path, tmp_path: Path, jobs: str) -> None:
    for name in ("mwxml", "mwparserfromhell", "selectolax"):
        pytest.importorskip(name, reason="needs the extras [wiki] and [html]")
    (folder / "a.html").write_text(f"<img src=http://127.0.0.1/x><p>{TEXT}", encoding="utf-8")
    (folder / "a.wiki").write_text(f"[[File:http://127.0.0.1/x|x]]{TEXT}甲", encoding="utf-8")
    (folder / "a.xml").write_text('<!DOCTYPE m SYSTEM "http://127.0.0.1/x"><m/>', encoding="utf-8")
    (folder / "a.md").write_text(f"![x](http://127.0.0.1/x)\n\n{TEXT}乙", encoding="utf-8")
    done = jishi(NO_NETWORK, "run", str(folder), "--out", str(tmp_path / "out"), "--jobs", jobs)
    assert done.returncode == 0, done.stderr
    assert "articles    23," in done.stdout
    assert done.stderr.count("\n") == 1
    assert "document type" in done.stderr


def test_a_refused_connection_would_be_seen() -> None:
    done = jishi(f"{NO_NETWORK}\nimport socket\nsocket.create_connection(('127.0.0.1', 9))", "check")
    assert "network: socket.getaddrinfo" in done.stderr


FULL = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"


@pytest.mark.parametrize("size", [1000, 20_000, 60_000])
def test_a_full_disk(folder: Path, tmp_path: Path, size: int) -> None:
    """Files cannot grow: one line says so, the run before stands, and with room again the run goes on."""
    pytest.importorskip("resource", reason="needs limits on the size of files")
    out = tmp_path / "out"
    assert jishi("", "run", str(folder / "01.txt"), "--out", str(out)).returncode == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    done = jishi(FULL.format(size), "run", str(folder), "--out", str(out))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "cannot be written" in done.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert not (tmp_path / ".out.partial").exists()
    assert jishi("", "run", str(folder), "--out", str(out), "--resume").returncode == 0
    assert len(json.loads((out / "run.json").read_text(encoding="utf-8"))["inputs"]) == 20


@pytest.mark.parametrize("target", ["/proc/jishi/out", "/dev/null/out"])
def test_a_target_that_cannot_be_written(folder: Path, resources: Resources, target: str) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        run([folder], Path(target), resources, CONFIG)


def test_an_input_that_vanishes(folder: Path, tmp_path: Path, resources: Resources) -> None:
    names = [str(folder / f"{number:02}.txt") for number in range(1, 21)]
    (tmp_path / "list").write_text("\n".join(names), encoding="utf-8")
    gone: list[str] = []

    def vanish(step: object) -> None:
        if not gone:
            gone.append(names[9])
            Path(names[9]).unlink()

    summary = run(Inputs(files_from=tmp_path / "list"), tmp_path / "out", resources, CONFIG, watch=vanish)
    assert (summary.documents, summary.failed) == (19, 1)
    with (tmp_path / "out" / "failures.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1:] == [[names[9], "read", "No such file or directory"]]


def test_titles_are_no_paths(tmp_path: Path, resources: Resources) -> None:
    lines = [
        json.dumps({"id": name, "text": TEXT.format(number)})
        for number, name in enumerate(("../../up", str(tmp_path / "absolute"), "run.json", "..", "a/b"), start=1)
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run([tmp_path / "in.jsonl"], tmp_path / "out", resources, CONFIG, Running(jobs=2)).documents == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out"]
    assert json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["version"]


def test_names_that_are_formulas_clash(tmp_path: Path, resources: Resources) -> None:
    """A clash gives another id in every file, and the same cells are safe."""
    lines = [json.dumps({"id": "=1+1", "text": TEXT.format(number)}) for number in (1, 2)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run([tmp_path / "in.jsonl"], tmp_path / "out", resources, CONFIG)
    documents = (tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in documents] == ["=1+1", "=1+1~2"]
    for name in ("events.csv", "mentions.csv", "arguments.csv", "entities.csv"):
        with (tmp_path / "out" / name).open(encoding="utf-8-sig", newline="") as file:
            assert {row[0] for row in list(csv.reader(file))[1:]} == {"'=1+1", "'=1+1~2"}
    events = json.loads((tmp_path / "out" / "events.json").read_text(encoding="utf-8"))
    assert [event["document"] for event in events] == ["=1+1", "=1+1~2"]
