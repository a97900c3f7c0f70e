"""Finder that asks another recognizer, whose names count only where the rules are silent or say the same."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from jishi.document import Document, Finder, Label, Mention, Span
from jishi.recognize.borders import Borders, borders_of
from jishi.recognize.characters import NameModel
from jishi.recognize.names import NEXT_LOOK, Context, begins_with, ends_with, longest_at
from jishi.recognize.tokens import located

Names = Callable[[str], Sequence[tuple[int, int, str]]]
Classify = Callable[[str], Label | None]
LONG = 3  # a dictionary word of this length that is tagged as a person is one (玄奘 is, so is 田赋)
TITLE = 6  # the longest title behind a name
COLLECTIVE: frozenset[Label] = frozenset({"UNIT", "GROUP"})


@dataclass(frozen=True, slots=True)
class Vote:
    """The label that a tag stands for, and how strong a mention of it is that no rule has found."""

    label: Label
    strength: float


@dataclass(frozen=True, slots=True)
class Judge:
    """What the rules know of the shapes and the neighbors of names, to check proposals with."""

    model: NameModel
    context: Context
    classify: Classify
    generic: Set[str]
    forces: Set[str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name of another recognizer and what it would be here."""

    span: Span
    vote: Vote
    rule: str


def vote_finder(family: str, names: Names, votes: Mapping[str, Vote], judge: Judge) -> Finder:
    """The names of another recognizer that agree with a mention, and those that overlap none and pass the judge.

    It belongs behind the rules, as it looks at what they kept. LAC has peoples and forces as organizations, knows no
    designation of a force, and cuts rare names; so what the grammar has a shape for, the grammar decides.
    """

    def find(document: Document) -> Iterator[Mention]:
        owner = {at: mention for mention in document.mentions for at in range(mention.span.start, mention.span.end)}
        borders = borders_of(document)
        proposals = list(propose(document, family, names, votes))
        seen = Counter(document.fold(one.span) for one in proposals if stands_in_place(document, one, judge))
        for one in proposals:
            rival = next((owner[at] for at in range(one.span.start, one.span.end) if at in owner), None)
            if rival is not None:
                if rival.span == one.span and rival.label == one.vote.label:
                    yield Mention(one.span, one.vote.label, one.rule, one.vote.strength)
                continue
            label = judgment(document, one, borders, judge, seen)
            end = name_end(document.folded, one.span, label, judge)
            if label is not None and not any(at in owner for at in range(one.span.end, end)):
                yield Mention(Span(one.span.start, end), label, one.rule, one.vote.strength)

    return find


def propose(document: Document, family: str, names: Names, votes: Mapping[str, Vote]) -> Iterator[Proposal]:
    """What the other recognizer finds in the sentences under tags that stand for a label."""
    for sentence in document.sentences:
        for start, end, tag in names(document.fold(sentence.span)):
            if tag in votes and end > start:
                span = Span(sentence.span.start + start, sentence.span.start + end)
                yield Proposal(span, votes[tag], f"{family}.{tag.lower()}")


def stands_in_place(document: Document, one: Proposal, judge: Judge) -> bool:
    """True if a preposition or a verb of place stands in front."""
    return located(document, one.span.start, judge.context.locative)


def judgment(
    document: Document, one: Proposal, borders: Borders, judge: Judge, seen: Mapping[str, int]
) -> Label | None:
    """The label of a proposal that no rule has made, None if it cannot be a name there."""
    text, span, label = document.folded, one.span, one.vote.label
    surface = document.fold(span)
    if len(surface) < 2 or not bounded(text, span, borders, judge) or cut_off(text, span, judge):
        return None
    shape = judge.classify(surface)
    plain = borders.plain(span.start, span.end)
    word_end, tag = borders.word_at(span.start)
    guessed = plain or (word_end == span.end < span.start + LONG and tag == "nr")
    if label == "PLACE":
        shaped = shape == "PLACE" or (shape is None and stands_in_place(document, one, judge))
        known = seen[surface] > 1 if plain else shaped
        return label if known and place_fits(text, span, judge) else None
    if label == "PERSON" and (titled(text, span, judge) or (shape == "PERSON" and not guessed)):
        return label
    return shape if shape in COLLECTIVE and not guessed else None


def bounded(text: str, span: Span, borders: Borders, judge: Judge) -> bool:
    """True if no dictionary word crosses a border, or a title shows that the word is none: 桥本顺|正中|佐."""
    before = borders.cut(span.start) or ends_with(text, span.start, judge.context.before)
    titles = (text[span.end : span.end + length] in judge.context.after for length in range(2, TITLE))
    return before and (borders.cut(span.end) or any(titles))


def cut_off(text: str, span: Span, judge: Judge) -> bool:
    """True for the beginning of a longer transliteration: 铁列克 of 铁列克提."""
    foreign = judge.model.foreign_score(text[span.start : span.end]) > 0
    return foreign and judge.model.foreign.get(text[span.end : span.end + 1], (0,))[0] > NEXT_LOOK


def place_fits(text: str, span: Span, judge: Judge) -> bool:
    """False for a general word (西门), and before a rank or a force: 新庄 of 新庄中佐, 南湖 of 南湖炮队."""
    force = longest_at(text, span.end, judge.forces) > 0
    general = text[span.start : span.end] in judge.generic
    return not general and not force and not begins_with(text, span.end, judge.context.after)


def titled(text: str, span: Span, judge: Judge) -> bool:
    """True for a name beside a title and for a surname with one: 舰长坂元八郎太, 三浦少将, 杨营长."""
    beside = ends_with(text, span.start, judge.context.before) or begins_with(text, span.end, judge.context.after)
    rest = text[span.start + len(judge.model.surname_of(text[span.start : span.end])) : span.end]
    return beside or rest in judge.context.after


def name_end(text: str, span: Span, label: Label | None, judge: Judge) -> int:
    """Where the mention ends: behind the whole title of a person named by surname only: 三浦少将."""
    first = span.start + len(judge.model.surname_of(text[span.start : span.end]))
    rest = text[first : span.end]
    if label != "PERSON" or first == span.start or (rest and rest not in judge.context.after):
        return span.end
    titles = (length for length in range(TITLE, len(rest), -1) if text[first : first + length] in judge.context.after)
    return first + next(titles, len(rest))
