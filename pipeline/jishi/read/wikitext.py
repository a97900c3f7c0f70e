"""MediaWiki wikitext as blocks of glyphs: links keep their labels; templates, files, categories and notes go."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from jishi.errors import ConfigError
from jishi.read.glyphs import Block, Glyph, place, without
from jishi.read.links import NAMESPACE
from jishi.read.page import Page

UNREAD = frozenset({"ref", "references", "gallery", "math", "timeline", "style", "script", "syntaxhighlight", "score"})
INLINE = frozenset({"b", "i", "u", "s", "em", "strong", "span", "small", "big", "sup", "sub", "font", "a", "nowiki"})
INLINE |= {"ins", "del", "abbr", "cite", "code", "kbd", "tt", "var", "mark", "ruby", "rb", "poem", "noinclude"}
PARAGRAPH_END = re.compile(r"(\n[ \t\r]*\n\s*)")
ITEM_END = re.compile(r"(\n\s*)")
ITEMS = frozenset({"li", "dd", "dt"})
STYLE = re.compile(r"'{2,}")
SWITCH = re.compile(r"__[A-Z]+__")
OPTION = re.compile(r"(?i)(?:\d*x?\d+px|[a-z_-]+(?:=.*)?)", re.S)
CATEGORY = re.compile(r"\[\[\s*(?i:category|分类|分類)\s*:\s*(?P<name>[^\]|\n]+)")
# How deep tags and tables may stand in one another before the parser would take minutes over them.
DEEP = 1000
OPENING = re.compile(r"<[a-zA-Z]|\{\|")
CLOSING = re.compile(r"/>|</|\|\}")


@dataclass(slots=True)
class Builder:
    """Collects glyphs while the nodes go by; `end_block` closes a paragraph."""

    templates: Mapping[str, int]
    raw: str
    blocks: list[Block] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    glyphs: list[Glyph] = field(default_factory=list)
    item: bool = False  # in a list, where the line ends the paragraph

    def end_block(self, level: int = 0) -> None:
        """Closes the paragraph or heading that was being collected."""
        glyphs = without(without(self.glyphs, STYLE), SWITCH)
        if glyphs:
            self.blocks.append(Block(tuple(glyphs), level))
        self.glyphs = []

    def add(self, text: str, at: int, link: int | None = None) -> None:
        """The text, which stands at that place; an empty line ends the paragraph."""
        for index, part in enumerate((ITEM_END if self.item else PARAGRAPH_END).split(text)):
            if index % 2:
                self.end_block()
                self.item = False
            else:
                self.glyphs += place(part, self.raw, at, at + len(part), link)
            at += len(part)


def parse_wikitext(raw: str, templates: Mapping[str, int]) -> Page:
    """The page's blocks in order; of the templates in the table one parameter is text."""
    try:
        import mwparserfromhell
    except ImportError as error:
        raise ConfigError("wikitext needs a library that is not installed: pip install 'jishi[wiki]'") from error
    builder = Builder(templates, raw)
    # So many open tags are no article; without them it is still read, and in a moment.
    deep = len(OPENING.findall(raw)) - len(CLOSING.findall(raw)) > DEEP
    _walk(builder, mwparserfromhell.parse(OPENING.sub("  ", raw) if deep else raw, skip_style_tags=True), 0, None)
    builder.end_block()
    return Page(tuple(builder.blocks), tuple(builder.targets))


def categories(raw: str) -> list[str]:
    """The names of the categories that a page puts itself into."""
    return [match["name"].strip() for match in CATEGORY.finditer(raw)]


def _walk(builder: Builder, code: Any, at: int, link: int | None) -> None:
    """The nodes of the code, which stands at that place of the source; a parsed text is its nodes, without a gap."""
    for node in code.nodes:
        _node(builder, node, at, link)
        at += len(str(node))


def _node(builder: Builder, node: Any, at: int, link: int | None) -> None:
    match type(node).__name__:
        case "Text":
            builder.add(str(node), at, link)
        case "Wikilink":
            _link(builder, node, at)
        case "ExternalLink":
            if node.title is not None and not str(node.title).strip().isdigit():
                _walk(builder, node.title, at + str(node).find(str(node.title), len(str(node.url)) + 1), link)
        case "Tag":
            _tag(builder, node, at, link)
        case "Heading":
            builder.end_block()
            _walk(builder, node.title, at + node.level, link)
            builder.end_block(node.level)
        case "HTMLEntity":
            builder.glyphs += [Glyph(char, None, link) for char in unescape(str(node))]
        case "Template":
            _template(builder, node, at, link)


def _link(builder: Builder, node: Any, at: int) -> None:
    """The label of a link to an article; the caption of an image is a paragraph, a category is nothing."""
    title = str(node.title).strip()
    match = NAMESPACE.fullmatch(title)
    label = node.title if node.text is None else node.text
    start = at + 2 + (0 if node.text is None else len(str(node.title)) + 1)
    if match is None:
        builder.targets.append(title.partition("#")[0].replace("_", " ").lstrip(":").strip() or title)
        _walk(builder, label, start, len(builder.targets) - 1)
    elif match["image"] and node.text is not None:
        caption = str(label)
        cut = _last_option(caption)
        if not OPTION.fullmatch(caption[cut:].strip()):
            builder.end_block()
            import mwparserfromhell

            _walk(builder, mwparserfromhell.parse(caption[cut:], skip_style_tags=True), start + cut, None)
            builder.end_block()
    elif title.startswith(":"):
        _walk(builder, label, start, None)


def _last_option(caption: str) -> int:
    """Where the last part of an image's options begins: after the last bar outside links and templates."""
    depth, cut = 0, 0
    for match in re.finditer(r"\[\[|\{\{|\]\]|\}\}|\|", caption):
        if match[0] == "|":
            cut = match.end() if depth <= 0 else cut
        else:
            depth += 1 if match[0] in "[[{{" else -1
    return cut


def _tag(builder: Builder, node: Any, at: int, link: int | None) -> None:
    """What a tag marks; tags that are no part of a line end the paragraph before and after."""
    name = str(node.tag).strip().lower()
    if name in UNREAD:
        return
    if name not in INLINE:
        builder.end_block()
    if node.contents is not None and str(node.contents):
        whole, contents = str(node), str(node.contents)
        closing = str(node.closing_wiki_markup or "") if node.wiki_markup else f"</{node.closing_tag}>"
        start = len(whole) - len(closing) - len(contents)
        if whole[start : start + len(contents)] != contents:
            start = whole.find(contents)
        _walk(builder, node.contents, at + start, link)
    if name not in INLINE:
        builder.end_block()
    builder.item = name in ITEMS or (builder.item and name in INLINE)


def _template(builder: Builder, node: Any, at: int, link: int | None) -> None:
    """The parameter that is text, if the table has the template."""
    number = builder.templates.get(str(node.name).strip().lower().replace("_", " "))
    if number is None or not node.has(number):
        return
    start = 2 + len(str(node.name))
    for param in node.params:
        start += 1
        if str(param.name).strip() == str(number):
            value = str(param.value)
            _walk(builder, param.value, at + start + len(str(param)) - len(value), link)
            return
        start += len(str(param))
