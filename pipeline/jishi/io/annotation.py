"""Hand annotation (.ann, one article a file, described in corpus/README.md) to Document, with every problem found.

`[surface LABEL]`, `[surface LABEL =Entity]`, `[surface TIME value]`, `[surface QUANTITY value]`, `[surface -]` for a
word that is deliberately no mention; `> TYPE trigger [attribute] role=surface role=@Entity` under its sentence.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import cast, get_args

from jishi.document import (
    ENTITY_LABELS,
    LABELS,
    Argument,
    Document,
    Entity,
    Event,
    Label,
    Mention,
    Modality,
    Polarity,
    Quantity,
    Sentence,
    Source,
    Span,
    Time,
)
from jishi.errors import JishiError, ReadError
from jishi.read import fold

RULE = "annotation"
VALUED = frozenset({"TIME", "QUANTITY"})
ROLE_LABEL = {"time": "TIME", "quantity": "QUANTITY"}
MODALITIES = frozenset(get_args(Modality)) - {"actual"}

MARK = re.compile(r"\[(?P<surface>[^\[\]]+?) (?P<label>[A-Za-z]+|-)(?: (?P<rest>[^\[\]]*))?\]")
BRACKET = re.compile(r".{0,6}[\[\]].{0,12}")
HEADER = re.compile(r"# *(?P<key>\w+): *(?P<value>.*)")
BEFORE_ARGUMENT = re.compile(r" (?=[A-Za-z]+=)")
ATTRIBUTE = re.compile(r" *\[(?P<name>[^\[\]]*)\]")
NUMBERED = re.compile(r"(?P<surface>.+?)(?:#(?P<number>[1-9]\d*))?")
SENTENCE_END = re.compile(r"[。！？；][”’」』）》〉】]*")
DATE = r"(?:-?[\dX]{3,4})(?:-[\dX]{2}(?:-[\dX]{2}(?:T[\dX:]+)?)?)?[~?%]?"
TIME_VALUE = re.compile(rf"(?:{DATE}|\.\.)?(?:/(?:{DATE}|\.\.)?)?|P(?:[\dX.]+[YMWD])*(?:T(?:[\dX.]+[HMS])+)?~?")
NUMBER = r"\d+(?:\.\d+)?"
QUANTITY_VALUE = re.compile(
    rf"(?P<exact>{NUMBER})(?P<about>~?)|(?P<low>{NUMBER})?\.\.(?P<high>{NUMBER})|(?P<least>{NUMBER})\.\."
)


class AnnotationError(JishiError):
    """An annotation that cannot be used: every problem of the file, each a line `file:line: problem`."""

    def __init__(self, path: Path, problems: Sequence[tuple[int, str]]) -> None:
        self.problems = tuple(f"{path}:{line}: {problem}" for line, problem in sorted(problems))
        super().__init__("\n".join(self.problems))

    @classmethod
    def of(cls, errors: Sequence["AnnotationError"]) -> "AnnotationError":
        """The problems of several files in one error."""
        whole = cls(Path(), ())
        whole.problems = tuple(problem for error in errors for problem in error.problems)
        whole.args = ("\n".join(whole.problems),)
        return whole


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention as a person marked it: the entity by its fullest name, the value as written."""

    span: Span
    label: Label
    entity: str | None = None
    value: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Filler:
    """An argument as a person wrote it: a mention of the sentence, or an entity by its name."""

    role: str
    mention: Marked | None
    entity: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """An event as a person wrote it."""

    type: str
    trigger: Span
    sentence: int
    polarity: Polarity = "positive"
    modality: Modality = "actual"
    source: str | None = None
    fillers: tuple[Filler, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """An article while it is read: the layers so far and the problems met."""

    types: Set[str]
    roles: Set[str]
    header: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    sentences: list[Span] = field(default_factory=list)
    mentions: list[Marked] = field(default_factory=list)
    events: list[Told] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def length(self) -> int:
        return sum(map(len, self.parts))

    def complain(self, line: int, problem: str) -> None:
        """Notes a problem; reading goes on, so that one look shows them all."""
        self.problems.append((line, problem))


def read_annotation(path: Path, types: Set[str], roles: Set[str]) -> Document:
    """The annotated article of a file, its events of the given types and with the given roles.

    Raises:
        ReadError: a file that cannot be read.
        AnnotationError: whatever is wrong with the annotation, all of it.
    """
    try:
        data = path.read_bytes()
        raw = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(path, str(error)) from error
    page = read_page(raw, types, roles)
    if page.problems:
        raise AnnotationError(path, page.problems)
    source = Source(str(path), "annotation", hashlib.sha256(data).hexdigest())
    header = page.header
    return build(
        header["id"], header.get("date") or None, page.text, page.sentences, page.mentions, page.events, source
    )


def read_page(raw: str, types: Set[str], roles: Set[str]) -> Page:
    """The layers and the problems of an annotation."""
    page = Page(types, roles)
    paragraph_over = False
    for number, line in enumerate(raw.removeprefix("\ufeff").split("\n"), 1):
        line = line.rstrip("\r")
        if not line.strip():
            paragraph_over = bool(page.sentences)
        elif line.startswith(">"):
            read_event(page, line[1:], number)
        elif line.startswith("#") and not page.sentences:
            read_header(page, line, number)
        else:
            if paragraph_over:
                page.parts.append("\n")
                paragraph_over = False
            read_sentence(page, line, number)
    check_whole(page)
    return page


def read_header(page: Page, line: str, number: int) -> None:
    """Notes a line such as `# date: 1937`."""
    found = HEADER.fullmatch(line.strip())
    if found is None:
        page.complain(number, f"cannot read the header line {line!r}")
    elif found["key"] not in {"id", "date"} or found["key"] in page.header:
        page.complain(number, f"unknown or repeated header {found['key']}")
    else:
        page.header[found["key"]] = found["value"].strip()


def read_sentence(page: Page, raw: str, line: int) -> None:
    """Adds a marked sentence."""
    start = page.length
    clean, length, last = [], 0, 0
    for found in MARK.finditer(raw):
        clean += [raw[last : found.start()], found["surface"]]
        length += len(clean[-2])
        if mention := read_mark(page, found, start + length, line):
            page.mentions.append(mention)
        length += len(clean[-1])
        last = found.end()
    text = "".join((*clean, raw[last:]))
    for bracket in BRACKET.findall(text):
        page.complain(line, f"broken, nested or overlapping mark near {bracket!r}")
    inner = next((end for end in SENTENCE_END.finditer(text) if end.end() < len(text.rstrip())), None)
    if inner:
        page.complain(line, f"more than one sentence in the line: …{text[max(0, inner.start() - 6) : inner.end()]}")
    page.parts.append(text)
    page.sentences.append(Span(start, start + len(text)))


def read_mark(page: Page, found: re.Match[str], start: int, line: int) -> Marked | None:
    """The mention of a mark, or None if the mark is wrong or says that the word is no mention."""
    surface, label, rest = found["surface"], found["label"], (found["rest"] or "").strip()
    if label == "-":
        if rest:
            page.complain(line, f"[{surface} -] takes nothing after the sign")
        return None
    if label not in LABELS:
        page.complain(line, f"unknown label {label} of {surface}")
        return None
    if surface != surface.strip():
        page.complain(line, f"white space at the edge of {label} {surface!r}")
    span = Span(start, start + len(surface))
    if label in VALUED:
        return Marked(span, cast(Label, label), None, read_value(page, label, surface, rest, line), line)
    named = label in ENTITY_LABELS
    entity = surface if named else None
    if rest and named and rest.startswith("=") and rest[1:].strip():
        entity = rest[1:].strip()
    elif rest:
        page.complain(line, f"unexpected {rest!r} after {label} {surface}")
    return Marked(span, cast(Label, label), entity, None, line)


def read_value(page: Page, label: str, surface: str, rest: str, line: int) -> str | None:
    """The value as written, if it has the shape of one."""
    shape = TIME_VALUE if label == "TIME" else QUANTITY_VALUE
    if not rest:
        page.complain(line, f"{label} {surface} has no value")
    elif rest in {"/", "P"} or not shape.fullmatch(rest):
        page.complain(line, f"bad {label} value {rest} of {surface}")
    else:
        return rest
    return None


def read_event(page: Page, raw: str, line: int) -> None:
    """Adds an event of the sentence above: `TYPE trigger [attribute] role=surface`."""
    if not page.sentences:
        page.complain(line, "event before the first sentence")
        return
    kind, _, rest = raw.strip().partition(" ")
    head, *arguments = BEFORE_ARGUMENT.split(f" {rest.strip()}")
    word = ATTRIBUTE.sub("", head).strip()
    if kind not in page.types:
        page.complain(line, f"unknown event type {kind}")
    if not word or set(word) & set(" []="):
        page.complain(line, f"cannot read the trigger in {head.strip()!r}")
        return
    names = [found["name"].strip() for found in ATTRIBUTE.finditer(head)]
    attributes = read_attributes(page, names, line)
    fillers = [filler for item in arguments if (filler := read_filler(page, item, line))]
    if len(set(fillers)) < len(fillers):
        page.complain(line, f"an argument of {word} is given twice")
    if trigger := find_trigger(page, word, line):
        page.events.append(Told(kind, trigger, len(page.sentences) - 1, *attributes, tuple(fillers), line))


def read_attributes(page: Page, names: Sequence[str], line: int) -> tuple[Polarity, Modality, str | None]:
    """Polarity, modality and source that the names say."""
    polarity: Polarity = "positive"
    modality: Modality = "actual"
    source: str | None = None
    for name in names:
        if name == "negative":
            polarity = "negative"
        elif name in MODALITIES:
            if modality != "actual":
                page.complain(line, f"two modalities: {modality} and {name}")
            modality = cast(Modality, name)
        elif name.startswith("source:") and name[7:].strip():
            source = name[7:].strip()
        else:
            page.complain(line, f"unknown attribute [{name}]")
    return polarity, modality, source


def numbered(word: str) -> tuple[str, int]:
    """进攻#2 as 进攻 and 2; without a number the first is meant."""
    found = NUMBERED.fullmatch(word)
    return (found["surface"], int(found["number"] or 1)) if found else (word, 1)


def find_trigger(page: Page, word: str, line: int) -> Span | None:
    """The trigger's span in the last sentence; only occurrences that touch no mention count."""
    surface, number = numbered(word)
    sentence = page.sentences[-1]
    start, text = sentence.start, page.parts[-1]
    here = [mention.span for mention in page.mentions if mention.span.start >= start]
    places = [Span(start + at, start + at + len(surface)) for at in occurrences(surface, text)]
    free = [place for place in places if not any(place.overlaps(span) for span in here)]
    if not places:
        page.complain(line, f"trigger {surface} is not in the sentence")
    elif not free:
        page.complain(line, f"trigger {surface} lies in a mention")
    elif number > len(free):
        page.complain(line, f"trigger {surface} occurs {len(free)} times outside the mentions, #{number} asked for")
    else:
        return free[number - 1]
    return None


def occurrences(needle: str, text: str) -> Iterator[int]:
    """The start of every occurrence, overlapping ones included."""
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def read_filler(page: Page, item: str, line: int) -> Filler | None:
    """The argument of `role=surface`, `role=surface#2` or `role=@Entity`."""
    role, _, word = (part.strip() for part in item.partition("="))
    if not word or word == "@" or set(word) & set("=[]"):
        page.complain(line, f"cannot read the argument {item.strip()!r}")
        return None
    if role not in page.roles:
        page.complain(line, f"unknown role {role}")
        return None
    if word.startswith("@"):
        if role in ROLE_LABEL:
            page.complain(line, f"{role} has to be a mention, not {word}")
        return Filler(role, None, word[1:])
    surface, number = numbered(word)
    start = page.sentences[-1].start
    here = [m for m in page.mentions if m.span.start >= start and page_text(page, m) == surface]
    if surface not in page.parts[-1]:
        page.complain(line, f"{role}={surface} is not in the sentence")
    elif not here:
        page.complain(line, f"{role}={surface} is no mention")
    elif number > len(here):
        page.complain(line, f"{role}={surface} is mentioned {len(here)} times, #{number} asked for")
    else:
        return Filler(role, fitting(page, role, here[number - 1], line), here[number - 1].entity)
    return None


def page_text(page: Page, mention: Marked) -> str:
    """The text of a mention of the last sentence."""
    start = page.sentences[-1].start
    return page.parts[-1][mention.span.start - start : mention.span.end - start]


def fitting(page: Page, role: str, mention: Marked, line: int) -> Marked:
    """The mention; a time or number in another role, or anything else in theirs, is a problem."""
    wanted = ROLE_LABEL.get(role)
    if mention.label != wanted and (wanted or mention.label in VALUED):
        page.complain(line, f"{role}={page_text(page, mention)} is a {mention.label}")
    return mention


def check_whole(page: Page) -> None:
    """Problems that show only when all is read."""
    if not page.header.get("id"):
        page.complain(1, 'no "# id:" line')
    if not page.sentences:
        page.complain(1, "no sentence")
    labels = check_entities(page)
    for event in page.events:
        for filler in event.fillers:
            if filler.mention is None and filler.entity not in labels:
                page.complain(event.line, f"{filler.role}=@{filler.entity}: no mention has this entity")
    text = page.text
    for before, after in pairwise(sorted(page.events, key=lambda event: event.trigger)):
        if after.trigger.start < before.trigger.end:
            word = text[before.trigger.start : before.trigger.end]
            page.complain(after.line, f"its trigger overlaps the trigger {word} of line {before.line}")


def check_entities(page: Page) -> dict[str, str]:
    """The label of every entity; each must occur in the text, with one label, and not be another one's mention."""
    text = page.text
    labels: dict[str, str] = {}
    stands_for: dict[str, set[str]] = {}
    for mention in page.mentions:
        if mention.entity is None:
            continue
        surface = text[mention.span.start : mention.span.end]
        stands_for.setdefault(surface, set()).add(mention.entity)
        if mention.entity not in text:
            page.complain(mention.line, f"entity name {mention.entity} of {surface} does not occur in the text")
        first = labels.setdefault(mention.entity, mention.label)
        if first != mention.label:
            page.complain(mention.line, f"entity {mention.entity} is a {first} before and a {mention.label} here")
    for mention in page.mentions:
        others = stands_for.get(mention.entity or "", set())
        if others and mention.entity not in others:
            joined = "、".join(sorted(others))
            page.complain(mention.line, f"entity {mention.entity}: that name itself stands for {joined}")
    return labels


def build(
    name: str,
    date: str | None,
    text: str,
    sentences: Sequence[Span],
    marked: Sequence[Marked],
    told: Sequence[Told],
    source: Source,
) -> Document:
    """The document that the marks describe; an entity is in the place of its first mention."""
    mentions = {one: Mention(one.span, one.label, RULE, 1.0, typed_value(one)) for one in marked}
    groups: dict[str, list[Marked]] = {}
    for one in marked:
        if one.entity is not None:
            groups.setdefault(one.entity, []).append(one)
    entities = {
        key: Entity(key, group[0].label, tuple(mentions[one] for one in group)) for key, group in groups.items()
    }

    def argument(filler: Filler, trigger: Span) -> Argument:
        entity = entities.get(filler.entity) if filler.entity is not None else None
        if filler.mention is not None:
            return Argument(filler.role, mentions[filler.mention], entity)
        if entity is None:
            raise ValueError(f"{filler.role}=@{filler.entity}: no mention has this entity")
        earlier = [mention for mention in entity.mentions if mention.span.end <= trigger.start]
        return Argument(filler.role, earlier[-1] if earlier else entity.mentions[0], entity, inferred=True)

    events = tuple(
        Event(
            type=one.type,
            trigger=one.trigger,
            rule=RULE,
            sentence=one.sentence,
            arguments=tuple(argument(filler, one.trigger) for filler in one.fillers),
            polarity=one.polarity,
            modality=one.modality,
            source=one.source,
        )
        for one in sorted(told, key=lambda one: one.trigger)
    )
    return Document(
        id=name,
        title=name,
        text=text,
        folded=fold(text),
        source=source,
        date=date,
        sentences=tuple(map(Sentence, sentences)),
        mentions=tuple(mentions.values()),
        entities=tuple(entities.values()),
        events=events,
    )


def typed_value(one: Marked) -> Time | Quantity | None:
    """The value of a mention, None where it has none."""
    if one.value is None:
        return None
    if one.label == "TIME":
        return Time(duration=one.value) if one.value.startswith("P") else Time(edtf=one.value)
    found = QUANTITY_VALUE.fullmatch(one.value)
    if found is None:
        raise ValueError(f"bad QUANTITY value {one.value}")
    low, high = found["exact"] or found["low"] or found["least"], found["exact"] or found["high"]
    exact = float(found["exact"]) if found["exact"] else None
    low_number, high_number = (None if end is None else float(end) for end in (low, high))
    return Quantity(low_number, high_number, exact, approximate=bool(found["about"]))
