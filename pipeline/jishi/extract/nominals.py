"""Event nouns: 甲的进攻, 对乙的轰炸, 在甲的支援下."""

from jishi.extract.frames import BELOW, MOTION, UNDER, Clause, Frame, acts
from jishi.extract.nodes import Phrase
from jishi.extract.subjects import subject_for

ABOUT = ("与", "对", "对于")
RESISTANCE = frozenset({"DEFEAT", "DEFEND"})
SPEECH = frozenset({"DECLARE", "ORDER", "NEGOTIATE"})
ASSAULT = frozenset({"ATTACK", "ENCIRCLE"})


def is_nominal(clause: Clause, place: int) -> bool:
    """True if 的 stands before the event word: 苏联的入侵, 对巴楚的轰炸, or 下 after it: 在甲领导下."""
    if below(clause, place) and clause.pending.get("at"):
        return True
    before = place - 1
    while before >= 0 and clause.nodes[before].kind in {"other", "quote", "adjective"}:
        before -= 1
    trigger = clause.nodes[place].trigger
    if mentioned(clause, place) or obeyed(clause, place):
        return True
    if before >= 0 and trigger is not None and trigger.rule.type in SPEECH and compounded(clause, before):
        return clause.last_predicate == place
    return before >= 0 and (clause.nodes[before].kind == "de" or resisted(clause, place, before))


def below(clause: Clause, place: int) -> bool:
    """True if 下 stands right after the event word, or 之中 after who holds something: 在甲掌握之中."""
    trigger = clause.nodes[place].trigger
    words = UNDER if trigger is not None and trigger.rule.type == "CONTROL" else BELOW
    return place + 1 < len(clause.nodes) and clause.nodes[place + 1].text in words


def mentioned(clause: Clause, place: int) -> bool:
    """True for 与政变有关, 对叛乱负责: an event noun right after a preposition, with a verb that is none after it."""
    before = clause.nodes[place - 1] if place else None
    follow = clause.nodes[place + 1] if place + 1 < len(clause.nodes) else None
    if before is None or before.kind != "prep" or before.text not in ABOUT or follow is None:
        return False
    return follow.kind in {"verb", "phrase"} and not clause.more_predicates(place)


def obeyed(clause: Clause, place: int) -> bool:
    """True for 命令 of 奉甲命令: the noun belongs to the phrase between."""
    trigger, phrase = clause.nodes[place].trigger, clause.phrase_at(place - 1)
    if trigger is None or trigger.rule.type != "ORDER" or phrase is None or not acts(phrase) or place < 2:
        return False
    return clause.nodes[place - 2].slot == "obeying"


def compounded(clause: Clause, before: int) -> bool:
    """True for the second noun of 甲的突围请求."""
    last = clause.frames[-1] if clause.frames else None
    return last is not None and last.nominal and last.span == clause.nodes[before].span


def resisted(clause: Clause, place: int, before: int) -> bool:
    """True for 击败甲入侵, 挫败甲围攻: who stands between a verb of resistance and an attack at the end attacks."""
    last, trigger = clause.last, clause.nodes[place].trigger
    if last is None or trigger is None or last.type not in RESISTANCE or trigger.rule.type not in ASSAULT:
        return False
    phrase = clause.phrase_at(before)
    return phrase is not None and last.first("object") is phrase and clause.phrase_at(place + 1) is None


def take_nominal(clause: Clause, place: int, frame: Frame) -> int:
    """An event noun: what stands before 的 acts, 对 marks whom it touches, the clause's subject suffers or acts."""
    frame.nominal = True
    owner = owner_before(clause, place) or defined(clause)
    described = owner is not None and owner.empty and not clause.pending.get("toward")
    if described and clause.last is not None and clause.last.light:
        owner = None  # 发起代号为火星的反攻: what stands before 的 only describes it
    defended = frame.type == "DEFEND" and clause.last is not None and clause.last.trigger is None  # 负责某地的防御
    if owner is not None and owner.only("PLACE") and (claimed_place(clause, owner) or defended):
        frame.fill("at", owner, "where it happened")
        owner = None
    if owner is not None and clause.last is not None and clause.last.first("object") is owner:
        clause.pivot = False  # 奉甲之命: 甲 belongs to the noun and does not act next
    rule = frame.trigger.rule if frame.trigger is not None else None
    outer, path, inherited = subject_for(clause, rule) if not mentioned(clause, place) else (None, "", False)
    if outer is None and frame.type == "ORDER":
        clause.topic.waiting.append(frame)  # 根据甲的命令，乙…: 乙 has received it
    clause.frames.append(frame)
    if take_under(clause, place, frame, owner):
        return place + 1
    if owner is not None and opposed(clause, place):
        clause.pending.setdefault("toward", []).append(owner)
    marked = [phrase for slot, phrases in clause.pending.items() if slot != "cause" for phrase in phrases]
    toward = clause.pending.get("toward", []) + clause.pending.get("with", [])
    if clause.agent is not None and clause.passive:
        frame.fill("subject", clause.agent, "agent of the passive")
        if outer is not None:
            frame.fill("object", outer, "suffers it")
    elif owner is not None and not any(owner is phrase for phrase in marked):
        frame.fill("subject", owner, "before 的")
        done_to = clause.passive or suffers(clause) or frame.type == "ORDER"
        if outer is not None and outer is not owner and done_to and frame.type not in MOTION:
            frame.fill("object", outer, f"suffers it, {path}")
    elif outer is not None and not (toward and owner is None) and not dated(clause, place):
        frame.fill("subject", outer, path)
        frame.inherited = inherited
    if owner in toward and (assailant := before_toward(clause, place)) is not None:
        frame.slots["subject"] = [assailant]
        frame.path["subject"] = "before 对"
    clause.give_marked(frame)
    clause.consume()
    clause.last_node = place
    return place + 1


def suffers(clause: Clause) -> bool:
    """True for 击退 in 乙击退甲的进攻; who leads something (指挥某地的作战) does not suffer it."""
    return clause.last is not None and clause.last.type != "COMMAND"


def opposed(clause: Clause, place: int) -> bool:
    """True for 反对甲的暴动: 甲 is whom it is against."""
    before = owner_place(clause, place)
    return before > 0 and clause.nodes[before - 1].slot == "against"


def claimed_place(clause: Clause, owner: Phrase) -> bool:
    """True for 某地 of 发生在某地的战斗: the verb before has it as its place."""
    return clause.last is not None and any(owner is one for one in clause.last.slots.get("at", ()))


def take_answer(clause: Clause, place: int) -> int | None:
    """应甲之请, 应甲邀请: 甲 asks whoever then acts. The place after it, None if this is something else."""
    asker, follow = clause.phrase_at(place + 1), place + 2
    if follow < len(clause.nodes) and clause.nodes[follow].kind == "de":
        follow += 1
    trigger = clause.nodes[follow].trigger if follow < len(clause.nodes) else None
    if asker is None or not asker.heads or trigger is None or trigger.rule.type != "DECLARE":
        return None
    frame = Frame(trigger.span, trigger, clause.nodes[follow].text, nominal=True)
    frame.fill("subject", asker, "after 应")
    clause.give_times(frame)
    if clause.subject is not None:
        frame.fill("object", clause.subject, "who answers")
    else:
        clause.topic.waiting.append(frame)
    clause.frames.append(frame)
    return follow + 1


def dated(clause: Clause, place: int) -> bool:
    """True for 在1928年6月的兵变中: the time tells which it was, and who goes on had no part in it."""
    return clause.dated(place - 1) and place + 1 < len(clause.nodes) and clause.nodes[place + 1].kind == "after"


def take_under(clause: Clause, place: int, frame: Frame, owner: Phrase | None) -> bool:
    """在甲的支援下，乙…: 甲 acts, and the clause's subject, or else the next one, is acted upon. True if that is so."""
    helper = taken_back(clause, "at", owner) if below(clause, place) else None
    if helper is None:
        return False
    frame.fill("subject", helper, "before 的 in 在…下")
    if clause.subject is not None:
        frame.fill("object", clause.subject, "subject of the clause")
    else:
        clause.topic.waiting.append(frame)
    clause.give_times(frame)
    return True


def before_toward(clause: Clause, place: int) -> Phrase | None:
    """甲 of 甲对乙的围困: the phrase right before 对."""
    before = place - 1
    while before > 0 and clause.nodes[before].slot != "toward":
        before -= 1
    return clause.phrase_at(before - 1)


def taken_back(clause: Clause, slot: str, owner: Phrase | None) -> Phrase | None:
    """The owner, removed from the preposition that had claimed it; the slot's only phrase where none is given."""
    claimed = clause.pending.get(slot, [])
    for phrase in claimed:
        if owner is None or phrase is owner:
            claimed.remove(phrase)
            return phrase
    return None


def defined(clause: Clause) -> Phrase | None:
    """是甲与乙因某事爆发的一场冲突: who stands after 是 fights."""
    frame = clause.last
    while frame is not None:
        phrase = frame.first("object")
        if frame.trigger is None and phrase is not None and phrase.heads:
            return phrase
        frame = frame.previous
    return None


def owner_place(clause: Clause, place: int) -> int:
    """Where what stands before 的 is, negative if nothing is there."""
    before = place - 1
    while before >= 0 and clause.nodes[before].kind in {"other", "quote", "adjective", "de"}:
        before -= 1
    return before


def owner_before(clause: Clause, place: int) -> Phrase | None:
    """The phrase before 的."""
    before = owner_place(clause, place)
    if before >= 0 and compounded(clause, before):
        return clause.frames[-1].first("subject")
    return clause.phrase_at(before) if before >= 0 else None
