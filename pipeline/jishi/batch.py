"""A run: many files through the pipeline into one folder that appears complete or not at all."""

import json
import os
import platform
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Any

from jishi import __version__
from jishi.assemble import assemble
from jishi.config import Config
from jishi.document import Document, Stage
from jishi.errors import ConfigError, JishiError, ReadError
from jishi.io import Failure, document_writer, event_writer, table_writer, write_failures
from jishi.io.spacy import doc_writer
from jishi.io.tables import TABLES
from jishi.read import Reader, find_inputs, make_reader
from jishi.resources import Resources

Write = Callable[[Document], None]
RUN_FILE = "run.json"
DOC_BIN = "documents.spacy"
RUN_FILES = frozenset({"documents.jsonl", "events.json", *TABLES, "failures.csv", RUN_FILE})
MORE_FILES = frozenset({DOC_BIN})  # of formats that are written only where they are asked for


@dataclass(slots=True)
class Summary:
    """What a run did: integer counts, seconds, and where the results are."""

    folder: Path
    documents: int = 0
    characters: int = 0
    seconds: float = 0.0
    mentions: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    entities: int = 0
    failures: list[Failure] = field(default_factory=list)
    inputs: list[dict[str, str]] = field(default_factory=list)

    def add(self, document: Document) -> None:
        """Counts a finished document."""
        self.documents += 1
        self.characters += len(document.text)
        self.entities += len(document.entities)
        self.mentions.update(mention.label for mention in document.mentions)
        self.events.update(event.type for event in document.events)
        self.inputs.append({"id": document.id, "path": document.source.path, "sha256": document.source.sha256})


def run(paths: Sequence[Path], folder: Path, resources: Resources, config: Config) -> Summary:
    """Runs the pipeline over files and folders and writes the run folder.

    A file that cannot be processed becomes a row of failures.csv; an earlier run in the same folder is replaced.

    Raises:
        ReadError: a path that does not exist, no article anywhere, or not one file that could be processed.
        ConfigError: the folder holds something that is no run, or cannot be written.
    """
    files = find_inputs(paths)
    if not files:
        raise ReadError(paths[0], "no article (.md or .txt) in it")
    check_target(folder, files)
    started = time.perf_counter()
    summary, pipeline = Summary(folder), assemble(resources, config)
    with staging(folder) as stage:
        with writers(stage, config) as write:
            for document in process(files, make_reader(resources), pipeline, summary):
                write(document)
                summary.add(document)
        if not summary.documents:
            first = summary.failures[0]
            raise JishiError(f"{first.path}: {first.reason}" + more(len(summary.failures) - 1))
        write_failures(summary.failures, stage / "failures.csv")
        summary.seconds = time.perf_counter() - started
        write_run(summary, stage / RUN_FILE, resources, config)
    return summary


def more(count: int) -> str:
    """How many further files failed."""
    return f" (and {count} more files failed)" if count else ""


def process(files: Sequence[Path], read: Reader, pipeline: Stage, summary: Summary) -> Iterator[Document]:
    """The finished documents in the order of the files; what fails is noted in the summary."""
    taken: set[str] = set()
    for path in files:
        if (name := os.fsencode(path).decode("utf-8", errors="replace")) != str(path):
            summary.failures.append(Failure(name, "read", "the file's name is not UTF-8"))
            continue
        try:
            document = read(path)
        except ReadError as error:
            summary.failures.append(Failure(str(path), "read", error.reason))
            continue
        try:
            done = pipeline(document)
        except Exception as error:
            # One article must not end a night's run; what happened is in its row.
            summary.failures.append(Failure(str(path), "pipeline", f"{type(error).__name__}: {error}"))
            continue
        done = replace(done, id=free_id(done.id, taken))
        taken.add(done.id)
        yield done


def free_id(name: str, taken: Set[str]) -> str:
    """The name, or the first of name~2, name~3 … that is free: files of one name in two folders are two documents."""
    names = chain([name], (f"{name}~{number}" for number in count(2)))
    return next(name for name in names if name not in taken)


@contextmanager
def writers(folder: Path, config: Config) -> Iterator[Write]:
    """A function that appends one document to every output file of the chosen formats."""
    with ExitStack() as stack:
        chosen: list[Write] = []
        if "jsonl" in config.formats:
            chosen.append(stack.enter_context(document_writer(folder / "documents.jsonl")))
        if "json" in config.formats:
            chosen.append(stack.enter_context(event_writer(folder / "events.json")))
        if "csv" in config.formats:
            chosen.append(stack.enter_context(table_writer(folder)))
        if "spacy" in config.formats:
            chosen.append(stack.enter_context(doc_writer(folder / DOC_BIN)))

        def write(document: Document) -> None:
            for one in chosen:
                one(document)

        yield write


def check_target(folder: Path, files: Sequence[Path]) -> None:
    """Refuses a target that holds input of this run or anything that no run has written, for it will be replaced."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ConfigError(f"{folder}: is a file, not a folder for results")
    target = folder.resolve()
    if any(file.resolve().is_relative_to(target) for file in files):
        raise ConfigError(f"{folder}: holds input of this run; give another --out")
    try:
        found = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be read: {error.strerror or error}") from error
    if found and (RUN_FILE not in found or found - RUN_FILES - MORE_FILES):
        raise ConfigError(f"{folder}: not empty and not only an earlier run; give another --out")


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the target that takes its place when all went well and vanishes when not."""
    stage: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        yield stage
        stage.chmod(0o755)
        exchange(stage, folder)
    except OSError as error:  # input that cannot be read is a ReadError: this is the disk
        raise ConfigError(f"{folder}: cannot be written: {error.strerror or error}") from error
    finally:
        if stage is not None:
            shutil.rmtree(stage, ignore_errors=True)


def exchange(stage: Path, folder: Path) -> None:
    """Moves the finished stage to its place; an earlier run is kept aside until that has worked."""
    if not folder.exists():
        stage.rename(folder)
        return
    aside = stage.with_name(f"{stage.name}.old")
    folder.rename(aside)
    try:
        stage.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def write_run(summary: Summary, path: Path, resources: Resources, config: Config) -> None:
    """run.json: what ran, over what, with what result; only `timing` differs between two runs over the same input."""
    record: dict[str, Any] = {
        "version": __version__,
        "config": asdict(config),
        "resources": resources.digest,
        "inputs": summary.inputs,
        "counts": {
            "documents": summary.documents,
            "characters": summary.characters,
            "mentions": dict(sorted(summary.mentions.items())),
            "entities": summary.entities,
            "events": dict(sorted(summary.events.items())),
            "failures": len(summary.failures),
        },
        "timing": {
            "seconds": round(summary.seconds, 3),
            "characters_per_second": round(summary.characters / summary.seconds) if summary.seconds else None,
            "python": platform.python_version(),
        },
    }
    path.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
