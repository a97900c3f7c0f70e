"""Marked text: `[第36师 UNIT]进攻[迪化 PLACE]。` to a document and back."""

import re

from jishi.document import Document, Source
from jishi.read import fold

MARK = re.compile(r"\[(?P<surface>[^\[\]]+) (?P<label>[A-Z]+)\]")


def unmark(marked: str) -> Document:
    """The text without its marks, as a document that nobody has looked at yet."""
    text = MARK.sub(lambda mark: mark["surface"], marked)
    return Document("例", "例", text, fold(text), Source("", "plain", ""))


def mark(document: Document) -> str:
    """The document's text with a mark around every mention."""
    parts, done = [], 0
    for mention in document.mentions:
        parts += [document.text[done : mention.span.start], f"[{document[mention.span]} {mention.label}]"]
        done = mention.span.end
    return "".join((*parts, document.text[done:]))
