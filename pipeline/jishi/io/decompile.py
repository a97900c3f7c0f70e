"""Document to hand annotation (.ann), so that people can go on by hand: the other way of annotation.py."""

import re
from collections.abc import Iterable, Iterator, Set
from pathlib import Path

from jishi.document import Argument, Document, Entity, Event, Mention, Quantity, Span, Time
from jishi.io.annotation import ROLE_LABEL, VALUED, Page, occurrences, read_annotation, read_page
from jishi.io.exchange import Scheme, WriteError, file_name, value_text
from jishi.io.ids import Ids, make_ids

ENDS_IN_NUMBER = re.compile(r".*#[1-9]\d*", re.DOTALL)
UNMARKED = re.compile(r"[\[\]\r\n]")  # what a source or a name may not have
Fact = tuple[str, ...]


def write_annotations(documents: Iterable[Document], folder: Path, scheme: Scheme) -> Iterator[Path]:
    """Writes an article at a time; gives the files as they are written."""
    for document in documents:
        text = annotation_text(document, frozenset(scheme.types), frozenset(scheme.roles))
        path = folder / f"{file_name(document.id)}.ann"
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        yield path


def read_annotations(path: Path, scheme: Scheme) -> Iterator[Document]:
    """The documents of an .ann file or of a folder of such."""
    for file in sorted(path.rglob("*.ann")) if path.is_dir() else [path]:
        yield read_annotation(file, frozenset(scheme.types), frozenset(scheme.roles))


def annotation_text(document: Document, types: Set[str], roles: Set[str]) -> str:
    """The .ann file of a document.

    Raises:
        WriteError: a text that the format cannot hold, such as one with square brackets or empty paragraphs.
    """
    text = "\n".join(_lines(document)) + "\n"
    page = read_page(text, types, roles)
    if page.text != document.text:
        raise WriteError(document.id, "its text has what an .ann file cannot hold: square brackets or empty paragraphs")
    if broken := next((problem for _, problem in page.problems if problem.startswith("broken")), None):
        raise WriteError(document.id, broken)
    return text


def annotation_losses(document: Document, types: Set[str], roles: Set[str]) -> tuple[str, ...]:
    """What the .ann file of a document says otherwise, and what a person has to fix in it before it compiles."""
    page = read_page(annotation_text(document, types, roles), types, roles)
    problems = [f"line {line}: {problem}" for line, problem in sorted(page.problems)]
    missing = sorted(facts(document) - _page_facts(page))
    return (*problems, *(f"not held: {' '.join(fact)}" for fact in missing))


def _lines(document: Document) -> Iterator[str]:
    yield f"# id: {document.id}"
    if document.date:
        yield f"# date: {document.date}"
    ids, end = make_ids(document), 0
    for number, sentence in enumerate(document.sentences):
        following = document.sentences[number + 1].span.start if number + 1 < len(document.sentences) else None
        gap = document.text[sentence.span.end : following]
        if number == 0 or "\n" in document.text[end : sentence.span.start]:
            yield ""
        # White space that is no sentence stays on the line; the line end between paragraphs is the blank line.
        stop = sentence.span.end + len(gap.removesuffix("\n"))
        yield _marked(document, Span(sentence.span.start if number else 0, stop), ids)
        end = sentence.span.end
        for event in document.events:
            if event.sentence == number:
                yield _event(document, event, sentence.span, ids)


def _marked(document: Document, span: Span, ids: Ids) -> str:
    """The text of a span with its mentions in brackets."""
    parts, end = [], span.start
    for mention in sorted(document.mentions, key=lambda one: one.span):
        if span.contains(mention.span) and mention.span.start >= end:
            rest = _rest(document, mention, ids.owner(mention))
            parts += [document.text[end : mention.span.start], f"[{document[mention.span]} {mention.label}{rest}]"]
            end = mention.span.end
    return "".join((*parts, document.text[end : span.end]))


def _rest(document: Document, mention: Mention, entity: Entity | None) -> str:
    """What stands behind the label: a value, or an entity that is called otherwise."""
    if mention.label in VALUED:
        return f" {value}" if (value := notation(mention)) else ""
    return f" ={UNMARKED.sub(' ', entity.name)}" if entity and entity.name != document[mention.span] else ""


def notation(mention: Mention) -> str:
    """The value as annotators write it; empty if there is none or if it cannot be written."""
    if not isinstance(mention.value, Time | Quantity):
        return ""
    return (value_text(mention.label, mention.value) or "").partition("{")[0].strip()


def _event(document: Document, event: Event, sentence: Span, ids: Ids) -> str:
    here = [mention for mention in document.mentions if sentence.contains(mention.span)]
    word, start = document[event.trigger], sentence.start
    places = [Span(start + at, start + at + len(word)) for at in occurrences(word, document[sentence])]
    free = [place for place in places if not any(place.overlaps(mention.span) for mention in here)]
    parts = [f"> {event.type} {_numbered(word, free.index(event.trigger) + 1 if event.trigger in free else 1)}"]
    parts += ["[negative]"] if event.polarity == "negative" else []
    parts += [f"[{event.modality}]"] if event.modality != "actual" else []
    parts += [f"[source:{UNMARKED.sub(' ', event.source)}]"] if event.source else []
    fillers = (_filler(document, argument, here, ids) for argument in event.arguments)
    return " ".join((*parts, *dict.fromkeys(filler for filler in fillers if filler)))


def _filler(document: Document, argument: Argument, here: list[Mention], ids: Ids) -> str | None:
    """`role=surface`, `role=surface#2` or `role=@Entity`; None for a time or number of another sentence."""
    if argument.mention in here and not argument.inferred:
        surface = document[argument.mention.span]
        same = [mention for mention in here if document[mention.span] == surface]
        return f"{argument.role}={_numbered(surface, same.index(argument.mention) + 1)}"
    entity = argument.entity or ids.owner(argument.mention)
    return f"{argument.role}=@{UNMARKED.sub(' ', entity.name)}" if entity and argument.role not in ROLE_LABEL else None


def _numbered(word: str, number: int) -> str:
    return f"{word}#{number}" if number > 1 or ENDS_IN_NUMBER.fullmatch(word) else word


def facts(document: Document) -> set[Fact]:
    """What the document says in the terms of an .ann file: mentions with entity or value, events with arguments."""
    ids = make_ids(document)
    found: set[Fact] = set()
    for mention in document.mentions:
        owner = ids.owner(mention)
        said = notation(mention) if mention.label in VALUED else owner.name if owner else ""
        found.add((str(mention.span.start), document[mention.span], str(mention.label), said))
    for event in document.events:
        head = (str(event.trigger.start), document[event.trigger], event.type)
        found.add((*head, str(event.polarity), str(event.modality), event.source or ""))
        for argument in event.arguments:
            place = str(argument.mention.span.start)
            filler = f"@{argument.entity.name}" if argument.inferred and argument.entity else place
            found.add((*head, argument.role, filler))
    return found


def _page_facts(page: Page) -> set[Fact]:
    """The same of an .ann file that was read."""
    text = page.text
    found: set[Fact] = set()
    for one in page.mentions:
        found.add((str(one.span.start), text[one.span.start : one.span.end], one.label, one.value or one.entity or ""))
    for told in page.events:
        head = (str(told.trigger.start), text[told.trigger.start : told.trigger.end], told.type)
        found.add((*head, told.polarity, told.modality, told.source or ""))
        for filler in told.fillers:
            place = str(filler.mention.span.start) if filler.mention else f"@{filler.entity}"
            found.add((*head, filler.role, place))
    return found
