"""The articles of a Wikipedia XML dump, one at a time, plain or compressed, whatever its size."""

import bz2
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from jishi.errors import ConfigError, ReadError
from jishi.read.raw import LIMIT, Raw
from jishi.read.wikitext import categories

PAGE_LIMIT = 4 * LIMIT  # bytes of XML between two revisions
BZ2 = b"BZh"


class Guard:
    """A file for the XML parser that refuses what no dump has: a document type, and a page without end."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.since = file, 0
        self.prolog: expat.XMLParserType | None = expat.ParserCreate()
        self.prolog.StartDoctypeDeclHandler = self._refuse
        self.prolog.StartElementHandler = self._begin

    def _refuse(self, *_: object) -> None:
        raise ValueError("it has a document type, which may hold entities")

    def _begin(self, *_: object) -> None:
        self.prolog = None

    def read(self, size: int = 16_384) -> bytes:
        """As of a file. Raises ValueError for a document type or too much since `since` was last set to 0."""
        data = self.file.read(size)
        if self.prolog is not None:
            self.prolog.Parse(data, not data)
        self.since += len(data)
        if self.since > PAGE_LIMIT:
            raise ValueError(f"a page longer than {PAGE_LIMIT:,} bytes")
        return data


def read_dump(
    file: BinaryIO, name: str, titles: re.Pattern[str] | None = None, groups: re.Pattern[str] | None = None
) -> Iterator[Raw | ReadError]:
    """The articles whose title and one of whose categories the patterns find; redirects and other namespaces are none.

    A dump that breaks off gives its pages so far, and the error.
    """
    last, before = "", 0
    try:
        for page, text in _pages(file):
            last = page.title
            if titles is not None and not titles.search(last):
                continue
            if groups is not None and not any(map(groups.search, categories(text))):
                continue
            at = file.tell() if file.seekable() else 0
            path = f"{name}#{last}"
            if len(text) > LIMIT:
                yield ReadError(Path(path), f"longer than {LIMIT:,} characters")
                continue
            yield Raw(path, "wikitext", text.encode(), id=last, title=last, weight=at - before)
            before = at
    except ConfigError as error:
        yield ReadError(Path(name), str(error))
    except Exception as error:
        # The parser meets a broken file with errors of every kind; the pages before it are good.
        reason = f"{type(error).__name__}: {error}" if isinstance(error, AssertionError | TypeError) else str(error)
        yield ReadError(Path(name), f"broken dump{f' after {last}' if last else ''}: {reason}")


def _pages(file: BinaryIO) -> Iterator[tuple[Any, str]]:
    """The pages of the main namespace that are no redirect, each with the text of its last revision."""
    try:
        from mwxml import Dump
        from mwxml.element_iterator import ElementIterator
    except ImportError as error:
        raise ConfigError("dumps need a library that is not installed: pip install 'jishi[wiki]'") from error
    guard = Guard(_uncompressed(file))
    root = ElementIterator.from_file(guard)
    if root.tag != "mediawiki":
        raise ValueError(f"not a dump: its root is {root.tag}")
    for page in Dump.from_element(root).pages:
        text = ""
        for revision in page:
            guard.since = 0
            text = revision.text or ""
        if page.namespace == 0 and page.redirect is None and text.strip():
            yield page, text
        # The parser would keep an empty element of every page.
        root.element.clear()


def _uncompressed(file: BinaryIO) -> BinaryIO:
    """The file, unpacked as it is read if it is compressed."""
    head = file.peek(3)[:3] if hasattr(file, "peek") else b""
    return bz2.BZ2File(file) if head == BZ2 else file  # type: ignore[return-value]
