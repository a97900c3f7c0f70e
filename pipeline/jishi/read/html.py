"""HTML as blocks of glyphs, each mapped to its place in the source; navigation, scripts and notes go."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from jishi.errors import ConfigError
from jishi.read.glyphs import Block, Glyph
from jishi.read.links import read_target
from jishi.read.page import Page

# Where the article is, if the page says so; the first that is there counts.
MAIN = ("#mw-content-text", "article", "main", "body")
UNREAD = frozenset(
    {"head", "script", "style", "noscript", "template", "svg", "math", "nav", "header", "footer", "aside"}
)
UNREAD |= {"form", "button", "select", "textarea", "iframe", "object", "audio", "video", "figure", "title"}
CLASSES = frozenset({"reference", "references", "reflist", "mw-editsection", "navbox", "infobox", "toc", "noprint"})
CLASSES |= {"mw-cite-backlink", "metadata", "catlinks", "thumbcaption", "gallery", "printfooter"}
INLINE = frozenset({"a", "abbr", "b", "bdi", "big", "cite", "code", "del", "em", "font", "i", "ins", "mark", "q", "s"})
INLINE |= {"small", "span", "strong", "sub", "sup", "time", "tt", "u", "ruby", "rb", "wbr"}
HEADING = re.compile(r"h[1-6]")
MARKUP = re.compile(
    r"(?is)<!--.*?(?:-->|\Z)|<(?P<name>script|style)\b[^>]*>.*?(?:</(?P=name)\s*>|\Z)|<[a-z/!?][^>]*(?:>|\Z)"
)
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,32});?")
PREFIX = re.compile(r"\.?/(?:wiki/|zh[a-z-]*/)?(?=[^/])")
NEAR = 10_000  # how far ahead a text is looked for that does not stand where it should


@dataclass(slots=True)
class Locator:
    """Finds texts, given in the order of the source, in the source without its tags."""

    masked: str
    at: int = 0

    def place(self, text: str, link: int | None) -> list[Glyph]:
        """The text as glyphs; a character that is not found has no place."""
        self._seek(text)
        glyphs = []
        pending = ""
        for char in text:
            if pending.startswith(char):  # an entity can stand for two characters
                glyphs.append(Glyph(char, None, link))
                pending = pending[1:]
                continue
            raw, pending = self._next(char)
            glyphs.append(Glyph(char, raw, link))
        return glyphs

    def _seek(self, text: str) -> None:
        """Goes to where the text begins, should something stand in between."""
        start = text.lstrip()[:12].split("\n")[0]
        if start:
            found = self.masked.find(start, self.at, self.at + NEAR + len(start))
            self.at = found if found >= 0 else self.at

    def _next(self, char: str) -> tuple[int | None, str]:
        """Where the character stands, and what else stands for the same entity."""
        masked, size = self.masked, len(self.masked)
        if char.isspace():
            if self.at < size and masked[self.at].isspace():
                self.at += 1
                return self.at - 1 if masked[self.at - 1] == char else None, ""
        else:
            while self.at < size and masked[self.at].isspace():
                self.at += 1
        if self.at < size and masked[self.at] == char:
            self.at += 1
            return self.at - 1, ""
        if match := ENTITY.match(masked, self.at):
            decoded = unescape(match[0])
            if decoded.startswith(char):
                self.at = match.end()
                return None, decoded[1:]
        return None, ""


@dataclass(slots=True)
class Builder:
    """Collects glyphs while the elements go by; `end_block` closes a paragraph."""

    locator: Locator
    blocks: list[Block] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    link: int | None = None
    unread: int = 0

    def end_block(self, level: int = 0) -> None:
        """Closes the paragraph or heading that was being collected."""
        if self.glyphs:
            self.blocks.append(Block(tuple(self.glyphs), level))
        self.glyphs = []

    def start(self, node: Any) -> None:
        """An element begins."""
        name = node.tag
        if name not in INLINE:
            self.end_block()
        if name == "a" and (target := _target(node.attributes.get("href"))):
            self.targets.append(target)
            self.link = len(self.targets) - 1
        self.unread += _is_unread(node)

    def end(self, node: Any) -> None:
        """An element ends."""
        name = node.tag
        if name == "a":
            self.link = None
        if name not in INLINE:
            self.end_block(int(name[1]) if HEADING.fullmatch(name) else 0)
        self.unread -= _is_unread(node)

    def text(self, text: str) -> None:
        """A text; one that is not read is passed over all the same, so that the next is found behind it."""
        glyphs = self.locator.place(text, self.link)
        if not self.unread:
            self.glyphs += glyphs


def parse_html(raw: str) -> Page:
    """The blocks of the page's article in order."""
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError as error:
        raise ConfigError("HTML needs a library that is not installed: pip install 'jishi[html]'") from error
    tree = LexborHTMLParser(raw)
    main = next((node for choice in MAIN if (node := tree.css_first(choice)) is not None), None)
    builder = Builder(Locator(MARKUP.sub(lambda match: " " * len(match[0]), raw)))
    if main is None or tree.root is None:
        return Page((), ())
    builder.unread = 1
    for kind, node in _events(tree.root):
        inside = node.mem_id == main.mem_id
        if kind == "text":
            builder.text(node.text_content or "")
        elif kind == "start":
            builder.start(node)
            builder.unread -= inside
        else:
            builder.unread += inside
            builder.end(node)
    return Page(tuple(builder.blocks), tuple(builder.targets))


def _events(root: Any) -> Iterator[tuple[str, Any]]:
    """The elements and texts below the root in the order of the source, however deep they stand."""
    stack = [("start", root)]
    while stack:
        kind, node = stack.pop()
        if kind == "start" and node.is_text_node:
            yield "text", node
        elif kind == "end" or node.is_element_node:
            yield kind, node
        if kind == "end" or not node.is_element_node:
            continue
        stack.append(("end", node))
        children, child = [], node.child
        while child is not None:
            children.append(("start", child))
            child = child.next
        stack += reversed(children)


def _is_unread(node: Any) -> bool:
    """True for what is no text of the article."""
    return node.tag in UNREAD or not CLASSES.isdisjoint((node.attributes.get("class") or "").split())


def _target(href: str | None) -> str | None:
    """The article that a link leads to."""
    if not href or href.startswith("#"):
        return None
    match = PREFIX.match(href)
    target = read_target(f"https://zh.wikipedia.org/wiki/{href[match.end() :]}" if match else href)
    return target.title if target and target.kind == "article" else None
