"""What pronouns, generic nouns and omitted participants stand for, where a reader would be sure."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Protocol

from jishi.document import Document, Entity, Event, Mention, Span
from jishi.extract.foe import Foe
from jishi.extract.nodes import Phrase

BATTLES = frozenset({"ATTACK", "CLASH", "DEFEAT", "ENCIRCLE", "DEFEND"})
RISINGS = frozenset({"uprising", "coup"})
NEAR = 1  # sentences
MANY = 40  # names that a reader has in mind
SIDE = "方"  # 苏方, 中方
TITLE = 6  # characters that a title can have between a force and who leads it
PERSONS, POINTED = frozenset({"PERSON"}), frozenset({"PERSON", "UNIT", "GROUP"})


class Named(Protocol):
    """What knows the entity of each mention."""

    @property
    def entities(self) -> Mapping[Span, Entity]:
        """The entities by the spans of their mentions."""


def entities_of(document: Document) -> dict[Span, Entity]:
    """The entity of each mention of a document."""
    return {mention.span: entity for entity in document.entities for mention in entity.mentions}


def name_of(named: Named, mention: Mention) -> str | None:
    """The name of the mention's entity."""
    entity = named.entities.get(mention.span)
    return entity.name if entity is not None else None


@dataclass(slots=True)
class Memory:
    """What has been told so far: the latest mentions by label, the latest two sides; `here` are the sentence's own."""

    entities: Mapping[Span, Entity]
    countries: Set[str] = frozenset()
    latest: dict[str, Mention] = field(default_factory=dict)
    sides: tuple[tuple[Mention, ...], tuple[Mention, ...]] | None = None
    war: tuple[tuple[Mention, ...], tuple[Mention, ...]] | None = None
    hero: Mention | None = None
    rebels: tuple[Mention, ...] = ()
    fought: int = 0
    talks: tuple[tuple[Mention, ...], tuple[Mention, ...]] | None = None
    talked: int = 0
    sentence: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    here: Sequence[Mention] = ()
    before: Sequence[Mention] = ()
    led: dict[str, Mention] = field(default_factory=dict)
    foe: Foe | None = None

    def name(self, mention: Mention) -> str | None:
        """The name of the mention's entity."""
        return name_of(self, mention)

    def ground(self, mention: Mention) -> bool:
        """True for a place that is fought over, and no country that fights."""
        name = self.name(mention) or ""
        return mention.label == "PLACE" and self.countries.isdisjoint((name, name.removesuffix(SIDE)))

    def see(self, mentions: Sequence[Mention]) -> None:
        """Takes note of the mentions of a sentence, in the order of the text."""
        self.before = mentions
        for mention in mentions:
            self.latest[mention.label], self.seen[mention.label] = mention, self.sentence

    def note(self, event: Event) -> None:
        """Takes note of the two sides of a fight or of talks."""
        agents = tuple(argument.mention for argument in event.arguments if argument.role == "agent")
        forces = tuple(one for one in agents if one.label == "UNIT")
        if event.subtype in RISINGS and event.modality == "actual" and not self.rebels:
            self.rebels = forces
        patients = tuple(argument.mention for argument in event.arguments if argument.role == "patient")
        if not agents or not patients:
            return
        if event.type == "COMMAND" and patients[0].label == "UNIT":
            self.led |= {self.name(one) or "": patients[0] for one in agents}
        if event.type == "NEGOTIATE":
            self.talks, self.talked = (agents, patients), event.sentence
        elif event.type in BATTLES:
            self.sides, self.fought = (agents, patients), event.sentence
            if event.type == "CLASH" and self.war is None:
                self.war = self.sides

    def force_of(self, leader: Mention) -> Mention | None:
        """The force that somebody was last said to lead."""
        return self.led.get(self.name(leader) or "")

    def recent(self, label: str) -> Mention | None:
        """The latest mention with the label, if this or the last sentence has it."""
        return self.latest.get(label) if self.sentence - self.seen.get(label, self.sentence) <= NEAR else None

    def both(self) -> tuple[Mention, ...]:
        """双方: the two sides of talks or a fight just told, else those of the first battle that names both."""
        if self.talks is not None and self.talked >= self.fought and self.sentence - self.talked <= NEAR:
            return (*self.talks[0], *self.talks[1])
        near = self.sides is not None and self.sentence - self.fought <= NEAR
        sides = self.sides if near or self.war is None else self.war
        return tuple(one for side in sides for one in side if not self.ground(one)) if sides is not None else ()


def resolve(phrase: Phrase, memory: Memory, subject: Sequence[Mention], labels: frozenset[str]) -> tuple[Mention, ...]:
    """The mentions that a phrase without a fitting name stands for: none where it is not certain.

    `subject` is who acts in the event where the phrase is another participant, empty where it acts itself.

    他 is the last subject if a person, else the last person; 该师 the last unit; 双方 the two sides of the last fight;
    敌军 the side that the subject is not on; 其部队 whoever owns it; 起义军 the force that has risen first.
    """
    if phrase.pronoun in {"person", "himself"}:
        return others(memory, (*subject, *phrase.apart), phrase)
    if phrase.pronoun in {"side", "oneself"}:
        return ()
    if phrase.pronoun == "unit":
        return single(memory.recent("UNIT"))
    if phrase.pronoun == "both":
        return memory.both()
    if phrase.pronoun == "counterpart":
        return enemy(memory, subject, phrase) or others(memory, subject, phrase)  # 力劝对方率部入疆
    if phrase.pronoun == "enemy":
        return enemy(memory, subject, phrase)
    if not phrase.generic and not phrase.quantities:
        return ()
    # 上海的守军 are those of 上海, 哈密以东的起事者 are nobody's.
    owners = tuple(
        owner for owner in phrase.owners if owner.label in labels and not (phrase.rebels and memory.ground(owner))
    )
    if not owners and phrase.owner_pronoun in {"person", "side"}:
        owners = others(memory, subject, phrase)
    return owners or (memory.rebels if phrase.rebels else ())


def others(memory: Memory, subject: Sequence[Mention], phrase: Phrase) -> tuple[Mention, ...]:
    """Who 他 is when the subject is somebody else: the latest person who is not the subject.

    其 is a force as well, and all of the side that has just fought: 甲与乙进攻某地，丙将其击退.
    """
    mine = {memory.name(mention) for mention in subject}
    owner = phrase.owner_phrase
    labels = POINTED if phrase.its or (owner is not None and owner.its) else PERSONS
    place = bisect_left(memory.here, phrase.span.start, key=lambda one: one.span.end)
    near = memory.here[max(0, place - MANY) : place + 1]
    said = (
        one
        for one in reversed(near)
        if one.label in labels and one.span.end <= phrase.span.start and not beside(one, subject)
    )
    before = (one for one in memory.before[:MANY] if one.label == "PERSON" and memory.name(one) not in mine)
    latest = next((one for one in said if memory.name(one) not in mine), None)
    latest = latest or next(before, memory.recent("PERSON"))
    if phrase.its and memory.sides is not None and memory.fought == memory.sentence:
        for side in memory.sides:
            if latest in side:
                return side
    told = latest is not None and latest.label != "PERSON"
    if memory.hero is not None and memory.name(memory.hero) not in mine and not told:
        latest = memory.hero  # in a biography 他 is the person whose life is told
    return single(latest) if latest is not None and memory.name(latest) not in mine else ()


def beside(one: Mention, subject: Sequence[Mention]) -> bool:
    """True for 归化军 in 归化军团长巴品古特: it stands right before the subject."""
    return any(0 <= mention.span.start - one.span.end <= TITLE for mention in subject)


def enemy(memory: Memory, subject: Sequence[Mention], phrase: Phrase) -> tuple[Mention, ...]:
    """The foe of who tells the text, of another place the whole of him; else the other side of the last fight."""
    mine = {memory.name(mention) for mention in subject}
    if memory.foe is not None and not mine & memory.foe.names:
        elsewhere = any(owner.label == "PLACE" for owner in phrase.owners)  # 大同之敌
        if found := memory.foe.whole() if elsewhere else memory.foe.at(phrase.span.start):
            return found
    if memory.sides is None:
        return ()
    one, other = memory.sides
    if mine & {memory.name(mention) for mention in one}:
        return other
    if mine & {memory.name(mention) for mention in other}:
        return one
    return ()


def single(mention: Mention | None) -> tuple[Mention, ...]:
    """The mention as a tuple, empty for None."""
    return () if mention is None else (mention,)
