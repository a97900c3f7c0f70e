"""Clauses while they are read, their predicates as frames with grammatical slots, and what phrases can be asked."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from jishi.document import Mention, Span, Time
from jishi.extract.nodes import Node, Phrase
from jishi.extract.triggers import Trigger

ACTORS = frozenset({"PERSON", "UNIT", "GROUP", "ORG"})
HOLDING = frozenset({"ENCIRCLE", "CONTROL", "ATTACK", "DEFEND"})
GIVING = "给"
HERE = frozenset({"at"})
BELOW = ("下", "之下")
UNDER = (*BELOW, "中", "当中", "之中")
ROUTE = HERE | {"from", "via", "with"}  # 由河北率部进攻: for what is done with the force
MOTION = frozenset({"MOVE", "RETREAT"})


@dataclass(slots=True)
class Frame:
    """A predicate with its slots. `trigger` is None for a verb that is no event; `path` says how a slot was filled.

    `governor` is the event above it, `previous` the verb before it in the clause, whatever it is; `carried` are
    the times set before its clause; `pivot`: its object acts next; `sense` is what its word says of the object:
    brings (it is moved), message (it is told what follows: 致电甲), posing (it is only what the subject looks
    like: 伪装成), provoking (others do what follows: 引发), lures (who does it goes on: 诱使), transferred (of who was
    dismissed: 调任); `completes`: what follows is what the object becomes (编为); `bidden`: it is ordered without
    saying to whom (下令撤退); `light`: a verb that only carries an event noun (发动).
    """

    span: Span
    trigger: Trigger | None
    word: str = ""
    slots: dict[str, list[Phrase]] = field(default_factory=dict)
    path: dict[str, str] = field(default_factory=dict)
    times: list[Mention] = field(default_factory=list)
    carried: list[Mention] = field(default_factory=list)
    governor: "Frame | None" = None
    previous: "Frame | None" = None
    passive: bool = False
    nominal: bool = False
    relative: bool = False
    inherited: bool = False
    pivot: bool = False
    bidden: bool = False
    light: bool = False
    sense: str = ""
    completes: bool = False

    @property
    def type(self) -> str | None:
        """The event type of its rule."""
        return self.trigger.rule.type if self.trigger is not None else None

    @property
    def subtype(self) -> str | None:
        """The subtype of its rule."""
        return self.trigger.rule.subtype if self.trigger is not None else None

    @property
    def content(self) -> str | None:
        """What its rule says of the content: ordered, planned, negative; None if nothing."""
        return self.trigger.rule.content if self.trigger is not None else None

    @property
    def gives(self) -> bool:
        """True for 交给, 让给."""
        return self.word[-1] == GIVING

    def fill(self, slot: str, phrase: Phrase, why: str) -> None:
        """Puts the phrase into the slot."""
        self.slots.setdefault(slot, []).append(phrase)
        self.path.setdefault(slot, why)

    def named_else(self, slot: str) -> bool:
        """True if somebody of whom there is only a common noun stands in the slot: 居民, not 敌军."""
        phrases = self.slots.get(slot, ())
        return any(one.noun is not None and not one.heads and not one.generic and not one.pronoun for one in phrases)

    def first(self, slot: str) -> Phrase | None:
        """The slot's first phrase."""
        return next(iter(self.slots.get(slot, ())), None)


@dataclass(slots=True)
class Topic:
    """What goes on from clause to clause: what the text is about, and what earlier clauses left open.

    `main` is the subject that set the topic to work (甲派乙…), `leader` who leads it (甲率乙…), `person` the last
    person talked about, `first` the first one of the sentence, who is 他 in the next (Grosz, Joshi and Weinstein 1995),
    `group` the last phrase with several heads, `pair` two who have just fallen out; `times` hold until others come;
    `setting` is where the next clause happens; `passive` is the voice of the clause before; `sender` and
    `appointment` are frames that a later clause may complete; `waiting` lack their object and `forward` their
    subject until the next clause names it; `hero`: 他 is the person whose life is told; `named`: this sentence has
    said what it is about; `learner` has learnt what the next clause tells.
    """

    phrase: Phrase | None = None
    main: Phrase | None = None
    leader: Phrase | None = None
    person: Phrase | None = None
    first: Phrase | None = None
    group: Phrase | None = None
    pair: Phrase | None = None
    times: list[Mention] = field(default_factory=list)
    passive: bool = False
    setting: list[Phrase] = field(default_factory=list)
    sender: Frame | None = None
    appointment: Frame | None = None
    last: Frame | None = None
    hero: bool = False
    named: bool = False
    learner: Phrase | None = None
    waiting: list[Frame] = field(default_factory=list)
    forward: list[Frame] = field(default_factory=list)

    def set(self, phrase: Phrase, main: Phrase | None = None) -> None:
        """Makes the phrase what the text is about."""
        self.phrase, self.main, self.named, self.leader = phrase, main, True, None
        if self.hero:
            return  # in a biography 他 stays the person whose life is told
        named = phrase if phrase.heads else replace(phrase, heads=phrase.owners, owners=())  # 甲的结局不明，一说他…
        if named.has("PERSON"):
            self.person = named
            self.first = self.first or named

    def new_sentence(self) -> None:
        """Forgets what does not reach over a full stop."""
        self.person, self.first = self.first or self.person, None
        self.main = self.sender = self.appointment = self.last = self.pair = self.learner = None
        self.times, self.waiting, self.forward, self.passive = [], [], [], False
        self.setting, self.named = [], False


Outer = tuple[Phrase | None, bool, bool]


@dataclass(slots=True)
class Clause:
    """A clause and what is known of it while it is read from left to right.

    `pending` are marked phrases (by slot) that wait for their predicate, `agent` is who stands after 被, `expect` the
    slot of a mark whose phrase begins with a relative clause, `last` the verb read last, `pivot` that its object acts,
    `twin` a verb that shares all with the next, `leader` who leads the subject, `helper` who helps or stops it,
    `lasting` how long the next event went on, `joined` that somebody acts along with the subject, `setting` where it
    all happens. `passed` is the subject before the present one, with flags; in a `reason` (因甲进攻而撤退) `outer` is
    that outside of it, and `framed` that outside of 在甲到来之前; `held` is the voice of the clause while a relative
    clause is read: 被甲以通敌的罪名处死.
    """

    nodes: Sequence[Node]
    number: int
    topic: Topic
    subordinate: bool = False
    frames: list[Frame] = field(default_factory=list)
    subject: Phrase | None = None
    subject_inherited: bool = False
    subject_path: str = "stands before it"
    own_subject: bool = False
    main: Phrase | None = None
    perceiver: Phrase | None = None
    verbal: bool = False
    last: Frame | None = None
    last_node: int = -1
    pivot: bool = False
    twin: Frame | None = None
    leader: Phrase | None = None
    helper: Phrase | None = None
    lasting: Mention | None = None
    joined: bool = False
    pending: dict[str, list[Phrase]] = field(default_factory=dict)
    setting: list[Phrase] = field(default_factory=list)
    passive: bool = False
    agent: Phrase | None = None
    expect: str | None = None
    times: list[Mention] = field(default_factory=list)
    carried: list[Mention] = field(default_factory=list)
    last_under: int = -1
    last_predicate: int = -1
    last_verb: int = -1
    reason: bool = False
    outer: "Outer" = (None, False, False)
    framed: "Outer | None" = None
    passed: "Outer" = (None, False, False)
    held: tuple[bool, Phrase | None] = (False, None)

    @classmethod
    def of(cls, nodes: Sequence[Node], number: int, topic: Topic) -> "Clause":
        """A clause about to be read."""
        opening = next((node for node in nodes if node.kind not in {"other", "time", "linker", "open"}), None)
        # 因伤亡过大，甲撤退 · 为了解围，甲西进: who acts is named only in the next clause.
        # Not 甲出发，沿某河南进，与乙会师, where 甲 goes on, nor 因后路被切断而溃败 and 为部下所杀.
        slots = {"cause", "for"} if topic.named else {"cause", "for", "via"}
        subordinate = opening is not None and opening.kind == "prep" and opening.slot in slots
        subordinate = subordinate and not any(node.text in {"而", "所"} for node in nodes)
        if any(node.slot == "later" for node in nodes):
            topic.times = []  # 甲于5月撤退，此后投降: no longer in May
        nodes = [told_of(node, topic) for node in nodes]
        clause = cls(nodes, number, topic, subordinate, carried=topic.times)
        clause.perceiver, topic.learner = topic.learner, None
        if topic.setting:
            clause.setting, topic.setting = topic.setting, []
        for place, node in enumerate(nodes):
            if node.kind in {"predicate", "verb"}:
                clause.last_verb = place
            if node.kind == "predicate":
                clause.last_predicate = place
            if node.kind == "after" and node.text in UNDER:
                clause.last_under = place
        return clause

    def begins_with(self, frame: Frame) -> bool:
        """True if nothing but 并 or 再 stands before the frame in the clause."""
        first = next((node for node in self.nodes if node.kind != "linker"), None)
        return first is not None and first.span == frame.span

    def follows_then(self, place: int, frame: Frame) -> bool:
        """True if 即 or 便 stands between the node at the place and the frame."""
        later = (self.nodes[index] for index in range(place + 1, len(self.nodes)))
        between = takewhile(lambda node: node.span < frame.span, later)
        return any(node.kind == "linker" and node.slot == "then" for node in between)

    def more_predicates(self, place: int) -> bool:
        """True if a predicate follows in the clause."""
        return self.last_predicate > place

    def more_verbs(self, place: int) -> bool:
        """True if a predicate or another verb follows in the clause."""
        return self.last_verb > place

    def dated(self, place: int) -> bool:
        """True for 的 after a time."""
        return place > 0 and self.nodes[place].kind == "de" and self.nodes[place - 1].kind == "time"

    def phrase_at(self, place: int) -> Phrase | None:
        """The noun phrase at the place, if there is one."""
        return self.nodes[place].phrase if 0 <= place < len(self.nodes) else None

    def give_times(self, frame: Frame) -> None:
        """Gives the frame the clause's times and those set before it."""
        frame.times += self.times
        if self.lasting is not None:
            frame.times, self.lasting = [self.lasting], None
        frame.carried = self.carried

    def give_marked(self, frame: Frame) -> None:
        """Fills the frame with the marked phrases that wait, the clause's times and those set before it."""
        for phrase in self.setting:
            frame.fill("at", phrase, "where the clause is set")
        for slot, phrases in self.pending.items():
            for phrase in phrases:
                frame.fill(slot, phrase, f"marked as {slot}")
        self.give_times(frame)

    @property
    def acting(self) -> "Outer":
        """The subject with its flags."""
        return self.subject, self.subject_inherited, self.own_subject

    def restore(self, acting: "Outer") -> None:
        """Makes what was the subject the subject again."""
        self.subject, self.subject_inherited, self.own_subject = acting

    def enter_reason(self, phrase: Phrase) -> None:
        """因甲进攻…: 甲 is the subject of what follows, but not what the text is about."""
        if not self.reason:
            self.outer = self.acting
        self.reason = True
        self.subject, self.subject_inherited, self.own_subject = phrase, False, False
        self.subject_path = "stands before it, after 因"

    def enter_frame(self, phrase: Phrase) -> None:
        """乙在甲到来之前撤退: 甲 is the subject up to 之前, then 乙 is again."""
        self.framed, self.subject = self.acting, phrase

    def leave_frame(self) -> None:
        """Behind 之前 or 后 the subject from outside is there again."""
        if self.framed is not None:
            self.restore(self.framed)
            self.framed = None

    def leave_reason(self) -> None:
        """Behind 而, or at the clause's end, the subject from outside is there again."""
        if self.reason:
            self.restore(self.outer)
            self.subject_path = "stands before the reason"
            self.reason, self.pivot, self.last = False, False, None

    def consume(self, keep: frozenset[str] = HERE) -> None:
        """What one predicate has used is not there for the next; a place holds for the whole clause."""
        self.pending = {slot: phrases for slot, phrases in self.pending.items() if slot in keep}
        self.passive, self.agent = False, None


def told_of(node: Node, topic: Topic) -> Node:
    """The node, with 两城 as the two places of a row that has been told of."""
    phrase, group = node.phrase, topic.group
    if phrase is None or not phrase.several or phrase.heads or group is None or not group.only("PLACE"):
        return node
    if len(group.heads) != phrase.several:
        return node
    return replace(node, phrase=replace(phrase, heads=group.heads, noun=None))


def posted(phrase: Phrase) -> bool:
    """True for 新加坡英军 after 驻: a force after its place."""
    return phrase.has("UNIT") and any(owner.label == "PLACE" for owner in phrase.owners)


def holds(frame: Frame) -> bool:
    """True if a place can be what the predicate is done to (围困半年的哈密城), not only where it is (失守的济南)."""
    if frame.trigger is None or frame.type not in HOLDING:
        return False
    roles = frame.trigger.rule.roles
    return any("object" in roles[role].slots for role in ("place", "patient") if role in roles)


def governing(frame: Frame | None) -> Frame | None:
    """The nearest event above: verbs that are none hand on what governs them (命令甲发动进攻)."""
    while frame is not None and frame.trigger is None:
        frame = frame.governor
    return frame


def first_kind(phrase: Phrase) -> Phrase:
    """甲领导的国民政府与阎锡山: only heads of the first one's label are modified."""
    return replace(phrase, heads=tuple(head for head in phrase.heads if head.label == phrase.heads[0].label))


def moving(node: Node) -> bool:
    """True for verbs of motion that nobody else is moved with: 败退, 进驻, not 派 or 调."""
    rule = node.trigger.rule if node.trigger is not None else None
    return rule is not None and rule.type in MOTION and not rule.pivot


def located(phrase: Phrase) -> bool:
    """True for 某地的甲: a place that owns somebody."""
    owner = phrase.owner_phrase
    return owner is not None and owner.only("PLACE") and acts(phrase)


def acts(phrase: Phrase) -> bool:
    """True if the phrase names somebody who can act."""
    return any(head.label in ACTORS for head in phrase.heads)


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
    )


def is_duration(mention: Mention) -> bool:
    """True for 30天, 几个星期."""
    return isinstance(mention.value, Time) and mention.value.duration is not None
