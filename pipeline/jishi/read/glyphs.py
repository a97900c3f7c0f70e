"""Characters that remember where in the source they stood, and the tidying of a paragraph made of them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple


class Glyph(NamedTuple):
    """One clean character, its place in the source (None: it is not there) and the number of the link it is in."""

    char: str
    raw: int | None
    link: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a heading of the given level (0: no heading)."""

    glyphs: tuple[Glyph, ...]
    level: int = 0

    @property
    def text(self) -> str:
        """The block's characters."""
        return text_of(self.glyphs)


# What no reader sees: footnote markers, bold marks that Markdown did not take (为**“甲”**的), templates and ends of
# image captions left by the conversion; of a language conversion the Simplified side is kept.
MARKS = (
    re.compile(r"\{\{[^{}]*\}\}"),
    re.compile(r"-\{(?:[^{}]*?\bzh(?:-hans|-cn)?\s*:\s*(?P<kept>[^;{}]*)[^{}]*)\}-"),
    re.compile(r"-\{(?:[A-Za-z]\|)?(?P<kept>[^{}|:]*)\}-"),
    re.compile(r"\[(?:[^\[\]\s\d]{0,6}\s?\d{1,3}|[a-z]{1,2})\]"),
    re.compile(r"\[\[|\]\]|\*{2,}"),
)
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})


def text_of(glyphs: Iterable[Glyph]) -> str:
    """The characters as a string."""
    return "".join(glyph.char for glyph in glyphs)


def place(text: str, raw: str, start: int, end: int, link: int | None = None) -> list[Glyph]:
    """The text as glyphs, mapped to where it stands in raw[start:end], unmapped if it does not."""
    found = raw.find(text, start, end)
    return [Glyph(char, None if found < 0 else found + index, link) for index, char in enumerate(text)]


def without(glyphs: Sequence[Glyph], pattern: re.Pattern[str]) -> list[Glyph]:
    """The glyphs outside the pattern's matches; the group `kept`, if there is one, stays."""
    dropped: set[int] = set()
    for match in pattern.finditer(text_of(glyphs)):
        kept = range(*match.span("kept")) if "kept" in pattern.groupindex else range(0)
        dropped.update(index for index in range(*match.span()) if index not in kept)
    return [glyph for index, glyph in enumerate(glyphs) if index not in dropped] if dropped else list(glyphs)


def tidy(block: Block) -> Block:
    """The block without marks and invisible characters, with single spaces and none at its ends."""
    glyphs = [glyph for glyph in block.glyphs if glyph.char.isspace() or unicodedata.category(glyph.char) not in HIDDEN]
    for pattern in MARKS:
        glyphs = without(glyphs, pattern)
    return Block(tuple(_single_spaces(glyphs)), block.level)


def _single_spaces(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Runs of white space as one space, a broken line joined as its script wants it."""
    tidied: list[Glyph] = []
    runs = [(blank, list(run)) for blank, run in groupby(glyphs, key=lambda glyph: glyph.char.isspace())]
    for index, (blank, run) in enumerate(runs):
        if not blank:
            tidied += run
        elif 0 < index < len(runs) - 1 and (
            "\n" not in text_of(run) or _spaced(runs[index - 1][1][-1].char, runs[index + 1][1][0].char)
        ):
            tidied.append(next((glyph for glyph in run if glyph.char == " "), Glyph(" ", None, run[0].link)))
    return tidied


def _spaced(left: str, right: str) -> bool:
    """True if a line broken between the two stands for a space: 「Big⏎Horse」, not 「1930⏎年」 or 「(⏎Кумиц」."""
    wide = any(unicodedata.east_asian_width(char) in "WF" for char in (left, right))
    return not wide and right.isalnum() and unicodedata.category(left) not in {"Ps", "Pi"}
