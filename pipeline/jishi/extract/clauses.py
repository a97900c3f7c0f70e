"""From nodes to frames: each predicate with what stands in its slots, whatever the order and voice."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from jishi.document import Mention
from jishi.extract.frames import Clause, Frame, Topic, acts, head_of, is_duration
from jishi.extract.markers import take_marker, take_passive
from jishi.extract.nodes import BEYOND, Node, Phrase, coordinate
from jishi.extract.nominals import take_answer
from jishi.extract.relatives import inner_subject
from jishi.extract.subjects import allied, owned, subject_for, take_phrase
from jishi.extract.verbs import take_predicate, take_verb

TRAPPED = "陷入"
DYING = frozenset({"killed", "suicide"})
WANTING, ASKING = ("要", "让", "叫"), ("请求", "恳求", "申请")
LONGEST_DEMAND = LONGEST_DEED = 14  # nodes
HARM = frozenset({"CAPTURE", "ATROCITY"})


def analyze(nodes: Sequence[Node], topic: Topic) -> list[Frame]:
    """The frames of a sentence; the topic is read at its beginning and left as it is at its end."""
    return [frame for number, part in enumerate(split(nodes)) for frame in read(Clause.of(part, number, topic))]


def split(nodes: Sequence[Node]) -> list[list[Node]]:
    """The clauses: cut at commas; what stands in brackets is a clause of its own after the one that it interrupts.

    Such a clause begins with its bracket.
    """
    clauses: list[list[Node]] = [[]]
    bracketed: list[list[Node]] = []
    depth = 0
    for node in nodes:
        if node.kind == "open":
            depth += 1
            bracketed.append([node])
        elif node.kind == "close":
            depth = max(0, depth - 1)
        elif depth and bracketed:
            bracketed[-1].append(node)
        elif node.kind == "comma":
            clauses += bracketed
            bracketed = []
            clauses.append([])
        else:
            clauses[-1].append(node)
    return [clause for clause in clauses + bracketed if clause]


def read(clause: Clause) -> list[Frame]:
    """The clause's frames; the topic is brought up to date."""
    place = 0
    while place < len(clause.nodes):
        place = step(clause, place)
    finish(clause)
    return clause.frames


def step(clause: Clause, place: int) -> int:
    """Handles the node at this place and returns the place of the next."""
    node = clause.nodes[place]
    if node.kind == "time" and node.mention is not None:
        take_time(clause, place, node.mention)
    elif node.text in WANTING and clause.phrase_at(place + 1) and (end := demand_end(clause, place + 3)) is not None:
        return take_demand(clause, place, end)
    elif answers(clause, place) and (end := demand_end(clause, place + 2)) is not None:
        return take_wish(clause, place, end)
    elif node.kind in {"prep", "agentive", "passive", "disposal"}:
        return take_marker(clause, place)
    elif node.kind == "phrase" and dates(clause, place):
        return place + 2
    elif node.kind == "phrase" and node.phrase is not None:
        take_phrase(clause, place, node.phrase)
        if len(node.phrase.heads) > 1:
            clause.topic.group = node.phrase
    elif node.kind == "predicate":
        if leads_along(clause, place):
            join_partner(clause)
            clause.joined = True
        return take_predicate(clause, place)
    elif node.kind in {"verb", "causative"}:
        return take_verb(clause, place)
    elif node.kind == "light":
        return take_light(clause, place)
    elif node.slot == "answer" and (answered := take_answer(clause, place)) is not None:
        return answered
    elif node.kind == "modal":
        clause.verbal = True  # 乙没有同行: whatever the word after it is taken for
    elif node.text in BEYOND and clause.framed is not None:
        clause.last, clause.pivot = None, False
        clause.leave_frame()  # 甲除五十人被俘外悉数被歼
    elif node.slot == "together":
        join_partner(clause)
    elif node.slot == "among":
        take_some(clause)
    elif node.slot == "until" and (until := clause.phrase_at(place + 1)) is not None and then(clause, place, until):
        clause.enter_reason(until)  # 直到甲逼近才脱身
        return place + 2
    elif node.kind == "linker" and clause.reason:
        clause.leave_reason()
    elif node.kind == "after" and clause.last is not None and not closes_place(clause, place):
        take_after(clause)
    return place + 1


def take_time(clause: Clause, place: int, mention: Mention) -> None:
    """A time: of the event that it describes or that has lasted so long, else of what follows or stands before."""
    if describes(clause, place):
        clause.lasting = mention
    elif clause.last is not None and lasts(clause, place):
        clause.last.times.append(mention)
    else:
        clause.times.append(mention)
        if not clause.more_predicates(place) and clause.frames:
            clause.frames[-1].times.append(mention)


def take_after(clause: Clause) -> None:
    """退至精河后，遇见… · 楊增新被刺殺後: what follows has its own subject again."""
    clause.last, clause.pivot = None, False
    clause.leave_frame()
    clause.pending.pop("at", None)  # 在某地失利后抵达他处
    if clause.helper is not None:
        clause.subject, clause.helper = clause.helper, None  # 掩护甲撤退后突围
    if clause.subject is not None and (clause.subject.only("EVENT") or fallen(clause)):
        # 中原大战失败后又投靠甲, 甲自杀后继任某职: the text goes on about whom it was about.
        clause.restore(clause.passed)


def take_light(clause: Clause, place: int) -> int:
    """A verb that only says that an event happens (发动, 参加, 陷入); returns the place after what it takes."""
    node = clause.nodes[place]
    if trapped(clause, place):
        return take_passive(clause, place, place + 1, clause.phrase_at(place + 1))
    if (head := took_part(clause, place)) is not None:
        follow = past_aspect(clause, place)
        take_phrase(clause, follow, head)
        return follow + 1
    clause.verbal = True
    subject_for(clause)  # 命令甲发动进攻: 甲 is the subject from here on
    light = Frame(node.span, None, node.text, light=True, governor=clause.last, previous=clause.last)
    if clause.last is not None and clause.follows_then(clause.last_node, light):
        light.governor = None  # 为争夺某地而爆发战争: the war is no part of what they wanted
    clause.last, clause.last_node, clause.pivot = light, place, False
    return place + 1


def took_part(clause: Clause, place: int) -> Phrase | None:
    """李济深 of 参加北伐战争的李济深率部撤退, at the beginning of the sentence: what he took part in is told aside."""
    follow = past_aspect(clause, place)
    phrase = clause.phrase_at(follow)
    owner = phrase.owner_phrase if phrase is not None else None
    if phrase is None or owner is None or not acts(phrase) or acts(owner) or not clause.more_predicates(follow):
        return None
    return head_of(phrase) if not clause.own_subject and clause.last is None else None


def past_aspect(clause: Clause, place: int) -> int:
    """The place after the verb, and after 了 or 过."""
    return place + 1 + (place + 1 < len(clause.nodes) and clause.nodes[place + 1].kind == "aspect")


def fallen(clause: Clause) -> bool:
    """True if the subject has just died."""
    last = clause.frames[-1] if clause.frames else None
    dead = last.first("object" if last.passive else "subject") if last is not None else None
    return last is not None and last.subtype in DYING and dead is clause.subject and clause.topic.phrase is not None


def closes_place(clause: Clause, place: int) -> bool:
    """True for 中 of 帮助甲在某次战役中击败乙: it only ends what 在 has begun after the verb."""
    last = clause.last
    told = last.first("object") if last is not None and last.trigger is None else None
    counts = told is not None and bool(told.quantities)  # 有数百人在战斗中被俘
    return (clause.pivot or counts) and any(node.slot == "at" for node in clause.nodes[clause.last_node + 1 : place])


def dates(clause: Clause, place: int) -> bool:
    """True for 某地一役 before 后, at the clause's beginning: it says when."""
    phrase = clause.phrase_at(place)
    ends = place + 1 < len(clause.nodes) and clause.nodes[place + 1].kind == "after"
    return ends and clause.last is None and phrase is not None and phrase.noun is not None and not phrase.generic


def trapped(clause: Clause, place: int) -> bool:
    """True for 陷入甲包围: a passive."""
    if clause.nodes[place].text != TRAPPED:
        return False
    near = clause.nodes[place + 1 : place + 4]
    follow = next((node.trigger for node in near if node.kind == "predicate"), None)
    return follow is not None and follow.rule.type == "ENCIRCLE"


def describes(clause: Clause, place: int) -> bool:
    """True for 四个小时 of 经过四个小时的战斗攻占某地: only the event noun has lasted that long, and gets the time."""
    mention = clause.nodes[place].mention
    if mention is None or not is_duration(mention) or place + 2 >= len(clause.nodes):
        return False
    kinds = [node.kind for node in clause.nodes[place + 1 : place + 4]]
    return kinds[0] == "de" and "predicate" in kinds


def lasts(clause: Clause, place: int) -> bool:
    """True for 四十七天 of 苦守四十七天后投降: how long the event before it went on."""
    mention, last = clause.nodes[place].mention, clause.last
    if mention is None or last is None or last.trigger is None or not is_duration(mention):
        return False
    follow = clause.nodes[place + 1] if place + 1 < len(clause.nodes) else None
    return place == clause.last_node + 1 and follow is not None and follow.kind == "after"


def then(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True if 才 follows an event of the phrase: what comes behind it is done by somebody else."""
    near = list(islice(clause.nodes, place + 2, place + LONGEST_DEED))
    end = next((number for number, node in enumerate(near) if node.kind == "linker" and node.slot == "then"), 0)
    return acts(phrase) and any(node.kind == "predicate" for node in near[:end])


def take_some(clause: Clause) -> None:
    """逮捕了四百多人，其中多数被处决: the subject is some of whom nobody has named."""
    told = clause.topic.last.first("object") if clause.topic.last is not None else None
    if clause.last is None and not clause.own_subject and told is not None and told.quantities and not told.heads:
        some = replace(told, quantities=(), noun=told.noun or "", generic=False)
        clause.subject, clause.subject_inherited, clause.own_subject = some, False, True


def join_partner(clause: Clause) -> None:
    """甲与乙并肩作战, 与乙共同进攻丙: 乙 acts along with 甲."""
    before = clause.last.slots.get("with", []) if clause.last is not None else []
    partners = clause.pending.pop("with", []) or before  # 与乙议定共同出兵
    subject = clause.subject or (clause.topic.phrase if partners else None)
    if subject is None:
        return
    for partner in partners:
        subject = coordinate(subject, partner, joint=None)
    clause.subject, clause.subject_inherited = replace(subject, joint=None), clause.subject is None


def demand_end(clause: Clause, start: int) -> int | None:
    """The place of 的 in 甲要乙撤退的要求, from `start` on; None if this is something else."""
    for end in range(start, min(start + LONGEST_DEMAND, len(clause.nodes) - 1)):
        trigger = clause.nodes[end + 1].trigger
        if clause.nodes[end].kind == "de" and trigger is not None and trigger.rule.content is not None:
            return end
    return None


def answers(clause: Clause, place: int) -> bool:
    """True for 甲 of 拒绝甲突围的请求: a party between a verb that is no event and one that is."""
    phrase, last = clause.phrase_at(place), clause.last
    after_it = last is not None and last.trigger is None and not last.light and place == clause.last_node + 1
    follow = clause.nodes[place + 1].trigger if place + 1 < len(clause.nodes) else None
    return after_it and phrase is not None and acts(phrase) and follow is not None


def take_demand(clause: Clause, place: int, end: int) -> int:
    """杜聿明不听史迪威要他退往印度的命令: who wants it acts in 命令, and of whom it is wanted in what stands before."""
    wanting, wanted = inner_subject(clause, place), clause.phrase_at(place + 1)
    assert wanted is not None
    outer = clause.subject or clause.topic.phrase
    if wanted.pronoun == "person" and not wanted.heads and outer is not None:
        wanted = replace(wanted, heads=outer.heads, pronoun=None)
    return take_content(clause, wanting, wanted, wanted, (place + 2, end))


def take_wish(clause: Clause, place: int, end: int) -> int:
    """拒绝甲突围的请求: 甲 asks and would do it; 不服从甲撤退的命令: 甲 orders, who does not obey should do it."""
    wishing, outer = clause.phrase_at(place), clause.subject or clause.topic.phrase
    doing = wishing if clause.nodes[end + 1].text in ASKING else outer
    return take_content(clause, wishing, outer, doing, (place + 1, end))


def take_content(
    clause: Clause, wishing: Phrase | None, wished: Phrase | None, doing: Phrase | None, place: tuple[int, int]
) -> int:
    """What stands at these places before 的 and the word for a wish; `doing` is who would do it."""
    start, end = place
    node = clause.nodes[end + 1]
    demand = Frame(node.span, node.trigger, node.text, nominal=True)
    if wishing is not None:
        demand.fill("subject", wishing, "who wants it")
    if wished is not None:
        demand.fill("object", wished, "of whom it is wanted")
    clause.give_times(demand)
    inner = Clause.of(clause.nodes[start:end], clause.number, Topic())
    inner.subject, inner.own_subject = doing, doing is not None
    for frame in read(inner):
        frame.governor = frame.governor or demand
        clause.frames.append(frame)
    clause.frames.append(demand)
    clause.last_node, clause.pivot = end + 1, False
    return end + 2


def leads_along(clause: Clause, place: int) -> bool:
    """True for 率 of 与乙率兵出关夜袭某地: both do what follows, unless they fight or talk."""
    partners = clause.pending.get("with", ())
    if clause.pivot or clause.joined or not partners or not all(acts(one) for one in partners):
        return False
    near = islice(clause.nodes, place, place + LONGEST_DEED)
    types = [node.trigger.rule.type for node in near if node.trigger is not None]
    return types[0] == "COMMAND" and len(types) > 1 and not {"CLASH", "NEGOTIATE"} & set(types)


def keep_voice(clause: Clause) -> None:
    """甲被逮捕，押往某地，杀害于狱中: a transitive verb without object goes on in the passive of the clause before."""
    for frame in clause.frames:
        rule = frame.trigger.rule if frame.trigger is not None else None
        harms = rule is not None and (rule.type in HARM or (rule.type == "MOVE" and rule.pivot))
        given = any(acts(phrase) for phrase in frame.slots.get("object", ()))
        if clause.topic.passive and frame.inherited and harms and not frame.passive and not given:
            frame.passive = True
            frame.slots["object"] = [*frame.slots.pop("subject", ()), *frame.slots.get("object", ())]
            frame.path["object"] = "subject of the passive that goes on"
    if clause.frames:
        last = clause.frames[-1]
        named = last.first("object")
        appoints = last.subtype == "appoint" and named is not None and named.has("PERSON")
        beside = clause.topic.appointment is not None and clause.nodes[0].slot == "using"
        if not (appoints and beside):  # 任命甲为军长，以乙为参谋长，率军…: 甲 does
            clause.topic.appointment = last if appoints else None
        clause.topic.passive = last.passive
        clause.topic.last = last
        clause.topic.sender = clause.frames[-1] if clause.frames[-1].pivot else None


def give_helped(clause: Clause) -> None:
    """并在甲支持下进攻: whoever is meant to act in the clause is who is helped."""
    inherited = next((frame for frame in reversed(clause.frames) if frame.inherited), None)
    if inherited is None or clause.number == 0:
        return
    acting = inherited.first("object" if inherited.passive else "subject")
    if acting is None:
        return
    own = {id(frame) for frame in clause.frames}
    for frame in clause.topic.waiting:
        if id(frame) in own:
            frame.fill("object", acting, "topic of the clause")
    clause.topic.waiting = [frame for frame in clause.topic.waiting if id(frame) not in own]


def sent_off(clause: Clause) -> Phrase | None:
    """甲 of 派甲，…: who has been sent acts in the next clause; not 部队 of 调来部队, nor who is only helped."""
    last = clause.last
    sent = last.first("object") if clause.pivot and last is not None and last.pivot else None
    if last is None or sent is None or sent.empty or last.type == "SUPPORT" or sent.only("EVENT"):
        return None
    return owned(sent, last)


def part(clause: Clause, subject: Phrase | None) -> Phrase | None:
    """The subject for the next clause, where two talk or fall out: 甲与乙不和，率部…: 甲 does, and 双方 are both."""
    discord = any(node.slot == "discord" for node in clause.nodes)
    partners = clause.pending.get("with", ()) if discord else ()
    one = subject or clause.topic.phrase
    if partners and one is not None:
        clause.topic.pair = coordinate(one, partners[0], joint=len(one.heads))
    types = {frame.type for frame in clause.frames}
    together = any(node.slot in {"together", "with"} for node in clause.nodes)  # 甲与乙联合作战
    opposed = discord or "NEGOTIATE" in types or ("CLASH" in types and not together)
    if subject is None or subject.joint is None:
        return subject
    if opposed:
        return replace(subject, heads=subject.heads[: subject.joint], joint=None)
    # 甲与乙迎击丙，血战三日: who has done something together does not fight each other.
    return (
        replace(subject, joint=None) if any(frame.first("subject") is subject for frame in clause.frames) else subject
    )


def finish(clause: Clause) -> None:
    """Leaves the topic for the next clause."""
    keep_voice(clause)
    give_helped(clause)
    clause.leave_reason()
    subject, main = clause.subject, clause.main or (clause.topic.main if not clause.own_subject else None)
    if clause.perceiver is not None:
        subject = clause.perceiver  # 得悉甲进攻，…: the text goes on about who learnt it
    elif (sent := sent_off(clause)) is not None:
        main, subject, clause.own_subject = clause.subject or clause.topic.phrase, sent, True
    if clause.nodes[-1].slot == "learning":
        clause.topic.learner = subject or clause.topic.phrase  # 甲发觉，乙已在某地，遂…: 甲 does
    leading = subject or clause.topic.phrase
    if leading is not None and (both := allied(clause, leading)) is not leading:
        subject, clause.own_subject = both, True  # 甲联合乙，围困丙: both do
    subject = part(clause, subject)
    if subject is not None and (clause.own_subject or clause.topic.phrase is None):
        # 蒋介石大怒，派…; 守军士气低落，弃城逃走; 甲兵力单薄，无力抵御; 某军因断粮，退往…
        told = (subject.has("PERSON") and subject.noun is not None) or bool(clause.pending.get("cause"))
        told = told or ((acts(subject) or subject.generic) and any(node.kind == "adjective" for node in clause.nodes))
        weak = not clause.verbal and not told and clause.topic.phrase is not None and clause.number > 0
        if not weak and (not subject.empty or subject.generic or subject.people):
            clause.topic.set(subject, main)
            clause.topic.leader = clause.leader
    if not clause.verbal and not clause.own_subject:
        clause.topic.setting = [one for one in clause.pending.get("at", ()) if one.only("PLACE")]  # 在天津期间，甲…
    quoted = clause.subordinate and not clause.frames  # 据1990年代公布的档案: not when it happened
    again = clause.nodes[0].kind == "open" and bool(clause.topic.times)  # 2月1日（农历腊月十八），甲进攻
    if (dated := [mention for mention in clause.times if not is_duration(mention)]) and not quoted and not again:
        clause.topic.times = dated
