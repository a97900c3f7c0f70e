"""Loads a million arguments into SQLite, and into PostgreSQL, DuckDB and Parquet where they are: rate, memory, size."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("articles", type=Path)
    options.add_argument("--arguments", type=int, default=1_000_000, help="rows of the table of arguments")
    options.add_argument("--postgresql", metavar="URL", help="an empty database")
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as work:
        rows = list(measure(given.articles, given.arguments, given.postgresql, Path(work)))
    head = "| database | documents | arguments | rows | seconds | rows a second | memory, MiB | size, MiB | again, s |"
    text = "\n".join([head, "|" + "---|" * 9, *rows]) + "\n"
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def measure(articles: Path, arguments: int, postgresql: str | None, work: Path) -> Iterator[str]:
    """A line a database; a tenth of the rows first, for memory that grows would show."""
    urls = {"SQLite": f"sqlite:///{work}/a.db", "DuckDB": f"duckdb:///{work}/a.duckdb", "Parquet": f"parquet:{work}/p"}
    if postgresql:
        urls["PostgreSQL"] = postgresql
    made = work / "run"
    subprocess.run([sys.executable, "-m", "jishi", "run", articles, "--out", made, "--quiet"], check=True)
    for count in (arguments // 10, arguments):
        folder = many(made, work / f"run{count}", count)
        for name, url in urls.items():
            yield line(name, folder, f"{url}{'' if name == 'PostgreSQL' else count}", work)


def many(run: Path, folder: Path, count: int) -> Path:
    """A run of as many documents as have so many arguments: those of the run, again and again under other ids."""
    folder.mkdir()
    records = [json.loads(text) for text in (run / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    found = 0
    with (folder / "documents.jsonl").open("w", encoding="utf-8") as file:
        for number, record in enumerate(cycle(records)):
            if found >= count:
                break
            found += sum(len(event["arguments"]) for event in record["events"])
            named = record | {"id": f"{record['title']}~{count}~{number}"}
            file.write(json.dumps(named, ensure_ascii=False, separators=(",", ":")) + "\n")
    (folder / "run.json").write_bytes((run / "run.json").read_bytes())
    return folder


def line(name: str, folder: Path, url: str, work: Path) -> str:
    """Loads it in a process of its own, twice."""
    first, again = (child(folder, url) for _ in range(2))
    path = Path(url.partition(":")[2].removeprefix("///"))
    files = [path] if path.is_file() else list(path.glob("*.parquet"))
    size = f"{sum(file.stat().st_size for file in files) / 2**20:,.0f}" if files else ""
    rows, seconds = sum(first["rows"].values()), first["seconds"]
    cells = [name, sum(first["documents"].values()), first["rows"]["arguments"], rows, round(seconds, 1)]
    cells += [round(rows / seconds), round(first["memory"]), size, round(again["seconds"], 1)]
    return "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |"


def child(folder: Path, url: str) -> dict[str, object]:
    """What a load did and took."""
    done = subprocess.run([sys.executable, __file__, "--child", folder, url], check=True, capture_output=True)
    return dict(json.loads(done.stdout))


def load_here(folder: str, url: str) -> None:
    """The load itself; figures as JSON on standard output."""
    from jishi.database import load

    loaded = load(Path(folder), url)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"documents": loaded.documents, "rows": loaded.rows, "seconds": loaded.seconds, "memory": memory}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        load_here(*sys.argv[2:])
    else:
        main()
