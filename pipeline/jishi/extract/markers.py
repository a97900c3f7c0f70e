"""Prepositions, 被, 由 and 把: where the phrase after them belongs."""

from itertools import islice

from jishi.extract.frames import BELOW, MOTION, UNDER, Clause, Frame, acts, head_of, located, moving, posted
from jishi.extract.nodes import Node, Phrase, coordinate
from jishi.extract.relatives import Relative, find_relative
from jishi.extract.subjects import identified, other_person, take_phrase

RULING = frozenset({"COMMAND", "CONTROL"})
ADDRESSING = frozenset({"DECLARE", "SURRENDER"})
ACTING = frozenset({"predicate", "verb", "light", "passive", "prep", "disposal"})
BY, FAR = "所", 40  # nodes between 为 and its 所
PRETEXTS = ("为由", "为名", "为借口", "为理由")
LONGEST_PRETEXT = 20  # nodes
LONGEST_FRAME = 40
BECOMING = ("为", "成", "作")
TAKING = frozenset({"CONTROL", "DEFEAT", "CAPTURE", "ATROCITY", "MATERIEL", "ENCIRCLE"})  # needs an object
THROUGH, MEDIATING = ("经", "经由"), frozenset({"SUPPORT", "NEGOTIATE", "ORGANIZE", "ORDER", "DECLARE"})
AMBIGUOUS = ("被", "让")  # 被压迫的农民 are who is oppressed
ENDING = frozenset({"other", "after", "aspect"})
WAYS = ("面", "侧", "翼", "路", "方向", "东", "南", "西", "北")  # nouns for where an attack comes from


def take_marker(clause: Clause, place: int) -> int:
    """A preposition, passive mark or 把 with the phrase after it; returns the place after both."""
    node = clause.nodes[place]
    follow = after_times(clause, place)
    phrase = clause.phrase_at(follow)
    if phrase is None and begins_relative(clause, follow, passive=node.kind == "passive"):
        # 将驻扎某地的甲包围 · 被支持甲的乙击败: the marked phrase begins with a relative clause.
        clause.held, clause.passive, clause.agent = (clause.passive, clause.agent), False, None
        clause.expect = {"disposal": "object", "passive": "agent", "agentive": "agent"}.get(node.kind, node.slot)
        return follow
    if node.kind == "passive":
        if phrase is not None and led(clause, follow, phrase):
            clause.expect = "agent"  # 甲被乙指挥的丙击败
            return follow
        return take_passive(clause, place, follow, phrase)
    if node.slot == "for" and any(one.kind == "time" for one in clause.nodes[place:follow]):
        return follow  # 来历为1928年甲执政: a copula
    if becomes(clause, place):
        return place + 1
    if phrase is None:
        return follow if any(one.kind == "time" for one in clause.nodes[place:follow]) else place + 1
    if node.slot == "at" and pressed(clause, follow, phrase):
        return follow + 2
    if node.slot == "except" and clause.more_predicates(follow):
        clause.enter_frame(identified(clause, phrase))  # 除三艘逃抵某地外
    elif reasons(clause, node, follow, phrase):
        clause.enter_reason(phrase)
    elif node.slot == "at" and frames_clause(clause, follow, phrase):
        take_framing(clause, follow, resolved(clause, phrase))
    elif node.text in THROUGH and acts(phrase) and mediated(clause, follow):
        clause.passive, clause.agent = True, phrase
    elif node.slot == "to" and acts(phrase) and clause.more_verbs(follow):
        clause.last, clause.pivot = None, False
        take_phrase(clause, follow, resolved(clause, phrase))  # 坚守至甲前来解围
    elif node.slot in {"at", "from"} and located(phrase):
        take_located(clause, node, follow, phrase)
    elif node.slot == "command" and not commanded(clause, follow):
        return place + 1  # 归甲所有
    elif node.kind == "agentive":
        return take_agentive(clause, follow, phrase)
    elif node.kind == "prep" and expects_head(clause, node, follow, phrase):
        if node.slot == "for" and any(one.text == BY for one in clause.nodes[follow : follow + FAR]):
            clause.expect = "agent"  # 为甲率领的乙所败
        elif node.slot in {"toward", "with"}:
            clause.expect = node.slot  # 对甲驻守的某地发动进攻
        elif node.slot == "at" and clause.last_under > follow:
            clause.enter_frame(phrase)  # 甲在飞机轰炸的配合下进攻
            follow += 1
        return follow
    elif node.slot == "chance" and acts(phrase) and clause.more_predicates(follow) and reaches_after(clause, follow):
        clause.enter_frame(phrase)  # 乘甲围攻某地之机
    elif node.slot == "chance" and acts(phrase):
        unready = follow + 1 < len(clause.nodes) and clause.nodes[follow + 1].slot == "unready"  # 乘敌不备
        return follow + 1 + unready
    elif node.kind == "disposal":
        clause.pending.setdefault("object", []).append(resolved(clause, phrase))
    else:
        return take_preposition(clause, place, follow, resolved(clause, phrase))
    return follow + 1


def reaches_after(clause: Clause, place: int) -> bool:
    """True if a word like 之机 or 时 follows nearby."""
    return any(node.kind == "after" for node in islice(clause.nodes, place + 1, place + LONGEST_PRETEXT))


def take_framing(clause: Clause, place: int, phrase: Phrase) -> None:
    """甲 of 乙在甲到来之前撤退: 乙 is the subject again behind it."""
    if clause.own_subject and clause.last is None:
        clause.enter_frame(phrase)
    else:
        take_phrase(clause, place, phrase)


def reasons(clause: Clause, node: Node, place: int, phrase: Phrase) -> bool:
    """True where the phrase is the subject of a reason or a pretext, and not of what follows that."""
    return (node.slot == "cause" and gives_reason(clause, place, phrase)) or pretends(clause, node, place)


def pretends(clause: Clause, node: Node, place: int) -> bool:
    """True for 以 of 以甲失踪为由要求进城: 甲 is the subject up to 为由."""
    if node.slot != "using" or not clause.more_predicates(place):
        return False
    return any(one.text in PRETEXTS for one in islice(clause.nodes, place + 1, place + LONGEST_PRETEXT))


def expects_head(clause: Clause, node: Node, place: int, phrase: Phrase) -> bool:
    """True if the phrase acts in a relative clause whose head the preposition governs: 对甲驻守的某地发动进攻."""
    heads = heads_relative(clause, place, phrase) and not departs(clause, node, place, phrase)
    return heads and not fights_with(clause, node, place)


def fights_with(clause: Clause, node: Node, place: int) -> bool:
    """True for 与奉军激战的吴佩孚: the phrase is whom the head of the relative clause fights or talks with."""
    trigger = clause.nodes[place + 1].trigger if place + 1 < len(clause.nodes) else None
    return node.slot == "with" and trigger is not None and trigger.rule.mutual


def pressed(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True for 在日本的压力下: it says under what somebody acts, and not where."""
    named = not phrase.heads and bool(phrase.owners) and phrase.owner_phrase is not None and phrase.noun is not None
    follow = clause.nodes[place + 1] if place + 1 < len(clause.nodes) else None
    return named and follow is not None and follow.kind == "after" and follow.text in BELOW


def becomes(clause: Clause, place: int) -> bool:
    """True for 为 in 冲突升级为战争: it goes with the verb before it, whose object does not act."""
    last = clause.last
    if clause.nodes[place].text != "为" or last is None or last.trigger is not None or place != clause.last_node + 1:
        return False
    last.sense = "posing"
    return True


def frames_clause(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True for 在甲撤退途中 and 在甲到来之前: 在 frames a clause of which 甲 is the subject."""
    near = islice(clause.nodes, place + 1, place + LONGEST_FRAME)
    following = [node for node in near if node.kind not in {"other", "linker", "modal", "aspect"}]
    if not following or following[0].kind not in {"predicate", "verb"}:
        return False
    trigger = following[0].trigger
    falls = (
        phrase.only("PLACE") and trigger is not None and trigger.rule.type == "CONTROL" and trigger.rule.intransitive
    )
    if not (acts(phrase) or phrase.generic or falls) or (phrase.only("ORG") and phrase.noun is not None):
        return False  # 在中央银行大楼抵抗数日后: where
    end = next((node.text for node in following if node.kind == "after"), None)
    return end is not None and end not in UNDER


def gives_reason(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True for 因甲进攻: the phrase is the subject of a clause that is the reason; 因甲的进攻 has an event noun."""
    if not acts(phrase) or phrase.noun is not None or not clause.more_verbs(place):
        return False
    following = (node.kind for node in clause.nodes[place + 1 :])
    return next((kind for kind in following if kind not in {"other", "modal", "aspect", "time"}), "") in ACTING


def after_times(clause: Clause, place: int) -> int:
    """The place after a mark and the times, adverbs and adjectives that follow it; the times are taken note of.

    在1924年的北京政变后: 的 after a time, too.
    """
    follow = place + 1
    while follow < len(clause.nodes) and (
        clause.nodes[follow].kind in {"time", "aspect", "other", "locative", "quote"}
        or (clause.nodes[follow].kind == "adjective" and clause.phrase_at(follow + 1) is not None)
        or (clause.dated(follow) and clause.phrase_at(follow + 1) is not None)
        or (clause.nodes[place].kind == "disposal" and after_event(clause, follow))
    ):
        mention = clause.nodes[follow].mention
        if clause.nodes[follow].kind == "time" and mention is not None:
            clause.times.append(mention)
            ends = clause.nodes[place].slot in {"at", "to"} and not clause.more_predicates(follow)
            if ends and clause.frames:
                clause.frames[-1].times.append(mention)
        follow += 1
    return follow


def after_event(clause: Clause, place: int) -> bool:
    """True for a named event before 后, and for that 后: 将十月革命后逃入新疆的甲编为某军."""
    if clause.nodes[place].kind == "after":
        return place > 0 and after_event(clause, place - 1)
    phrase = clause.phrase_at(place)
    named = phrase is not None and phrase.only("EVENT")
    return named and place + 1 < len(clause.nodes) and clause.nodes[place + 1].kind == "after"


def resolved(clause: Clause, phrase: Phrase) -> Phrase:
    """The phrase, with 他 as the last person talked about if that is not who acts here."""
    return identified(clause, phrase) if phrase.counted or (other_person(clause) and not phrase.its) else phrase


def take_located(clause: Clause, node: Node, place: int, phrase: Phrase) -> None:
    """攻击位于某地的甲 · 来自某地的甲: the place belongs to what follows 的."""
    assert phrase.owner_phrase is not None
    if clause.last is not None and node.slot == "at":
        clause.last.fill("at", phrase.owner_phrase, f"where its object is, after {node.text}")
    take_phrase(clause, place, head_of(phrase))


def take_preposition(clause: Clause, place: int, follow: int, phrase: Phrase) -> int:
    """A preposition's phrase: the complement of the verb before it, or it waits for the verb after it."""
    node, last = clause.nodes[place], clause.last
    if node.slot == "to" and (sender := open_sender(clause)) is not None:
        sender.fill("to", phrase, f"after {node.text}")
    elif node.text == "为" and gapped(clause, place):
        pass
    elif node.text == "为" and follow + 1 < len(clause.nodes) and clause.nodes[follow + 1].text == BY:
        clause.passive, clause.agent = True, phrase  # 为甲所占领
        return follow + 2
    elif node.text == "为" and conquered(clause, follow, phrase):
        clause.passive, clause.agent = True, phrase
    elif node.text in BECOMING and last is not None and last.type == "ORGANIZE":
        last.fill("complement", phrase, f"after {node.text}")
    elif node.text == "于" and last is not None and last.type in ADDRESSING and place == clause.last_node + 1:
        last.fill("toward", phrase, f"after {node.text}")  # 求助于甲, 投降于甲
    elif last is not None and (
        not clause.more_predicates(follow) or (node.slot in {"to", "at"} and place == clause.last_node + 1)
    ):
        last.fill(node.slot, phrase, f"after {node.text}")
    else:
        clause.pending.setdefault("using" if node.slot == "chance" else node.slot, []).append(phrase)
    return follow + 1


def conquered(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True for 旅顺为日军攻占: 为 is 被 where the verb ends the clause and lacks the object that it must have."""
    trigger = clause.nodes[place + 1].trigger if place + 1 < len(clause.nodes) else None
    if trigger is None or trigger.rule.type not in TAKING or trigger.rule.intransitive:
        return False
    named = acts(phrase) or phrase.only("PLACE")
    return named and clause.own_subject and all(node.kind in ENDING for node in clause.nodes[place + 2 :])


def begins_relative(clause: Clause, place: int, *, passive: bool) -> bool:
    """True if what stands here is a relative clause whose head the mark belongs to: 将驻扎某地的甲包围.

    After 被 only where its verb has an object that acts: 被支持甲的乙击败, but 被派往某地的甲 is 甲 who was sent.
    """
    if place >= len(clause.nodes):
        return False
    host = clause.phrase_at(place + 1)
    head = clause.phrase_at(place + 4)
    kinds = [node.kind for node in clause.nodes[place : place + 4]]
    if clause.last is None and head is not None and acts(head) and kinds == ["agentive", "phrase", "predicate", "de"]:
        return True  # 与由甲率领的乙一起进攻
    if clause.nodes[place].slot == "posted" and host is not None and posted(host):
        return True
    if (found := find_relative(clause, place)) is None:
        return False
    if passive and described(clause, place, found):
        return True
    moved = found.inner is not None and moving(clause.nodes[place])  # 被败退台湾的甲任命
    return not passive or moved or (found.inner is not None and acts(found.inner))


def mediated(clause: Clause, place: int) -> bool:
    """True for 经甲资助, 经甲调停: who stands after 经 acts."""
    trigger = clause.nodes[place + 1].trigger if place + 1 < len(clause.nodes) else None
    return trigger is not None and trigger.rule.type in MEDIATING


def described(clause: Clause, place: int, found: Relative) -> bool:
    """True for 遭到以逸待劳的甲截击: what stands before 的 only says what the agent is like."""
    plain = clause.nodes[place].trigger is None and found.inner is None and acts(found.head)
    return (
        plain and clause.nodes[place - 1].text not in AMBIGUOUS and clause.own_subject and clause.more_predicates(place)
    )


def gapped(clause: Clause, place: int) -> bool:
    """推甲为主席，乙为督办: the second appointment goes without its verb."""
    before, subject = clause.topic.appointment, clause.subject
    appointed = before.first("object") if before is not None else None
    if (
        before is None
        or appointed is None
        or subject is None
        or clause.verbal
        or not clause.own_subject
        or clause.more_predicates(place)
    ):
        return False
    before.slots["object"] = [coordinate(appointed, subject, joint=None)]
    clause.subject, clause.own_subject = None, False
    return True


def heads_relative(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True if the phrase is the subject of a relative clause (在马世明领导的…) and not the preposition's object."""
    follow = place + 1
    if follow + 1 >= len(clause.nodes) or clause.nodes[follow].kind != "predicate":
        return False
    return clause.nodes[follow + 1].kind == "de" and bool(phrase.heads)


def departs(clause: Clause, node: Node, place: int, phrase: Phrase) -> bool:
    """True for 自长沙派出的一个团: the place is where they come from and not who has sent them."""
    trigger = clause.nodes[place + 1].trigger
    assert trigger is not None
    return node.slot == "from" and phrase.only("PLACE") and trigger.rule.type in MOTION


def led(clause: Clause, place: int, phrase: Phrase) -> bool:
    """True for 被乙指挥的丙击败: 丙, whom 乙 leads, does it. 被乙击败的丙逃走 is 丙 whom 乙 has beaten.

    So the relative clause is of command, or a subject stands before 被.
    """
    if not heads_relative(clause, place, phrase) or not clause.more_predicates(place + 1):
        return False
    trigger = clause.nodes[place + 1].trigger
    assert trigger is not None
    return trigger.rule.type == "COMMAND" or clause.own_subject


def take_passive(clause: Clause, place: int, follow: int, phrase: Phrase | None) -> int:
    """被甲击败 · 被击败 · 遭到甲的轰炸."""
    clause.passive = True
    means = clause.phrase_at(follow + 3)
    kinds = [node.kind for node in clause.nodes[follow + 1 : follow + 3]]
    if phrase is not None and kinds == ["verb", "de"] and means is not None and not acts(means):
        clause.agent = phrase  # 被甲居高临下的机枪火力阻住
        if means.only("WEAPON"):
            clause.pending.setdefault("using", []).append(means)
        return follow + 4
    if phrase is not None and clause.more_verbs(follow):
        clause.agent = phrase
        return follow + 1
    return place + 1


def commanded(clause: Clause, place: int) -> bool:
    """True for 归甲指挥, 重归甲统治."""
    follow = clause.nodes[place + 1] if place + 1 < len(clause.nodes) else None
    return follow is not None and follow.trigger is not None and follow.trigger.rule.type in RULING


def take_agentive(clause: Clause, place: int, phrase: Phrase) -> int:
    """由甲率领 has an agent, 由某地进攻 an origin."""
    ways = phrase.empty and (phrase.noun or "").endswith(WAYS)  # 由南北两面夹击
    if (ways or phrase.only("PLACE")) and motion_follows(clause, place):
        clause.pending.setdefault("from", []).append(phrase)
    elif takes_office(clause, place) and phrase.has("PERSON"):
        take_phrase(clause, place, phrase)
    else:
        clause.passive, clause.agent = True, phrase
    return place + 1


def takes_office(clause: Clause, place: int) -> bool:
    """True for 由甲代理某职: 甲 is the subject, and goes on as such."""
    near = islice(clause.nodes, place + 1, place + LONGEST_PRETEXT)
    follow = next((node.trigger for node in near if node.trigger is not None), None)
    if follow is None or follow.rule.type != "ORGANIZE" or follow.rule.roles["agent"].slots:
        return False
    return "subject" in follow.rule.roles["patient"].slots


def motion_follows(clause: Clause, place: int) -> bool:
    """True if the next predicate is one that has an origin."""
    for node in clause.nodes[place + 1 :]:
        if node.trigger is not None and node.trigger.rule.type != "COMMAND":  # 由化隆率部进攻
            rule = node.trigger.rule
            return rule.type in {"MOVE", "RETREAT", "ATTACK"} or rule.subtype == "reinforce"
    return False


def open_sender(clause: Clause) -> Frame | None:
    """The sending whose goal is still open."""
    last = clause.last or (clause.topic.sender if clause.subject is None else None)
    if last is None or last.trigger is None or last.trigger.rule.type != "MOVE" or not last.pivot:
        return None
    return last
