"""Relative clauses: 甲领导的乙, 被甲击败的乙, 支持甲的乙."""

from dataclasses import dataclass, replace
from itertools import islice

from jishi.extract.frames import (
    MOTION,
    Clause,
    Frame,
    acts,
    first_kind,
    head_of,
    holds,
    moving,
    takes_object,
)
from jishi.extract.nodes import Phrase
from jishi.extract.subjects import go_on

UNDER = "下"
NEAR = 12  # nodes
BECOMING = ("为", "成", "作")
REASONED = "而"  # 因不满甲而起兵的乙: what stands before it is the reason
TAKING = frozenset({"MATERIEL", "CONTROL"})
SENDING = frozenset({"MOVE", "ORDER"})
OWN_ACTS = frozenset({"SURRENDER", "RETREAT", "MOVE", "CASUALTY", "CLASH"})  # what forces do for themselves
# What is done to persons and not to places.
TOWARD_PERSONS = frozenset(
    {"SURRENDER", "SUPPORT", "DECLARE", "NEGOTIATE", "CAPTURE", "DEFEAT", "ORDER", "ORGANIZE", "CASUALTY", "ATROCITY"}
)
SERIAL = MOTION | {"ORDER", "COMMAND"}  # 奉令入湘的甲, 赶来增援的甲, 率数百人驻扎某地的甲


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative clause: the node of its head, the head, and the object or goal inside it.

    `actor`: who acts in it, where the head is something that he owns (逃入某地的甲的武装).
    """

    place: int
    head: Phrase
    inner: Phrase | None = None
    goal: Phrase | None = None
    actor: Phrase | None = None


def find_relative(clause: Clause, place: int) -> Relative | None:
    """The relative clause whose verb stands at the place, None if the verb is none of a relative clause."""
    follow = after_trifles(clause, place + 1)
    if follow >= len(clause.nodes):
        return None
    if clause.nodes[follow].text == UNDER and follow + 1 < len(clause.nodes) and clause.nodes[follow + 1].kind == "de":
        follow += 1  # 日军占领下的绥远
    after = clause.nodes[follow]
    if describes(clause, place, follow):
        return None
    if after.kind == "de":
        head_place = after_trifles(clause, follow + 1)
        head = clause.phrase_at(head_place)
        return Relative(head_place, head) if head is not None else None
    if after.text in BECOMING and (named := clause.phrase_at(follow + 1)) is not None and titled(clause, place, named):
        return Relative(follow + 1, head_of(named))
    marked = after.kind == "prep" and after.slot in {"to", "at"}
    follow += marked
    phrase = clause.phrase_at(follow)
    if phrase is None or phrase.owner_phrase is None:
        return None
    owner = phrase.owner_phrase
    moves = moving(clause.nodes[place])
    trigger = clause.nodes[place].trigger
    sends = trigger is not None and trigger.rule.pivot and trigger.rule.type in SENDING
    if sends and owner.has("PERSON") and not phrase.has("PERSON"):
        return None  # 急调张自忠的第59军前往增援: it is sent
    if sends and trigger is not None and trigger.aim == "destination" and owner.only("PLACE") and phrase.generic:
        return Relative(follow, head_of(phrase), goal=owner)  # 甲派往某地的援军
    fled = owner.owner_phrase
    if moves and not marked and fled is not None and fled.only("PLACE") and acts(owner):
        actor = head_of(owner)  # 逃入某地的甲的武装
        return Relative(follow, replace(phrase, owner_phrase=actor), goal=fled, actor=actor)
    somewhere = owner.noun is not None and owner.empty and (acts(phrase) or phrase.people)  # 逃入山中的难民
    moves = moves and (owner.only("PLACE") or somewhere)
    leaving = moves and (acts(phrase) or phrase.people) and clause.more_verbs(follow)  # 败退台湾的国民政府任命…
    if not leaving and not splits(clause, follow, phrase, marked):
        return None
    if marked:
        return Relative(follow, head_of(phrase), goal=owner)
    return Relative(follow, head_of(phrase), inner=owner)


def titled(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True for 元帅的甲 of 被晋升为元帅的甲: the post belongs to the verb."""
    trigger, post = clause.nodes[place].trigger, phrase.owner_phrase
    named = trigger is not None and trigger.rule.type == "ORGANIZE" and post is not None and post.noun is not None
    return named and post is not None and not post.heads and acts(phrase)


def describes(clause: Clause, place: int, follow: int) -> bool:
    """True for 残余 of 肃清了残余的甲: behind 了 an adjective before 的 says what 甲 is like."""
    between = [node.kind for node in clause.nodes[place + 1 : follow]]
    return clause.nodes[follow].kind == "de" and between[:1] == ["aspect"] and between[-1:] == ["adjective"]


def after_trifles(clause: Clause, place: int) -> int:
    """The next place that is no 了, quotation mark, adverb, adjective or time."""
    while place < len(clause.nodes) and clause.nodes[place].kind in {"aspect", "quote", "other", "adjective", "time"}:
        place += 1
    return place


def splits(clause: Clause, place: int, phrase: Phrase, marked: bool) -> bool:
    """True if 攻击甲的乙 is 乙 who attacks 甲, and not 甲's 乙 who is attacked.

    It is when 乙 goes on as the subject of a verb and nobody else could be the attacker, or when a place cannot
    own what follows (逃到酒泉的马仲英).
    """
    owner = phrase.owner_phrase
    if owner is not None and garrisons(clause, place, phrase):
        return True
    if owner is None or not phrase.heads or (marked and not owner.only("PLACE")):
        return False
    if supplied(clause, place, phrase):
        return True
    goes_on = clause.more_verbs(place)
    person = phrase.heads[-1].label == "PERSON"
    if person and owner.only("PLACE"):
        trigger = clause.nodes[place - 1].trigger
        social = trigger is not None and trigger.rule.type in TOWARD_PERSONS
        return not (social and clause.own_subject and not goes_on)  # 他投靠山东的韩复榘
    last = clause.last
    alone = not clause.own_subject and (last is None or last.light)
    waits = last is not None and last.trigger is not None and takes_object(last) and not last.slots.get("object")
    if waits and acts(phrase):
        return True  # 任命担任顾问的甲: the verb before still lacks its object
    return (alone and goes_on) or (marked and person)


def garrisons(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True for 盘踞岳阳之敌 after a mark: a force without a name, told by where it is."""
    trigger = clause.nodes[place - 1].trigger if place else None
    marked = place >= 2 and clause.nodes[place - 2].kind in {"prep", "disposal", "passive"}
    nameless = not phrase.heads and (phrase.generic or phrase.pronoun == "enemy")
    owner = phrase.owner_phrase
    stays = trigger is not None and trigger.rule.type in {"CONTROL", "MOVE", "DEFEND"}
    return marked and nameless and stays and owner is not None and owner.only("PLACE")


def supplied(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True for 缴获甲援助乙的军火: what was taken is what 甲 has given to 乙."""
    last, given = clause.last, clause.nodes[place - 1].trigger
    taken = last is not None and last.type in TAKING and last.first("object") is clause.phrase_at(place - 2)
    return taken and given is not None and given.rule.type == "SUPPORT" and phrase.only("WEAPON")


def take_relative(clause: Clause, place: int, frame: Frame, found: Relative) -> int:
    """甲领导的乙 · 被甲击败的乙 · 支持甲的乙: the head fills the gap and then goes on in the outer clause."""
    frame.relative = True
    inside = clause.nodes[place + 1 : found.place]
    frame.times += [node.mention for node in inside if node.kind == "time" and node.mention is not None]
    if opens_relative(clause, place, found):
        clause.last, clause.pivot = None, False
    fill_gap(clause, frame, found, inner_subject(clause, place) if clause.agent is None else None)
    if clause.agent is not None and clause.last is not None and clause.last.type == "COMMAND":
        clause.last = None  # 由甲率部固守的某地: the head is no object of 率
    if found.inner is not None:
        frame.fill("object", found.inner, "object in the relative clause")
    if found.goal is not None:
        frame.fill("to", found.goal, "goal in the relative clause")
    if clause.expect is None:
        for slot, phrases in clause.pending.items():
            for phrase in phrases:
                frame.fill(slot, phrase, f"marked as {slot}")
        clause.pending = {}  # 在某地被甲指挥的乙击败: where it is waits for the outer verb
    (clause.passive, clause.agent), clause.held = clause.held, (False, None)
    if frame.type == "COMMAND":
        clause.give_times(frame)  # 2月，甲率领的乙逼近某地: who leads them leads them then
    if frame.trigger is not None:
        clause.frames.append(frame)
    if clause.twin is not None:
        twin, clause.twin = clause.twin, None
        twin.slots, twin.path, twin.relative, twin.passive = frame.slots, frame.path, True, frame.passive
    clause.pivot = clause.pivot and clause.last is not None
    if receives(frame, found.head):
        clause.verbal, receiver = True, clause.subject or clause.topic.phrase
        if receiver is not None:
            frame.slots["object"], frame.slots["theme"] = [receiver], [found.head]
        return found.place + 1
    go_on(clause, found.place, led_by(frame, found.head))
    return found.place + 1


def receives(frame: Frame, head: Phrase) -> bool:
    """True for 得到甲提供的大炮: the text goes on about who has received them."""
    return frame.passive and frame.type == "SUPPORT" and head.only("WEAPON")


def opens_relative(clause: Clause, place: int, found: Relative) -> bool:
    """True for 主张抗日的甲, at the beginning: the verb right before belongs to the relative clause, too."""
    last = clause.last
    if last is None or last.trigger is not None or clause.last_node != place - 1 or clause.own_subject:
        return False
    return clause.number == 0 and clause.topic.phrase is None and acts(found.head) and clause.more_verbs(found.place)


def led_by(frame: Frame, head: Phrase) -> Phrase:
    """甲率领的守军: a force without a name is that of who leads it."""
    leader = frame.first("subject")
    if frame.type != "COMMAND" or leader is None or leader is head or not head.generic or head.heads or head.owners:
        return head
    return replace(head, owners=leader.heads)


def fill_gap(clause: Clause, frame: Frame, found: Relative, subject: Phrase | None) -> None:
    """Who acts in the relative clause and what is done to whom: one of the two is its head."""
    head = found.actor or found.head
    if subject is not None and subject.only("PLACE") and frame.type in MOTION and acts(head):
        frame.fill("from", subject, "before the verb in the relative clause")  # 伊犁逃回的师世昌
        subject = None
    if clause.passive:
        frame.passive = True
        if clause.agent is not None:
            frame.fill("subject", clause.agent, "agent of the passive")
        frame.fill("object", head, "head of the relative clause")
    elif subject is not None:
        nobodys = subject.generic and not (subject.heads or subject.owners or subject.owner_pronoun)
        his = nobodys and acts(head) and found.inner is None and frame.type in OWN_ACTS  # 部下纷纷投降的甲
        actor = replace(subject, owners=head.heads) if his else subject
        frame.fill("subject", actor, "subject of the relative clause")
        slot = "theme" if head.only("WEAPON") else "head"  # 甲援助乙的军火
        if not his:
            led = replace(head, heads=head.heads[: head.joint]) if opposed_next(clause, found) else first_kind(head)
            frame.fill("object" if found.inner is None else slot, led, "head of the relative clause")
    elif head.only("PLACE") and found.inner is None and holds(frame):
        frame.fill("object", head, "head of the relative clause")
    elif head.only("WEAPON") and handled(frame) and found.inner is None:
        frame.fill("object", head, "head of the relative clause")  # 缴获的弹药
        if clause.topic.phrase is not None:
            frame.fill("subject", clause.topic.phrase, "topic of the clause before")
    else:
        frame.fill("subject", head, "head of the relative clause")
        before = clause.last
        if before is None and clause.frames and not clause.own_subject:
            hit = clause.frames[-1]
            if hit.passive and not hit.slots.get("object"):
                hit.fill("object", head, "head of the relative clause")  # 被甲击败后退入某地的乙
        unnamed = before is not None and (
            before.inherited or not before.slots.get("object" if before.passive else "subject")
        )
        calls = before is not None and before.type == "MOVE" and before.pivot  # 召回驻防某地的甲
        serial = (
            before is not None and not calls and (before.type in SERIAL or before.passive or not takes_object(before))
        )
        if before is not None and serial and before.trigger is not None and unnamed and not clause.own_subject:
            # 奉令入湘的甲, 赶来增援的甲, 被命令撤退的甲: both verbs are his.
            before.slots["object" if before.passive else "subject"] = [head]
            frame.governor, clause.last = before, None


def opposed_next(clause: Clause, found: Relative) -> bool:
    """True for 甲指挥的乙与丙激战: only 乙 is 甲's."""
    near = islice(clause.nodes, found.place + 1, found.place + NEAR)
    follow = next((node.trigger for node in near if node.trigger is not None), None)
    return found.head.joint is not None and follow is not None and follow.rule.mutual


def before_place(clause: Clause, place: int) -> int:
    """The place of 甲 in 甲从某地调来的乙, for that of the origin; the same place where nobody stands before it."""
    phrase, subject = clause.phrase_at(place) if place >= 2 else None, clause.subject
    marked = phrase is not None and phrase.only("PLACE") and clause.nodes[place - 1].kind == "prep"
    return place - 2 if marked and clause.own_subject and clause.phrase_at(place - 2) is subject else place


def handled(frame: Frame) -> bool:
    """True for what is done to arms and not by them: 缴获的弹药, 送来的步枪, not 前来助战的飞机."""
    return frame.type == "MATERIEL" or frame.subtype == "supply"


def inner_subject(clause: Clause, place: int) -> Phrase | None:
    """The phrase right before the predicate, taken back from the verb or clause that had claimed it."""
    before = place - 1 - (clause.twin is not None)
    while before >= 0 and clause.nodes[before].kind in {"aspect", "other", "linker", "time"}:
        if clause.nodes[before].text == REASONED:
            return None
        before -= 1
    before = before_place(clause, before)
    phrase = clause.phrase_at(before) if before >= 0 else None
    if phrase is None or (before > 0 and clause.nodes[before - 1].kind == "prep" and phrase.only("PLACE")):
        return None  # 从某地出击的甲
    if clause.last is not None and clause.last.first("object") is phrase:
        clause.last.slots.pop("object")
        return phrase
    if clause.subject is phrase:
        clause.subject, clause.own_subject = None, False
        if clause.expect is not None:
            # 甲为乙率领的丙所败: 甲 is the subject again
            clause.restore(clause.passed)
        return phrase
    return None
