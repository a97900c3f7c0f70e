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

DOCUMENTS = (200, 1000, 2000)
CHARACTERS = 1000  # of an article, about
NAMES = ("run --jobs 2", "load", "spark local[2]")
EVERY = 0.25  # seconds between two looks at the memory
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Cost:
    """What it took: seconds, seconds of processors, MiB of memory of all processes at most, bytes on disk, and rows."""

    seconds: float
    processors: float
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
    worked: dict[int, float] = {}
    process = subprocess.Popen(
        [sys.executable, "-m", "jishi", *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    done = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not done.wait(EVERY):
            alive = list(family(process.pid))
            peak = max(peak, sum(map(memory, alive)))
            worked.update((one, max(worked.get(one, 0.0), work(one))) for one in alive)

    watcher = threading.Thread(target=watch)
    watcher.start()
    complaints = process.communicate()[1]
    done.set()
    watcher.join()
    if process.returncode:
        raise SystemExit(complaints.decode())
    return Cost(time.perf_counter() - began, sum(worked.values()), peak, size(into), rows(into))


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


def work(process: int) -> float:
    """Seconds of processors that a process has had."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
    yield "Processors: seconds of all together, which other work on the machine changes less than the time."
    yield "Memory: of all processes together. Disk: documents.jsonl; tables of the load; tables of Spark.\n"
    yield "| articles | characters | rows | | seconds | processors, s | memory, MiB | disk, MiB |"
    yield "|" + "---|" * 8
    for documents, characters, *costs in found:
        for name, cost in zip(NAMES, costs, strict=True):
            cells = [f"{documents:,}", f"{characters:,}", f"{costs[1].rows:,}", name]
            cells += [f"{cost.seconds:.1f}", f"{cost.processors:.1f}", f"{cost.memory:,.0f}", f"{cost.size / MIB:,.1f}"]
            yield f"| {' | '.join(cells)} |"
    if len(found) > 1:
        yield from slopes(found[0], found[-1])


def slopes(small: tuple[int, int, Cost, Cost, Cost], large: tuple[int, int, Cost, Cost, Cost]) -> Iterator[str]:
    """What a million characters cost, and what it costs to begin."""
    yield "\n| | s for each million characters | to begin | processors, s for each million | to begin | MiB on disk |"
    yield "|" + "---|" * 6
    millions = (large[1] - small[1]) / 1e6
    for name, one, other in zip(NAMES, small[2:], large[2:], strict=True):
        cells = [name]
        for less, more in ((one.seconds, other.seconds), (one.processors, other.processors)):
            each = (more - less) / millions
            cells += [f"{each:.1f}", f"{less - each * small[1] / 1e6:.1f}"]
        yield f"| {' | '.join(cells)} | {(other.size - one.size) / MIB / millions:.1f} |"


if __name__ == "__main__":
    main()
