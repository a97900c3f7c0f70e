"""What the resource files hold, as types."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jishi.document import Label, RelationKind


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One row of a lexicon: a name in Simplified characters, the name it stands for, and a free kind."""

    name: str
    canonical: str
    label: Label
    kind: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A mention pattern. The group `mention`, if there is one, is the span; the rest of the match is context."""

    id: str
    label: Label
    regex: re.Pattern[str]
    strength: float
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Where a role is found (grammatical slots, best first) and which labels can fill it."""

    slots: tuple[str, ...]
    labels: frozenset[str]
    required: bool = False


@dataclass(frozen=True, slots=True)
class EventType:
    """An event type of the guidelines with its subtypes and the default frame of its triggers."""

    name: str
    subtypes: tuple[str, ...]
    roles: Mapping[str, RoleRule]
    symmetric: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """All event types and roles, and the frames that rules can name instead of writing one out."""

    types: Mapping[str, EventType]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventRule:
    """Triggers that share a frame.

    `content` is the modality (or "negative") of what the trigger's complement tells; `pivot`: the object is the subject
    of the predicate that follows (派甲攻击乙); `adverbial`: right before another event word it only says how
    (联合进攻); `before` and `after` are what must stand next to the trigger, `not_before` and `not_after` what must
    not; `needs`: of each set of roles one must be filled.
    """

    id: str
    type: str
    triggers: tuple[str, ...]
    roles: Mapping[str, RoleRule]
    subtype: str | None = None
    pivot: bool = False
    content: str | None = None
    intransitive: bool = False
    adverbial: bool = False
    needs: tuple[frozenset[str], ...] = ()
    not_before: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    confidence: float = 1.0
    examples: tuple[Mapping[str, Any], ...] = ()

    @property
    def mutual(self) -> bool:
        """True where who stands after 与 has a role of his own: 与甲作战, 与甲会师."""
        return any("with" in role.slots for role in self.roles.values())


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that set an attribute of the events in their scope (after ConText: cue, scope, terminator).

    `tails` are words after the name of who says so that do not belong to it: 据谢晋元|报告.
    """

    id: str
    kind: str
    value: str
    words: tuple[str, ...]
    scope: str
    terminators: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    not_before: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None
    examples: tuple[Mapping[str, Any], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class RelationRule:
    """Words that say how two events hang together.

    `shape` is where they stand: `front` of both (因A，B), `between` them, `after` the first (A后，B), or an `anaphor`
    (此役); `source` which of the two, in the order of the text, is the relation's source; `closers` part the two within
    a clause (因A而B); `across`: the first may stand in the sentence before; `clauses` how far the events may be away;
    `aimed`: the target must be planned or supposed; `whole` and `parts` are the types that an anaphor relates.
    """

    id: str
    kind: RelationKind
    words: tuple[str, ...]
    shape: str
    source: str = "left"
    closers: tuple[str, ...] = ()
    across: bool = False
    clauses: int = 1
    aimed: bool = False
    whole: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    before: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None
    not_after: re.Pattern[str] | None = None
    examples: tuple[Mapping[str, Any], ...] = ()
