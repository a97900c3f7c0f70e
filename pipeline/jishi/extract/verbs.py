"""Verbs in their ordinary place: what they take from before, and what they leave for those after."""

from dataclasses import replace
from itertools import islice

from jishi.extract.frames import HERE, MOTION, ROUTE, Clause, Frame, acts, governing, posted, takes_object
from jishi.extract.markers import BECOMING, open_sender
from jishi.extract.nodes import Phrase
from jishi.extract.nominals import is_nominal, take_nominal
from jishi.extract.relatives import find_relative, take_relative
from jishi.extract.subjects import AUTHORITY, POLITICAL, go_on, subject_for

PASSIVE = "被"
AND = ("和", "与", "及")
ERRAND = "前往"  # 派代表前往某地谈判
BARE = ("到", "至", "往", "赴", "去", "来")
COMPLETING = "为称成名"
SPEECH = frozenset({"DECLARE", "ORDER"})
OUTCOMES = frozenset({"DEFEAT", "CAPTURE", "CASUALTY", "MATERIEL", "ATROCITY", "CONTROL"})
RULED = frozenset({"execution", "arrest"})  # subtypes of what a ruler does through others
OWN = frozenset({"SURRENDER"})  # nobody does it to somebody
TAKEN = frozenset({"MOVE", "CAPTURE"})
KILLING = frozenset({"ATROCITY", "MATERIEL"})  # and disarming
HARM = frozenset({"ATTACK", "CAPTURE", "CASUALTY", "ATROCITY", "DEFEAT", "ENCIRCLE", "MATERIEL"})


def take_verb(clause: Clause, place: int) -> int:
    """A verb that is no event: it takes its own object, and a causative hands it on as subject."""
    node = clause.nodes[place]
    if told_after(clause, place):
        return place + 1
    frame = Frame(node.span, None, node.text, pivot=node.kind == "causative", sense=node.slot)
    clause.verbal = True
    if (found := find_relative(clause, place)) is not None:
        return take_relative(clause, place, frame, found)
    if clause.passive and node.slot == "refusing" and not clause.own_subject and clause.topic.main is not None:
        clause.subject, clause.own_subject = clause.topic.main, True  # 要求甲撤离，遭拒绝后进攻: who has asked
    sent = clause.last.first("object") if clause.pivot and clause.last is not None else None
    if sent is not None and acts(sent) and clause.last is not None and clause.last.trigger is not None:
        subject_for(clause)  # 命令甲不惜代价夺取某地: 甲 does both
    frame.passive, frame.governor, frame.previous = clause.passive, clause.last, clause.last
    for phrase in clause.pending.pop("object", []):
        frame.fill("given", phrase, "marked as object")
    later = (node.kind for node in islice(clause.nodes, place + 1, place + 3))
    follows = next((kind for kind in later if kind not in {"linker", "coord"}), "other")
    if clause.agent is not None and follows == "predicate" and not acts_himself(clause, place):
        return place + 1  # 被甲联手击败: the verb between only says how
    clause.last, clause.last_node, clause.pivot = frame, place, False
    clause.passive, clause.agent = False, None
    return place + 1


def acts_himself(clause: Clause, place: int) -> bool:
    """True for 被部下裹挟投降: what follows the verb in the passive is done by who suffers it."""
    later = islice(clause.nodes, place + 1, place + 3)
    follow = next((node.trigger for node in later if node.trigger is not None), None)
    return follow is not None and follow.rule.type in OWN


def told_after(clause: Clause, place: int) -> bool:
    """True for 报复 of 在随后的报复中: a noun, whatever the tagger takes it for."""
    if place == 0 or place + 1 >= len(clause.nodes):
        return False
    return clause.nodes[place - 1].kind == "de" and clause.nodes[place + 1].kind == "after"


def take_predicate(clause: Clause, place: int) -> int:
    """An event word: its slots are what has been read so far; its object comes later."""
    node = clause.nodes[place]
    assert node.trigger is not None
    rule = node.trigger.rule
    if rule.adverbial and place + 1 < len(clause.nodes) and clause.nodes[place + 1].kind == "predicate":
        return place + 1
    frame = Frame(node.span, node.trigger, node.text, pivot=rule.pivot, sense=node.slot)
    frame.completes = rule.type == "ORGANIZE" and node.text[-1] in COMPLETING and len(node.text) > 1
    if (follow := take_station(clause, place, frame)) is not None:
        return follow
    clause.verbal = True
    clause.passive = clause.passive or (node.text[0] in PASSIVE and len(node.text) > 1)
    if is_nominal(clause, place):
        return take_nominal(clause, place, frame)
    if take_second_noun(clause, place, frame):
        return place + 1
    if (found := find_relative(clause, place)) is not None:
        return take_relative(clause, place, frame, found)
    if (follow := take_attributive(clause, place, frame)) is not None:
        return follow
    if shares_relative(clause, place, frame):
        clause.twin = frame
        clause.frames.append(frame)
        return place + 1
    if (follow := take_goal(clause, place, frame)) is not None:
        return follow
    if (follow := take_cleft(clause, place, frame)) is not None:
        return follow
    fill_verbal(clause, place, frame)
    share_object(clause, place, frame)
    clause.last, clause.last_node, clause.pivot = frame, place, False
    clause.frames.append(frame)
    return place + 1


def take_attributive(clause: Clause, place: int, frame: Frame) -> int | None:
    """被围 of 救出被围英军: the verb before it lacks its object. The place after it, None if this is something else."""
    last, head = clause.last, clause.phrase_at(place + 1)
    if head is None or frame.word[0] != PASSIVE or not acts(head):
        return None
    opens_clause = place == 0 and len(clause.nodes) > place + 2  # 被围日军弹尽粮绝
    if not opens_clause and (last is None or clause.last_node != place - 1):
        return None
    if last is not None and (not takes_object(last) or last.slots.get("object")):
        return None
    frame.passive = frame.relative = True
    frame.fill("object", head, "stands right after it")
    clause.passive = False
    clause.frames.append(frame)
    go_on(clause, place + 1, head)
    return place + 2


def take_second_noun(clause: Clause, place: int, frame: Frame) -> bool:
    """袭击 of 遭到甲的包围袭击 has the parts of the noun right before it. True if that is what this is."""
    first = clause.frames[-1] if clause.frames else None
    if first is None or not first.nominal or place == 0 or clause.nodes[place - 1].span != first.span:
        return False
    if not {first.type, frame.type} <= HARM or clause.phrase_at(place + 1) is not None:
        return False
    frame.nominal, frame.slots, frame.path, frame.times = True, first.slots, first.path, first.times
    frame.carried, frame.passive = first.carried, first.passive
    clause.frames.append(frame)
    return True


def shares_relative(clause: Clause, place: int, frame: Frame) -> bool:
    """True for 支持 of 甲支持扶植的乙: it has the parts that the verb after it has."""
    follow = place + 1
    if follow + 1 >= len(clause.nodes) or clause.nodes[follow + 1].kind != "de" or not takes_object(frame):
        return False
    trigger = clause.nodes[follow].trigger
    if trigger is None or trigger.rule.intransitive or clause.phrase_at(follow + 2) is None or frame.type in MOTION:
        return False
    return trigger.rule.type == frame.type or {trigger.rule.type, frame.type} <= HARM


def take_station(clause: Clause, place: int, frame: Frame) -> int | None:
    """驻新加坡英军投降: the force is named by its station. The place after it, None if this is something else."""
    host = clause.phrase_at(place + 1)
    if clause.nodes[place].slot != "posted" or host is None or not posted(host):
        return None
    frame.fill("object", Phrase(host.span, host.owners), "follows it")
    frame.fill("subject", host, "named by its station")
    frame.relative = True
    clause.frames.append(frame)
    go_on(clause, place + 1, host)
    return place + 2


def take_cleft(clause: Clause, place: int, frame: Frame) -> int | None:
    """驻守喀什的是甲, 首先进攻的是乙: who stands after 是 acts. The place after it, None if this is something else."""
    inner = clause.phrase_at(place + 1)
    then = place + 1 if inner is None else place + 2
    names = [node.text for node in clause.nodes[then : then + 2]]
    actor = clause.phrase_at(then + 2)
    if names != ["的", "是"] or actor is None or not acts(actor):
        return None
    if (found := find_relative(clause, then + 3)) is not None and found.inner is None and acts(found.head):
        actor, then = found.head, then - 1  # 守卫衡阳的是方先觉指挥的第10军: what 方先觉 does comes next
    frame.fill("subject", actor, "stands after 的是")
    if inner is not None:
        frame.fill("object", inner, "follows it")
    clause.give_times(frame)
    clause.frames.append(frame)
    clause.subject, clause.own_subject, clause.subject_path = actor, True, "stands after 的是"
    return then + 3


def take_goal(clause: Clause, place: int, frame: Frame) -> int | None:
    """A bare 到 or 赴 that only says where another movement leads: 迂回到某地, 派甲到某地会见乙.

    The place after it, None if it is an event of its own.
    """
    if frame.type != "MOVE" or frame.word not in (*BARE, ERRAND):
        return None
    last, goal = clause.last, clause.phrase_at(place + 1)
    adjacent = (
        last is not None
        and frame.word != ERRAND
        and place == clause.last_node + 1
        and last.type in MOTION
        and not last.pivot
    )
    moving = last if adjacent else open_sender(clause)
    sent = moving.first("object") if moving is not None else None
    if frame.word == ERRAND and (sent is None or sent.has("UNIT") or sent.quantities):
        return None  # 派甲师前往某地: the force goes there
    if moving is None or (goal is None and not adjacent):
        return None
    if goal is None:
        return place + 1
    moving.fill("to", goal, f"after {frame.word}")
    return place + 2


def fill_verbal(clause: Clause, place: int, frame: Frame) -> None:
    """Subject, prepositions, voice and times of a verb in its ordinary place."""
    if caused(clause, frame):
        return
    if clause.agent is not None and leads_first(clause, place, frame):
        frame.fill("subject", clause.agent, "agent of the passive")
        clause.give_times(frame)
        return
    subject, path, inherited = actor(clause, place, frame)
    given = handed_over(clause)
    if given is not None and frame.type == "COMMAND" and clause.phrase_at(place + 1) is None:
        frame.fill("object", given, "what is given")
    frame.bidden = bidden(clause, frame, subject)
    give_voice(clause, frame, subject, path)
    frame.inherited = inherited
    suffers = clause.number == 0 and clause.passive and subject is None and not clause.frames  # 遭甲轰炸后，乙撤退
    if (clause.subordinate or suffers or opens(clause, place)) and (subject is None or inherited):
        clause.topic.forward.append(frame)
    take_over(frame, clause.last)
    deploy(clause, frame)
    if (
        clause.last is not None
        and clause.last.sense == "message"
        and clause.last.slots.get("object")
        and frame.type in SPEECH
    ):
        frame.fill("toward", clause.last.slots["object"][0], "whom it is written to")
    clause.give_marked(frame)
    frame.governor, frame.previous = governing(clause.last), clause.last
    if clause.last is not None and clause.follows_then(clause.last_node, frame):
        frame.governor = None  # 未经激战即退回: what follows 即 has happened
    commands = frame.trigger is not None and (frame.type in AUTHORITY or frame.trigger.rule.pivot)
    goes_on = clause.begins_with(frame) and inherited and clause.topic.main is not None
    asking = clause.topic.last is not None and clause.topic.last.content is not None  # 派甲赴乙请愿，途经丙
    led = clause.topic.leader is clause.topic.main and frame.type in OUTCOMES  # 奉命率军镇压，俘获甲: told as fact
    led = led or frame.type == "CASUALTY"  # 下令强攻，伤亡二百余人
    if goes_on and not commands and not asking and not led and not befalls(clause, place):
        # 令甲撤回，守护乙: what the order's receiver does next is ordered as well; 令甲进攻，但被击退 tells a fact.
        frame.governor = clause.topic.last
    clause.consume(ROUTE if frame.type == "COMMAND" else HERE)


def actor(clause: Clause, place: int, frame: Frame) -> tuple[Phrase | None, str, bool]:
    """Who acts, how he was found, and whether he is inherited; what the search shows of others goes into the slots."""
    mover = bringer(clause, frame)
    subject, path, inherited = subject_for(clause, frame.trigger.rule if frame.trigger else None)
    if (sender := sending(clause, subject)) is not None and subject is not None:
        frame.fill("using", subject, "what is sent")  # 派飞机轰炸: who sends them does it with them
        subject = clause.subject = sender
        path = "who sends"
    if mover is not None and subject is not None:
        # 引甲入乙: who brings moves whom.
        frame.fill("brought", subject, "who is brought")
        subject, path = mover, "who brings"
    if subject is not None and asked(clause, frame):
        # 保卢斯请求增派步兵, 张治中请求增援: who is asked would do it, and for who asks.
        if frame.type == "SUPPORT" and closes(clause, place):
            frame.fill("object", subject, "who asks for it")
        subject, path = None, ""
    if inherited and frame.sense == "transferred" and (moved := dismissed(clause)) is not None:
        subject, path, inherited = moved, "dismissed in the clause before", False
    if frame.type != "NEGOTIATE" and (told := addressee(clause)) is not None:
        subject, path, inherited = told, "who is asked to", True
    if inherited and arises(clause, place, frame):
        subject, path = None, ""
    if inherited and sums_up(clause, place):
        subject, path = None, ""
    if (given := handed(clause, frame)) is not None:
        subject, path = given, "marked as object of the verb before"
    if subject is not None and executed(clause, place, frame, subject):
        frame.fill("object", subject, path)
        subject, path = clause.last.first("subject") if clause.last is not None else None, "who sends"
    return subject, path, inherited


def bidden(clause: Clause, frame: Frame, subject: Phrase | None) -> bool:
    """True for 撤退 of 甲下令撤退: 甲 has it done, unless it is an act of state."""
    order = clause.last
    if order is None or order.trigger is None or order.type != "ORDER" or order.content is None:
        return False
    receives = "object" not in order.trigger.rule.roles["patient"].slots  # 甲奉命撤退
    open_order = not receives and not order.slots.get("object") and order.first("subject") is subject
    return open_order and frame.type not in POLITICAL and frame.subtype not in RULED


def sums_up(clause: Clause, place: int) -> bool:
    """True for 此役共毙伤日军一万人: whose losses they are says who has inflicted them."""
    lost = clause.phrase_at(place + 1)
    return clause.nodes[0].slot == "sum" and lost is not None and lost.has("UNIT") and not clause.own_subject


def handed(clause: Clause, frame: Frame) -> Phrase | None:
    """甲 of 将甲推入井中溺死: what 将 marks is who dies."""
    last = clause.last
    dies = frame.type == "CASUALTY" and frame.trigger is not None and frame.trigger.rule.intransitive
    return last.first("given") if dies and last is not None and last.trigger is None else None


def dismissed(clause: Clause) -> Phrase | None:
    """甲 of 免去甲的职务，调任某职."""
    last = clause.topic.last
    post = last.first("object") if last is not None and last.subtype == "dismiss" else None
    if post is None or post.has("PERSON"):
        return post
    return replace(post, heads=post.owners, owners=(), noun=None) if post.owners else None


def sending(clause: Clause, subject: Phrase | None) -> Phrase | None:
    """Who sends what is nothing but weapons, None if somebody is sent."""
    last = clause.last
    if subject is None or last is None or last.type != "MOVE" or not last.pivot or not subject.only("WEAPON"):
        return None
    return last.first("subject") if last.first("object") is subject else None


def leads_first(clause: Clause, place: int, frame: Frame) -> bool:
    """True for 率 of 被甲率部击败, 由甲率部固守的某地: 甲 leads his force, and then he acts with it."""
    return frame.type == "COMMAND" and clause.phrase_at(place + 1) is not None and clause.more_verbs(place)


def demands(frame: Frame | None) -> bool:
    """True for 要求 and 请求 that do not say whom they ask."""
    return (
        frame is not None and frame.type == "DECLARE" and frame.content == "ordered" and not frame.slots.get("object")
    )


def asked(clause: Clause, frame: Frame) -> bool:
    """True for aid and forces that somebody asks for without saying whom."""
    return demands(clause.last) and (frame.type == "SUPPORT" or (frame.type == "MOVE" and frame.pivot))


def addressee(clause: Clause) -> Phrase | None:
    """向甲提出抗议，要求撤退: 甲 is who is to retreat."""
    before = clause.topic.last
    if clause.last is None or not demands(clause.last):
        return None
    if (told := clause.last.first("toward")) is not None:
        return told  # 致电甲请求派兵
    if before is None or before.type != "DECLARE" or clause.own_subject:
        return None
    return before.first("toward")


def executed(clause: Clause, place: int, frame: Frame, subject: Phrase) -> bool:
    """将甲押赴某地枪决: who is sent is who is killed, where nobody else is named."""
    last = clause.last
    taken = last.first("object") if last is not None and last.type in TAKEN else None
    if last is None or taken is None or taken.span != subject.span or not closes(clause, place):
        return False
    return frame.type in KILLING or (frame.type == "CAPTURE" and last.passive)  # 甲被乙带往某地软禁


def befalls(clause: Clause, place: int) -> bool:
    """True for 追击因此中止, 谈判破裂: the event word is the subject of the verb after it."""
    later = (node.kind for node in islice(clause.nodes, place + 1, None))
    return next((kind for kind in later if kind not in {"other", "aspect"}), "") == "verb"


def arises(clause: Clause, place: int, frame: Frame) -> bool:
    """True for 叛乱由此爆发: nobody of whom the text was about need have part in it."""
    later = (node.slot for node in islice(clause.nodes, place + 1, None) if node.kind in {"verb", "light"})
    return frame.type in {"ATTACK", "CLASH"} and clause.begins_with(frame) and next(later, "") == "arising"


def handed_over(clause: Clause) -> Phrase | None:
    """某师 of 将某师交给甲指挥."""
    last = clause.last
    if last is None or not last.gives:
        return None
    return last.first("given") or (last.first("object") if last.trigger is not None else None)


def closes(clause: Clause, place: int) -> bool:
    """True if nothing follows in the clause that could be an object."""
    return all(node.kind == "other" for node in islice(clause.nodes, place + 1, None))


def opens(clause: Clause, place: int) -> bool:
    """经过谈判，甲与乙罢兵: the sentence begins with an event of whose participants nothing has been said."""
    return clause.number == 0 and closes(clause, place) and all(node.kind != "phrase" for node in clause.nodes)


def give_voice(clause: Clause, frame: Frame, subject: Phrase | None, path: str) -> None:
    """In the passive the subject is what is done to, and who stands after 被 acts."""
    if not clause.passive or frame.type in OWN:
        if subject is not None:
            frame.fill("subject", subject, path)
        return
    frame.passive = True
    if clause.agent is not None:
        frame.fill("subject", clause.agent, "agent of the passive")
    raised = just_raised(clause, frame) if clause.subject is None else None
    if raised is not None:
        frame.fill("object", raised, "raised in the clause before")
    elif subject is not None and "object" not in clause.pending:
        frame.fill("object", subject, f"subject of the passive, {path}")
        if clause.topic.main is not None and not clause.own_subject:
            frame.fill("main", clause.topic.main, "subject of the clause before")


def just_raised(clause: Clause, frame: Frame) -> Phrase | None:
    """组成归化军，由甲指挥: the force that was raised in the clause before is the one that 甲 leads."""
    before = clause.topic.last
    if frame.type != "COMMAND" or before is None or before.type != "ORGANIZE":
        return None
    new = before.first("complement") or before.first("object")
    return new if new is not None and new.has("UNIT") else None


def take_over(frame: Frame, last: Frame | None) -> None:
    """What stands between two verbs and belongs to the later: 宣布甲为某职, 有500人死亡."""
    between = last.first("object") if last is not None else None
    if last is None or between is None:
        return
    if last.trigger is not None and frame.word in BECOMING:
        frame.slots["object"] = last.slots.pop("object")
        frame.path["object"] = "between the two verbs"
    elif last.trigger is None and between.quantities and not between.heads:
        if frame.passive and between.noun is not None and not between.generic:
            frame.slots["object"] = [between]  # 有数千名平民被杀: none of whom the text is about
            frame.path["object"] = "counted before it"
        else:
            frame.fill("theme", between, "counted before it")


def caused(clause: Clause, frame: Frame) -> bool:
    """造成甲伤亡: who caused it acts, who stands between is hit. True if that is what this is."""
    last = clause.last
    rule = frame.trigger.rule if frame.trigger is not None else None
    if last is None or last.trigger is not None or not last.pivot or rule is None or rule.type != "CASUALTY":
        return False
    hit = last.first("object")
    if hit is None or "object" not in rule.roles["patient"].slots:
        return False
    frame.fill("object", hit, "object of the verb before")
    clause.pivot = False
    subject, path, frame.inherited = subject_for(clause)
    if subject is not None:
        frame.fill("subject", subject, path)
    clause.give_times(frame)
    clause.consume()
    return True


def bringer(clause: Clause, frame: Frame) -> Phrase | None:
    """Who moves somebody else: the subject of 引 or 请 before a verb of motion."""
    last = clause.last
    moves = frame.trigger is not None and frame.trigger.rule.type == "MOVE" and not frame.pivot
    if last is None or not moves or last.sense != "brings" or not last.slots.get("object"):
        return None
    return last.first("subject") or clause.subject or clause.topic.phrase


def deploy(clause: Clause, frame: Frame) -> None:
    """以甲任某职 appoints 甲; 以甲牵制乙 lets 甲 act."""
    means = clause.pending.get("using", [])
    if frame.trigger is None or len(means) != 1 or not acts(means[0]):
        return
    slot = "object" if frame.trigger.rule.type == "ORGANIZE" else "subject"
    frame.slots[slot] = list(means)
    frame.path[slot] = "put to work with 以"
    if slot == "subject":
        clause.pending.pop("using")


def share_object(clause: Clause, place: int, frame: Frame) -> None:
    """击败并杀死甲 · 逮捕处决甲: verbs side by side share their object."""
    before = clause.last
    if before is None or before.trigger is None:
        return
    between = clause.nodes[clause.last_node + 1 : place]
    beside = all(node.kind in {"linker", "coord", "aspect"} or node.text in AND for node in between)
    bare = (frame.type in HARM or frame.type == "ORGANIZE") and clause.phrase_at(place + 1) is None
    then = any(node.slot == "then" for node in between)  # 因担心被捕而逃走
    if (
        beside
        and ((between and not then) or (bare and before.type != "MOVE"))
        and before.passive
        and not frame.passive
        and suffered(frame)
    ):
        # 甲被乙俘获并枪决, 甲被乙包围缴械: both are done to 甲 by 乙.
        frame.passive = True
        frame.slots |= {slot: before.slots[slot] for slot in ("subject", "object") if slot in before.slots}
        if "subject" not in before.slots:
            frame.slots.pop("subject", None)
        return
    if beside and between and before.type == frame.type == "CASUALTY":
        link(before, frame)  # 死亡和失踪9703人
        before.slots["to"] = frame.slots.setdefault("to", [])  # 伤亡、失踪达数千人
        return
    if before.slots.get("object") or not takes_object(before) or before.type == "DECLARE":
        return
    if before.type == "NEGOTIATE" != frame.type and not between:
        return  # 与甲结盟，相约攻打乙: whom they attack has no part in it
    still = before.type in MOTION and frame.type not in MOTION
    if still or before.pivot or before.content is not None:
        return
    if beside and len(between) <= 1:
        frame.governor = governing(before.governor)
        frame.slots.setdefault("shared", [])
        clause.subject_path = "stands before it"
        before.path["shared"] = "with the verb after it"
        link(before, frame)


def suffered(frame: Frame) -> bool:
    """True for events that are done to somebody, as in 被围攻并击溃; who 覆灭 does it without an object."""
    rule = frame.trigger.rule if frame.trigger is not None else None
    return rule is not None and takes_object(frame) and "object" in rule.roles["patient"].slots


def link(before: Frame, frame: Frame) -> None:
    """Lets the earlier verb see the later one's object once it is known."""
    before.slots["object"] = frame.slots.setdefault("object", [])
    if before.passive and not frame.passive:
        frame.passive = True
