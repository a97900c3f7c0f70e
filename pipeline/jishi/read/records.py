"""JSON Lines with one article a line: `text`, and if known `id`, `title` and `date`."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from jishi.errors import ReadError
from jishi.read.raw import LIMIT, Raw

DATE = re.compile(r"(?P<date>[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?:[T ].*)?")
SURROGATE = re.compile(r"[\ud800-\udfff]")


def read_records(file: BinaryIO, name: str) -> Iterator[Raw | ReadError]:
    """The articles of the file in order; a line that is none gives the error that says why."""
    for number, line in enumerate(_lines(file), start=1):
        where = f"{name}:{number}"
        if len(line) > LIMIT:
            yield ReadError(Path(where), f"line longer than {LIMIT:,} bytes")
        elif line.strip():
            yield _read_line(line.removeprefix(b"\xef\xbb\xbf"), name, number)


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is too long only as much as shows that it is."""
    while line := file.readline(LIMIT + 1):
        yield line
        while len(line) > LIMIT and not line.endswith(b"\n"):
            line = file.readline(LIMIT + 1)


def _read_line(line: bytes, name: str, number: int) -> Raw | ReadError:
    where = Path(f"{name}:{number}")
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        return ReadError(where, f"not UTF-8 (byte {error.start} of the line)")
    except (ValueError, RecursionError) as error:
        return ReadError(where, f"not JSON: {error}")
    if not isinstance(record, dict):
        return ReadError(where, "not an object with a text")
    try:
        text = _text(record, "text")
        title, id, date = _text(record, "title"), _text(record, "id"), _date(record)
    except ValueError as error:
        return ReadError(where, str(error))
    if not text or not text.strip():
        return ReadError(where, "no text")
    id = id or title or f"{Path(name).stem}-{number}"
    path = f"{name}#{id}" if record.get("id") or record.get("title") else f"{name}#{number}"
    return Raw(path, "plain", text.encode(), id=id, title=title or id, date=date, weight=len(line))


def _text(record: dict[str, Any], key: str) -> str | None:
    """A text of the record, without halves of characters; a number will do for an id."""
    value = record.get(key)
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and key != "text":
        return str(value)
    if not isinstance(value, str):
        raise ValueError(f"{key} is no text")
    return SURROGATE.sub("\ufffd", value)


def _date(record: dict[str, Any]) -> str | None:
    """The year, month or day that the article is about."""
    date = _text(record, "date")
    if not date:
        return None
    if (match := DATE.fullmatch(date)) is None:
        raise ValueError(f"date {date[:20]!r} is not such as 1934, 1934-10 or 1934-10-16")
    return match["date"]
