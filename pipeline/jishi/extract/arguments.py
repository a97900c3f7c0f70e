"""From a frame's slots to arguments: each role takes the first slot of its rule that holds a fitting mention."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jishi.document import Argument, Mention, Sentence
from jishi.extract.frames import MOTION, Frame
from jishi.extract.nodes import Phrase
from jishi.extract.reference import RISINGS, Memory, Named, others, resolve
from jishi.resources import RoleRule

UNCOUNTED = frozenset({"SUPPORT", "NEGOTIATE", "CONTROL", "ORDER", "DECLARE", "DEFEND", "ENCIRCLE"})
LOCAL = frozenset({"ATTACK", "ENCIRCLE", "DEFEAT", "CAPTURE"})
FORCES = frozenset({"PERSON", "UNIT", "GROUP", "ORG", "PLACE"})
SHARED = frozenset({"ATTACK", "ENCIRCLE", "CONTROL", "DEFEAT"})  # what is done with somebody is done by both
AGAINST = ("toward", "with", "at", "to", "from", "using")
WHOLE = "全"
SINGLE = frozenset({"execution", "arrest", "dismiss"})  # subtypes of what is done to one person
AIMS = ("origin", "destination")
FALLING = frozenset({"capture", "recover", "relieve", "suppress"})  # subtypes of what is done to a place
PARTICIPANTS = ("agent", "patient")
ORDER = ("agent", "patient", "item", "origin", "destination", "place", "instrument")


@dataclass(frozen=True, slots=True)
class Filler:
    """A mention that fills a role, and how it was found."""

    mention: Mention
    why: str


def bind(frame: Frame, memory: Memory, sentence: Sentence) -> tuple[tuple[Argument, ...], tuple[str, ...]]:
    """The frame's arguments in the order of the roles, and a line for each role that stayed open."""
    assert frame.trigger is not None
    rule = frame.trigger.rule
    if rule.type == "CLASH":
        fight_there(frame, memory)
    fall(frame, memory)
    arguments: list[Argument] = []
    remarks: list[str] = []
    taken: set[Mention] = set()
    phrases: list[Phrase] = []
    subject = tuple(mention for phrase in frame.slots.get("subject", []) for mention in phrase.heads)
    roles = dict(rule.roles)
    if "brought" in frame.slots:
        roles["patient"] = RoleRule(("brought",), FORCES)
    if "main" in frame.slots:
        suffer_from_oneself(frame, memory)
    for role in ORDER:
        if role not in roles:
            continue
        found, phrase, remark = fill(role, roles[role], frame, memory, subject, taken)
        if frame.bidden and role == "agent":
            found = tuple(whom_he_leads(found, memory))
        if found:
            taken |= {filler.mention for filler in found}
            arguments += (make(role, filler, memory, sentence) for filler in found)
            if phrase is not None and role in {"agent", "patient", "item"}:
                phrases.append(phrase)
        elif remark:
            remarks.append(f"{role}: {remark}")
    arguments = parted(frame, arguments)
    arguments += (make("agent", filler, memory, sentence) for filler in partners(frame, arguments))
    arguments += (make("place", filler, memory, sentence) for filler in located(frame, arguments))
    arguments += owners_of_weapons(frame, arguments, memory, sentence)
    arguments += (make("quantity", filler, memory, sentence) for filler in quantities(frame, phrases))
    return unique(arguments), tuple(remarks)


def ground(phrase: Phrase, memory: Memory) -> bool:
    """True for a phrase of nothing but places that are no countries: such a place neither fights nor takes."""
    return bool(phrase.heads) and all(memory.ground(head) for head in phrase.heads)


def fight_there(frame: Frame, memory: Memory) -> None:
    """转战粤北, 罗店经反复争夺: the place is where one fights."""
    subject, given = frame.first("subject"), frame.first("object")
    if frame.slots.get("with"):
        return
    if given is not None and ground(given, memory):
        frame.slots.setdefault("at", []).append(given)
        frame.slots.pop("object")
        return
    placed = any(frame.slots.get(slot) for slot in ("object", "toward", "at"))
    if subject is not None and subject.noun is None and ground(subject, memory) and not placed:
        frame.slots["at"] = frame.slots.pop("subject")
        frame.path["at"] = "place that is fought over, stands before it"


def whom_he_leads(found: Sequence[Filler], memory: Memory) -> Iterator[Filler]:
    """甲下令撤退: the force that 甲 leads does, if the text has named it; a force or a country does it itself."""
    for filler in found:
        force = memory.force_of(filler.mention)
        if force is not None:
            yield replace(filler, mention=force, why="the force of who orders it")
        elif filler.mention.label != "PERSON":
            yield filler


def suffer_from_oneself(frame: Frame, memory: Memory) -> None:
    """甲游说乙起兵，反被乙软禁: 甲 is, as nobody does it to himself."""
    acting, suffering = (
        {memory.name(head) for phrase in frame.slots.get(slot, ()) for head in phrase.heads}
        for slot in ("subject", "object")
    )
    if suffering and suffering <= acting:
        frame.slots["object"] = frame.slots["main"]
        frame.path["object"] = frame.path["main"]


def fall(frame: Frame, memory: Memory) -> None:
    """兰州攻占后, 哈密解围后: the place is what is taken or relieved."""
    assert frame.trigger is not None
    subject = frame.first("subject")
    attacked = frame.type == "ATTACK" and not any(frame.slots.get(slot) for slot in AGAINST)  # 松山久攻不下
    aside = frame.passive or frame.relative or frame.nominal or frame.inherited
    aside = aside or (frame.trigger.rule.intransitive and not attacked)
    if not (frame.subtype in FALLING or attacked) or aside or frame.slots.get("object"):
        return
    whole = subject is not None and (subject.noun is None or subject.noun.startswith(WHOLE))  # 新疆全境
    if subject is not None and ground(subject, memory) and frame.subtype in RISINGS:
        frame.slots.setdefault("at", []).append(subject)  # 库车爆发叛乱
        frame.slots.pop("subject")
        return
    if subject is not None and whole and ground(subject, memory):
        frame.passive = True
        frame.slots["object"] = frame.slots.pop("subject")
        frame.path["object"] = "place that is taken, stands before it"


def located(frame: Frame, arguments: Sequence[Argument]) -> Iterator[Filler]:
    """包围新安镇的第七兵团: where the object is."""
    assert frame.trigger is not None
    if frame.trigger.rule.type not in LOCAL or any(argument.role == "place" for argument in arguments):
        return
    patients = {argument.mention for argument in arguments if argument.role == "patient"}
    for phrase in frame.slots.get("object", []):
        owner = phrase.owner_phrase
        if owner is None or frame.passive or not patients & set(phrase.heads):
            continue
        places = [one for one in owner.heads if one.label == "PLACE"]
        if len(places) == len(owner.heads):
            yield from (Filler(place, "where the object is") for place in places if place not in patients)


def partners(frame: Frame, arguments: Sequence[Argument]) -> Iterator[Filler]:
    """与甲夹击乙: 甲 attacks as well."""
    assert frame.trigger is not None
    taken = {argument.mention for argument in arguments}
    rule = frame.trigger.rule
    opposed = "patient" in rule.roles and "with" in rule.roles["patient"].slots
    shared = rule.type in SHARED or (rule.type in MOTION and not opposed)
    if not shared or not any(argument.role == "agent" for argument in arguments):
        return
    for phrase in frame.slots.get("with", ()):
        yield from (Filler(head, "along with the agent") for head in phrase.heads if head not in taken)


def parted(frame: Frame, arguments: list[Argument]) -> list[Argument]:
    """甲与乙作战, 甲和乙结盟: who stands after 与 is the other side."""
    assert frame.trigger is not None
    rule = frame.trigger.rule
    subject = frame.first("subject")
    mutual = rule.type in {"CLASH", "NEGOTIATE"} or rule.subtype == "ally"
    if not mutual or subject is None or subject.joint is None or any(one.role == "patient" for one in arguments):
        return arguments
    second = set(subject.heads[subject.joint :])
    return [replace(one, role="patient") if one.role == "agent" and one.mention in second else one for one in arguments]


def make(role: str, filler: Filler, named: Named, sentence: Sentence) -> Argument:
    """The argument; a mention from another sentence is inferred."""
    outside = not sentence.span.contains(filler.mention.span)
    return Argument(role, filler.mention, named.entities.get(filler.mention.span), outside, filler.why)


def fill(
    role: str, wanted: RoleRule, frame: Frame, memory: Memory, subject: Sequence[Mention], taken: set[Mention]
) -> tuple[tuple[Filler, ...], Phrase | None, str]:
    """The role's fillers with the phrase they come from, or a remark why there are none."""
    assert frame.trigger is not None
    slots = wanted.slots
    if frame.passive and role == "patient" and "object" not in slots:
        slots = (*slots, "object")  # 被升任旅长: who is subject in the active is acted upon in the passive too
    if role == "patient" and frame.subtype == "appoint" and not frame.slots.get("object"):
        slots = (*slots, "subject")  # 从连长提升为团长: nobody else is named
    aim = frame.trigger.aim if role in AIMS else None
    if aim is not None:
        # 逃往某地 goes there, 逃出某地 leaves it, whatever the rule says of the verbs that do not tell.
        slots = ("object", *slots) if aim == role else tuple(slot for slot in slots if slot != "object")
    remark = ""
    found: list[Filler] = []
    for slot in slots:
        for phrase in frame.slots.get(slot, []):
            new = [one for one in fitting(role, phrase, wanted, memory, subject, frame) if one not in taken]
            if not new and role == "place" and slot == "at" and not phrase.heads:
                new = [owner for owner in phrase.owners if owner.label == "PLACE" and owner not in taken]  # 在甲的阵地
            found += (Filler(mention, f"{slot}: {frame.path.get(slot, '')}") for mention in new)
            if new and role != "instrument":
                return tuple(found), phrase, ""
            if not new:
                fitting_labels = ", ".join(sorted(wanted.labels)) or "this rule"
                remark = f"what stands in {slot} has no label of {fitting_labels}"
    if not remark:
        remark = f"nothing stands in {' or '.join(slots)}" if slots else "not asked for by this rule"
    return tuple(found), None, remark


def fitting(
    role: str, phrase: Phrase, wanted: RoleRule, memory: Memory, subject: Sequence[Mention], frame: Frame
) -> tuple[Mention, ...]:
    """The mentions of a phrase that can fill the role."""
    assert frame.trigger is not None
    passive, rule_type = frame.passive, frame.trigger.rule.type
    heads = tuple(head for head in phrase.heads if head.label in wanted.labels)
    if role == "place" and rule_type in {"ENCIRCLE", "ATROCITY"} and not phrase.heads:
        return tuple(owner for owner in phrase.owners if owner.label == "PLACE")  # 切断甲至乙的交通
    if role not in PARTICIPANTS:
        return heads
    if role == "patient" and rule_type in {"ATROCITY", "CASUALTY"} and phrase.noun is not None and not phrase.generic:
        heads = tuple(head for head in heads if not memory.ground(head))  # 旅顺居民: where, not whom
    if role == "agent" and phrase.people:
        heads = tuple(head for head in heads if not memory.ground(head))  # 哈密农民: nobody with a name
    if phrase.only("WEAPON"):
        # 苏联飞机轰炸: the owner acts, the weapon is the means; a weapon acts by itself only where no owner is named.
        # 遭炸弹空袭: in the passive it is the means all the same.
        return tuple(owner for owner in phrase.owners if owner.label in wanted.labels)[-1:] or (
            () if passive and role == "agent" else heads
        )
    if phrase.heads:
        return heads
    if rule_type == "ORGANIZE" and role == "patient" and phrase.noun is not None:
        if phrase.owners:
            return tuple(owner for owner in phrase.owners if owner.label == "PERSON")  # 解除甲的职务
        if phrase.owner_pronoun == "person" and not phrase.generic:
            return others(memory, subject, phrase)  # 免去其职务
    if phrase.its and frame.subtype in SINGLE:
        phrase = replace(phrase, its=False)  # 以勾结某师的罪名将其处决: a person
    found = resolve(phrase, memory, () if role == "agent" else subject, wanted.labels)
    if passive and role == "agent":  # 被其部下缚送: 其 is who suffers it
        suffering = {head for given in frame.slots.get("object", ()) for head in given.heads}
        found = tuple(mention for mention in found if mention not in suffering)
    return tuple(mention for mention in found if mention.label in wanted.labels)


def owners_of_weapons(
    frame: Frame, arguments: Sequence[Argument], memory: Memory, sentence: Sentence
) -> Iterator[Argument]:
    """缴获苏军步枪 takes them from the owner: the patient, where none is named."""
    assert frame.trigger is not None
    if frame.trigger.rule.type != "MATERIEL" or any(argument.role == "patient" for argument in arguments):
        return
    agents = {argument.mention for argument in arguments if argument.role == "agent"}
    for slot in ("object", "theme") if agents else ("object", "theme", "subject"):
        for phrase in frame.slots.get(slot, []):
            for owner in phrase.owners[-1:]:
                if owner.label in FORCES and owner not in agents:
                    yield make("patient", Filler(owner, f"owner of what stands in {slot}"), memory, sentence)


def quantities(frame: Frame, phrases: Sequence[Phrase]) -> Iterator[Filler]:
    """The numbers that go with the participants, and those that stand alone.

    Where the event is not about numbers (协助, 控制, 命令) those of the subject say nothing of it.
    """
    assert frame.trigger is not None
    if frame.trigger.rule.type in UNCOUNTED:
        slots: tuple[str, ...] = ("theme", "using", "object")
        phrases = ()
    else:
        slots = ("object", "theme", "subject", "to")  # 增兵至九万人
    for phrase in phrases:
        for mention in phrase.quantities:
            yield Filler(mention, "counts a participant")
    for slot in slots:
        for phrase in frame.slots.get(slot, []):
            for mention in phrase.quantities:
                yield Filler(mention, f"stands in {slot}")
    for phrase in frame.slots.get("using", []):
        if phrase.generic and not phrase.heads:  # 以两千名骑兵突袭
            yield from (Filler(mention, "force put to work with 以") for mention in phrase.quantities)


def unique(arguments: Sequence[Argument]) -> tuple[Argument, ...]:
    """Each mention once for each role."""
    return tuple({(argument.role, argument.mention.span): argument for argument in arguments}.values())
