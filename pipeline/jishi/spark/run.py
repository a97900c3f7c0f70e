"""A run on Spark: articles in, a folder of tables out that appears complete or not at all."""

import json
import math
import platform
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from jishi.batch import Running as Local
from jishi.batch.folder import beside, clear_errors, new_file, staging
from jishi.batch.journal import open_journal
from jishi.batch.run import more, record, signature
from jishi.batch.summary import KEPT, Summary
from jishi.config import Config
from jishi.database.rows import run_row
from jishi.database.tables import BY_NAME
from jishi.errors import ConfigError, JishiError, ReadError
from jishi.io import Failure
from jishi.read import SUFFIXES, Inputs
from jishi.read.inputs import STDIN, files
from jishi.resources import Resources
from jishi.spark.names import find_changes
from jishi.spark.tables import FAILURES, RECORDS, Writer, read, sources, uri, write_rows
from jishi.spark.worker import FILED, RAW, Batches, extract_batches, filed_schema, read_batches

RUN_FILE = "run.json"
TABLES = frozenset(f"{name}.parquet" for name in (*BY_NAME, FAILURES))
MORE = frozenset({f"{RECORDS}.parquet"})
SHARE = 4 * 2**20  # bytes of input that one task works on, about a minute
PACKED = 4  # how many times as much a compressed dump counts
SHARES = 20_000  # at most
DOCUMENTS = 20_000  # in one file of a table
AT_ONCE = 4  # tables that are written at the same time
Extract = Callable[[Batches], Batches]
Start = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Running:
    """How a run on Spark goes about it; nothing here changes what a document's rows are.

    `timeout` seconds for one article; `shares` that the work is cut into (default: by the size of the input);
    `records` writes the lines of documents.jsonl as one more table; `overwrite` replaces an earlier run on Spark.
    """

    timeout: float | None = None
    shares: int | None = None
    records: bool = False
    overwrite: bool = False

    def __post_init__(self) -> None:
        Local(timeout=self.timeout)
        if self.shares is not None and self.shares < 1:
            raise ConfigError(f"shares is {self.shares}: at least 1")


def run(
    start: Start,
    inputs: Inputs,
    folder: Path,
    resources: Resources,
    config: Config,
    running: Running | None = None,
    extract: Extract | None = None,
) -> Summary:
    """Runs the pipeline over the articles on Spark and writes the tables; `extract` is what workers do, if not that.

    The rows are those of `jishi run` and `jishi load` over the same inputs, in the same order. `start` gives a session
    of Spark, as `opened` does, once it is sure that there is something to do.

    Raises:
        ReadError: a path that does not exist, no article anywhere, or not one that could be processed.
        ConfigError: the folder holds something, or cannot be written, or another run is writing there; Spark failed.
    """
    running, started = running or Running(), time.perf_counter()
    found = find(inputs, folder, overwrite=running.overwrite)
    extract = extract or partial(extract_batches, config, running.timeout, signature(resources, config))
    with clear_errors(folder):
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        # Nothing is kept in this journal: it is the lock of the folder.
        with open_journal(beside(folder, "spark"), "", resume=False), staging(folder) as stage, start() as session:
            work = stage / "work"
            filed = file_all(session, found, inputs, extract, running.shares, work / "filed")
            find_changes(filed).write.parquet(uri(work / "changes"))
            changes = read(session, work / "changes")
            summary = count(filed, changes, folder)
            writer = Writer(filed, changes, stage, 1 + summary.documents // DOCUMENTS)
            write(session, writer, summary)
            if running.records:
                writer.records()
            told = finish(writer, record(summary, resources, config, Local()))
            summary.seconds = time.perf_counter() - started
            write_run(stage, told, summary, session)
            shutil.rmtree(work)
    return summary


def find(inputs: Inputs, folder: Path, *, overwrite: bool) -> list[Path | Failure]:
    """The files to read, if there are any and the target is fit to be written; their articles are not looked at."""
    if STDIN in (*inputs.paths, inputs.files_from):
        raise ConfigError("standard input cannot be read by the workers of Spark: give files")
    check_target(folder, overwrite=overwrite)
    inputs = replace(inputs, outside=folder if folder.exists() else None)
    found = [Failure(str(one.path), "read", one.reason) if isinstance(one, ReadError) else one for one in files(inputs)]
    if not found:
        raise ReadError((*inputs.paths, inputs.files_from or STDIN)[0], f"no article in it ({', '.join(SUFFIXES)})")
    return found


def check_target(folder: Path, *, overwrite: bool) -> None:
    """Refuses a target that holds anything, but for an earlier run on Spark if that may be overwritten."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ConfigError(f"{folder}: is a file, not a folder for tables")
    names = {path.name for path in folder.iterdir()}
    if names and not TABLES <= names <= TABLES | MORE | {RUN_FILE}:
        raise ConfigError(f"{folder}: not empty and not only tables of jishi spark; give another --out")
    if names and not overwrite:
        raise ConfigError(f"{folder}: holds an earlier run; give another --out, or --overwrite")


def file_all(
    session: Any, found: Sequence[Path | Failure], inputs: Inputs, extract: Extract, shares: int | None, place: Path
) -> Any:
    """What comes of all articles, as rows of `filed_schema()`, kept in that folder."""
    slots = session.sparkContext.defaultParallelism
    readers = min(len(found), 4 * slots)
    raws = session.range(0, len(found), 1, readers).mapInArrow(partial(read_batches, found, Path.cwd(), inputs), RAW)
    # By hash: a share that is tried again has the same articles.
    shared = raws.repartition(shares or share_count(found, slots), "place")
    shared.mapInArrow(extract, filed_schema()).write.parquet(uri(place))
    return read(session, place)


def share_count(found: Sequence[Path | Failure], slots: int) -> int:
    """How many shares the work is cut into: small enough to be done again, and several for every slot."""
    paths = [path for path in found if isinstance(path, Path) and path.is_file()]
    size = sum(path.stat().st_size * (PACKED if path.suffix == ".bz2" else 1) for path in paths)
    return max(4 * slots, min(SHARES, math.ceil(size / SHARE)))


def count(filed: Any, changes: Any, folder: Path) -> Summary:
    """How many documents there are, how many articles are none, and the first of them.

    Raises:
        JishiError: not one article could be processed.
    """
    copies = changes.where("first IS NOT NULL").count()
    failed = filed.where("stage IS NOT NULL")
    summary = Summary(folder, failed=failed.count() + copies)
    summary.documents = filed.count() - summary.failed
    if not summary.documents:
        first = failed.orderBy("place").select("path", "reason").first()
        raise JishiError(f"{first.path}: {first.reason}{more(summary.failed - 1)}" if first else "no article in it")
    return summary


def write(session: Any, writer: Writer, summary: Summary) -> None:
    """Writes all tables but those that need the id of the run, and counts what run.json tells."""
    # Side by side: the end of one leaves slots for the next.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        jobs = [pool.submit(writer.table, one) for one in FILED if one.name != "documents"]
        for job in [*jobs, pool.submit(writer.failures)]:
            job.result()
    failed = read(session, writer.folder / f"{FAILURES}.parquet").limit(KEPT).collect()
    summary.failures = [Failure(*row) for row in failed]
    for name, column, counter in (("mentions", "label", summary.mentions), ("events", "type", summary.events)):
        rows = read(session, writer.folder / f"{name}.parquet").groupBy(column).count().collect()
        counter.update({row[0]: row[1] for row in rows})
    summary.entities = read(session, writer.folder / "entities.parquet").count()
    kept = writer.filed.join(writer.changes.where("first IS NOT NULL"), "place", "left_anti")
    summary.characters = kept.selectExpr("sum(length(get(documents, 0).text))").first()[0]


def finish(writer: Writer, told: dict[str, Any]) -> dict[str, Any]:
    """Writes the tables of runs and documents; returns what is told of the run."""
    row = run_row(told, sources(writer.folder))
    write_rows(BY_NAME["runs"], [row], writer.folder)
    writer.table(BY_NAME["documents"], row[0])
    return told


def write_run(stage: Path, told: dict[str, Any], summary: Summary, session: Any) -> None:
    """run.json as a run folder has it, without the list of inputs, which is the table of sources."""
    seconds = summary.seconds
    timing = {
        "seconds": round(seconds, 3),
        "characters_per_second": round(summary.characters / seconds),
        "python": platform.python_version(),
        "spark": session.version,
        "master": session.sparkContext.master,
    }
    shown = {key: value for key, value in told.items() if key != "inputs"} | {"timing": timing}
    with new_file(stage / RUN_FILE) as file:
        file.write((json.dumps(shown, ensure_ascii=False, indent=2) + "\n").encode())
