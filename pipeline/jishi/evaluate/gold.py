"""The gold folder: the articles to look at (dev), those held out (test), words, registers, a second annotation."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jishi.document import Document
from jishi.errors import ConfigError, ReadError
from jishi.evaluate.load import load_documents
from jishi.evaluate.metrics import REGISTERS
from jishi.evaluate.segmentation import lay_all
from jishi.resources.types import Schema

SETS = ("dev", "test")
HELD_OUT = "test"
FIRST, SECOND, WORDS, REGISTER_TABLE, SUMS = "first", "second", "segmentation", "registers.tsv", "SHA256SUMS"
FROZEN = "*.ann"


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Articles that are scored together; `name` is None for a folder or file that is no part of a gold folder."""

    name: str | None
    documents: tuple[Document, ...]
    warnings: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        """True if nobody should read its errors."""
        return self.name == HELD_OUT


@dataclass(frozen=True, slots=True)
class Gold:
    """The sets that were asked for, the ids of all sets there are, registers, and pairs of independent annotations.

    The gold of an article may be the outcome of adjudication; `pairs` has what the two annotators wrote before it.
    """

    sets: tuple[GoldSet, ...]
    ids: frozenset[str]
    registers: Mapping[str, str]
    pairs: tuple[tuple[Document, Document], ...] = ()


def load_gold(path: Path, schema: Schema) -> Gold:
    """The gold of a folder with sets, of one of its sets, or of any other folder or file.

    Raises:
        ReadError: what `load_documents` raises, no article in any set, an article in two sets.
        AnnotationError: the problems of the annotations.
    """
    root = path.parent if path.name in SETS else path
    folders = [root / name for name in SETS if holds(root / name, FROZEN)]
    if not folders or path not in (root, *folders):
        documents = tuple(load_documents([path], schema))
        return Gold((GoldSet(None, documents),), frozenset(document.id for document in documents), {})
    whole = load_documents(folders, schema)
    laid = lay_all(whole, sorted((root / WORDS).glob("*.seg")))
    members = {folder: {str(file) for file in folder.rglob(FROZEN)} for folder in folders}
    sets = tuple(
        GoldSet(folder.name, tuple(one for one in laid if one.source.path in members[folder]), tuple(unfrozen(folder)))
        for folder in folders
        if path in (root, folder)
    )
    ids = frozenset(document.id for document in whole)
    asked = {document.id for one in sets for document in one.documents}
    pairs = tuple(pair for pair in annotated_twice(root, whole, schema) if pair[0].id in asked)
    return Gold(sets, ids, read_registers(root / REGISTER_TABLE), pairs)


def annotated_twice(root: Path, gold: Iterable[Document], schema: Schema) -> Iterator[tuple[Document, Document]]:
    """The first and the second annotation of an article; where no first is kept apart, the gold is the first.

    Raises:
        ReadError: a second annotation of an article that has no first.
    """
    first = {document.id: document for document in gold}
    for folder in (FIRST, SECOND):
        read = load_documents([root / folder], schema) if holds(root / folder, FROZEN) else ()
        for document in read:
            if document.id not in first:
                raise ReadError(root / folder, f"{folder} annotation of {document.id}, which has no first")
            if folder == SECOND:
                yield first[document.id], document
            first[document.id] = document


def holds(folder: Path, pattern: str) -> bool:
    """True if the folder is there and has such a file."""
    return folder.is_dir() and any(folder.rglob(pattern))


def read_registers(path: Path) -> Mapping[str, str]:
    """The register of each article that the table lists; nothing if there is no table.

    Raises:
        ReadError: a row that is none, an article that comes twice, an unknown register.
    """
    if not path.exists():
        return {}
    found: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter="\t"), 1):
                if number == 1 and row == ["id", "register"]:
                    continue
                if len(row) != 2 or row[0] in found or row[1] not in REGISTERS:
                    raise ReadError(path, f"line {number}: not a new article and one of {', '.join(REGISTERS)}: {row}")
                found[row[0]] = row[1]
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(path, str(error)) from error
    return found


def freeze(folder: Path) -> int:
    """Writes the checksums of the annotations of a folder, as sha256sum does; returns how many there are.

    Raises:
        ConfigError: no folder, no annotation in it, or it cannot be written.
    """
    files = frozen_files(folder)
    if not files:
        raise ConfigError(f"{folder}: no {FROZEN} to freeze")
    try:
        lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {name}\n" for name, file in files.items()]
        (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{folder / SUMS}: cannot be written: {error.strerror or error}") from error
    return len(files)


def frozen_files(folder: Path) -> dict[str, Path]:
    """The annotations of a folder by their names."""
    return {file.relative_to(folder).as_posix(): file for file in sorted(folder.rglob(FROZEN))}


def unfrozen(folder: Path) -> Sequence[str]:
    """What is no longer as it was frozen, a line a file; also where a held-out set was never frozen.

    Raises:
        ReadError: a line that is no checksum.
    """
    path = folder / SUMS
    if not path.exists():
        return [f"{folder}: not frozen, there is no {SUMS}"] if folder.name == HELD_OUT else []
    try:
        sums = dict(read_sum(line, path, number) for number, line in enumerate(path.read_text("utf-8").splitlines(), 1))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(path, str(error)) from error
    files = frozen_files(folder)
    changed = [
        name for name in files if name in sums and hashlib.sha256(files[name].read_bytes()).hexdigest() != sums[name]
    ]
    return [
        *complain(folder, "changed since it was frozen", changed),
        *complain(folder, f"listed in {SUMS}, but missing", sorted(sums.keys() - files.keys())),
        *complain(folder, f"not listed in {SUMS}", sorted(files.keys() - sums.keys())),
    ]


def read_sum(line: str, path: Path, number: int) -> tuple[str, str]:
    """The name and the checksum of a line."""
    checksum, _, name = line.partition(" ")
    if len(checksum) != 64 or not name[1:]:
        raise ReadError(path, f"line {number}: not a checksum and a name")
    return name[1:], checksum


def complain(folder: Path, problem: str, names: Iterable[str]) -> list[str]:
    """A line for each file."""
    return [f"{folder / name}: {problem}" for name in names]
