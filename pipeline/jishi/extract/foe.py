"""Who 敌 is in a text that one side tells: newspapers and war diaries write 敌第三师团 and 我第十军 of the two armies.

An encyclopaedia tells both sides from outside, and its 敌 is whoever the subject fights; there nobody is the foe.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from jishi.document import Document, Entity, Mention, Span
from jishi.extract.reference import entities_of

THEIRS, OURS = "敌", "我"  # right before the name of a force
ARMIES = ("军队", "军")
BARE = "compose.unit.head.force"  # 敌骑兵部队 names nobody
AND = ("、", "及")
HOME = "中国"
Row = tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Foe:
    """The forces that the text calls 敌, row by row, the starts of its lines, and the army of the other country."""

    called: Sequence[Row]
    lines: Sequence[int]
    army: Mention | None
    entities: Mapping[Span, Entity]

    @property
    def names(self) -> frozenset[str]:
        """The names of all that is known to be the foe."""
        known = [one for row in self.called for one in row] + ([self.army] if self.army is not None else [])
        return frozenset(self.entities[one.span].name for one in known)

    def at(self, place: int) -> tuple[Mention, ...]:
        """Who is meant there: the only ones so called in this line before, else in the text, else the whole army."""
        start = self.lines[max(bisect_left(self.lines, place + 1) - 1, 0)]
        here = [row for row in self.called if start <= row[0].span.start < place]
        for rows in (here, self.called):
            if rows and len({tuple(self.entities[one.span].name for one in row) for row in rows}) == 1:
                return rows[-1]
        return self.whole()

    def whole(self) -> tuple[Mention, ...]:
        """The whole army of the other country, if the text names it."""
        return (self.army,) if self.army is not None else ()


def foe_of(document: Document, countries: Mapping[str, str]) -> Foe | None:
    """The foe of who tells the text, None where it is not told from one side."""
    text, entities = document.folded, entities_of(document)
    forces = [one for one in document.mentions if one.label == "UNIT" and one.span in entities and one.rule != BARE]
    called = list(rows(text, forces, THEIRS))
    ours = {entities[one.span].name for row in rows(text, forces, OURS) for one in row}
    if not called and not ours:
        return None
    armies = [one for one in forces if other_army(document.fold(one.span), countries)]
    others = [one for one in armies if entities[one.span].name not in ours]
    counts = {entities[one.span].name: len(entities[one.span].mentions) for one in others}
    army = max(others, key=lambda one: (counts[entities[one.span].name], -one.span.start), default=None)
    lines = [0, *(place + 1 for place, character in enumerate(text) if character == "\n")]
    return Foe(called, lines, army, entities)


def rows(text: str, forces: Sequence[Mention], side: str) -> Iterator[Row]:
    """The forces right behind the word for the side, each with its row: 敌第3、第6师团."""
    row: Row = ()
    for one in forces:
        if row and text[row[-1].span.end : one.span.start] in AND:
            row = (*row, one)
            continue
        if row:
            yield row
        row = (one,) if text[one.span.start - 1 : one.span.start] == side else ()
    if row:
        yield row


def other_army(name: str, countries: Mapping[str, str]) -> bool:
    """True for the army of another country: 日军."""
    owner = next((name.removesuffix(tail) for tail in ARMIES if name.endswith(tail)), "")
    return countries.get(owner, HOME) != HOME
