"""From nodes to frames: each predicate with what stands in its grammatical slots, whatever the order and voice."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jishi.document import Mention, Span, Time
from jishi.extract.nodes import Node, Phrase
from jishi.extract.triggers import Trigger
from jishi.resources import EventRule

ACTORS = frozenset({"PERSON", "UNIT", "GROUP", "ORG"})
PASSIVE = "被"
COMPLETING = "为称成名"
BECOMING = ("为", "成", "作")
UNDER = ("下", "之下")
AUTHORITY = frozenset({"ORDER", "ORGANIZE"})
HOLDING = frozenset({"ENCIRCLE", "CONTROL", "ATTACK"})
MOTION = frozenset({"MOVE", "RETREAT"})
HARM = frozenset({"CAPTURE", "ATROCITY"})


@dataclass(slots=True)
class Frame:
    """A predicate with its slots. `trigger` is None for a verb that is no event; `path` says how a slot was filled."""

    span: Span
    trigger: Trigger | None
    clause: int
    slots: dict[str, list[Phrase]] = field(default_factory=dict)
    path: dict[str, str] = field(default_factory=dict)
    times: list[Mention] = field(default_factory=list)
    carried: list[Mention] = field(default_factory=list)
    passive: bool = False
    nominal: bool = False
    relative: bool = False
    inherited: bool = False
    pivot: bool = False
    light: bool = False
    governor: "Frame | None" = None
    previous: "Frame | None" = None
    brings: bool = False
    completes: bool = False
    word: str = ""

    def fill(self, slot: str, phrase: Phrase, why: str) -> None:
        """Puts the phrase into the slot."""
        self.slots.setdefault(slot, []).append(phrase)
        self.path.setdefault(slot, why)

    def first(self, slot: str) -> Phrase | None:
        """The slot's first phrase."""
        return self.slots.get(slot, [None])[0]  # type: ignore[list-item]


@dataclass(slots=True)
class State:
    """What is known while a clause is read from left to right."""

    clause: int = 0
    subject: Phrase | None = None
    subject_inherited: bool = False
    subject_path: str = "stands before it"
    last: Frame | None = None
    last_node: int = -1
    pending: dict[str, list[Phrase]] = field(default_factory=dict)
    times: list[Mention] = field(default_factory=list)
    passive: bool = False
    agent: Phrase | None = None
    pivot: bool = False
    expect: str | None = None


@dataclass(slots=True)
class Topic:
    """What a clause without a subject is about: the subject of the clause before, across sentences where allowed."""

    phrase: Phrase | None = None
    main: Phrase | None = None
    person: Phrase | None = None
    default: Phrase | None = None
    times: list[Mention] = field(default_factory=list)
    passive: bool = False
    sender: Frame | None = None
    appointment: Frame | None = None
    waiting: list[Frame] = field(default_factory=list)
    forward: list[Frame] = field(default_factory=list)
    last: Frame | None = None

    def set(self, phrase: Phrase, main: Phrase | None = None) -> None:
        """Makes the phrase what the text is about; `main` is the subject that set it to work (甲派乙…)."""
        self.phrase, self.main = phrase, main
        if any(head.label == "PERSON" for head in phrase.heads):
            self.person = phrase


def analyze(nodes: Sequence[Node], topic: Topic) -> list[Frame]:
    """The frames of a sentence; the topic is read at its beginning and left as it is at its end."""
    frames: list[Frame] = []
    for number, clause in enumerate(split(nodes)):
        reader = ClauseReader(clause, number, topic)
        frames += reader.read()
    return frames


def split(nodes: Sequence[Node]) -> list[list[Node]]:
    """The clauses: cut at commas; what stands in brackets is a clause of its own after the one that it interrupts."""
    clauses: list[list[Node]] = [[]]
    bracketed: list[list[Node]] = []
    depth = 0
    for node in nodes:
        if node.kind == "open":
            depth += 1
            bracketed.append([])
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


class ClauseReader:
    """Reads one clause from left to right."""

    def __init__(self, nodes: Sequence[Node], number: int, topic: Topic) -> None:
        self.nodes, self.number, self.topic = list(nodes), number, topic
        self.state = State(number)
        self.carried = topic.times
        opening = next((node for node in nodes if node.kind not in {"other", "time", "linker"}), None)
        # 因伤亡过大，甲撤退 · 为了解围，甲西进: who acts is named only in the next clause.
        self.subordinate = opening is not None and opening.kind == "prep" and opening.slot in {"cause", "for", "via"}
        self.frames: list[Frame] = []
        self.own_subject = False
        self.verbal = False
        self.main: Phrase | None = None
        self.perceiver: Phrase | None = None

    def read(self) -> list[Frame]:
        """The clause's frames; the topic is brought up to date."""
        place = 0
        while place < len(self.nodes):
            place = self.step(place)
        self.finish()
        return self.frames

    def step(self, place: int) -> int:
        """Handles the node at this place and returns the place of the next."""
        node = self.nodes[place]
        state = self.state
        if node.kind == "time" and node.mention is not None:
            state.times.append(node.mention)
            if not self.more_predicates(place) and self.frames:
                self.frames[-1].times.append(node.mention)
        elif node.kind in {"prep", "agentive", "passive", "disposal"}:
            return self.marker(place)
        elif node.kind == "phrase" and node.phrase is not None:
            self.phrase(place, node.phrase)
        elif node.kind == "predicate":
            return self.predicate(place)
        elif node.kind in {"verb", "causative"}:
            return self.verb(place)
        elif node.kind == "light":
            self.verbal = True
            self.subject_for()  # 命令甲发动进攻: 甲 is the subject from here on
            light = Frame(node.span, None, self.number, light=True, governor=state.last, previous=state.last)
            state.last, state.last_node, state.pivot = light, place, False
        elif node.kind == "after" and state.last is not None:
            # 退至精河后，遇见… · 楊增新被刺殺後: what follows has its own subject again.
            state.last, state.pivot = None, False
        return place + 1

    def more_predicates(self, place: int) -> bool:
        """True if a predicate follows in the clause."""
        return any(node.kind == "predicate" for node in self.nodes[place + 1 :])

    def phrase_at(self, place: int) -> Phrase | None:
        """The noun phrase at the place, if there is one."""
        return self.nodes[place].phrase if place < len(self.nodes) else None

    def marker(self, place: int) -> int:
        """A preposition, passive mark or 把 with the phrase after it."""
        node, state = self.nodes[place], self.state
        follow = place + 1
        while follow < len(self.nodes) and self.nodes[follow].kind in {"time", "aspect", "other", "locative"}:
            mention = self.nodes[follow].mention
            if self.nodes[follow].kind == "time" and mention is not None:
                state.times.append(mention)
                if node.slot in {"at", "to"} and not self.more_predicates(follow) and self.frames:
                    self.frames[-1].times.append(mention)
            follow += 1
        phrase = self.phrase_at(follow)
        if phrase is None and self.begins_relative(follow, node.kind == "passive"):
            # 将驻扎某地的甲包围 · 被支持甲的乙击败: the marked phrase begins with a relative clause.
            state.expect = {"disposal": "object", "passive": "agent", "agentive": "agent"}.get(node.kind, node.slot)
            return follow
        if node.kind == "passive":
            return self.passive(place, follow, phrase)
        if phrase is None:
            return follow if any(one.kind == "time" for one in self.nodes[place:follow]) else place + 1
        if node.slot in {"at", "from"} and phrase.owner_phrase is not None and located(phrase):
            # 攻击位于某地的甲 · 来自某地的甲: the place belongs to what follows 的.
            if state.last is not None and node.slot == "at":
                state.last.fill("at", phrase.owner_phrase, f"where its object is, after {node.text}")
            self.phrase(follow, head_of(phrase))
            return follow + 1
        if node.kind == "agentive":
            return self.agentive(follow, phrase)
        if self.is_relative(follow, phrase) and node.kind == "prep":
            return follow
        phrase = self.identified(phrase) if self.other_person() else phrase
        slot = "object" if node.kind == "disposal" else node.slot
        if slot == "to" and (sender := self.open_sender()) is not None:
            sender.fill("to", phrase, f"after {node.text}")
            return follow + 1
        if node.text == "为":
            if self.gapped(place):
                return follow + 1
            if follow + 1 < len(self.nodes) and self.nodes[follow + 1].text == "所":
                state.passive, state.agent = True, phrase  # 为甲所占领
                return follow + 2
        last = state.last
        if (
            node.text in BECOMING
            and last is not None
            and last.trigger is not None
            and last.trigger.rule.type == "ORGANIZE"
        ):
            last.fill("complement", phrase, f"after {node.text}")
            return follow + 1
        if node.kind == "prep" and slot in {"to", "at"} and state.last is not None and place == state.last_node + 1:
            state.last.fill(slot, phrase, f"after {node.text}")
            return follow + 1
        if node.kind == "prep" and not self.more_predicates(follow) and state.last is not None:
            state.last.fill(slot, phrase, f"after {node.text}")
            return follow + 1
        state.pending.setdefault(slot, []).append(phrase)
        return follow + 1

    def begins_relative(self, place: int, passive: bool) -> bool:
        """True if what stands here is a relative clause whose head the mark belongs to: 将驻扎某地的甲包围.

        After 被 only where its verb has an object that acts: 被支持甲的乙击败, but 被派往某地的甲 is 甲 who was sent.
        """
        if place >= len(self.nodes):
            return False
        host = self.phrase_at(place + 1)
        if self.nodes[place].slot == "posted" and host is not None and posted(host):
            return True
        if (found := self.relative_head(place)) is None:
            return False
        inner = found[2]
        return not passive or (inner is not None and acts(inner))

    def gapped(self, place: int) -> bool:
        """推甲为主席，乙为督办: the second appointment goes without its verb."""
        before = self.topic.appointment
        subject = self.state.subject
        if before is None or subject is None or self.verbal or not self.own_subject or self.more_predicates(place):
            return False
        before.fill("object", subject, "appointed along with the first")
        self.state.subject, self.own_subject = None, False
        return True

    def is_relative(self, place: int, phrase: Phrase) -> bool:
        """True if the phrase is the subject of a relative clause (在马世明领导的…) and not the preposition's object."""
        follow = place + 1
        if follow + 1 >= len(self.nodes) or self.nodes[follow].kind != "predicate":
            return False
        return self.nodes[follow + 1].kind == "de" and bool(phrase.heads)

    def passive(self, place: int, follow: int, phrase: Phrase | None) -> int:
        """被甲击败 · 被击败 · 遭到甲的轰炸."""
        state = self.state
        state.passive = True
        if phrase is not None and self.governs(follow):
            state.agent = phrase
            return follow + 1
        return place + 1

    def governs(self, place: int) -> bool:
        """True if a predicate or verb follows the phrase at this place, so that it can be the passive's agent."""
        return any(node.kind in {"predicate", "verb"} for node in self.nodes[place + 1 :])

    def agentive(self, place: int, phrase: Phrase) -> int:
        """由甲率领 has an agent, 由某地进攻 an origin."""
        state = self.state
        if phrase.heads and all(head.label == "PLACE" for head in phrase.heads) and self.motion_follows(place):
            state.pending.setdefault("from", []).append(phrase)
        else:
            state.passive, state.agent = True, phrase
        return place + 1

    def motion_follows(self, place: int) -> bool:
        """True if the next predicate is one that has an origin."""
        for node in self.nodes[place + 1 :]:
            if node.trigger is not None:
                return node.trigger.rule.type in {"MOVE", "RETREAT", "ATTACK"}
        return False

    def phrase(self, place: int, phrase: Phrase) -> None:
        """A noun phrase without a mark: object of what stands before it, or subject of what follows."""
        state = self.state
        if phrase.empty and phrase.noun is None:
            return
        last = state.last
        counts = bool(phrase.quantities) and not phrase.heads  # 阵亡5人: a number, not who acts next
        if last is not None and not takes_object(last) and not counts:
            last = None
        named = state.last
        if named is not None and named.trigger is not None and named.completes and not phrase.empty:
            named.fill("complement", phrase, "follows it")
            return
        if last is not None and (not last.slots.get("object") or self.passive_goal(last, phrase)):
            last.fill("object", phrase, "follows it")
            # 派甲攻乙, 使甲撤退, 发现甲进攻: who stands after such a verb acts next; 打着甲的旗帜作战: nobody does.
            state.pivot = last.pivot or (last.trigger is None and not last.light and acts(phrase))
            return
        if last is not None and last.trigger is not None and not last.pivot and not state.pivot:
            given = last.first("object")
            things = given is not None and bool(given.heads) and all(head.label == "WEAPON" for head in given.heads)
            last.fill("for" if things else "theme", phrase, "follows its object")
            return
        self.take_subject(phrase)

    def passive_goal(self, last: Frame, phrase: Phrase) -> bool:
        """True for 甲被调往某地: the place follows though the object is taken."""
        aims = last.trigger is not None and last.trigger.aim is not None
        return aims and only_places(phrase) and len(last.slots["object"]) == 1

    def take_subject(self, phrase: Phrase) -> None:
        """A phrase before its predicate; a place before or after a force is where it happens, not who acts."""
        state = self.state
        phrase = self.identified(phrase)
        current = state.subject
        if phrase.empty and current is not None and not state.subject_inherited:
            return
        place_only = bool(phrase.heads) and all(head.label == "PLACE" for head in phrase.heads)
        if place_only and current is not None and not state.subject_inherited and self.own_subject:
            state.pending.setdefault("at", []).append(phrase)
            return
        if current is not None and self.own_subject and only_places(current) and not place_only and not phrase.empty:
            state.pending.setdefault("at", []).append(current)
        state.subject, state.subject_inherited, state.subject_path = phrase, False, "stands before it"
        self.own_subject = True
        for frame in self.topic.forward:
            slot = "object" if frame.passive else "subject"
            frame.slots[slot] = [phrase]
            frame.path[slot] = "subject of the clause after"
        self.topic.forward.clear()
        for frame in self.topic.waiting:
            frame.fill("object", phrase, "subject of the clause after 在…下")
        self.topic.waiting.clear()

    def identified(self, phrase: Phrase) -> Phrase:
        """他 as subject is the person that was subject before."""
        person = self.topic.person
        if phrase.pronoun == "side" and not phrase.heads and self.topic.phrase is not None:
            return replace(phrase, heads=self.topic.phrase.heads, pronoun=None)
        if phrase.pronoun != "person" or phrase.heads or person is None:
            return phrase
        return replace(phrase, heads=tuple(head for head in person.heads if head.label == "PERSON"), pronoun=None)

    def verb(self, place: int) -> int:
        """A verb that is no event: it takes its own object, and a causative hands it on as subject."""
        node, state = self.nodes[place], self.state
        frame = Frame(node.span, None, self.number, pivot=node.kind == "causative", brings=node.slot == "brings")
        self.verbal = True
        if (head := self.relative_head(place)) is not None:
            return self.relative(place, frame, head)
        frame.passive, frame.governor, frame.previous = state.passive, state.last, state.last
        state.pending.pop("object", None)
        state.last, state.last_node, state.pivot = frame, place, False
        state.passive, state.agent = False, None
        return place + 1

    def predicate(self, place: int) -> int:
        """An event word: its slots are what has been read so far; its object comes later."""
        node, state = self.nodes[place], self.state
        assert node.trigger is not None
        rule = node.trigger.rule
        if rule.adverbial and place + 1 < len(self.nodes) and self.nodes[place + 1].kind == "predicate":
            return place + 1
        frame = Frame(node.span, node.trigger, self.number, pivot=rule.pivot, brings=node.slot == "brings")
        frame.word = node.text
        frame.completes = rule.type == "ORGANIZE" and node.text[-1] in COMPLETING and len(node.text) > 1
        if node.slot == "posted" and (host := self.phrase_at(place + 1)) is not None and posted(host):
            # 驻新加坡英军投降: the force is named by its station.
            frame.fill("object", Phrase(host.span, host.owners), "follows it")
            frame.fill("subject", host, "named by its station")
            frame.relative = True
            self.frames.append(frame)
            self.go_on(place + 1, host)
            return place + 2
        self.verbal = True
        state.passive = state.passive or (node.text[0] in PASSIVE and len(node.text) > 1)
        if self.is_nominal(place):
            return self.nominal(place, frame)
        if (head := self.relative_head(place)) is not None:
            return self.relative(place, frame, head)
        last = state.last
        if last is not None and place == state.last_node + 1 and completes_motion(last, frame):
            return self.goal(place, last)
        if (sender := self.sender(frame)) is not None:
            # 派甲到某地会见乙: the going is the sending; what follows is done by who was sent.
            goal = self.phrase_at(place + 1)
            if goal is not None:
                sender.fill("to", goal, f"after {node.text}")
                return place + 2
        self.fill_verbal(frame)
        self.share_object(place, frame)
        state.last, state.last_node, state.pivot = frame, place, False
        self.frames.append(frame)
        return place + 1

    def goal(self, place: int, moving: Frame) -> int:
        """迂回到某地: 到 only says where to."""
        phrase = self.phrase_at(place + 1)
        if phrase is None:
            return place + 1
        moving.fill("to", phrase, f"after {self.nodes[place].text}")
        return place + 2

    def other_person(self) -> bool:
        """True if the last person talked about is not the clause's subject, so that 他 and 其 can be that person."""
        person, subject = self.topic.person, self.state.subject
        return person is not None and subject is not None and subject.heads != person.heads

    def sender(self, frame: Frame) -> Frame | None:
        """The sending that a bare 到 去 赴 completes: the verb before it, or the last of the clause before."""
        assert frame.trigger is not None
        if frame.trigger.rule.type != "MOVE" or len(frame.span) > 1:
            return None
        return self.open_sender()

    def open_sender(self) -> Frame | None:
        """The sending whose goal is still open."""
        last = self.state.last or (self.topic.sender if self.state.subject is None else None)
        if last is None or last.trigger is None or last.trigger.rule.type != "MOVE" or not last.pivot:
            return None
        return last

    def fill_verbal(self, frame: Frame) -> None:
        """Subject, prepositions, voice and times of a verb in its ordinary place."""
        state = self.state
        if self.caused(frame):
            return
        bringer = self.bringer(frame)
        subject, path, inherited = self.subject_for(frame.trigger.rule if frame.trigger else None)
        if bringer is not None and subject is not None:
            # 引甲入乙: who brings moves whom.
            frame.fill("brought", subject, "who is brought")
            subject, path = bringer, "who brings"
        if state.passive:
            frame.passive = True
            if state.agent is not None:
                frame.fill("subject", state.agent, "agent of the passive")
            if subject is not None and "object" not in state.pending:
                frame.fill("object", subject, f"subject of the passive, {path}")
        elif subject is not None:
            frame.fill("subject", subject, path)
        frame.inherited = inherited
        last = state.last
        if last is not None and last.trigger is not None and frame.word in BECOMING and last.slots.get("object"):
            frame.slots["object"] = last.slots.pop("object")  # 宣布甲为某职: 甲 is appointed, not addressed
            frame.path["object"] = "between the two verbs"
        if subject is None or (inherited and self.subordinate):
            self.topic.forward.append(frame)
        self.deploy(frame)
        for slot, phrases in state.pending.items():
            for phrase in phrases:
                frame.fill(slot, phrase, f"marked as {slot}")
        frame.times += state.times
        frame.carried = self.carried
        last = state.last
        if last is not None and last.trigger is None and (counted := last.first("object")) is not None:
            if counted.quantities and not counted.heads:
                frame.fill("theme", counted, "counted before it")  # 有500人死亡
        frame.governor, frame.previous = governing(last), last
        if state.last is None and inherited and self.topic.main is not None:
            # 令甲撤回，守护乙: what the order's receiver does next is ordered as well.
            frame.governor = self.topic.last
        self.consume()

    def caused(self, frame: Frame) -> bool:
        """造成甲伤亡: who caused it acts, who stands between is hit. True if that is what this is."""
        state, last = self.state, self.state.last
        rule = frame.trigger.rule if frame.trigger is not None else None
        if last is None or last.trigger is not None or not last.pivot or rule is None or rule.type != "CASUALTY":
            return False
        hit = last.first("object")
        if hit is None or "object" not in rule.roles["patient"].slots:
            return False
        frame.fill("object", hit, "object of the verb before")
        state.pivot = False
        subject, path, frame.inherited = self.subject_for()
        if subject is not None:
            frame.fill("subject", subject, path)
        frame.times += state.times
        frame.carried = self.carried
        self.consume()
        return True

    def bringer(self, frame: Frame) -> Phrase | None:
        """Who moves somebody else: the subject of 引 or 请 before a verb of motion."""
        last = self.state.last
        moves = frame.trigger is not None and frame.trigger.rule.type == "MOVE" and not frame.pivot
        if last is None or not moves or not last.brings or not last.slots.get("object"):
            return None
        return last.first("subject") or self.state.subject or self.topic.phrase

    def deploy(self, frame: Frame) -> None:
        """以甲任某职 appoints 甲; 以甲牵制乙 lets 甲 act."""
        means = self.state.pending.get("using", [])
        if frame.trigger is None or len(means) != 1 or not acts(means[0]):
            return
        slot = "object" if frame.trigger.rule.type == "ORGANIZE" else "subject"
        frame.slots[slot] = list(means)
        frame.path[slot] = "put to work with 以"
        if slot == "subject":
            self.state.pending.pop("using")

    def subject_for(self, rule: EventRule | None = None) -> tuple[Phrase | None, str, bool]:
        """The subject of a verb here: a pivot's object, the clause's own subject, or the topic."""
        state = self.state
        if state.pivot and state.last is not None and (phrase := state.last.first("object")) is not None:
            if self.main is None and state.last.trigger is not None:
                self.main = state.last.first("subject")
            if state.last.trigger is None and not state.last.pivot:
                self.perceiver = self.perceiver or state.subject or self.topic.phrase
            state.subject, state.subject_inherited, state.subject_path = phrase, False, "object of the verb before"
            self.own_subject = True
            return phrase, "object of the verb before", False
        if state.subject is not None:
            return state.subject, state.subject_path, state.subject_inherited
        topic = self.topic
        if topic.main is not None and rule is not None and rule.type in AUTHORITY:
            return topic.main, "subject of the clause before", True
        if topic.phrase is not None:
            return topic.phrase, "topic of the clause before", True
        return None, "", False

    def consume(self) -> None:
        """What one predicate has used is not there for the next; place and time hold for the whole clause."""
        state = self.state
        kept = {"at": state.pending["at"]} if "at" in state.pending else {}
        state.pending = kept
        state.passive, state.agent = False, None

    def share_object(self, place: int, frame: Frame) -> None:
        """击败并杀死甲 · 逮捕处决甲: verbs side by side share their object."""
        state = self.state
        before = state.last
        if before is None or before.trigger is None or before.slots.get("object") or not takes_object(before):
            return
        still = before.trigger.rule.type in MOTION and frame.trigger is not None and frame.trigger.rule.type not in MOTION
        if still or before.pivot or before.trigger.rule.content is not None:
            return
        between = self.nodes[state.last_node + 1 : place]
        if all(node.kind in {"linker", "coord", "aspect"} for node in between) and len(between) <= 1:
            frame.governor = governing(before.governor)
            frame.slots.setdefault("shared", [])
            state.subject_path = "stands before it"
            before.path["shared"] = "with the verb after it"
            self.link(before, frame)

    def link(self, before: Frame, frame: Frame) -> None:
        """Lets the earlier verb see the later one's object once it is known."""
        before.slots["object"] = frame.slots.setdefault("object", [])
        if before.passive and not frame.passive:
            frame.passive = True

    def is_nominal(self, place: int) -> bool:
        """True if 的 stands before the event word: 苏联的入侵, 对巴楚的轰炸, or 下 after it: 在甲领导下."""
        if place + 1 < len(self.nodes) and self.nodes[place + 1].text in UNDER and self.state.pending.get("at"):
            return True
        before = place - 1
        while before >= 0 and self.nodes[before].kind in {"other", "quote"}:
            before -= 1
        return before >= 0 and self.nodes[before].kind == "de"

    def nominal(self, place: int, frame: Frame) -> int:
        """An event noun: what stands before 的 acts, 对 marks whom it touches, the clause's subject suffers or acts."""
        state = self.state
        frame.nominal = True
        owner = self.owner_before(place) or self.defined()
        outer, path, inherited = self.subject_for()
        under = place + 1 < len(self.nodes) and self.nodes[place + 1].text in UNDER
        if under and (helper := self.taken_back("at", owner)) is not None:
            # 在甲的支援下，乙…: 甲 acts, the clause's subject, or else the next one, is acted upon.
            frame.fill("subject", helper, "before 的 in 在…下")
            if self.state.subject is not None:
                frame.fill("object", self.state.subject, "subject of the clause")
            else:
                self.topic.waiting.append(frame)
            self.frames.append(frame)
            frame.times += state.times
            frame.carried = self.carried
            return place + 1
        marked = [phrase for slot, phrases in state.pending.items() if slot != "cause" for phrase in phrases]
        toward = state.pending.get("toward", []) + state.pending.get("with", [])
        if state.agent is not None and state.passive:
            frame.fill("subject", state.agent, "agent of the passive")
            if outer is not None:
                frame.fill("object", outer, "suffers it")
        elif owner is not None and not any(owner is phrase for phrase in marked):
            frame.fill("subject", owner, "before 的")
            if outer is not None and outer is not owner and (state.passive or state.last is not None):
                frame.fill("object", outer, f"suffers it, {path}")
        elif outer is not None and not (toward and owner is None):
            frame.fill("subject", outer, path)
            frame.inherited = inherited
        for slot, phrases in state.pending.items():
            for phrase in phrases:
                frame.fill(slot, phrase, f"marked as {slot}")
        frame.times += state.times
        frame.carried = self.carried
        self.consume()
        self.frames.append(frame)
        state.last_node = place
        return place + 1

    def taken_back(self, slot: str, owner: Phrase | None) -> Phrase | None:
        """The owner, removed from the preposition that had claimed it; the slot's only phrase where none is given."""
        claimed = self.state.pending.get(slot, [])
        for phrase in claimed:
            if owner is None or phrase is owner:
                claimed.remove(phrase)
                return phrase
        return None

    def defined(self) -> Phrase | None:
        """是甲与乙因某事爆发的一场冲突: who stands after 是 fights."""
        frame = self.state.last
        while frame is not None:
            phrase = frame.first("object")
            if frame.trigger is None and phrase is not None and phrase.heads:
                return phrase
            frame = frame.previous
        return None

    def owner_before(self, place: int) -> Phrase | None:
        """The phrase before 的."""
        before = place - 1
        while before >= 0 and self.nodes[before].kind in {"other", "quote", "de"}:
            before -= 1
        return self.phrase_at(before) if before >= 0 else None

    def relative_head(self, place: int) -> tuple[int, Phrase | None, Phrase | None, Phrase] | None:
        """Place of the head's node, the marked and the bare object inside, and the head, if a relative clause begins."""
        follow = place + 1
        inner: Phrase | None = None
        marked: Phrase | None = None
        while follow < len(self.nodes) and self.nodes[follow].kind in {"aspect", "quote", "other"}:
            follow += 1
        if follow < len(self.nodes) and self.nodes[follow].kind == "prep" and self.nodes[follow].slot in {"to", "at"}:
            follow += 1
            phrase = self.phrase_at(follow)
            if phrase is not None and phrase.owner_phrase is not None and self.splits(follow, phrase, True):
                return follow, phrase.owner_phrase, None, head_of(phrase)
            return None
        if follow < len(self.nodes) and self.nodes[follow].kind == "de":
            head_place = follow + 1
            while head_place < len(self.nodes) and self.nodes[head_place].kind in {"quote", "other"}:
                head_place += 1
            head = self.phrase_at(head_place)
            return (head_place, marked, inner, head) if head is not None else None
        phrase = self.phrase_at(follow)
        if phrase is not None and phrase.owner_phrase is not None and self.splits(follow, phrase, False):
            return follow, None, phrase.owner_phrase, head_of(phrase)
        return None

    def splits(self, place: int, phrase: Phrase, marked: bool) -> bool:
        """True if 攻击甲的乙 is 乙 who attacks 甲, and not 甲's 乙 who is attacked.

        It is when 乙 goes on as the subject of a verb and nobody else could be the attacker, or when a place cannot
        own what follows (逃到酒泉的马仲英).
        """
        owner = phrase.owner_phrase
        if owner is None or not phrase.heads:
            return False
        goes_on = any(node.kind in {"predicate", "verb"} for node in self.nodes[place + 1 :])
        person = phrase.heads[-1].label == "PERSON"
        if person and only_places(owner):
            return True
        last = self.state.last
        alone = not self.own_subject and last is None
        waits = last is not None and last.trigger is not None and takes_object(last) and not last.slots.get("object")
        if waits and acts(phrase):
            return True  # 任命担任顾问的甲: the verb before still lacks its object
        return (alone and goes_on) or (marked and person)

    def relative(self, place: int, frame: Frame, found: tuple[int, Phrase | None, Phrase | None, Phrase]) -> int:
        """甲领导的乙 · 被甲击败的乙 · 支持甲的乙: the head fills the gap and then goes on in the outer clause."""
        state = self.state
        head_place, marked, inner, head = found
        frame.relative = True
        subject = self.inner_subject(place)
        moves = frame.trigger is not None and frame.trigger.rule.type in MOTION
        if subject is not None and only_places(subject) and moves and acts(head):
            frame.fill("from", subject, "before the verb in the relative clause")  # 伊犁逃回的师世昌
            subject = None
        if state.passive:
            frame.passive = True
            if state.agent is not None:
                frame.fill("subject", state.agent, "agent of the passive")
            frame.fill("object", head, "head of the relative clause")
        elif subject is not None:
            frame.fill("subject", subject, "subject of the relative clause")
            frame.fill("object" if inner is None else "head", first_kind(head), "head of the relative clause")
        elif only_places(head) and inner is None and holds(frame):
            frame.fill("object", head, "head of the relative clause")
        else:
            frame.fill("subject", head, "head of the relative clause")
            before = state.last
            if before is not None and before.trigger is not None and before.inherited and not self.own_subject:
                before.slots["subject"] = [head]  # 奉令入湘的甲: both verbs are his
                state.last = None
        if inner is not None:
            frame.fill("object", inner, "object in the relative clause")
        if marked is not None:
            frame.fill("to", marked, "goal in the relative clause")
        for slot, phrases in state.pending.items():
            for phrase in phrases:
                frame.fill(slot, phrase, f"marked as {slot}")
        state.passive, state.agent = False, None
        state.pending = {}
        if frame.trigger is not None:
            self.frames.append(frame)
        elif frame.first("at") is not None:
            pass
        state.pivot = False if state.last is None else state.pivot
        self.go_on(head_place, head)
        return head_place + 1

    def go_on(self, place: int, head: Phrase) -> None:
        """Lets the head of a relative clause take its part in the outer clause."""
        state = self.state
        expected, state.expect = state.expect, None
        if expected == "agent":
            state.passive, state.agent = True, head
        elif expected is not None:
            state.pending.setdefault(expected, []).append(head)
        else:
            self.phrase(place, head)

    def inner_subject(self, place: int) -> Phrase | None:
        """The phrase right before the predicate, taken back from the verb or clause that had claimed it."""
        before = place - 1
        while before >= 0 and self.nodes[before].kind in {"aspect", "other", "linker", "time"}:
            before -= 1
        phrase = self.phrase_at(before) if before >= 0 else None
        state = self.state
        if phrase is None:
            return None
        if state.last is not None and state.last.first("object") is phrase:
            state.last.slots.pop("object")
            return phrase
        if state.subject is phrase:
            state.subject, self.own_subject = None, False
            return phrase
        return None

    def keep_voice(self) -> None:
        """甲被逮捕，杀害于狱中: a transitive verb without object goes on in the passive of the clause before."""
        for frame in self.frames:
            harms = frame.trigger is not None and frame.trigger.rule.type in HARM
            if self.topic.passive and frame.inherited and harms and not frame.passive and not frame.slots.get("object"):
                frame.passive = True
                frame.slots["object"] = frame.slots.pop("subject")
                frame.path["object"] = "subject of the passive that goes on"
        if self.frames:
            last = self.frames[-1]
            appoints = last.trigger is not None and last.trigger.rule.subtype == "appoint" and "object" in last.slots
            self.topic.appointment = last if appoints else None
            self.topic.passive = last.passive
            self.topic.last = last
            self.topic.sender = self.frames[-1] if self.frames[-1].pivot else None

    def finish(self) -> None:
        """Leaves the topic for the next clause."""
        state = self.state
        self.keep_voice()
        subject, main = state.subject, self.main or (self.topic.main if not self.own_subject else None)
        if self.perceiver is not None:
            subject = self.perceiver  # 得悉甲进攻，…: the text goes on about who learnt it
        elif state.pivot and state.last is not None and (state.last.pivot) and state.last.first("object") is not None:
            main = state.subject or self.topic.phrase
            subject = state.last.first("object")
            self.own_subject = True
        if subject is not None and (self.own_subject or self.topic.phrase is None):
            weak = not self.verbal and self.topic.phrase is not None and self.number > 0
            if not weak and not only_nouns(subject):
                self.topic.set(subject, main)
        if dated := [mention for mention in state.times if not is_duration(mention)]:
            self.topic.times = dated


def posted(phrase: Phrase) -> bool:
    """True for 新加坡英军 after 驻: a force after its place."""
    return any(head.label == "UNIT" for head in phrase.heads) and any(owner.label == "PLACE" for owner in phrase.owners)


def completes_motion(last: Frame, frame: Frame) -> bool:
    """True for 到 and 至 right after another verb of motion."""
    if last.trigger is None or frame.trigger is None or len(frame.span) > 1:
        return False
    return last.trigger.rule.type in MOTION and frame.trigger.rule.type == "MOVE" and not last.pivot


def holds(frame: Frame) -> bool:
    """True if a place can be what the predicate is done to (围困半年的哈密城), not only where it is (失守的济南)."""
    if frame.trigger is None or frame.trigger.rule.type not in HOLDING:
        return False
    roles = frame.trigger.rule.roles
    return any("object" in roles[role].slots for role in ("place", "patient") if role in roles)


def governing(frame: Frame | None) -> Frame | None:
    """The nearest event above: verbs that are none hand on what governs them (命令甲发动进攻)."""
    while frame is not None and frame.trigger is None:
        frame = frame.governor
    return frame


def only_places(phrase: Phrase) -> bool:
    """True if all heads are places."""
    return bool(phrase.heads) and all(head.label == "PLACE" for head in phrase.heads)


def first_kind(phrase: Phrase) -> Phrase:
    """甲领导的国民政府与阎锡山: only heads of the first one's label are modified."""
    return replace(phrase, heads=tuple(head for head in phrase.heads if head.label == phrase.heads[0].label))


def located(phrase: Phrase) -> bool:
    """True for 某地的甲: a place that owns somebody."""
    owner = phrase.owner_phrase
    return owner is not None and only_places(owner) and any(head.label in ACTORS for head in phrase.heads)


def acts(phrase: Phrase) -> bool:
    """True if the phrase names somebody who can act."""
    return any(head.label in ACTORS for head in phrase.heads)


def only_nouns(phrase: Phrase) -> bool:
    """True if nothing in the phrase can be an argument."""
    return phrase.empty


def takes_object(frame: Frame) -> bool:
    """True if a phrase to the right can be the predicate's object."""
    return frame.trigger is None or not frame.trigger.rule.intransitive


def head_of(phrase: Phrase) -> Phrase:
    """乙 of 甲的乙 alone."""
    owner = phrase.owner_phrase
    assert owner is not None
    return Phrase(
        Span(owner.span.end + 1, phrase.span.end) if owner.span.end + 1 < phrase.span.end else phrase.span,
        phrase.heads,
        tuple(mention for mention in phrase.owners if not owner.span.contains(mention.span)),
        phrase.quantities,
        phrase.noun,
        phrase.pronoun,
        phrase.located,
    )


def is_duration(mention: Mention) -> bool:
    """True for 30天, 几个星期."""
    return isinstance(mention.value, Time) and mention.value.duration is not None
