"""Whom an event leaves unsaid because the reader has just been told: the target of before, or the other side.

Only participants of a fight in the same or the last sentence are taken up; who stands with whom comes from the whole
document: from coordination, command, aid and fights, and from the country in a name (greedy clustering of signed pairs,
the strongest first, so that a party that changed sides stays where more speaks for it).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import pairwise

from jishi.document import Document, Entity, Event, Mention, Span
from jishi.extract.arguments import Filler, make
from jishi.extract.circumstances import mentions
from jishi.extract.foe import Foe
from jishi.extract.frames import ACTORS, Frame
from jishi.extract.reference import entities_of, name_of
from jishi.resources import Resources

HOSTILE = frozenset({"ATTACK", "CLASH", "DEFEND", "ENCIRCLE", "DEFEAT", "CAPTURE", "CASUALTY", "MATERIEL", "SURRENDER"})
FRIENDLY = frozenset({"COMMAND", "SUPPORT"})
AIMED = frozenset({"ATTACK", "ENCIRCLE"})  # at places as well as at forces
FIGHTS = frozenset({"ATTACK", "CLASH", "DEFEND"})  # go on from one sentence to the next
OBJECTLESS = FIGHTS | {"DEFEAT", "MATERIEL"}
AGENTLESS = frozenset({"DEFEAT", "MATERIEL", "CASUALTY", "CAPTURE", "ATROCITY"})
WITHSTOOD = OBJECTLESS | {"CONTROL"}  # what our forces do to the foe
SUFFERED = frozenset({"DEFEAT", "CASUALTY", "ENCIRCLE", "CAPTURE", "CONTROL"})  # and what he does to them
ALONE = frozenset({"suicide", "fortify", "uprising"})  # subtypes that need nobody else
SAME_COUNTRY = 2.0
LAST = 12  # fights that a reader still has in mind


@dataclass(slots=True)
class Sides:
    """Which entities stand together and which against each other."""

    entities: Mapping[Span, Entity]
    parent: dict[str, str] = field(default_factory=dict)
    flipped: dict[str, bool] = field(default_factory=dict)

    def names(self, mentions: Sequence[Mention]) -> set[str]:
        """The names of the mentions' entities."""
        return {name for mention in mentions if (name := name_of(self, mention)) is not None}

    def root(self, name: str) -> tuple[str, bool]:
        """The representative of the name's cluster, and whether the name stands against it."""
        flip = False
        while name in self.parent:
            flip ^= self.flipped[name]
            name = self.parent[name]
        return name, flip

    def join(self, one: str, other: str, *, hostile: bool) -> None:
        """Puts two parties on one side or on two, where nothing stronger has said so before."""
        (first, flip), (second, flop) = self.root(one), self.root(other)
        if first != second:
            self.parent[second], self.flipped[second] = first, flip ^ flop ^ hostile

    def together(self, some: Set[str], others: Set[str]) -> bool:
        """True if one of the first is one of the others or stands with it."""
        roots = {self.root(name) for name in others}
        return bool(some & others) or any(self.root(name) in roots for name in some)


def sides_of(document: Document, events: Sequence[Event], countries: Mapping[str, str]) -> Sides:
    """The sides of a document."""
    sides = Sides(entities_of(document))
    weights: dict[tuple[str, str], float] = defaultdict(float)
    for one, other, weight in evidence(document, events, sides, countries):
        weights[min(one, other), max(one, other)] += weight
    for (one, other), weight in sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0])):
        if weight and one != other:
            sides.join(one, other, hostile=weight < 0)
    return sides


def evidence(
    document: Document, events: Sequence[Event], sides: Sides, countries: Mapping[str, str]
) -> Iterator[tuple[str, str, float]]:
    """Pairs of names with what speaks for their standing together (positive) or against each other."""
    for event in events:
        agents, patients = (sorted(sides.names(mentions(event.arguments, role))) for role in ("agent", "patient"))
        if event.type in HOSTILE | FRIENDLY:
            yield from ((one, other, -1.0 if event.type in HOSTILE else 1.0) for one in agents for other in patients)
            if event.type != "CLASH":
                yield from ((one, other, 1.0) for group in (agents, patients) for one, other in pairwise(group))
    first: dict[str, str] = {}
    for entity in document.entities:
        if entity.label in {"UNIT", "PLACE"} and (country := country_of(document, entity, countries)) is not None:
            yield first.setdefault(country, entity.name), entity.name, SAME_COUNTRY


def country_of(document: Document, entity: Entity, countries: Mapping[str, str]) -> str | None:
    """The country that a name begins with: 日军第21旅团 → 日本; None for a place that is none."""
    text = document.fold(entity.mentions[0].span)
    if entity.label == "PLACE":
        return countries.get(text)
    return next((countries[text[:size]] for size in range(len(text), 0, -1) if text[:size] in countries), None)


def known_countries(resources: Resources) -> dict[str, str]:
    """The names and abbreviations of countries, with the usual name."""
    names = {one.name: one.canonical for one in resources.lexicon if one.label == "PLACE" and one.kind == "country"}
    for table in ("army_owner", "place_abbreviation"):
        for row in resources.tables[table]:
            if row["canonical"] in names:
                names[row["word"]] = row["canonical"]
    return names


def completed(document: Document, event: Event, frame: Frame, sides: Sides, history: Sequence[Event]) -> Event:
    """The event with the participant that its neighbours tell, if one of the two is open."""
    for role, known in missing(event, frame, OBJECTLESS, AGENTLESS):
        found, why = unsaid(event, role, known, sides, history)
        return joined(document, event, role, [one for one in found if one not in known], why, sides)
    return event


def missing(
    event: Event, frame: Frame, patientless: frozenset[str], agentless: frozenset[str]
) -> Iterator[tuple[str, tuple[Mention, ...]]]:
    """Each role of the two that is open in an event of these types, with those who fill the other."""
    for role, other, types in (("patient", "agent", patientless), ("agent", "patient", agentless)):
        known = mentions(event.arguments, other)
        if event.type not in types or event.subtype in ALONE or mentions(event.arguments, role):
            continue
        if known and not closed(frame, role):
            yield role, known


def joined(document: Document, event: Event, role: str, found: Sequence[Mention], why: str, sides: Sides) -> Event:
    """The event with the mentions in the role."""
    sentence = document.sentences[event.sentence]
    new = (make(role, Filler(one, why), sides, sentence) for one in found)
    return replace(event, arguments=(*event.arguments, *new))


def opposed(document: Document, event: Event, frame: Frame, sides: Sides, foe: Foe) -> Event:
    """In a text that one side tells, the foe where who fights him is left unsaid: 我第十军固守长沙; 师长某某阵亡."""
    for role, known in missing(event, frame, WITHSTOOD, SUFFERED):
        if any(one.label not in ACTORS for one in known) or sides.together(sides.names(known), foe.names):
            continue
        fell = event.type != "CASUALTY" or all(one.label == "PERSON" for one in known)
        if fell and not (event.type == "ATTACK" and mentions(event.arguments, "destination")):
            found = foe.at(event.trigger.start)
            return joined(document, event, role, found, "the foe of who tells the text", sides)
    return event


def closed(frame: Frame, role: str) -> bool:
    """True if somebody without a name fills the role (居民), or the frame is one in which others are told of."""
    assert frame.trigger is not None
    wanted = frame.trigger.rule.roles.get(role)
    if frame.relative or wanted is None or not wanted.labels:
        return True  # 冻死: nobody has done it
    phrases = (one for slot in wanted.slots for one in frame.slots.get(slot, ()))
    return any(phrase.noun is not None and not phrase.generic and phrase.pronoun is None for phrase in phrases)


def unsaid(
    event: Event, role: str, known: Sequence[Mention], sides: Sides, history: Sequence[Event]
) -> tuple[tuple[Mention, ...], str]:
    """Who fills the role, and why: whom the same party fought just before, else who fought it."""
    mine = sides.names(known)
    reach = 1 if event.type in FIGHTS else 0
    near = [one for one in reversed(history[-LAST:]) if event.sentence - one.sentence <= reach]
    tests: tuple[tuple[Callable[[set[str]], bool], str], ...] = (
        (lambda some: bool(mine & some), ""),
        (lambda some: sides.together(mine, some), " on its side"),
    )
    for test, why in tests:
        for before in near:
            agents, patients = mentions(before.arguments, "agent"), mentions(before.arguments, "patient")
            targets = patients if event.type in AIMED else tuple(one for one in patients if one.label in ACTORS)
            for some, others in ((agents, targets), (patients, agents)):
                if others and test(sides.names(some)):
                    return others, f"the other side of the fight before{why}"
    if role == "agent" and near and near[0].type in AIMED and near[0].sentence == event.sentence:
        targets, agents = mentions(near[0].arguments, "patient"), mentions(near[0].arguments, "agent")
        if (
            agents
            and targets
            and all(one.label == "PLACE" for one in targets)
            and not sides.together(mine, sides.names(agents))
        ):
            return agents, "who attacked the place just before"
    return (), ""
