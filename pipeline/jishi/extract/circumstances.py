"""What earlier events of a sentence set for later ones: time, place, numbers, and the enemy left unsaid."""

from collections.abc import Iterator, Sequence

from jishi.document import Argument, Event, Mention, Modality, Sentence
from jishi.extract.arguments import Filler, make
from jishi.extract.frames import Frame
from jishi.extract.reference import BATTLES, Memory

STAYING = frozenset({"DECLARE", "NEGOTIATE"})
MOVING = frozenset({"MOVE", "RETREAT", "ATTACK", "SURRENDER", "SUPPORT", "DEFEND"})
GOING = frozenset({"MOVE", "RETREAT", "DEFEND"})  # whoever does several of these does them with the same strength
LOST = frozenset({"CONTROL", "ATTACK"})  # after these a retreat leaves their place
FIGHTING = frozenset({"ATTACK", "CLASH", "DEFEAT", "ENCIRCLE"})
THERE = frozenset({"CASUALTY", "MATERIEL", "DEFEND"})  # where the fight is that has just been told
ALIKE = frozenset({"DECLARE", "DEFEND", "NEGOTIATE"})  # two in a row are with the same other side
BOOTY = frozenset({"MATERIEL", "CAPTURE"})


class Circumstances:
    """What has been set so far in one sentence."""

    def __init__(self, memory: Memory, sentence: Sentence) -> None:
        self.memory, self.sentence = memory, sentence
        self.places: tuple[Mention, ...] = ()
        self.field: tuple[Mention, ...] = ()
        self.there: set[str | None] = set()
        self.numbers: dict[Mention, tuple[Mention, ...]] = {}
        self.counted: set[Mention] = set()
        self.told: set[Mention] = set()
        self.last: Event | None = None
        self.deed: Event | None = None  # the last but for those of command: 甲包围某地，乙率部据守

    def complete(self, frame: Frame, arguments: Sequence[Argument], modality: Modality) -> tuple[Argument, ...]:
        """The arguments with what the clause, or else the sentence before, says of time, place, number and enemy."""
        added = self.counted_once(frame, arguments)
        added += self.times(frame, modality)
        added += self.carried_place(frame, added)
        added += self.battlefield(frame, added) if modality == "actual" else ()
        added += self.taken_place(frame, added)
        added += self.carried_numbers(frame, added)
        added += self.left(frame, added)
        added += self.enemy(frame, added)
        added += self.taken(frame, added)
        return tuple({(argument.role, argument.mention.span): argument for argument in reversed(added)}.values())[::-1]

    def counted_once(self, frame: Frame, arguments: Sequence[Argument]) -> list[Argument]:
        """日军三千人进攻某地，俘获甲: their number has been told, and only what they set out to do has it again."""
        assert frame.trigger is not None
        if frame.trigger.rule.type in MOVING | {"COMMAND"}:
            return list(arguments)
        lost = set(mentions(arguments, "patient"))  # 五个兵团全部覆灭
        told = {
            mention
            for phrase in frame.slots.get("subject", ())
            for mention in phrase.quantities
            if mention in self.told and not lost & set(phrase.heads)
        }
        return [one for one in arguments if one.role != "quantity" or one.mention not in told]

    def note(self, event: Event, *, relative: bool) -> None:
        """Takes note of what the event sets for those after it; what a relative clause tells sets no battlefield."""
        self.last, self.deed = event, event if event.type != "COMMAND" else self.deed
        self.told.update(mentions(event.arguments, "quantity"))
        places = mentions(event.arguments, "destination") or mentions(event.arguments, "place")
        if event.type in {"ATTACK", "ENCIRCLE"} and not places:
            places = tuple(mention for mention in mentions(event.arguments, "patient") if mention.label == "PLACE")
        if places:
            self.places = places
            self.there = self.names(event, "agent") | self.names(event, "patient")
        elif event.type in {"MOVE", "RETREAT"}:
            self.places = ()
        if event.type in BATTLES and not relative:
            fought = mentions(event.arguments, "place") or mentions(event.arguments, "patient")
            self.field = tuple(one for one in fought if self.memory.ground(one)) or self.field
        elif event.type in {"MOVE", "RETREAT", "CONTROL"}:
            self.field = ()
        if event.type == "COMMAND":
            for agent in mentions(event.arguments, "agent"):
                self.numbers[agent] = mentions(event.arguments, "quantity")

    def times(self, frame: Frame, modality: Modality) -> Iterator[Argument]:
        """The clause's own time, else the one that the sentence has set before: not for what is yet to come."""
        if modality in {"planned", "hypothetical"} and not frame.times:
            return
        why = "time of the clause" if frame.times else "time set earlier in the sentence"
        for mention in dict.fromkeys(frame.times or frame.carried):
            yield make("time", Filler(mention, why), self.memory, self.sentence)

    def carried_place(self, frame: Frame, arguments: Sequence[Argument]) -> Iterator[Argument]:
        """到达河州后，宣布…: where one has arrived is where one speaks next."""
        assert frame.trigger is not None
        if frame.trigger.rule.type not in STAYING or frame.relative or frame.nominal:
            return
        if mentions(arguments, "place", "origin", "destination"):
            return
        taken = mentions(arguments, "agent", "patient", "item")
        if not self.there & {self.memory.name(mention) for mention in taken}:
            return  # nobody of those who are known to be there
        for mention in self.places:
            if mention not in taken:
                yield make("place", Filler(mention, "place set earlier in the sentence"), self.memory, self.sentence)

    def taken_place(self, frame: Frame, arguments: Sequence[Argument]) -> Iterator[Argument]:
        """甲攻陷某地后展开屠杀: the place that has just been taken is where it happens."""
        assert frame.trigger is not None
        if frame.trigger.rule.type != "ATROCITY" or frame.relative or mentions(arguments, "place", "patient"):
            return
        before = self.last
        agents = self.called(arguments, "agent")
        if before is None or before.type not in LOST or not agents or agents != self.names(before, "agent"):
            return
        for mention in mentions(before.arguments, "place", "patient"):
            if mention.label == "PLACE":
                yield make("place", Filler(mention, "place just taken"), self.memory, self.sentence)

    def battlefield(self, frame: Frame, arguments: Sequence[Argument]) -> Iterator[Argument]:
        """甲在某地击败乙，乙死伤数百人: the fight that has just been told is where they fell."""
        assert frame.trigger is not None
        taken = mentions(arguments, "agent", "patient", "item")
        if frame.trigger.rule.type not in THERE or frame.relative or mentions(arguments, "place"):
            return
        for mention in self.field:
            if mention not in taken:
                yield make("place", Filler(mention, "where the fight before was"), self.memory, self.sentence)

    def carried_numbers(self, frame: Frame, arguments: Sequence[Argument]) -> Iterator[Argument]:
        """率400多人夜袭: the strength that one leads is the strength with which one moves and attacks."""
        assert frame.trigger is not None
        if frame.trigger.rule.type not in MOVING or frame.relative or mentions(arguments, "quantity"):
            return
        goes = frame.trigger.rule.type in GOING
        for agent in mentions(arguments, "agent"):
            numbers = self.numbers.get(agent, ()) if goes or agent not in self.counted else ()
            self.counted.add(agent)
            for mention in numbers:
                yield make("quantity", Filler(mention, "strength that the agent leads"), self.memory, self.sentence)

    def left(self, frame: Frame, arguments: Sequence[Argument]) -> Iterator[Argument]:
        """甲攻克某地，乙退往他处: whoever retreats leaves the place that has just been lost."""
        assert frame.trigger is not None
        before = self.last
        if frame.trigger.rule.type != "RETREAT" or frame.relative or before is None or mentions(arguments, "origin"):
            return
        takers = self.names(before, "agent")
        agents = self.called(arguments, "agent")
        if before.type not in LOST or not agents or agents & takers or before.modality == "hypothetical":
            return
        lost = (
            mentions(before.arguments, "place") if before.type == "CONTROL" else mentions(before.arguments, "patient")
        )
        goals = self.called(arguments, "destination")
        for mention in lost:
            if mention.label == "PLACE" and self.memory.name(mention) not in goals:
                yield make("origin", Filler(mention, "place just lost"), self.memory, self.sentence)

    def enemy(self, frame: Frame, arguments: Sequence[Argument]) -> Iterator[Argument]:
        """袭击甲，缴获武器: booty is taken from who was attacked. 甲攻某地，乙固守: 乙 resists 甲."""
        assert frame.trigger is not None
        kind = frame.trigger.rule.type
        before = self.deed
        if mentions(arguments, "patient") or frame.relative or before is None:
            return
        if kind == "DECLARE" and frame.named_else("object"):
            return  # 谴责甲，号召居民反抗
        agents = self.called(arguments, "agent")
        if kind in BOOTY and before.type in FIGHTING and agents == self.names(before, "agent"):
            found = [one for one in mentions(before.arguments, "patient") if one.label != "PLACE"]
        elif (
            kind == "ATROCITY"
            and before.type in {"CAPTURE", "MATERIEL"}
            and agents
            and agents == self.names(before, "agent")
        ):
            found = list(mentions(before.arguments, "patient"))
        elif kind == "DEFEND" and before.type in {"ATTACK", "ENCIRCLE"} and not agents & self.names(before, "agent"):
            found = list(mentions(before.arguments, "agent"))
        elif kind == before.type and kind in ALIKE and agents == self.names(before, "agent"):
            found = list(mentions(before.arguments, "patient"))
        else:
            return
        for mention in found:
            yield make("patient", Filler(mention, "the other side of the event before"), self.memory, self.sentence)

    def taken(self, frame: Frame, arguments: Sequence[Argument]) -> Iterator[Argument]:
        """进攻某地，将其攻克; 攻占某地，旋被夺回: what is taken is what was attacked or taken before."""
        assert frame.trigger is not None
        objects = frame.slots.get("object", ())
        pointed = any(phrase.pronoun == "person" and phrase.noun is None for phrase in objects)
        retaken = frame.passive and frame.inherited and self.last is not None and self.last.type == "CONTROL"
        open_place = frame.trigger.rule.type == "CONTROL" and not mentions(arguments, "place")
        if not open_place or self.last is None or not (pointed or retaken):
            return
        for mention in mentions(self.last.arguments, "patient", "place"):
            if mention.label == "PLACE":
                yield make("place", Filler(mention, "what was fought over just before"), self.memory, self.sentence)

    def names(self, event: Event, role: str) -> set[str | None]:
        """The names of the entities in a role."""
        return self.called(event.arguments, role)

    def called(self, arguments: Sequence[Argument], role: str) -> set[str | None]:
        """The names of the entities in a role of these arguments."""
        return {self.memory.name(mention) for mention in mentions(arguments, role)}


def mentions(arguments: Sequence[Argument], *roles: str) -> tuple[Mention, ...]:
    """The mentions in the roles."""
    return tuple(argument.mention for argument in arguments if argument.role in roles)
