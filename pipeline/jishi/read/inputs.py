"""What to read: files, folders, patterns, lists of files and standard input, one article at a time."""

import glob
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from jishi.errors import ConfigError, ReadError
from jishi.read.dump import read_dump
from jishi.read.raw import LIMIT, Raw
from jishi.read.records import read_records

SUFFIXES = {
    ".md": "wiki-markdown",
    ".txt": "plain",
    ".html": "html",
    ".htm": "html",
    ".wiki": "wikitext",
    ".wikitext": "wikitext",
    ".jsonl": "jsonl",
    ".xml": "dump",
    ".bz2": "dump",
}
FORMATS = tuple(dict.fromkeys(SUFFIXES.values()))
STDIN = Path("-")
RUN_FILES = ("run.json", "failures.csv")  # what is in every folder that a run has written


@dataclass(frozen=True, slots=True)
class Inputs:
    """Where the articles are, and which of them are wanted.

    `paths` are files, folders and patterns, `-` is standard input; `files_from` is a file with a path a line;
    `read_as` is a format that overrules the suffixes; the patterns choose pages of dumps; `outside` is a folder that
    may hold no input.
    """

    paths: tuple[Path, ...] = ()
    files_from: Path | None = None
    read_as: str | None = None
    titles: re.Pattern[str] | None = None
    categories: re.Pattern[str] | None = None
    outside: Path | None = None

    def __post_init__(self) -> None:
        if self.read_as is not None and self.read_as not in FORMATS:
            raise ConfigError(f"unknown format {self.read_as}: choose from {', '.join(FORMATS)}")
        if STDIN in self.paths and self.files_from == STDIN:
            raise ConfigError("standard input holds either an article or a list of files")


def articles(inputs: Inputs) -> Iterator[Raw | ReadError]:
    """Every article in the order of the inputs, and in its place the error for what cannot be read.

    Raises:
        ReadError: a path that does not exist, a pattern without a match, a folder without an article.
    """
    for path in files(inputs):
        if isinstance(path, ReadError):
            yield path
        else:
            yield from read_file(path, inputs)


def files(inputs: Inputs) -> Iterator[Path | ReadError]:
    """The files to read, each once: folders are searched in sorted order, other paths are taken as they are.

    Raises:
        ReadError: a path that does not exist or a pattern without a match, before any file is given.
        ConfigError: a file in the folder that may hold none.
    """
    missing = (path for path in inputs.paths if path != STDIN and not path.exists() and not _matches(path))
    for path in missing:
        raise ReadError(path, "no such file or folder")
    many = len(inputs.paths) > 1 or inputs.files_from is not None
    seen: set[Path] = set()
    target = None if inputs.outside is None else inputs.outside.resolve()
    for found in _search(inputs):
        if isinstance(found, Path):
            if found in seen:
                continue
            if many:  # a folder alone has nothing twice, and may be large
                seen.add(found)
            if target is not None and found.resolve().is_relative_to(target):
                raise ConfigError(f"{inputs.outside}: holds input of this run; give another --out")
        yield found


def input_size(inputs: Inputs) -> int | None:
    """The bytes of all files together, None if a part of them comes from standard input."""
    if STDIN in (*inputs.paths, inputs.files_from):
        return None
    return sum(path.stat().st_size for path in files(inputs) if isinstance(path, Path) and path.is_file())


def find_inputs(paths: Sequence[Path]) -> list[Path]:
    """The files to read, as a list."""
    return [path for path in files(Inputs(tuple(paths))) if isinstance(path, Path)]


def _search(inputs: Inputs) -> Iterator[Path | ReadError]:
    for path in inputs.paths:
        for found in [path] if path == STDIN or path.exists() else _matches(path):
            if found.is_dir():
                yield from _folder(found)
            else:
                yield found
    if inputs.files_from is not None:
        yield from _listed(inputs.files_from)


def _matches(path: Path) -> list[Path]:
    """The files and folders that a pattern fits, sorted; none for a path that is no pattern."""
    return [Path(name) for name in sorted(glob.glob(str(path), recursive=True))] if glob.has_magic(str(path)) else []


def _folder(folder: Path) -> Iterator[Path | ReadError]:
    """The files below the folder whose suffix is known; folders that a run has written are left out."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        yield ReadError(folder, error.strerror or str(error))
        return
    if all(name in names for name in RUN_FILES):
        return
    for name in names:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            yield from _folder(path)
        elif path.suffix.lower() in SUFFIXES and (path.is_file() or path.is_symlink()):
            yield path


def _listed(path: Path) -> Iterator[Path]:
    """The files that the list names; a file that is not there is found out when it is read."""
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else path.open("rb") as file:
            for line in file:
                if name := line.rstrip(b"\r\n"):
                    yield Path(os.fsdecode(name))
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error


def read_file(path: Path, inputs: Inputs, folder: Path = Path()) -> Iterator[Raw | ReadError]:
    """The articles of one file, and the error for what cannot be read; a relative path begins at the folder."""
    name = "stdin" if path == STDIN else os.fsencode(path).decode("utf-8", errors="replace")
    if path != STDIN and name != str(path):
        yield ReadError(Path(name), "the file's name is not UTF-8")
        return
    format = inputs.read_as or ("plain" if path == STDIN else SUFFIXES.get(path.suffix.lower()))
    if format is None:
        yield ReadError(path, f"unknown kind of file, not one of {', '.join(SUFFIXES)}")
        return
    try:
        with nullcontext(sys.stdin.buffer) if path == STDIN else (folder / path).open("rb") as file:
            nothing = True
            for article in _read_open(file, name, format, inputs):
                nothing = False
                yield article
        if nothing and inputs.titles is None and inputs.categories is None:
            yield ReadError(Path(name), "no article in it")
    except OSError as error:
        yield ReadError(path, error.strerror or str(error))


def _read_open(file: BinaryIO, name: str, format: str, inputs: Inputs) -> Iterable[Raw | ReadError]:
    """The articles of an open file."""
    if format == "jsonl":
        return read_records(file, name)
    if format == "dump":
        return read_dump(file, name, inputs.titles, inputs.categories)
    data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        return [ReadError(Path(name), f"longer than {LIMIT:,} bytes")]
    return [Raw(name, format, data, weight=len(data))]
