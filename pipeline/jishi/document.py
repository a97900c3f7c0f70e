"""The types of everything that flows through the pipeline: frozen, slotted, without behaviour beyond look-up.

Offsets are half-open character (code point) positions in `Document.text`. Objects refer to objects; ids are for disk.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

Label = Literal["PERSON", "PLACE", "UNIT", "ORG", "GROUP", "TIME", "QUANTITY", "WEAPON", "EVENT"]
LABELS: tuple[Label, ...] = ("PERSON", "PLACE", "UNIT", "ORG", "GROUP", "TIME", "QUANTITY", "WEAPON", "EVENT")
ENTITY_LABELS: frozenset[str] = frozenset({"PERSON", "PLACE", "UNIT", "ORG", "GROUP", "EVENT"})
Polarity = Literal["positive", "negative"]
Modality = Literal["actual", "attempted", "planned", "ordered", "hypothetical"]
TimeBasis = Literal["own", "sentence", "carried"]
CueKind = Literal["polarity", "modality", "source"]
RelationKind = Literal["order", "content", "prevent", "purpose", "cause", "before", "part"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: "Span") -> bool:
        """True if the other span lies wholly inside this one; a span contains itself."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """True if the two share a character; touching is not overlapping."""
        return self.start < other.end and other.start < self.end


class Spanned(Protocol):
    """Anything with a span."""

    @property
    def span(self) -> Span: ...


S = TypeVar("S", bound=Spanned)


def inside(span: Span, items: Iterable[S]) -> tuple[S, ...]:
    """The items that lie wholly inside the span, in their own order."""
    return tuple(item for item in items if span.contains(item.span))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document came from: path as given, input format, SHA-256 of the bytes, their encoding if known."""

    path: str
    format: str
    sha256: str
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """A stretch of clean text and the equal stretch of the source it came from."""

    start: int
    end: int
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink's label in the clean text and the title it points to.

    The span is the true one: a label that runs past its target is cut to the target where that is its prefix.
    """

    span: Span
    target: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `heading` is true for a section title."""

    span: Span
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word and its part of speech in the segmenter's own tag set, None where it has none."""

    span: Span
    pos: str | None = None


@dataclass(frozen=True, slots=True)
class Time:
    """A time value: EDTF (ISO 8601-2) or an ISO 8601 duration, the anchor that completed it, or why there is none."""

    edtf: str | None = None
    duration: str | None = None
    anchor: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count or measure as an interval: `low` or `high` is None where open, `unit` is the measure word."""

    low: float | None
    high: float | None
    best: float | None
    unit: str | None = None
    approximate: bool = False
    kind: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A labelled span; `rule` says which rule proposed it, `evidence` all that agreed, `strength` orders rivals."""

    span: Span
    label: Label
    rule: str
    strength: float = 1.0
    value: Time | Quantity | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """What the mentions of one person, place, unit, organisation, people or named event stand for."""

    name: str
    label: Label
    mentions: tuple[Mention, ...]
    aliases: tuple[str, ...] = ()
    link: str | None = None
    coordinates: tuple[float, float] | None = None
    coordinates_source: str | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """A participant or circumstance of an event. `inferred`: the mention is an earlier one of the same entity."""

    role: str
    mention: Mention
    entity: Entity | None = None
    inferred: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """The words that decided polarity, modality or source."""

    span: Span
    kind: CueKind


@dataclass(frozen=True, slots=True)
class Event:
    """One trigger occurrence with its arguments and attributes; `sentence` is the index in `Document.sentences`.

    `time` is the value (EDTF) that holds for it, `time_basis` where that comes from: its own clause, its sentence, or
    the narrative before.
    """

    type: str
    trigger: Span
    rule: str
    sentence: int
    arguments: tuple[Argument, ...] = ()
    subtype: str | None = None
    polarity: Polarity = "positive"
    modality: Modality = "actual"
    source: str | None = None
    time: str | None = None
    cues: tuple[Cue, ...] = ()
    confidence: float = 1.0
    time_basis: TimeBasis | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """How two events hang together; `cue` are the words that say so, `why` the rule.

    From source to target: order → what is ordered, speech or plan → its content, obstacle → what it prevents,
    act → its purpose, cause → result, earlier → later (before), part → the fight that it was part of.
    """

    kind: RelationKind
    source: Event
    target: Event
    cue: Span
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """One article and what is known of it so far; a stage replaces exactly one layer.

    `folded` is `text` in Simplified characters, of the same length, so that offsets hold in both.
    """

    id: str
    title: str
    text: str
    folded: str
    source: Source
    date: str | None = None
    source_map: tuple[Mapping, ...] = ()
    links: tuple[Link, ...] = ()
    headings: tuple[Span, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    tokens: tuple[Token, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    events: tuple[Event, ...] = ()
    relations: tuple[Relation, ...] = ()

    def __getitem__(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def fold(self, span: Span) -> str:
        """The span's text in Simplified characters."""
        return self.folded[span.start : span.end]


Stage = Callable[[Document], Document]
Finder = Callable[[Document], Iterable[Mention]]
