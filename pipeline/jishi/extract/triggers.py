"""Where an event word stands: every occurrence of a trigger, kept or refused with a reason."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick_rs

from jishi.document import Document, Span
from jishi.resources import EventRule, Resources

LONGEST_TITLE = 6
BLOTTED = frozenset({"PERSON", "PLACE", "UNIT", "GROUP", "TIME", "QUANTITY"})
BLOT = "〓"
CONTEXT = 40  # characters that a rule's condition can look at


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger word that may be an event of this rule; `aim` is the role of a place after it (逃往, 逃出).

    `others` are further rules for the word, to be tried where a role that this one needs is not there.
    """

    span: Span
    rule: EventRule
    aim: str | None = None
    others: tuple[EventRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A trigger word that is no event, and why."""

    span: Span
    rule: str
    reason: str


TriggerFinder = Callable[[Document], tuple[tuple[Trigger, ...], tuple[Refusal, ...]]]


def trigger_finder(resources: Resources) -> TriggerFinder:
    """A finder of trigger words: on token borders, outside mentions, conditions met, the longest at each place."""
    rules: dict[str, list[EventRule]] = defaultdict(list)
    for rule in resources.rules:
        for word in rule.triggers:
            rules[word].append(rule)
    # A rule that asks for context is tried before one that does not: the special sense before the general one.
    for found in rules.values():
        found.sort(key=lambda rule: (rule.before is None) + (rule.after is None))
    words = sorted(rules)
    aims = {row["ending"]: row["role"] for row in resources.tables["directions"]}
    titles = title_words(resources)
    known = known_words(resources)
    heads = frozenset(row["word"] for row in resources.tables["function_words"] if row["class"] == "adverb_prefix")
    tails = frozenset(
        row["word"]
        for row in resources.tables["function_words"]
        if row["class"] in {"generic", "aspect", "goal"} or row["slot"] == "enemy"
    )
    automaton = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.Standard) if words else None

    def find(document: Document) -> tuple[tuple[Trigger, ...], tuple[Refusal, ...]]:
        if automaton is None:
            return (), ()
        borders = Borders.of(document, known, heads, tails)
        names = Names.of(document)
        taken, refused = [], []
        for number, start, end in automaton.find_matches_as_indexes(document.folded, overlapping=True):
            span = Span(start, end)
            if borders.in_mention(span):
                continue
            reason = borders.reason(span) or in_title(document.folded, span, titles)
            fine = () if reason else tuple(fitting(rules[words[number]], document.folded, names, span))
            if fine:
                aim = aims.get(words[number][-1]) if len(span) > 1 else None
                taken.append(Trigger(span, fine[0], aim, fine[1:]))
            else:
                last = rules[words[number]][-1]
                refused.append(Refusal(span, last.id, reason or "its context does not fit"))
        kept = longest(taken, borders)
        # 攻 inside 进攻 is no news where 进攻 is an event.
        kept_at = bytearray(len(document.text))
        for trigger in kept:
            kept_at[trigger.span.start : trigger.span.end] = b"\1" * len(trigger.span)
        told = [one for one in refused if not any(kept_at[one.span.start : one.span.end])]
        return tuple(kept), tuple(sorted(told, key=lambda refusal: refusal.span))

    return find


@dataclass(frozen=True, slots=True)
class Names:
    """The text with names and numbers blotted out, and which characters stand in one after its first."""

    blotted: str
    inner: bytearray

    @classmethod
    def of(cls, document: Document) -> "Names":
        """The names of a document."""
        text, inner = list(document.folded), bytearray(len(document.text) + 1)
        for mention in document.mentions:
            if mention.label in BLOTTED:
                span = mention.span
                text[span.start : span.end] = BLOT * len(span)
                inner[span.start + 1 : span.end] = b"\1" * (len(span) - 1)
        return cls("".join(text), inner)


def fitting(rules: Sequence[EventRule], text: str, names: Names, span: Span) -> Iterator[EventRule]:
    """The rules whose conditions on the neighbouring text hold.

    What must stand there may also be a name in general, written 〓; what must not counts only outside of them or as a
    whole (率|约400人, 巴特利|率).
    """
    start, end = max(0, span.start - CONTEXT), span.end + CONTEXT
    left, right = text[start : span.start], text[span.end : end]
    named_left, named_right = names.blotted[start : span.start], names.blotted[span.end : end]
    for rule in rules:
        wanted, unwanted = rule.before, rule.not_before
        if wanted and not (ends(wanted.finditer(left), left) or ends(wanted.finditer(named_left), named_left)):
            continue
        if unwanted and ends((one for one in unwanted.finditer(left) if not names.inner[start + one.start()]), left):
            continue
        wanted, unwanted = rule.after, rule.not_after
        if wanted and not (wanted.match(right) or wanted.match(named_right)):
            continue
        if unwanted and (found := unwanted.match(right)) and not names.inner[span.end + found.end()]:
            continue
        yield rule


def ends(matches: Iterable[re.Match[str]], text: str) -> bool:
    """True if one of the matches reaches the text's end."""
    return any(match.end() == len(text) for match in matches)


def longest(triggers: Sequence[Trigger], borders: "Borders") -> list[Trigger]:
    """Of overlapping triggers the longer, then the one that is a word (并|进军, not 并进), then the earlier."""

    def rank(trigger: Trigger) -> tuple[int, bool, int]:
        span = trigger.span
        return -len(span), not (span.start in borders.starts and span.end in borders.ends), span.start

    kept: list[Trigger] = []
    for cluster in clusters(sorted(triggers, key=lambda one: one.span)):
        winners: list[Trigger] = []
        for trigger in sorted(cluster, key=rank):
            if not any(other.span.overlaps(trigger.span) for other in winners):
                winners.append(trigger)
        kept += sorted(winners, key=lambda one: one.span)
    return kept


def clusters(triggers: Sequence[Trigger]) -> Iterator[list[Trigger]]:
    """Triggers in runs of which none overlaps the next, so that rivals are looked for nearby only."""
    cluster: list[Trigger] = []
    end = 0
    for trigger in triggers:
        if cluster and trigger.span.start >= end:
            yield cluster
            cluster = []
        cluster.append(trigger)
        end = max(end, trigger.span.end)
    if cluster:
        yield cluster


def title_words(resources: Resources) -> frozenset[str]:
    """Titles before and after names."""
    return frozenset(word for name in ("title_before", "title_after") for word in resources.words.get(name, ()))


def in_title(text: str, span: Span, titles: frozenset[str]) -> str | None:
    """A reason to refuse 镇守 in 镇守使: it begins a longer title."""
    sizes = range(len(span) + 1, LONGEST_TITLE + 1)
    return next(
        (
            f"part of {text[span.start : span.start + size]}"
            for size in sizes
            if text[span.start : span.start + size] in titles
        ),
        None,
    )


def known_words(resources: Resources) -> frozenset[str]:
    """Words that the segmenter's dictionary may lack but that are words: triggers, titles, function words."""
    titles = title_words(resources)
    functions = {row["word"] for row in resources.tables["function_words"]}
    return frozenset(titles | functions | {word for rule in resources.rules for word in rule.triggers})


@dataclass(frozen=True, slots=True)
class Borders:
    """Where tokens begin and end, which characters belong to a mention, and which tokens no dictionary knows.

    A token may also end where its rest is a noun for troops: 率|部, 派|兵, or a complement: 抵挡|不住, and begin after
    an adverb of one character: 亲|率, 时|任.
    """

    starts: frozenset[int]
    ends: frozenset[int]
    mentioned: bytearray
    unknown: bytearray

    @classmethod
    def of(
        cls,
        document: Document,
        known: frozenset[str] = frozenset(),
        heads: frozenset[str] = frozenset(),
        tails: frozenset[str] = frozenset(),
    ) -> "Borders":
        """The borders of a document."""
        mentioned, unknown = bytearray(len(document.text)), bytearray(len(document.text))
        for mention in document.mentions:
            mentioned[mention.span.start : mention.span.end] = b"\1" * len(mention.span)
        for token in document.tokens:
            if token.pos is None and document.fold(token.span) not in known:
                unknown[token.span.start : token.span.end] = b"\1" * len(token.span)
        starts = {token.span.start for token in document.tokens}
        ends = {token.span.end for token in document.tokens}
        longest = max(map(len, tails), default=0)
        for token in document.tokens if heads or tails else ():
            start, end = token.span.start, token.span.end
            if document.folded[start] in heads and (end - start == 2 or document.folded[start + 2 : end] in tails):
                starts.add(start + 1)  # 亲|率, 久|攻|不下
            for cut in range(max(start + 1, end - longest), end):
                if document.folded[cut:end] in tails:
                    ends.add(cut)
        return cls(frozenset(starts), frozenset(ends), mentioned, unknown)

    def in_mention(self, span: Span) -> bool:
        """True if a character of the span belongs to a mention."""
        return any(self.mentioned[span.start : span.end])

    def reason(self, span: Span) -> str | None:
        """Why the span is no word, None if it is one.

        A token that no dictionary has was guessed by the segmenter (并杀死): its borders count for nothing.
        A longer trigger may be the head of a compound (钳形攻势, 大撤退).
        """
        compound = len(span) > 1 and span.end in self.ends
        fine_start = span.start in self.starts or self.unknown[span.start] or compound
        # 达成|协议, 损失|惨重: a word of two in front of a word of two.
        front = (
            len(span) > 1
            and span.start in self.starts
            and span.end + 1 < len(self.mentioned)
            and span.end + 2 in self.ends
        )
        fine_end = front or span.end in self.ends or self.unknown[span.end - 1]
        return None if fine_start and fine_end else "not a word of its own here"
