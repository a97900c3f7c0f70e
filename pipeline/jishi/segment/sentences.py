"""Text to sentences: they end at 。！？； and with the paragraph, and keep the quotes and brackets they close."""

import re
from collections.abc import Iterator
from dataclasses import replace

from jishi.document import Document, Sentence, Span

ENDS = frozenset("。！？；")
CLOSERS = frozenset("”’」』）】》〉〕］)]}")
PARAGRAPH = re.compile(r"[^\n]+")


def split_sentences(document: Document) -> Document:
    """The document with its sentences; a heading is one sentence."""
    headings = set(document.headings)
    sentences: list[Sentence] = []
    for match in PARAGRAPH.finditer(document.text):
        paragraph = Span(*match.span())
        if paragraph in headings:
            sentences.append(Sentence(paragraph, heading=True))
        else:
            sentences += map(Sentence, _sentences(document.text, paragraph))
    return replace(document, sentences=tuple(sentences))


def _sentences(text: str, paragraph: Span) -> Iterator[Span]:
    """The sentences of a paragraph, without white space at their ends."""
    start = paragraph.start
    for end in _ends(text, paragraph):
        piece = text[start:end]
        if stripped := piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield Span(first, first + len(stripped))
        start = end


def _ends(text: str, paragraph: Span) -> Iterator[int]:
    """Where sentences of the paragraph end; the last is its own end."""
    index, open_quote = paragraph.start, False
    while index < paragraph.end:
        char = text[index]
        index += 1
        # Straight quotes have no direction: every second one closes.
        open_quote ^= char == '"'
        if char not in ENDS:
            continue
        while index < paragraph.end and (
            text[index] in ENDS or text[index] in CLOSERS or (text[index] == '"' and open_quote)
        ):
            open_quote ^= text[index] == '"'
            index += 1
        yield index
    yield paragraph.end
