"""The extraction of one document, sentence by sentence, with everything that `explain` wants to know."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from jishi.document import Argument, Cue, Document, Event, Mention, Modality, Polarity, Span, Stage, Time, TimeBasis
from jishi.extract.arguments import PARTICIPANTS, Filler, bind, make
from jishi.extract.attributes import Found, attributes, cue_finder, targets
from jishi.extract.circumstances import BOOTY, Circumstances, mentions
from jishi.extract.clauses import analyze
from jishi.extract.domain import on_subject
from jishi.extract.foe import Foe, foe_of
from jishi.extract.frames import Frame, Topic
from jishi.extract.nodes import Cursor, Node, Phrase, Pieces, analyzer, pieces
from jishi.extract.reference import Memory, entities_of
from jishi.extract.sides import HOSTILE, completed, known_countries, opposed, sides_of
from jishi.extract.sources import COUNTED, Answering, Attribution, Speech, attributions
from jishi.extract.triggers import Refusal, trigger_finder
from jishi.resources import EventRule, Resources

# Types whose words mean something else wherever nobody and nothing of history is named with them.
SOCIAL = frozenset({"DECLARE", "SUPPORT", "CONTROL", "MOVE"})
FEW = 5  # sentences: too few to tell what an article is about
FORCES = frozenset({"unit", "enemy", "counterpart", "both", "own", "self"})  # pronouns that stand for forces
# Where a place that somebody is sent to stands in what he does there.
GOALS = {"MOVE": "destination", "CONTROL": "place", "SUPPORT": "patient", "ATTACK": "patient", "ENCIRCLE": "patient"}
LACKING = ("没有", "毫无", "未有")
SEMICOLONS = frozenset("；;")
COMMA = re.compile(r"[，；：,;:。！？]")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What came of a sentence: its nodes, frames, events, refused triggers, and the roles that stayed open."""

    sentence: int
    nodes: tuple[Node, ...]
    frames: tuple[Frame, ...]
    events: tuple[Event, ...]
    refusals: tuple[Refusal, ...]
    open_roles: tuple[tuple[Span, tuple[str, ...]], ...]


Tracer = Callable[[Document], tuple[Extraction, ...]]


def extract(resources: Resources, *, gate: bool = True) -> Stage:
    """A stage that fills the events; the gate keeps them out of sentences in which nothing tells of war."""
    trace = tracer(resources, gate=gate)

    def stage(document: Document) -> Document:
        events = tuple(event for extraction in trace(document) for event in extraction.events)
        return replace(document, events=events)

    return stage


def tracer(resources: Resources, *, gate: bool = True) -> Tracer:
    """A function from a document to what came of each of its sentences."""
    find_triggers, find_cues, nodes_of = trigger_finder(resources), cue_finder(resources), analyzer(resources)
    countries = known_countries(resources)

    def trace(document: Document) -> tuple[Extraction, ...]:
        triggers, refusals = find_triggers(document)
        cues = find_cues(document)
        results = []
        refused, said = Cursor(refusals), Cursor(cues)
        cut = tuple(pieces(document, triggers))
        told_of = on_subject(document, cut)
        reader = Reader(document, countries, sure=len(cut) > FEW and all(told_of))
        for piece, fine in zip(cut, told_of, strict=True):
            span = piece.sentence.span
            told = refused.within(span)
            if gate and not fine:
                told += tuple(Refusal(one.span, one.rule.id, "nothing here tells of war") for one in piece.triggers)
                piece = replace(piece, triggers=())
            here = said.within(span)
            results.append(reader.read(piece, nodes_of(document, behind_dateline(piece, here)), told, here))
        return complete(document, results, countries, reader.memory.foe)

    return trace


def behind_dateline(piece: Pieces, cues: Sequence[Found]) -> Pieces:
    """The sentence without its head in a dispatch, 中央社常德九日急电：, which says where and when it was sent."""
    end = next((cue.span.end for cue in cues if cue.rule.value == "header"), None)
    if end is None or any(one.label == "PERSON" and one.span.end <= end for one in piece.mentions):
        return piece
    return replace(
        piece,
        tokens=tuple(one for one in piece.tokens if one.span.start >= end),
        mentions=tuple(one for one in piece.mentions if one.span.start >= end),
        triggers=tuple(one for one in piece.triggers if one.span.start >= end),
    )


def complete(
    document: Document, read: Sequence[Extraction], countries: Mapping[str, str], foe: Foe | None
) -> tuple[Extraction, ...]:
    """The extractions with participants that only the neighbouring events tell."""
    sides = sides_of(document, [event for one in read for event in one.events], countries)
    history: list[Event] = []
    done = []
    for extraction in read:
        frames = {frame.span: frame for frame in extraction.frames}
        events = []
        for event in extraction.events:
            event = completed(document, event, frames[event.trigger], sides, history)
            event = opposed(document, event, frames[event.trigger], sides, foe) if foe is not None else event
            events.append(event)
            if event.type in HOSTILE:
                history.append(event)
        done.append(replace(extraction, events=tuple(events)))
    return tuple(done)


@dataclass(frozen=True, slots=True)
class Bound:
    """A rule with its arguments, or no rule and the reasons."""

    rule: EventRule | None
    arguments: tuple[Argument, ...]
    remarks: tuple[str, ...]


class Reader:
    """Reads the sentences in order and keeps what one tells the next."""

    def __init__(self, document: Document, countries: Mapping[str, str], *, sure: bool) -> None:
        self.document, self.sure = document, sure
        entities = entities_of(document)
        self.memory = Memory(entities, countries.keys(), foe=foe_of(document, entities, countries))
        self.title = self.title_phrase()
        people = [head for head in self.title.heads if head.label == "PERSON"] if self.title is not None else []
        self.memory.hero = next(iter(people), None)
        self.topic = self.new_topic()
        self.speech: Speech | None = None
        self.narrative: str | None = None

    def title_phrase(self) -> Phrase | None:
        """In a biography, whom the title names: a sentence without a subject is about that person."""
        for entity in self.document.entities:
            names = {entity.name, entity.link, *(self.document[mention.span] for mention in entity.mentions)}
            if self.document.title in names and entity.label in {"PERSON", "UNIT"}:
                return phrase_of(self.first_told(entity.mentions))
        return None

    def first_told(self, mentions: Sequence[Mention]) -> Mention:
        """The first of the mentions that stands in no heading: an event does not point to the article's title."""
        headings = {heading.start for heading in self.document.headings}
        return next((one for one in mentions if one.span.start not in headings), mentions[0])

    def new_topic(self) -> Topic:
        """The topic at the beginning of a section."""
        topic = Topic(hero=self.memory.hero is not None)
        if self.title is not None:
            topic.set(self.title)
        return topic

    def read(
        self, piece: Pieces, nodes: Sequence[Node], refusals: tuple[Refusal, ...], cues: Sequence[Found]
    ) -> Extraction:
        """The extraction of one sentence."""
        sentence = piece.sentence
        self.memory.sentence, self.memory.here = piece.index, piece.mentions
        if sentence.heading:
            # Headings give no events, and a new section has a new topic.
            self.topic, self.narrative = self.new_topic(), None
            self.memory.see(piece.mentions)
            return Extraction(piece.index, tuple(nodes), (), (), refusals, ())
        self.topic.new_sentence()
        before = self.document.text[sentence.span.start - 1 : sentence.span.start]
        if before not in SEMICOLONS or self.title is not None:
            self.topic.phrase = self.title  # only a semicolon lets the text go on about somebody
        if self.memory.hero is not None:
            self.topic.person = self.title
        frames = [frame for frame in analyze(nodes, self.topic) if frame.trigger is not None]
        frames.sort(key=lambda frame: frame.span)
        spoken = [cue for cue in cues if cue.rule.kind == "source"]
        found, self.speech = attributions(self.document, piece, spoken, self.speech, self.memory)
        held = marking(nodes)
        others = [cue for cue in cues if cue.rule.kind != "source" and cue.span.end not in held]
        events, remarks = self.events(piece, frames, others, found)
        self.memory.see(piece.mentions)
        return Extraction(piece.index, tuple(nodes), tuple(frames), events, refusals, remarks)

    def events(
        self, piece: Pieces, frames: Sequence[Frame], cues: Sequence[Found], found: Sequence[Attribution]
    ) -> tuple[tuple[Event, ...], tuple[tuple[Span, tuple[str, ...]], ...]]:
        """The events of the frames, with arguments, circumstances and attributes, and what stayed open."""
        text, span = self.document.folded, piece.sentence.span
        commas = [match.start() for match in COMMA.finditer(text, span.start, span.end)]
        said: dict[int, tuple[Polarity, Modality]] = {}
        aimed = targets(cues, frames, text, commas)
        circumstances, answering = Circumstances(self.memory, piece.sentence), Answering(found)
        events, remarks = [], []
        for frame in frames:
            marks = attributes(frame, aimed.get(frame.span, ()), said)
            said[frame.span.start] = (marks.polarity, marks.modality)
            bound = self.bound(frame, piece, circumstances, marks.modality)
            remarks.append((frame.span, bound.remarks))
            if bound.rule is None:
                continue
            source = answering.source(frame.span)
            arguments = bound.arguments
            if source is not None and source.cue is not None:
                arguments = self.told(bound.rule.type, arguments, source, source.cue)
                arguments += self.reporter(bound.rule.type, arguments, frame, source.cue)
            time, basis = self.time_of(arguments, frame)
            agents = {name for one in arguments if one.role == "agent" for name in self.called(one.mention)}
            if source is not None and bound.rule.type == "DECLARE" and source.source in agents:
                source = None  # 刘湘表示效忠: the speech act is his own
            event = Event(
                bound.rule.type,
                frame.span,
                bound.rule.id,
                piece.index,
                arguments,
                bound.rule.subtype,
                marks.polarity,
                marks.modality,
                source.source if source is not None else None,
                time,
                marks.cues if source is None or source.cue is None else (*marks.cues, source.cue),
                bound.rule.confidence,
                basis,
            )
            self.memory.note(event)
            circumstances.note(event, relative=frame.relative)
            events.append(event)
        return reached(events, text), tuple(remarks)

    def told(self, kind: str, arguments: tuple[Argument, ...], source: Attribution, cue: Cue) -> tuple[Argument, ...]:
        """Without the time at which somebody says it: 发言人今晨称，敌军已被击退; with 据说 nobody does."""
        if kind == "DECLARE" or self.document[cue.span] == source.source:
            return arguments
        return tuple(one for one in arguments if one.role != "time" or one.mention.span.start > cue.span.start)

    def reporter(self, kind: str, arguments: Sequence[Argument], frame: Frame, cue: Cue) -> tuple[Argument, ...]:
        """第5军 of 根据第5军的战报，此役击毙日军四千人: who reports losses of others has inflicted them."""
        given = frame.first("object")
        others = given is not None and bool(given.heads or given.pronoun or kind in BOOTY)
        if kind not in COUNTED or not others or frame.passive or frame.relative or mentions(arguments, "agent"):
            return ()
        here = self.memory.here
        reporting = next((one for one in here if one.span.start == cue.span.end and one.label == "UNIT"), None)
        suffered = {self.memory.name(one) for one in mentions(arguments, "patient")}
        if reporting is None or self.memory.name(reporting) in suffered:
            return ()
        sentence = self.document.sentences[self.memory.sentence]
        return (make("agent", Filler(reporting, "reports what it has inflicted"), self.memory, sentence),)

    def called(self, mention: Mention) -> set[str]:
        """What somebody is called here, and the name of the entity."""
        return {self.document[mention.span], self.memory.name(mention) or ""}

    def time_of(self, arguments: Sequence[Argument], frame: Frame) -> tuple[str | None, TimeBasis | None]:
        """The EDTF value that holds for an event and its basis; times told in relative clauses are not carried."""
        for argument in arguments:
            value = argument.mention.value
            if argument.role == "time" and isinstance(value, Time) and value.edtf is not None:
                if not frame.relative:
                    self.narrative = value.edtf
                return value.edtf, "own" if argument.mention in frame.times else "sentence"
        return (self.narrative, "carried") if self.narrative is not None and not frame.relative else (None, None)

    def bound(self, frame: Frame, piece: Pieces, circumstances: Circumstances, modality: Modality) -> Bound:
        """The first of the trigger's rules whose needs the frame meets, with the arguments."""
        assert frame.trigger is not None
        remarks: tuple[str, ...] = ()
        for rule in (frame.trigger.rule, *frame.trigger.others):
            if rule is not frame.trigger.rule:
                frame.trigger = replace(frame.trigger, rule=rule)
            arguments, open_roles = bind(frame, self.memory, piece.sentence)
            arguments = circumstances.complete(frame, arguments, modality)
            if (missing := unmet(rule, arguments, frame, self.sure)) is None:
                return Bound(rule, arguments, open_roles)
            remarks = (*remarks, f"no event of {rule.id}: {missing}")
        return Bound(None, (), remarks)


def unmet(rule: EventRule, arguments: Sequence[Argument], frame: Frame, sure: bool) -> str | None:
    """What the rule needs and does not have, None if all is there.

    In an article that is `sure` to be on war, a word of two characters needs no participant to mean what it says.
    """
    roles = {argument.role for argument in arguments} | unnamed(rule, frame)
    sure = sure and len(frame.span) > 1
    for needed in rule.needs:
        if not needed & roles and not (sure and needed.intersection(PARTICIPANTS)):
            return f"needs {' or '.join(sorted(needed))}"
    for name, role in rule.roles.items():
        if role.required and name not in roles:
            return f"needs {name}"
    if rule.type in SOCIAL and not sure and not roles - {"time", "quantity"}:
        return "needs a participant"
    if rule.type == "MOVE" and not sure and not roles & {"agent", "patient", "quantity", "origin"}:
        return "needs somebody who moves"  # 由喀什北行165公里 describes a road
    # 参加中原大战, 援助西班牙内战: what is done to a named event is no event of its own.
    heads = [head for phrase in frame.slots.get("object", []) for head in phrase.heads]
    named = bool(heads) and all(head.label == "EVENT" for head in heads) and not frame.nominal
    if named and not roles & {"patient", "item"}:
        return "its object is a named event"
    return None


def unnamed(rule: EventRule, frame: Frame) -> set[str]:
    """The participants that are there but have no name: 援军, 残部, 该部; places without a name fall, too: 阵地失守."""
    fallen = rule.type == "CONTROL" and any(
        phrase.noun is not None and not phrase.heads for phrase in frame.slots.get("subject", ())
    )
    return ({"place"} if fallen and rule.intransitive else set()) | {
        role
        for role in PARTICIPANTS
        if role in rule.roles
        for slot in rule.roles[role].slots
        for phrase in frame.slots.get(slot, ())
        if phrase.generic or phrase.pronoun in FORCES
    }


def marking(nodes: Sequence[Node]) -> set[int]:
    """Where prepositions end that govern a phrase (将甲免职, 以飞机掩护): there 将 and 以 are no cue of modality."""
    return {
        node.span.end
        for node, follow in pairwise(nodes)
        if (node.kind in {"prep", "disposal"} and follow.kind == "phrase") or lacks(node, follow)
    }


def lacks(node: Node, follow: Node) -> bool:
    """True for 没有 in 身穿没有军衔标志的军服越过边境: something lacks something, and no event is denied."""
    phrase = follow.phrase
    return node.text in LACKING and phrase is not None and phrase.owner_phrase is not None and not phrase.heads


def reached(events: Sequence[Event], text: str) -> tuple[Event, ...]:
    """派甲进入某地, 派甲占领某地, 甲北上占领某地: where one goes is where one then is.

    Who has been sent goes there in any clause, who moves on his own in the same one.
    """
    done = list(events)
    for place, (moving, going) in enumerate(pairwise(events)):
        sent, goes = (set(mentions(moving.arguments, role)) for role in ("patient", "agent"))
        gone = set(mentions(going.arguments, "agent"))
        same = going.type != "MOVE" and not COMMA.search(text, moving.trigger.end, going.trigger.start)
        if moving.type != "MOVE" or not gone or mentions(moving.arguments, "destination"):
            continue
        if (sent and gone <= sent) or (same and gone == goes):
            done[place] = replace(moving, arguments=(*moving.arguments, *goals_of(going)))
    return tuple(done)


def goals_of(going: Event) -> tuple[Argument, ...]:
    """Where somebody goes who moves somewhere, takes, attacks or relieves a place."""
    role = GOALS.get(going.type)
    return tuple(
        replace(one, role="destination") for one in going.arguments if one.role == role and one.mention.label == "PLACE"
    )


def phrase_of(mention: Mention) -> Phrase:
    """A mention as a phrase of its own."""
    return Phrase(mention.span, (mention,))
