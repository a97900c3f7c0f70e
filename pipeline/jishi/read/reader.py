"""Bytes of an article in, Document with clean text, source map, links and headings out."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from jishi.document import Document, Link, Mapping, Source, Span
from jishi.errors import ReadError
from jishi.read.dates import YearFinder, find_date, year_finder
from jishi.read.encoding import decode
from jishi.read.fold import fold
from jishi.read.glyphs import Block, Glyph, place, tidy
from jishi.read.html import parse_html
from jishi.read.inputs import Inputs, read_file
from jishi.read.links import true_link
from jishi.read.markdown import parse_markdown
from jishi.read.page import Page
from jishi.read.raw import Raw
from jishi.read.wikitext import parse_wikitext
from jishi.resources import Resources

Reader = Callable[[Path], Document]
JOINT = re.compile(r"以及|[与和及、/&]")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the reader knows: sections to leave out, how to find a year, how names of events and places end."""

    skipped: frozenset[str]
    year: YearFinder
    event_suffixes: tuple[str, ...] = ()
    place_suffixes: frozenset[str] = frozenset()
    templates: Table[str, int] = field(default_factory=dict)


def make_reader(resources: Resources) -> Reader:
    """Reads one file into a Document.

    Raises:
        ReadError: when the reader is called with a file that is unreadable, empty, binary, in no known encoding or
            without text.
    """
    knowledge = reading_knowledge(resources)
    return lambda path: read_document(path, knowledge)


def reading_knowledge(resources: Resources) -> Knowledge:
    """The part of the resources that reading needs."""
    skipped = frozenset(fold(row["title"]) for row in resources.tables["skipped_sections"])
    year = year_finder(resources.tables.get("eras", ()))
    places = frozenset(resources.words.get("place_suffix", ()))
    templates = {row["template"]: int(row["parameter"]) for row in resources.tables.get("wiki_templates", ())}
    return Knowledge(skipped, year, resources.words.get("event_suffix", ()), places, templates)


def read_document(path: Path, knowledge: Knowledge) -> Document:
    """The file as a Document, read by what its suffix says."""
    found = next(read_file(path, Inputs()), None)
    if isinstance(found, ReadError):
        raise found
    if found is None:
        raise ReadError(path, "no article in it")
    return read_raw(found, knowledge)


def read_bytes(data: bytes, *, name: str, format: str, knowledge: Knowledge) -> Document:
    """The bytes of a file of that name as a Document."""
    return read_raw(Raw(name, format, data), knowledge)


def read_raw(source: Raw, knowledge: Knowledge) -> Document:
    """The article as a Document.

    Raises:
        ReadError: empty, binary, in no known encoding, or without text.
        ConfigError: a library for its format is not installed.
    """
    name = source.path
    raw, encoding = decode(source.data, name)
    page = parse(raw, source.format, knowledge)
    blocks = [block for block in map(tidy, page.blocks) if block.glyphs]
    blocks = list(_without_notes(blocks, knowledge.skipped))
    if not blocks:
        raise ReadError(Path(name), "no text left after taking out markup, notes and references")
    title = unicodedata.normalize("NFC", Path(name).stem if source.title is None else source.title)
    id = title if source.id is None else unicodedata.normalize("NFC", source.id)
    text = "\n".join(block.text for block in blocks)
    lead = [fold(block.text) for block in takewhile(lambda block: not block.level, blocks)]
    glyphs = [glyph for block in blocks for glyph in (*block.glyphs, BREAK)][:-1]
    return Document(
        id=id,
        title=title,
        text=text,
        folded=fold(text),
        source=Source(name, source.format, hashlib.sha256(source.data).hexdigest(), encoding),
        date=source.date or find_date(fold(title), lead, knowledge.year, knowledge.event_suffixes),
        source_map=tuple(_mappings(glyphs)),
        links=tuple(_links(glyphs, page.targets, knowledge.place_suffixes)),
        headings=tuple(_headings(blocks)),
    )


BREAK = Glyph("\n", None)


def parse(raw: str, format: str, knowledge: Knowledge) -> Page:
    """The paragraphs, headings and links of a text in that format."""
    match format:
        case "wiki-markdown":
            return parse_markdown(raw)
        case "wikitext":
            return parse_wikitext(raw, knowledge.templates)
        case "html":
            return parse_html(raw)
        case _:
            return _parse_plain(raw)


def _parse_plain(raw: str) -> Page:
    """Every line of a plain text is a paragraph."""
    lines = re.finditer(r"[^\r\n]+", raw)
    return Page(tuple(Block(tuple(place(line[0], raw, *line.span()))) for line in lines), ())


def _without_notes(blocks: Iterable[Block], skipped: frozenset[str]) -> Iterator[Block]:
    """The blocks outside the sections of notes, references and the like."""
    depth: int | None = None
    for block in blocks:
        if block.level and (depth is None or block.level <= depth):
            title = fold(block.text).strip(" ：:")
            parts = [title, *JOINT.split(title)]
            depth = block.level if title in skipped or skipped.issuperset(parts[1:]) else None
        if depth is None:
            yield block


def _headings(blocks: Iterable[Block]) -> Iterator[Span]:
    start = 0
    for block in blocks:
        if block.level:
            yield Span(start, start + len(block.glyphs))
        start += len(block.glyphs) + 1


def _mappings(glyphs: Sequence[Glyph]) -> Iterator[Mapping]:
    """Runs of characters that stand in the source in the same order without a gap."""
    start = 0
    for end in range(1, len(glyphs) + 1):
        last = glyphs[end - 1].raw
        if end == len(glyphs) or last is None or glyphs[end].raw != last + 1:
            first = glyphs[start].raw
            if first is not None:
                yield Mapping(start, end, first, first + end - start)
            start = end


def _links(glyphs: Sequence[Glyph], targets: Sequence[str], place_suffixes: frozenset[str]) -> Iterator[Link]:
    """The links whose label names their target; a label over two paragraphs counts with its first."""
    start = 0
    while start < len(glyphs):
        number, end = glyphs[start].link, start + 1
        while end < len(glyphs) and glyphs[end].link == number:
            end += 1
        if number is not None:
            label = "".join(glyph.char for glyph in glyphs[start:end])
            if link := true_link(start, label, targets[number], place_suffixes):
                yield link
        start = end
