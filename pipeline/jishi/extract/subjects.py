"""Who acts: subjects, pivots, topics, and what becomes of a noun phrase that no mark explains."""

from dataclasses import replace
from itertools import islice

from jishi.extract.frames import Clause, Frame, acts, takes_object
from jishi.extract.nodes import Phrase, coordinate
from jishi.resources import EventRule

# What who has been appointed does next, and not who appointed him.
FIELD = frozenset({"COMMAND", "MOVE", "ATTACK", "DEFEND", "SUPPORT", "CLASH"})
HIMSELF = ("自", "亲", "自己", "本人")  # 命甲进攻，自率主力…: who gave the order
CIVIL = frozenset({"ORGANIZE", "DECLARE", "NEGOTIATE", "ORDER", "SUPPORT"})  # what is done to those just named
POLITICAL = frozenset({"ORGANIZE", "DECLARE", "NEGOTIATE", "ORDER"})  # what a commander does and not his force
PROVOKED = frozenset({"ATTACK", "CLASH", "CONTROL", "SURRENDER", "DECLARE", "DEFEND"})
GIVEN = frozenset({"message", "posing"})  # senses of verbs whose object does not act next
PERSONAL = frozenset({"prisoner", "arrest", "execution", "suicide", "wounded"})  # 率军反攻，被俘: the commander is
HELPING = frozenset({"SUPPORT", "DEFEND"})
PASSIVE = ("被", "遭")
NEAR = 4  # nodes
CONTRAST = ("则", "却")
BETWEEN = frozenset({"other", "modal", "adjective", "time"})  # what stands between a place and its fall
AUTHORITY = frozenset({"ORDER", "ORGANIZE"})


def take_subject(clause: Clause, phrase: Phrase) -> None:
    """A phrase before its predicate; a place before or after a force is where it happens, not who acts."""
    phrase = identified(clause, phrase)
    current = clause.subject
    if phrase.empty and current is not None and not clause.subject_inherited:
        return
    place_only = phrase.only("PLACE") and not phrase.people  # 长沙居民
    if place_only and current is not None and not clause.subject_inherited and clause.own_subject:
        clause.pending.setdefault("at", []).append(phrase)
        return
    if current is not None and clause.own_subject and current.only("PLACE") and not place_only and not phrase.empty:
        clause.pending.setdefault("at", []).append(current)
    clause.passed = clause.acting
    clause.subject, clause.subject_inherited, clause.subject_path = phrase, False, "stands before it"
    clause.own_subject = True
    if phrase.empty:
        return
    for frame in clause.topic.forward if acts(phrase) or (phrase.generic and phrase.owners) else ():
        slot = "object" if frame.passive else "subject"
        frame.slots[slot] = [phrase]
        frame.path[slot] = "subject of the clause after"
    clause.topic.forward.clear()
    for frame in clause.topic.waiting:
        frame.fill("object", phrase, "subject of the clause after 在…下")
    clause.topic.waiting.clear()


def identified(clause: Clause, phrase: Phrase) -> Phrase:
    """他 as subject is the person that was subject before."""
    person = clause.topic.person
    if phrase.pronoun in {"side", "own"} and not phrase.heads and clause.topic.phrase is not None:
        told = clause.topic.main if clause.topic.phrase.people and clause.topic.main else clause.topic.phrase
        return replace(phrase, heads=told.heads, pronoun=None)  # 令家人自尽，己亦自焚
    main = clause.subject if clause.own_subject else clause.topic.main or clause.topic.phrase
    if phrase.pronoun == "oneself" and not phrase.heads and main is not None:
        return replace(phrase, heads=main.heads, pronoun=None)  # 派甲出击，自己坐镇某地: who sends
    if phrase.pronoun == "both" and not phrase.heads and clause.topic.pair is not None:
        return clause.topic.pair  # 甲与乙反目，双方…
    if phrase.pronoun == "himself" and not phrase.heads:
        boss = clause.topic.main
        if boss is not None and boss.has("PERSON"):
            return replace(phrase, heads=boss.heads, pronoun=None)  # 任命乙为司令，他本人坐镇某地: who appoints
        phrase = replace(phrase, pronoun="person")
    topic = clause.topic.phrase
    named = phrase.heads or phrase.owners or phrase.pronoun or phrase.noun
    forces = topic is not None and any(head.label != "PERSON" for head in topic.heads)
    part = bool(phrase.quantities) and not named and not phrase.counted and forces  # 另有数百人被俘: of a force
    last = clause.topic.last
    dead = last is not None and last.type == "CASUALTY" and last.subtype != "combined"  # 伤亡过半，残部退回
    parted = phrase.own and not (phrase.heads or phrase.owners or phrase.pronoun)  # 残部数万人
    if (parted or part) and topic is not None and acts(topic) and not dead:
        whose = clause.topic.main if contrasted(clause) and clause.topic.main is not None else topic
        return replace(phrase, owners=whose.heads)  # 甲部溃败，残部退往…: 甲's
    if phrase.counted and clause.topic.group is not None and len(clause.topic.group.heads) == phrase.counted:
        return replace(phrase, heads=clause.topic.group.heads)  # 两兵团, 二人
    owner = phrase.owner_phrase
    his = owner is not None and owner.pronoun == "person" and not owner.its and not owner.heads
    if phrase.generic and his and person is not None:
        return replace(phrase, owners=tuple(head for head in person.heads if head.label == "PERSON"))  # 他的部下
    if phrase.pronoun == "person" and phrase.joint is not None and person is not None:
        return beside_him(phrase, phrase.joint, person)
    if phrase.pronoun != "person" or phrase.heads or person is None:
        return phrase
    if topic is not None and topic.pronoun == "person" and topic.apart:
        return replace(phrase, apart=topic.apart)  # 甲要求他前往，他…: not 甲
    return replace(phrase, heads=tuple(head for head in person.heads if head.label == "PERSON"), pronoun=None)


def contrasted(clause: Clause) -> bool:
    """True for 则 of 甲派乙佯攻某地，主力则渡过某河: the other part is that of who has sent."""
    return any(node.text in CONTRAST for node in islice(clause.nodes, NEAR))


def beside_him(phrase: Phrase, joint: int, person: Phrase) -> Phrase:
    """他与乙, 乙与他: both by name; of several who were talked about 他 is the first."""
    him = tuple(head for head in person.heads if head.label == "PERSON" and head not in phrase.heads)[:1]
    heads = (*phrase.heads[:joint], *him, *phrase.heads[joint:])
    return replace(phrase, heads=heads, joint=joint or len(him), pronoun=None)


def other_person(clause: Clause) -> bool:
    """True if the last person talked about is not the clause's subject, so that 他 and 其 can be that person."""
    person, subject = clause.topic.person, clause.subject
    return person is not None and subject is not None and subject.heads != person.heads


def take_phrase(clause: Clause, place: int, phrase: Phrase) -> None:
    """A noun phrase without a mark: object of what stands before it, or subject of what follows."""
    if phrase.empty and phrase.noun is None:
        return
    last = clause.last
    counts = bool(phrase.quantities) and not phrase.heads  # 阵亡5人: a number, not who acts next
    if last is not None and not takes_object(last) and not counts:
        last = None
    if last is not None and last.type == "DECLARE" and falls(clause, place, phrase):
        clause.perceiver = clause.perceiver or clause.subject or clause.topic.phrase
        clause.subject, clause.subject_inherited, clause.subject_path = phrase, False, "stands before it"
        clause.last, clause.pivot = None, False  # 宣布南京失陷
        return
    named = clause.last
    if named is not None and named.trigger is not None and named.completes and not phrase.empty:
        named.fill("complement", phrase, "follows it")
        return
    if last is not None and (not last.slots.get("object") or passive_goal(clause, last, phrase)):
        if phrase.counted and last.type in CIVIL:
            phrase = identified(clause, phrase)  # 致函甲与乙，邀请二人来台
        last.fill("object", phrase, "follows it")
        # 派甲攻乙, 使甲撤退, 发现甲进攻: who stands after such a verb acts next; 打着甲的旗帜作战: nobody does.
        # 率某师进攻: the unit that a commander leads.
        leads = last.type == "COMMAND" and not clause.passive and phrase.has("UNIT")
        appoints = last.subtype == "appoint" and not clause.passive and phrase.has("PERSON")  # 任命甲接替乙
        sent = last.first("object")
        # 押往某地处决, 坐镇某地指挥: the place does not act.
        there = last.type in {"MOVE", "COMMAND"} and sent is not None and sent.only("PLACE")
        clause.pivot = not there and (
            last.pivot
            or leads
            or appoints
            or (
                last.trigger is None
                and not last.light
                and last.sense not in GIVEN
                and (acts(phrase) or last.sense == "brings" or falls(clause, place, phrase))
            )
        )
        return
    if last is not None and last.trigger is not None and not last.pivot and not clause.pivot:
        given = last.first("object")
        things = given is not None and given.only("WEAPON")
        last.fill("for" if things else "theme", phrase, "follows its object")
        if last.gives and acts(phrase) and clause.more_verbs(place):  # 将某师交给甲统率: 甲 acts next
            clause.subject, clause.subject_inherited, clause.subject_path = phrase, False, "to whom it is given"
        return
    take_subject(clause, phrase)


def falls(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True for 长沙 of 否认长沙陷落, 声称长沙已被占领: the place is what is taken, and no object of the verb before."""
    if not phrase.only("PLACE"):
        return False
    near = islice(clause.nodes, place + 1, place + 1 + NEAR)
    follow = next((node for node in near if node.kind not in BETWEEN), None)
    if follow is None:
        return False
    rule = follow.trigger.rule if follow.trigger is not None else None
    return follow.text in PASSIVE or (rule is not None and rule.type == "CONTROL" and rule.intransitive)


def passive_goal(clause: Clause, last: Frame, phrase: Phrase) -> bool:
    """True for 甲被调往某地, 将甲派驻某地: the place follows though the object is taken."""
    aims = last.trigger is not None and (last.trigger.aim is not None or (last.type == "MOVE" and last.pivot))
    return aims and phrase.only("PLACE") and len(last.slots["object"]) == 1


def go_on(clause: Clause, place: int, head: Phrase) -> None:
    """Lets the head of a relative clause take its part in the outer clause."""
    expected, clause.expect = clause.expect, None
    if expected == "agent":
        clause.passive, clause.agent = True, head
    elif expected is not None:
        clause.pending.setdefault(expected, []).append(head)
    else:
        take_phrase(clause, place, head)


def apart(phrase: Phrase, frame: Frame) -> Phrase:
    """他 of 甲要求他前往 is not 甲; of 甲请求乙支援他前往 it is 甲."""
    actor, asking = frame.first("subject"), frame.governor
    if phrase.pronoun != "person" or phrase.heads or actor is None:
        return phrase
    asker = asking.first("subject") if asking is not None and asking.content == "ordered" else None
    if asker is not None and asker.has("PERSON") and not phrase.its:
        return replace(phrase, heads=asker.heads, pronoun=None)
    return replace(phrase, apart=actor.heads)


def owned(sent: Phrase, sending: Frame) -> Phrase:
    """派航空队轰炸, 派部下前往: forces without a name are those of who sends them."""
    sender = sending.first("subject")
    named = sent.heads or sent.owners or sent.pronoun or sent.owner_pronoun
    sends = sending.type == "MOVE" or (sending.type == "ORDER" and sent.own)  # 密令部下偷袭某地
    if not sends or sender is None or named or (sent.noun is None and not sent.quantities):
        return sent
    return replace(sent, owners=sender.heads, generic=True)


def nobody(leading: Frame) -> bool:
    """True for 甲指挥十七勇士强渡某河, 甲指挥三万人的部队抗击: what nobody has named does, does who leads it."""
    led = leading.first("object")
    named = led is not None and bool(led.heads or led.owners or led.pronoun or led.owner_pronoun)
    return leading.type == "COMMAND" and led is not None and led.noun is not None and not named


def befalls_one(clause: Clause, rule: EventRule) -> bool:
    """True for what happens to one person: 率军反攻，兵败被俘; not 率军入朝，数百人冻伤."""
    undergone = rule.subtype in PERSONAL and (clause.passive or rule.intransitive)
    near = (node.phrase for node in islice(clause.nodes, 2 * NEAR))
    return undergone and not any(phrase is not None and phrase.quantities for phrase in near)


def allied(clause: Clause, subject: Phrase) -> Phrase:
    """甲联合乙击败丙: 乙 acts, too."""
    last = clause.last
    if last is None or last.subtype != "ally":
        return subject
    ally = last.first("object")
    return coordinate(subject, ally, joint=None) if ally is not None and acts(ally) else subject


def subject_for(clause: Clause, rule: EventRule | None = None) -> tuple[Phrase | None, str, bool]:
    """The subject of a verb here: a pivot's object, the clause's own subject, or the topic."""
    if clause.pivot and clause.last is not None and clause.last.type == "COMMAND":
        clause.leader = clause.last.first("subject")
    if clause.last is not None and clause.last.sense == "provoking" and rule is not None and rule.type in PROVOKED:
        return None, "", False  # 此举引发了骚乱
    political = rule is not None and rule.type in POLITICAL and "subject" in rule.roles["agent"].slots
    if clause.leader is not None and political:
        return clause.leader, "who leads", False  # 张勋率军入京拥立溥仪
    if clause.pivot and clause.last is not None and nobody(clause.last):
        clause.pivot = False
    if clause.pivot and clause.last is not None and (given := clause.last.first("object")) is not None:
        phrase = apart(given, clause.last)
        if phrase.heads:
            clause.last.slots["object"][0] = phrase
        counted = clause.last.trigger is None and phrase.quantities  # 另有数百人被打死
        phrase = identified(clause, phrase) if counted else owned(phrase, clause.last)
        if clause.last.type in HELPING:
            clause.helper = clause.last.first("subject")
        if clause.main is None and clause.last.trigger is not None:
            clause.main = clause.last.first("subject")
        if (clause.last.trigger is None and not clause.last.pivot) or clause.last.sense == "lures":
            clause.perceiver = clause.perceiver or clause.subject or clause.topic.phrase
        clause.subject, clause.subject_inherited, clause.subject_path = phrase, False, "object of the verb before"
        clause.own_subject = True
        return phrase, "object of the verb before", False
    if clause.subject is not None:
        return allied(clause, clause.subject), clause.subject_path, clause.subject_inherited
    topic = clause.topic
    if topic.main is not None and clause.nodes[0].text in HIMSELF:
        return topic.main, "himself, subject of the clause before", True
    if topic.main is not None and rule is not None and (rule.type in AUTHORITY or rule.pivot):
        clause.subject, clause.subject_inherited = topic.main, True  # 派甲占领某地，并遣使与乙签约
        clause.subject_path = "subject of the clause before"
        return topic.main, "subject of the clause before", True
    if topic.leader is not None and rule is not None and befalls_one(clause, rule):
        return topic.leader, "who leads the topic of the clause before", True
    if topic.appointment is not None and rule is not None and rule.type in FIELD:
        return topic.appointment.first("object"), "appointed in the clause before", True
    if topic.phrase is not None:
        return topic.phrase, "topic of the clause before", True
    return None, "", False
