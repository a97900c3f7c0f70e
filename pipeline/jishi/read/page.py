"""What a parser makes of a source: paragraphs and headings, and where their links lead."""

from dataclasses import dataclass

from jishi.read.glyphs import Block


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of a page in order, and the targets that its glyphs' link numbers stand for."""

    blocks: tuple[Block, ...]
    targets: tuple[str, ...]
