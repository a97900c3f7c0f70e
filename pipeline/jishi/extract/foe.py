"""Who 敌 is in a text that one side tells: newspapers and war diaries write 敌第三师团 and 我第十军 of the two armies.

An encyclopaedia tells both sides from outside, and its 敌 is whoever the subject fights; there nobody is the foe.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from jishi.document import Document, Entity, Mention, Span

THEIRS, OURS = "敌", "我"  # right before the name of a force
ARMIES = ("军队", "军")
BARE = "compose.unit.head.force"  # 敌骑兵部队 names nobody
AND = ("、", "及")
HOME = "中国"
Row = tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Foe:
    """The forces that the text calls 敌, row by row, and the army of the other country.

    `starts`: where each row begins; `changes`: how often, up to each row, one had other names than the one before it;
    `lines`: where the lines of the text begin; `names`: those of all that is known to be the foe.
    """

    called: Sequence[Row]
    starts: Sequence[int]
    changes: Sequence[int]
    lines: Sequence[int]
    army: Mention | None
    names: frozenset[str]

    def at(self, place: int) -> tuple[Mention, ...]:
        """Who is meant there: the only ones so called in this line before, else in the text, else the whole army."""
        line = self.lines[max(bisect_left(self.lines, place + 1) - 1, 0)]
        here = bisect_left(self.starts, line), bisect_left(self.starts, place)
        for first, end in (here, (0, len(self.called))):
            if end > first and self.changes[end - 1] == self.changes[first]:
                return self.called[end - 1]
        return self.whole()

    def whole(self) -> tuple[Mention, ...]:
        """The whole army of the other country, if the text names it."""
        return (self.army,) if self.army is not None else ()


def foe_of(document: Document, entities: Mapping[Span, Entity], countries: Mapping[str, str]) -> Foe | None:
    """The foe of who tells the text, None where it is not told from one side."""
    text = document.folded
    forces = [one for one in document.mentions if one.label == "UNIT" and one.span in entities and one.rule != BARE]
    called = list(rows(text, forces, THEIRS))
    ours = {entities[one.span].name for row in rows(text, forces, OURS) for one in row}
    if not called and not ours:
        return None
    armies = [one for one in forces if other_army(document.fold(one.span), countries)]
    others = [one for one in armies if entities[one.span].name not in ours]
    counts = {entities[one.span].name: len(entities[one.span].mentions) for one in others}
    army = max(others, key=lambda one: (counts[entities[one.span].name], -one.span.start), default=None)
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    keys = [tuple(entities[one.span].name for one in row) for row in called]
    changes = list(accumulate((one != other for one, other in pairwise(keys)), initial=0))
    known = {name for key in keys for name in key} | ({entities[army.span].name} if army is not None else set())
    return Foe(called, [row[0].span.start for row in called], changes, lines, army, frozenset(known))


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
