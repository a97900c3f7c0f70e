"""How events hang together: an order and what it orders, a purpose, a cause, what came first, what was part of what.

A stage of its own, after the events: it reads nothing but the document, so that events that a person wrote can be
related too. A relation is stated only where words of the text or the events' own frames say so.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import ahocorasick_rs

from jishi.document import Document, Event, Mention, Relation, RelationKind, Span, Stage
from jishi.extract.triggers import CONTEXT, Borders, ends
from jishi.resources import RelationRule, Resources

Relater = Callable[[Document], tuple[Relation, ...]]
CLAUSE_MARKS = "，；：,;:"
COMMA = re.compile(f"[{CLAUSE_MARKS}。！？“”]")
CLAUSES = 2  # how many clauses away from its cue an event may stand
RELATIVE = re.compile(r"[^，；：。！？、“”（）\n]{0,12}?的")  # what may follow the verb of a relative clause
OWNED = re.compile(r"(?:的|之)$")
NEAR = 12  # events beyond which none is looked for
FAR = 30  # characters between an event word and the 后 that belongs to it
UNSURE = frozenset({"hypothetical"})
AIMED = frozenset({"planned", "hypothetical", "attempted", "ordered"})


def relate(resources: Resources) -> Stage:
    """A stage that fills the relations between the events."""
    find = relater(resources)
    return lambda document: replace(document, relations=find(document))


def relater(resources: Resources) -> Relater:
    """A function from a document with events to the relations between them, sorted by where they stand."""
    rules: dict[str, list[RelationRule]] = {}
    for rule in resources.relations:
        for word in rule.words:
            rules.setdefault(word, []).append(rule)
    words = sorted(rules)
    automaton = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest) if words else None
    contents = {rule.id: rule.content for rule in resources.rules if rule.content is not None}
    senders = frozenset(rule.id for rule in resources.rules if rule.pivot and rule.type == "MOVE")

    def find(document: Document) -> tuple[Relation, ...]:
        if len(document.events) < 2:
            return ()
        told = Told.of(document)
        found = [*told_contents(told, contents), *sendings(told, senders)]
        if automaton is not None:
            borders = Borders.of(document)
            for number, start, end in automaton.find_matches_as_indexes(document.folded):
                cue = Span(start, end)
                if not borders.in_mention(cue) and borders.reason(cue) is None:
                    for rule in rules[words[number]]:
                        if allowed(rule, document.folded, cue):
                            found += told.related(rule, cue)
        return unique(found)

    return find


def unique(found: Sequence[Relation]) -> tuple[Relation, ...]:
    """Each pair of events related in one way only once, sorted."""
    first: dict[tuple[Span, Span, str], Relation] = {}
    for one in sorted(found, key=lambda one: (one.source.trigger, one.target.trigger, one.kind, one.cue)):
        first.setdefault((one.source.trigger, one.target.trigger, one.kind), one)
    return tuple(first.values())


def allowed(rule: RelationRule, text: str, cue: Span) -> bool:
    """True if the cue's conditions on its neighbors hold."""
    left = text[max(0, cue.start - CONTEXT) : cue.start]
    if rule.not_before is not None and ends(rule.not_before.finditer(left), left):
        return False
    if rule.before is not None and not ends(rule.before.finditer(left), left):
        return False
    return rule.not_after is None or rule.not_after.match(text, cue.end) is None


def told_contents(told: "Told", contents: Mapping[str, str]) -> Iterator[Relation]:
    """What an order orders, an announcement says, a plan intends, an obstacle prevents: the events of that content."""
    for place, outer in enumerate(told.events):
        content = contents.get(outer.rule, "ordered" if outer.type == "ORDER" else None)
        for inner in told.events[place + 1 : place + 1 + NEAR]:
            if inner.sentence != outer.sentence:
                break
            quoted = any(cue.kind == "source" and cue.span.overlaps(outer.trigger) for cue in inner.cues)
            if quoted and outer.type == "DECLARE":
                yield Relation("content", outer, inner, outer.trigger, "content.said")
            elif told.inner(inner):
                continue
            elif content is None or not depends(inner, content):
                if content is not None:
                    break
            elif content == "negative":
                yield Relation("prevent", outer, inner, outer.trigger, "content.prevented")
                break
            else:
                kind: RelationKind = "order" if outer.type == "ORDER" else "content"
                yield Relation(kind, outer, inner, outer.trigger, f"content.{content}")


def depends(event: Event, content: str) -> bool:
    """True if the event has the content's modality or polarity, and from no cue of its own."""
    cued = {cue.kind for cue in event.cues}
    if content == "negative":
        return event.polarity == "negative" and "polarity" not in cued
    return content != "actual" and event.modality == content and "modality" not in cued


def sendings(told: "Told", senders: frozenset[str]) -> Iterator[Relation]:
    """派甲进攻乙: who is sent acts next in the same clause, and that is what he is sent for."""
    for sending, doing in zip(told.events, told.events[1:], strict=False):
        if sending.rule not in senders or sending.sentence != doing.sentence or doing.type in {"MOVE", "COMMAND"}:
            continue
        sent = {one.mention.span for one in sending.arguments if one.role == "patient"}
        acting = {one.mention.span for one in doing.arguments if one.role == "agent"}
        between = told.document.folded[sending.trigger.end : doing.trigger.start]
        if sent & acting and not COMMA.search(between):
            yield Relation("purpose", sending, doing, sending.trigger, "purpose.sent")


@dataclass(frozen=True, slots=True)
class Told:
    """The events of a document in the order of the text, and what can be asked of their places."""

    document: Document
    events: tuple[Event, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, document: Document) -> "Told":
        """The events of a document."""
        events = tuple(sorted(document.events, key=lambda event: event.trigger))
        return cls(document, events, tuple(event.trigger.start for event in events))

    def inner(self, event: Event) -> bool:
        """True for the verb of a relative clause (驻守迪化的省军) and for a noun after 的 (对迪化的轰炸)."""
        text = self.document.folded
        found = RELATIVE.match(text, event.trigger.end)
        if found is not None:
            after = self.first(event.trigger.end)
            if after is None or after.trigger.start >= found.end():
                return bool(self.mentions(Span(found.end(), found.end() + 1))) or len(found[0]) == 1
        return OWNED.search(text[max(0, event.trigger.start - 1) : event.trigger.start]) is not None

    def mentions(self, span: Span) -> Sequence[Mention]:
        """The mentions that begin in the span."""
        found = self.document.mentions
        first, last = (bisect_left(found, place, key=lambda one: one.span.start) for place in (span.start, span.end))
        return found[first:last]

    def first(self, place: int) -> Event | None:
        """The first event at or after the place."""
        number = bisect_left(self.starts, place)
        return self.events[number] if number < len(self.events) else None

    def sentence(self, place: int) -> Span:
        """The sentence that holds the place."""
        sentences = self.document.sentences
        number = bisect_left(sentences, place + 1, key=lambda sentence: sentence.span.start) - 1
        return sentences[max(number, 0)].span if sentences else Span(0, max(len(self.document.text), 1))

    def after(self, place: int, end: int, clauses: int = CLAUSES) -> Event | None:
        """The first event told after the place, before the end and no more than so many clauses away."""
        text = self.document.folded
        number = bisect_left(self.starts, place)
        for event in self.events[number : number + NEAR]:
            if event.trigger.start >= end:
                return None
            if len(COMMA.findall(text, place, event.trigger.start)) > clauses:
                return None
            if not self.inner(event) and not self.led(event):
                return event
        return None

    def led(self, event: Event) -> bool:
        """True for 率 of 率部南下: who leads does the next thing, and that is what is told."""
        following = self.first(event.trigger.end)
        if event.type != "COMMAND" or following is None or following.sentence != event.sentence:
            return False
        return not COMMA.search(self.document.folded, event.trigger.end, following.trigger.start)

    def before(self, place: int, start: int, clauses: int = CLAUSES) -> Event | None:
        """The last event told before the place, after the start and no more than so many clauses away."""
        text = self.document.folded
        number = bisect_left(self.starts, place)
        for event in reversed(self.events[max(0, number - NEAR) : number]):
            if event.trigger.start < start:
                return None
            if len(COMMA.findall(text, event.trigger.end, place)) > clauses:
                return None
            if event.trigger.end <= place and not self.inner(event):
                return event
        return None

    def related(self, rule: RelationRule, cue: Span) -> Iterator[Relation]:
        """The relation that the cue states, if both events are there."""
        if rule.shape == "anaphor":
            yield from self.parts(rule, cue)
            return
        sentence = self.sentence(cue.start)
        pair = {"front": self.front, "between": self.between, "after": self.closing}[rule.shape](rule, cue, sentence)
        if pair is None:
            return
        source, target = pair if rule.source == "left" else pair[::-1]
        if fits(rule, source, target):
            yield Relation(rule.kind, source, target, cue, rule.id)

    def front(self, rule: RelationRule, cue: Span, sentence: Span) -> tuple[Event, Event] | None:
        """为了A，B · 因A而B: both follow the cue, with a comma or 而 between them."""
        comma = COMMA.search(self.document.folded, cue.end, sentence.end)
        border = min((comma.start() if comma else sentence.end, *self.closers(rule, cue.end, sentence.end)))
        first = self.after(cue.end, border, 0)
        second = self.after(border, sentence.end) if first is not None else None
        return (first, second) if first is not None and second is not None else None

    def closers(self, rule: RelationRule, start: int, end: int) -> Iterator[int]:
        """Where the words stand that end the first part within its clause."""
        first = self.first(start)
        if first is not None:
            places = (self.document.folded.find(word, first.trigger.end, end) for word in rule.closers)
            yield from (place for place in places if place >= 0)

    def between(self, rule: RelationRule, cue: Span, sentence: Span) -> tuple[Event, Event] | None:
        """A，随后B · A导致B: the cue stands between them; some link a sentence to the one before it."""
        left = self.before(cue.start, sentence.start, rule.clauses)
        right = self.after(cue.end, sentence.end, rule.clauses)
        if left is None and rule.across and right is not None:
            left = self.last_told(sentence)
        return (left, right) if left is not None and right is not None else None

    def last_told(self, sentence: Span) -> Event | None:
        """The last event of the sentence before, in the same paragraph."""
        if sentence.start == 0 or "\n" in self.document.text[sentence.start - 1 : sentence.start]:
            return None
        before = self.sentence(sentence.start - 1)
        return self.before(before.end, before.start)

    def closing(self, rule: RelationRule, cue: Span, sentence: Span) -> tuple[Event, Event] | None:
        """A后，B: the first event stands right before the cue in its clause, the other follows."""
        left = self.before(cue.start, max(sentence.start, cue.start - FAR), 0)
        right = self.after(cue.end, sentence.end)
        return (left, right) if left is not None and right is not None else None

    def parts(self, rule: RelationRule, cue: Span) -> Iterator[Relation]:
        """此役，日军损失…: what is told of the fight of the sentence before, if that tells one fight only."""
        sentence = self.sentence(cue.start)
        if sentence.start == 0 or self.document.text[sentence.start - 1] == "\n":
            return
        before = self.sentence(sentence.start - 1)
        fights = [event for event in self.within(before) if event.type in rule.whole and not self.inner(event)]
        named = any(one.label == "EVENT" for one in self.mentions(before))
        if len(fights) != 1 or named or (fights[0].polarity, fights[0].modality) != ("positive", "actual"):
            return
        for event in self.within(Span(cue.end, sentence.end) if cue.end < sentence.end else cue):
            if event.type in rule.parts:
                yield Relation(rule.kind, event, fights[0], cue, rule.id)

    def within(self, span: Span) -> Sequence[Event]:
        """The events whose words stand in the span."""
        return self.events[bisect_left(self.starts, span.start) : bisect_left(self.starts, span.end)]


def fits(rule: RelationRule, source: Event, target: Event) -> bool:
    """True if the events can be so related: an aim is not yet a fact, causes and sequences are no suppositions."""
    if rule.kind == "purpose":
        return target.modality in AIMED or not rule.aimed
    return source.modality not in UNSURE and target.modality not in UNSURE
