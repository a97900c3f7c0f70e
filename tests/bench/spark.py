"""`jishi spark` on this machine beside `jishi run --jobs 2` and `jishi load`, on the same articles, in one go.

    python tests/bench/spark.py corpus/raw [--documents 200 --documents 1000 …] [--out outputs/bench-spark.md]

The articles are made of the corpus, and one file of JSON Lines. What a start costs and what a million characters cost
are told apart: the second is the difference between the largest and the smallest input.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import vary

DOCUMENTS = (200, 1000, 3000)
CHARACTERS = 1000  # of an article, about
EVERY = 0.25  # seconds between two looks at the memory
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Cost:
    """What it took: seconds, MiB of memory of all processes together at most, bytes on disk, and rows."""

    seconds: float
    memory: float
    size: int
    rows: int


def main() -> None:
    """Measures and writes the report."""
    top = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    top.add_argument("corpus", type=Path)
    top.add_argument("--documents", type=int, action="append", metavar="N", help="so many articles; repeat for more")
    top.add_argument("--out", type=Path, required=True, metavar="FILE.md")
    given = top.parse_args()
    found = []
    for documents in sorted(given.documents or DOCUMENTS):
        with tempfile.TemporaryDirectory() as work:
            found.append((documents, *compare(given.corpus, documents, Path(work))))
    text = "\n".join(report(found)) + "\n"
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def compare(corpus: Path, documents: int, work: Path) -> tuple[int, Cost, Cost, Cost]:
    """The characters, and what the run, its load and the run on Spark took."""
    paragraphs = list(vary.read(corpus))
    texts = [vary.article(paragraphs, number, CHARACTERS) for number in range(documents)]
    lines = (json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts))
    (work / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run = measure("run", work / "in.jsonl", "--out", work / "run", "--jobs", 2, "--format", "jsonl", into=work / "run")
    load = measure("load", work / "run", f"parquet:{work / 'tables'}", into=work / "tables")
    spark = measure("spark", work / "in.jsonl", "--out", work / "spark", "--master", "local[2]", into=work / "spark")
    if load.rows != spark.rows:
        raise SystemExit(f"{load.rows} rows loaded, {spark.rows} by Spark")
    return sum(map(len, texts)), run, load, spark


def measure(*arguments: object, into: Path) -> Cost:
    """A command in a process of its own, and what it wrote into the folder."""
    began, peak = time.perf_counter(), 0.0
    process = subprocess.Popen(
        [sys.executable, "-m", "jishi", *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(EVERY):
            peak = max(peak, sum(map(memory, family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    complaints = process.communicate()[1]
    done.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(complaints.decode())
    return Cost(time.perf_counter() - began, peak, size(into), rows(into))


def family(process: int) -> Iterator[int]:
    """The process and all that descend from it."""
    yield process
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from family(int(child))
    except OSError:
        return


def memory(process: int) -> float:
    """MiB of a process; of what it shares with others its share."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def size(folder: Path) -> int:
    """Bytes of the files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def rows(folder: Path) -> int:
    """Rows of the tables of a database."""
    import pyarrow.dataset as ds

    from jishi.database.tables import TABLES

    places = [folder / f"{one.name}.parquet" for one in TABLES]
    return sum(ds.dataset(place, format="parquet").count_rows() for place in places if place.exists())


def report(found: Sequence[tuple[int, int, Cost, Cost, Cost]]) -> Iterator[str]:
    """The report as Markdown."""
    yield f"Python {platform.python_version()}, {os.cpu_count()} cores; articles of about {CHARACTERS:,} characters."
    yield "Memory is that of all processes together. Disk: documents.jsonl, tables of the load, tables of Spark.\n"
    yield "| articles | characters | rows | run --jobs 2, s | load, s | spark local[2], s | memory, MiB | disk, MiB |"
    yield "|" + "---|" * 8
    for documents, characters, *costs in found:
        seconds = [f"{cost.seconds:,.1f}" for cost in costs]
        together = (" / ".join(f"{value:,.0f}" for value in column) for column in zip(*map(both, costs), strict=True))
        yield f"| {documents:,} | {characters:,} | {costs[1].rows:,} | {' | '.join([*seconds, *together])} |"
    (_, less, *small), (_, most, *large) = found[0], found[-1]
    if less == most:
        return
    yield "\n| | for each million characters, s | to begin, s | MiB on disk for each million characters |"
    yield "|---|---|---|---|"
    pairs = zip(("run --jobs 2", "load", "spark local[2]"), small, large, strict=True)
    for name, one, other in pairs:
        each = (other.seconds - one.seconds) / (most - less) * 1e6
        start = one.seconds - each * less / 1e6
        yield f"| {name} | {each:.1f} | {start:.1f} | {other.size / MIB / most * 1e6:.1f} |"


def both(cost: Cost) -> tuple[float, float]:
    """MiB of memory and on disk."""
    return cost.memory, cost.size / MIB


if __name__ == "__main__":
    main()
