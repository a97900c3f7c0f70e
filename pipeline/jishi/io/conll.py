"""CoNLL: one token a line, a blank line after a sentence, IOB2; holds mentions, entities and values, no events.

Columns, between tabs: token, part of speech, mention (`B-PERSON`, `I-PERSON`, `O`), entity, value; `_` for nothing.
Comments keep what the lines lose: `# newdoc id`, `# head`, `# gap` (what stands before the sentence), `# text`.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jishi.document import Document, Span
from jishi.errors import ReadError
from jishi.io.encode import Record
from jishi.io.exchange import (
    FormatError,
    Mark,
    Scheme,
    Sheet,
    WriteError,
    entity_cell,
    entity_of,
    escape,
    file_name,
    make_sheet,
    read_bytes,
    read_sheet,
    unescape,
)

NOTHING = "_"
COMMENT = re.compile(r"# (?P<key>newdoc id|head|gap|text) ?= ?(?P<value>.*)")
TAG = re.compile(r"O|(?P<place>[BI])-(?P<label>.+)")


def write_conll(documents: Iterable[Document], folder: Path, scheme: Scheme) -> Iterator[Path]:
    """Writes an article at a time; gives the files as they are written."""
    for document in documents:
        path = folder / f"{file_name(document.id)}.conll"
        text = "".join(f"{line}\n" for line in lines(document))
        try:
            data = text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise WriteError(document.id, "a lone surrogate, which is no character, is in the text") from error
        with path.open("xb") as file:
            file.write(data)
        yield path


def lines(document: Document) -> Iterator[str]:
    """The lines of a document; a mention must lie in one sentence, and the sentences must not overlap."""
    sheet = make_sheet(document)
    yield f"# newdoc id = {escape(document.id)}"
    yield f"# head = {json.dumps(sheet.head, ensure_ascii=False)}"
    tokens = cut(document)
    for mark in sheet.marks:
        if not any(one["start"] <= mark.start and mark.end <= one["end"] for one in sheet.head["sentences"]):
            raise WriteError(document.id, f"{sheet.text[mark.start : mark.end]!r} at {mark.start} is in no sentence")
    end = 0
    for sentence in document.sentences:
        if sentence.span.start < end:
            raise WriteError(document.id, f"sentences overlap at {sentence.span.start}")
        if gap := document.text[end : sentence.span.start]:
            yield f"# gap = {escape(gap)}"
        yield f"# text = {escape(document[sentence.span])}"
        last = sentence.span.start
        for span, pos in tokens[bisect_left(tokens, sentence.span.start, key=lambda token: token[0].start) :]:
            if span.end > sentence.span.end:
                break
            # A reader skips white space before a token, so that a token of white space has to follow another at once.
            if document.text[span.start].isspace() and last != span.start:
                raise WriteError(document.id, f"a token or mention begins with white space at {span.start}")
            yield "\t".join((escape(document[span]), _cell(pos), *_tags(span, sheet)))
            last = span.end
        yield ""
        end = sentence.span.end
    if gap := document.text[end:]:
        yield f"# gap = {escape(gap)}"
        yield ""


def cut(document: Document) -> list[tuple[Span, str | None]]:
    """The tokens, cut at mention borders; a character in no token is one, unless it is white space outside mentions."""
    owner: list[int | None] = [None] * len(document.text)
    for number, token in enumerate(document.tokens):
        owner[token.span.start : token.span.end] = [number] * len(token.span)
    within = [False] * len(document.text)
    borders = set()
    for mention in document.mentions:
        within[mention.span.start : mention.span.end] = [True] * len(mention.span)
        borders |= {mention.span.start, mention.span.end}
    found: list[tuple[Span, str | None]] = []
    start = 0
    for end in range(1, len(document.text) + 1):
        same = end < len(owner) and owner[end] == owner[start] is not None and end not in borders
        if same:
            continue
        token_number = owner[start]
        if token_number is not None:
            token = document.tokens[token_number]
            found.append((Span(start, end), token.pos if len(token.span) == end - start else None))
        elif within[start] or not document.text[start].isspace():
            found.append((Span(start, end), None))
        start = end
    return found


def _cell(text: str | None) -> str:
    """A cell; one that is nothing but our sign for nothing is told apart from it."""
    return NOTHING if not text else escape(text) if text != NOTHING else "\\_"


def _tags(span: Span, sheet: Sheet) -> tuple[str, str, str]:
    """Mention, entity and value columns of a token."""
    mark = next((mark for mark in sheet.marks if mark.start <= span.start < mark.end), None)
    if mark is None:
        return "O", NOTHING, NOTHING
    if mark.start < span.start:
        return f"I-{mark.label}", NOTHING, NOTHING
    return f"B-{mark.label}", _cell(entity_cell(mark)), _cell(mark.value)


@dataclass(slots=True)
class Reading:
    """A document while it is read."""

    name: str
    head: dict[str, Any] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    sentences: list[Record] = field(default_factory=list)
    tokens: list[Record] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    text: str = ""
    at: int = 0
    length: int = 0
    started: bool = False


def read_conll(path: Path, scheme: Scheme) -> Iterator[Document]:
    """The documents of a file, or of a folder of .conll.

    Raises:
        ReadError: a file that cannot be used, with line and problem.
    """
    files = sorted(path.glob("*.conll")) if path.is_dir() else [path]
    if not files:
        raise ReadError(path, "no .conll in it")
    for file in files:
        data, raw = read_bytes(file)
        try:
            for reading in _read(raw, file.stem):
                head = reading.head | {"id": reading.name, "sentences": _headed(reading)}
                text = "".join(reading.parts)
                sheet = Sheet(
                    text, head, tuple(_named(mark, text) for mark in reading.marks), (), tuple(reading.tokens)
                )
                yield read_sheet(file, sheet, scheme, "conll", data)
        except FormatError as error:
            raise ReadError(file, str(error)) from error


def _headed(reading: Reading) -> list[Record]:
    """The sentences; those that are headings say so."""
    known = {(one.get("start"), one.get("end")): one.get("heading", False) for one in reading.head.get("sentences", ())}
    return [one | {"heading": known.get((one["start"], one["end"]), False)} for one in reading.sentences]


def _named(mark: Mark, text: str) -> Mark:
    return replace(mark, entity=entity_of(mark.entity, mark.label, text[mark.start : mark.end]))


def _read(raw: str, stem: str) -> Iterator[Reading]:
    reading: Reading | None = None
    for number, line in enumerate(raw.split("\n"), 1):
        line, where = line.rstrip("\r"), f"line {number}"
        comment = None if "\t" in line else COMMENT.fullmatch(line)
        if comment and comment["key"] == "newdoc id":
            if reading:
                _end(reading, where)
                yield reading
            reading = Reading(unescape(comment["value"]))
        elif line.strip() or comment:
            reading = reading or Reading(stem)
            if comment:
                _read_comment(reading, comment["key"], comment["value"], where)
            elif "\t" in line or not line.startswith("#"):
                _read_token(reading, line, where)
        elif reading:
            _end(reading, where)
    if reading is None:
        raise FormatError("line 1", "no document in it")
    _end(reading, "last line")
    yield reading


def _end(reading: Reading, where: str) -> None:
    """Ends a sentence: all of its text must have been seen."""
    if rest := reading.text[reading.at :].strip():
        raise FormatError(where, f"no token for {rest[:20]!r} of the text above")
    reading.text, reading.at, reading.started = "", 0, False


def _read_comment(reading: Reading, key: str, value: str, where: str) -> None:
    if key == "head":
        try:
            head = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise FormatError(where, f"cannot read the head: {error}") from error
        if not isinstance(head, dict):
            raise FormatError(where, "the head is no JSON object")
        reading.head = head
        return
    _end(reading, where)
    text = unescape(value)
    if key == "text":
        reading.sentences.append({"start": reading.length, "end": reading.length + len(text)})
        reading.text, reading.started = text, True
    reading.parts.append(text)
    reading.length += len(text)


def _read_token(reading: Reading, line: str, where: str) -> None:
    cells = line.split("\t")
    if len(cells) != 5:
        raise FormatError(where, f"{len(cells)} columns, not 5")
    if not reading.started:
        raise FormatError(where, "a token without a '# text =' line above it")
    form, pos, tag, entity, value = (None if cell == NOTHING else _uncell(cell) for cell in cells)
    form = form or NOTHING
    at = reading.at
    # White space that is no token may stand before this one.
    while not reading.text.startswith(form, at) and at < len(reading.text) and reading.text[at].isspace():
        at += 1
    if not reading.text.startswith(form, at):
        raise FormatError(where, f"token {form!r} is not what the text has next: {reading.text[at : at + 10]!r}")
    start = reading.length - len(reading.text) + at
    reading.at = at + len(form)
    reading.tokens.append({"start": start, "end": start + len(form), "pos": pos})
    _read_tag(reading, tag or NOTHING, start, start + len(form), entity, value, where)


def _uncell(cell: str) -> str:
    return NOTHING if cell == "\\_" else unescape(cell)


def _read_tag(
    reading: Reading, tag: str, start: int, end: int, entity: str | None, value: str | None, where: str
) -> None:
    found = TAG.fullmatch(tag)
    if found is None:
        raise FormatError(where, f"unknown tag {tag}")
    if found["place"] == "B":
        reading.marks.append(Mark(f"{where}", start, end, found["label"], entity, value, where))
    elif found["place"] == "I":
        before = reading.tokens[-2] if len(reading.tokens) > 1 else None
        last = reading.marks[-1] if reading.marks else None
        if last is None or before is None or last.end != before["end"] or last.label != found["label"]:
            raise FormatError(where, f"{tag} continues no {found['label']}")
        reading.marks[-1] = replace(last, end=end)
