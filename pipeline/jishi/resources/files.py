"""Resource files as rows and tables, and the checks that need to know nothing of what they hold."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from jishi.errors import ResourceError

Keys = Mapping[str, type | tuple[type, ...]]  # what an entry may have, and of which type the values are


class Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=Named)


def read_text(path: Path) -> str:
    """The file's text; whatever keeps it from being read names the file."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ResourceError(path, "file", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise ResourceError(path, "file", f"not UTF-8 (byte {error.start})") from error


def read_rows(path: Path, key: str | None = None) -> Iterator[dict[str, str]]:
    """The rows of a TSV file with a header line; a row of another width is an error, and so is a missing key column."""
    header, *lines = read_text(path).removesuffix("\n").split("\n")
    columns = header.split("\t")
    if key is not None and key not in columns:
        raise ResourceError(path, "line 1", f"no column {key}: {columns}")
    for number, line in enumerate(lines, start=2):
        row = line.split("\t")
        if len(row) != len(columns):
            raise ResourceError(path, f"line {number}", f"{len(row)} columns instead of {len(columns)}: {row}")
        yield dict(zip(columns, row, strict=True))


def read_toml(path: Path) -> dict[str, Any]:
    """The file as a dictionary; a syntax error names the file."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ResourceError(path, "file", str(error)) from error


def entries(path: Path, raw: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The [[key]] tables of a file."""
    found = raw.get(key, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise ResourceError(path, "file", f"{key} is not a list of [[{key}]] tables")
    return found


def table(path: Path, raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The [key] table of a file, empty if there is none."""
    found = raw.get(key, {})
    if not isinstance(found, dict):
        raise ResourceError(path, "file", f"{key} is not a [{key}] table")
    return found


def check_keys(path: Path, name: str, raw: Mapping[str, object], allowed: Keys) -> None:
    """Refuses keys that nobody reads, and values of another type, such as one word where a list is read."""
    if not isinstance(raw, Mapping):
        raise ResourceError(path, name, f"{raw!r} is not a table")
    if unknown := raw.keys() - allowed.keys():
        raise ResourceError(path, name, f"unknown keys {sorted(unknown)}")
    for key, value in raw.items():
        if not isinstance(value, allowed[key]):
            raise ResourceError(path, name, f"{key} has a value of the wrong type: {value!r}")


def check_id(path: Path, raw: Mapping[str, object]) -> str:
    """The id that an entry must have."""
    name = raw.get("id")
    if not isinstance(name, str) or not name:
        raise ResourceError(path, str(name or "?"), "no id")
    return name


def unique(found: Iterable[tuple[Path, N]]) -> tuple[N, ...]:
    """What was found in the files; an id that two of them share is refused."""
    seen: dict[str, tuple[Path, N]] = {}
    for path, item in found:
        if item.id in seen:
            raise ResourceError(path, item.id, f"duplicate id, also in {seen[item.id][0].name}")
        seen[item.id] = path, item
    return tuple(item for _, item in seen.values())
