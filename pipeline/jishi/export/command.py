"""One run into one file of another program's, which appears whole or not at all."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from jishi.errors import ConfigError
from jishi.export import acled, cmnee, geojson, graphml, plover, rdf
from jishi.io.encode import Record
from jishi.io.records import documents_file, read_records

Writer = Callable[[Iterable[Record], "Exported"], Iterator[str]]
FORMATS: dict[str, Writer] = {
    "graphml": graphml.lines,
    "rdf": rdf.lines,
    "geojson": geojson.lines,
    "acled": acled.lines,
    "plover": plover.lines,
    "cmnee": cmnee.lines,
}


@dataclass(slots=True)
class Exported:
    """How many documents and events were written, and how many events the format has no room for, and why."""

    documents: int = 0
    events: int = 0
    left_out: int = 0
    why: str = ""


def export(run: Path, to: str, out: Path) -> Exported:
    """Writes the documents of a run folder, or of a file like its documents.jsonl.

    Raises:
        ReadError: no such run, or a damaged record.
        ConfigError: an unknown format, or a file that cannot be written.
    """
    if to not in FORMATS:
        raise ConfigError(f"unknown format {to}: choose from {', '.join(FORMATS)}")
    path, done = documents_file(run), Exported()
    if out.is_dir():
        raise ConfigError(f"{out}: is a folder, not a file")
    if out.resolve() == path.resolve():
        raise ConfigError(f"{out}: is the input; give another --out")
    partial = out.with_name(f".{out.name}.partial")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("w", encoding="utf-8", newline="") as file:
            file.writelines(FORMATS[to](counted(path, done), done))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(out)
    except OSError as error:
        raise ConfigError(f"{out}: cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return done


def counted(path: Path, done: Exported) -> Iterator[Record]:
    """The records, counted."""
    for _, record in read_records(path):
        done.documents += 1
        yield record
