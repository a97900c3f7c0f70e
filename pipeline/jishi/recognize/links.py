"""Finders for hyperlinks and the title: what they name follows from the shape of the title."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping

from jishi.document import Document, Finder, Label, Mention, Span
from jishi.recognize.borders import called

Classify = Callable[[str], Label | None]
DATED = re.compile(r"[0-9]{4}年")
BRACKETED = re.compile(r" ?[(（].*")


def link_finder(classify: Classify, verbs: Collection[str]) -> Finder:
    """Links whose target title or own text has the shape of a name."""

    def find(document: Document) -> Iterator[Mention]:
        # A target is as the source has it; what the document folds, folds the same in its targets.
        folds = dict(zip(document.text, document.folded, strict=True))
        for link in document.links:
            target = BRACKETED.sub("", "".join(folds.get(character, character) for character in link.target))
            surface = document.fold(link.span)
            label = classify(target) or classify(surface)
            if label in (None, "EVENT") and any(verb in target[:-1] for verb in verbs):
                label = "EVENT" if called(document.folded, link.span.start) else None
            if label and len(surface) > 1 and plausible(surface, target) and not DATED.match(surface):
                yield Mention(link.span, label, "link.title", 1.1)

    return find


def plausible(surface: str, target: str) -> bool:
    """True if the link's text is a form of the title and not a phrase about it."""
    return "的" not in surface and len(set(surface) & set(target)) * 2 >= min(len(surface), len(target))


def title_finder(classify: Classify, verbs: Collection[str]) -> Finder:
    """The document's own title wherever it stands in the text, if it is a name."""

    def find(document: Document) -> Iterator[Mention]:
        folds = dict(zip(document.text, document.folded, strict=True))
        title = BRACKETED.sub("", "".join(folds.get(character, character) for character in document.title))
        label = classify(title) if len(title) > 1 else None
        sentence = label in (None, "EVENT") and any(verb in title[:-1] for verb in verbs)
        if label is not None or sentence:
            for match in re.finditer(re.escape(title), document.folded):
                if not sentence or called(document.folded, match.start()):
                    yield Mention(Span(*match.span()), label or "EVENT", "title.self", 1.1)

    return find


def classifier(suffixes: Mapping[str, Label], known: Mapping[str, Label], name: Callable[[str], bool]) -> Classify:
    """The label of a title: known, by its longest known suffix, or a person's by its shape."""
    longest = max(map(len, suffixes), default=0)

    def classify(title: str) -> Label | None:
        if title in known:
            return known[title]
        for length in range(min(longest, len(title) - 1), 0, -1):
            if title[-length:] in suffixes:
                return suffixes[title[-length:]]
        return "PERSON" if name(title) else None

    return classify
