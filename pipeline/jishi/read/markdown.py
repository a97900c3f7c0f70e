"""Wiki Markdown as blocks of glyphs: links keep their labels; images, categories, HTML and notes go."""

import re
from dataclasses import dataclass, field
from typing import Any

import pyromark

from jishi.read.glyphs import Block, Glyph, place, text_of
from jishi.read.links import Target, read_target
from jishi.read.page import Page

INLINE = frozenset({"Emphasis", "Strong", "Strikethrough", "Superscript", "Subscript", "Link", "Image"})
UNREAD = frozenset({"Image", "MetadataBlock", "FootnoteDefinition"})
# HTML that has no text for a reader; tags go, what they mark stays. An open comment or tag reaches to the end.
HTML = re.compile(
    r"(?is)<!--.*?(?:-->|\Z)|<(?P<name>script|style|ref|gallery)\b[^>]*(?<!/)>.*?</(?P=name)\s*>"
    r"|<[a-z/!?][^>]*(?:>|\Z)"
)
LINE = re.compile(r"\S.*")
TAG = re.compile(r"(?i)<(?P<closing>/?)(?P<name>[a-z]+)[^>]*?(?P<empty>/?)>")
BANNER = re.compile(r"\s*本文内容由.*转换而来。?\s*", re.S)


@dataclass(slots=True)
class Builder:
    """Collects glyphs while the parser's events go by; `end_block` closes a paragraph."""

    raw: str
    blocks: list[Block] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    level: int = 0
    url: str = ""
    target: Target | None = None
    label_start: int = 0
    unread: int = 0
    categories: bool = False

    def add(self, text: str, start: int, end: int) -> None:
        """The text, which stands somewhere in raw[start:end]."""
        if not self.unread:
            linked = self.target is not None and self.target.kind == "article"
            self.glyphs += place(text, self.raw, start, end, len(self.targets) - 1 if linked else None)

    def end_block(self) -> None:
        """Closes the paragraph or heading that was being collected."""
        if self.glyphs:
            self.blocks.append(Block(tuple(self.glyphs), self.level))
        self.glyphs = []

    def start_link(self, url: str) -> None:
        """What follows is a label; the caption of an image becomes a paragraph of its own."""
        self.url, self.target = url, read_target(url)
        if self.target and self.target.kind == "image":
            self.end_block()
        if self.target and self.target.kind == "article":
            self.targets.append(self.target.title)
        self.label_start = len(self.glyphs)

    def end_link(self) -> None:
        """Drops a label that is no text: a category, a file name, a bare number or address."""
        label = text_of(self.glyphs[self.label_start :]).strip()
        if self.target and self.target.kind != "article":
            page = self.target.title
            is_text = page not in (label, label.partition(":")[2].strip(), label.replace("_", " "))
            self.categories |= self.target.kind == "category"
        else:
            is_text = self.target is not None or not (label.isdigit() or label == self.url)
        if not is_text:
            del self.glyphs[self.label_start :]
        self.target = None


def parse_markdown(raw: str) -> Page:
    """The page's blocks in order, without its banner, images, categories and the footnotes after them."""
    builder = Builder(raw)
    _feed(builder, raw, 0)
    blocks = (block for block in builder.blocks if not BANNER.fullmatch(block.text))
    return Page(tuple(blocks), tuple(builder.targets))


def _feed(builder: Builder, text: str, base: int) -> None:
    """Parses the text, which stands at `base` in the source, into the builder."""
    at = _character_offsets(text, base)
    for event, where in pyromark.events_with_range(text, options=pyromark.Options.ENABLE_TABLES):
        kind, name, body = _parts(event)
        start, end = at[where["start"]], at[where["end"]]
        if kind == "Start":
            _start(builder, name, body, text[start - base : end - base], start)
        elif kind == "End":
            _end(builder, name)
        else:
            _inline(builder, kind, body, start, end)
    builder.end_block()


def _feed_lines(builder: Builder, text: str, base: int) -> None:
    """Parses each line for itself: indented wikitext and the content of HTML are no code here."""
    if not builder.unread:
        for line in LINE.finditer(text):
            _feed(builder, line[0], base + line.start())


def _start(builder: Builder, name: str, body: Any, text: str, start: int) -> None:
    if name not in INLINE:
        builder.end_block()
    if name == "Link":
        builder.start_link(body["dest_url"])
    elif name == "Heading":
        builder.level = int(body["level"][1:])
    elif name == "HtmlBlock":
        _feed_lines(builder, HTML.sub(_blank, text), start)
    elif name == "CodeBlock" and body == "Indented":
        _feed_lines(builder, text, start)
    done = name == "HtmlBlock" or body == "Indented"
    # The notes themselves stand, numbered, after the categories.
    notes = name == "List" and body is not None and builder.categories
    if builder.unread or done or notes or name in UNREAD:
        builder.unread += 1


def _blank(match: re.Match[str]) -> str:
    """White space of the same length, with the same line breaks."""
    return re.sub(r".", " ", match[0])


def _end(builder: Builder, name: str) -> None:
    if name == "Link":
        builder.end_link()
    elif name not in INLINE:
        builder.end_block()
    if builder.unread:
        builder.unread -= 1
    if name == "Heading":
        builder.level = 0


def _inline(builder: Builder, kind: str, body: Any, start: int, end: int) -> None:
    if kind in {"Text", "Code"}:
        builder.add(body, start, end)
    elif kind == "HardBreak" or (kind == "SoftBreak" and text_of(builder.glyphs[-2:]) == "]]"):
        # A line that ends like an image's caption is one: 「…摄于1934年]]⏎1932年，…」.
        builder.end_block()
    elif kind == "SoftBreak":
        builder.add("\n", start, end)
    elif kind == "InlineHtml" and (tag := TAG.match(body)):
        name = tag["name"].lower()
        if name in {"br", "p", "div", "li", "tr", "td"}:
            builder.end_block()
        elif name in {"ref", "gallery"} and not tag["empty"]:
            builder.unread = max(0, builder.unread + (-1 if tag["closing"] else 1))


def _parts(event: Any) -> tuple[str, str, Any]:
    """Kind, element and content of a parser event: {"Start": {"Link": {…}}}, {"End": "Link"}, {"Text": "…"}, "Rule"."""
    if isinstance(event, str):
        return event, "", None
    ((kind, body),) = event.items()
    if kind not in {"Start", "End"} or isinstance(body, str):
        return kind, body if kind in {"Start", "End"} else "", body
    ((name, content),) = body.items()
    return kind, name, content


def _character_offsets(text: str, base: int) -> list[int]:
    """For every UTF-8 byte of the text, and for its end, the index of its character, counted from `base`."""
    offsets: list[int] = []
    for index, char in enumerate(text, start=base):
        offsets += [index] * len(char.encode())
    return [*offsets, base + len(text)]
