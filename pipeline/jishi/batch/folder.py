"""The folder of a run: written aside, on disk, and then in its place; an earlier run is whole until that moment."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from jishi.errors import ConfigError
from jishi.io import FRAMES, Failure, Parts, failure_rows
from jishi.io.spacy import DOC_BIN
from jishi.io.tables import FAILURE_COLUMNS, TABLES, csv_text

RUN_FILE = "run.json"
FAILURES = "failures.csv"
RUN_FILES = frozenset({"documents.jsonl", "events.json", *TABLES, FAILURES, RUN_FILE})
MORE_FILES = frozenset({DOC_BIN})  # of formats that are written only where they are asked for
SPOOL = "inputs"  # in the stage only: the list of inputs for run.json


def beside(folder: Path, what: str) -> Path:
    """The hidden file or folder that goes with a run folder."""
    return folder.absolute().with_name(f".{folder.absolute().name}.{what}")


def check_target(folder: Path) -> None:
    """Refuses a target that holds anything that no run has written, for it will be replaced."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ConfigError(f"{folder}: is a file, not a folder for results")
    try:
        found = {path.name for path in folder.iterdir()}
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be read: {error.strerror or error}") from error
    if found and (RUN_FILE not in found or found - RUN_FILES - MORE_FILES):
        raise ConfigError(f"{folder}: not empty and not only an earlier run; give another --out")


def inside(path: Path, folder: Path) -> bool:
    """True if the path is in the folder or is the folder, whatever links lead there."""
    return path.resolve().is_relative_to(folder.resolve())


@contextmanager
def clear_errors(folder: Path) -> Iterator[None]:
    """Errors of the disk as one line; input that cannot be read is a ReadError and not meant."""
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written: {error.strerror or error}") from error
    except sqlite3.Error as error:
        raise ConfigError(f"{folder}: the journal cannot be written: {error}") from error


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A hidden folder beside the target that takes its place when all went well and vanishes when not.

    What a killed run has left is put right first; the caller holds the lock.
    """
    stage, aside = beside(folder, "partial"), beside(folder, "old")
    if aside.exists() and not folder.exists():
        aside.rename(folder)
    for leftover in (stage, aside):
        shutil.rmtree(leftover, ignore_errors=True)
    stage.mkdir()
    try:
        yield stage
        stage.chmod(0o755)
        sync(stage)
        exchange(stage, folder, aside)
        sync(folder.absolute().parent)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def exchange(stage: Path, folder: Path, aside: Path) -> None:
    """Moves the finished stage to its place; an earlier run is kept aside until that has worked."""
    if not folder.exists():
        stage.rename(folder)
        return
    folder.rename(aside)
    try:
        stage.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def sync(folder: Path) -> None:
    """Returns when the names in the folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file that is on disk when it is closed."""
    with path.open("xb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files of a run that are being written, and which of them have a part already."""

    files: Mapping[str, BinaryIO]
    begun: set[str] = field(default_factory=set)

    def parts(self, parts: Parts) -> None:
        """Appends what a document puts into the files."""
        for name, part in parts.items():
            if part:
                frame = FRAMES[name]
                self.files[name].write((frame.between if name in self.begun else frame.first) + part)
                self.begun.add(name)

    def failure(self, failure: Failure) -> None:
        """Appends a row to failures.csv."""
        self.files[FAILURES].write(csv_text(failure_rows([failure])).encode(errors="replace"))

    def input(self, row: Mapping[str, str]) -> None:
        """Appends a document to the list of inputs, which `write_run` takes up."""
        self.files[SPOOL].write(_indented(row) + b",\n")


@contextmanager
def open_outputs(stage: Path, names: Sequence[str]) -> Iterator[Outputs]:
    """The files of these names, with what stands before and after their parts, failures.csv and the list of inputs."""
    with ExitStack() as stack:
        files = {name: stack.enter_context(new_file(stage / name)) for name in (*names, FAILURES, SPOOL)}
        for name in names:
            files[name].write(FRAMES[name].head)
        files[FAILURES].write(csv_text([FAILURE_COLUMNS]).encode("utf-8-sig"))
        yield Outputs(files)
        for name in names:
            files[name].write(FRAMES[name].tail)
    for name in names:
        if (finish := FRAMES[name].finish) is not None:
            data = finish((stage / name).read_bytes())
            (stage / name).unlink()
            with new_file(stage / name) as file:
                file.write(data)


def _indented(row: Mapping[str, str]) -> bytes:
    lines = json.dumps(row, ensure_ascii=False, indent=2).splitlines()
    return "\n".join(f"    {line}" for line in lines).encode()


def write_run(stage: Path, record: Mapping[str, Any]) -> None:
    """run.json: the record, in which the list of inputs takes the place of the empty `inputs`."""
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    before, after = text.split('"inputs": []', 1)
    spool = stage / SPOOL
    with new_file(stage / RUN_FILE) as out, spool.open("rb") as rows:
        out.write(before.encode() + b'"inputs": [\n')
        left = spool.stat().st_size - len(b",\n")
        while left > 0 and (block := rows.read(min(left, 2**20))):
            out.write(block)
            left -= len(block)
        out.write(b"\n  ]" + after.encode())
    spool.unlink()
