"""Words cut by hand (.seg, described in corpus/README.md): read, laid under gold documents, and counted."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

from jishi.document import Document, Span, Token
from jishi.errors import ReadError
from jishi.evaluate.facts import Comparison, sentence_number
from jishi.evaluate.score import Score
from jishi.evaluate.tally import count_keys, words_across
from jishi.io.annotation import HEADER, AnnotationError

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Cut:
    """The words of some sentences of an article, with the line of each sentence."""

    path: Path
    id: str
    rows: tuple[Row, ...]


def read_words(path: Path) -> Cut:
    """The words of a file.

    Raises:
        ReadError: a file that cannot be read.
        AnnotationError: no id, an unknown header, words that are not one space apart.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(path, str(error)) from error
    name, rows, problems = "", list[Row](), list[tuple[int, str]]()
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            found = HEADER.fullmatch(line.strip())
            if found is None or found["key"] != "id" or name:
                problems.append((number, f"cannot read the header line {line!r}, or it comes twice"))
            else:
                name = found["value"].strip()
        elif line.strip():
            rows.append((number, line.split(" ")))
            if not all(rows[-1][1]) or any(word.split() != [word] for word in rows[-1][1] if word):
                problems.append((number, "words are not one space apart"))
    if not name:
        problems.append((1, "no line # id: …"))
    if problems:
        raise AnnotationError(path, problems)
    return Cut(path, name, tuple(rows))


def lay_words(document: Document, cut: Cut) -> Document:
    """The document with the words as its tokens, in those sentences alone that were cut.

    Raises:
        AnnotationError: a line that is no sentence of the document, a word that crosses the border of a mention.
    """
    starts: dict[str, list[int]] = {}
    for sentence in document.sentences:
        text = document[sentence.span]
        starts.setdefault(text.strip(), []).append(sentence.span.start + len(text) - len(text.lstrip()))
    mentions = [mention.span for mention in document.mentions]
    tokens: list[Token] = []
    problems: list[tuple[int, str]] = []
    for line, words in cut.rows:
        places = starts.get("".join(words))
        if not places:
            problems.append((line, f"no sentence of {document.id}, or one that comes too often: {''.join(words)[:20]}"))
            continue
        spans = spans_of(words, places.pop(0))
        tokens += map(Token, spans)
        problems += [(line, f"{document[span]} crosses a mention") for span in words_across(spans, mentions)]
    if problems:
        raise AnnotationError(cut.path, problems)
    return replace(document, tokens=tuple(sorted(tokens, key=lambda token: token.span)))


def spans_of(words: Iterable[str], start: int) -> list[Span]:
    """Where the words stand, the first of them at the start."""
    return [Span(left, right) for left, right in pairwise(accumulate(map(len, words), initial=start))]


def lay_all(documents: Sequence[Document], paths: Iterable[Path]) -> list[Document]:
    """The documents with the words of the files.

    Raises:
        AnnotationError: the problems of all files; two files for one article, or a file for none.
    """
    done = {document.id: document for document in documents}
    problems: list[AnnotationError] = []
    for path in paths:
        try:
            cut = read_words(path)
            if cut.id not in done or done[cut.id].tokens:
                raise AnnotationError(path, [(1, f"no article {cut.id}, or one that has its words already")])
            done[cut.id] = lay_words(done[cut.id], cut)
        except AnnotationError as error:
            problems.append(error)
    if problems:
        raise AnnotationError.of(problems)
    return [done[document.id] for document in documents]


def count_words(comparison: Comparison, known: Set[str]) -> dict[str, Score]:
    """Words right in the sentences that were cut by hand, and how many of those that are not known are found.

    Numbers in digits and punctuation are in no dictionary and hard for nobody: they do not count as unknown.
    """
    gold = set(comparison.gold.tokens)
    if not gold or not comparison.predicted.tokens:
        return {}
    cut = {sentence_number(token, comparison.sentences) for token in gold}
    predicted = {token for token in comparison.predicted.tokens if sentence_number(token, comparison.sentences) in cut}
    return {
        "segmentation.words": count_keys(gold, predicted),
        "segmentation.unknown": count_unknown(comparison.document, gold, predicted, known),
    }


def count_unknown(document: Document, gold: Set[Span], predicted: Set[Span], known: Set[str]) -> Score:
    """How many of the gold words that are not known, in Simplified characters, are found."""
    unknown = {
        token for token in gold if document.fold(token) not in known and any(char.isalpha() for char in document[token])
    }
    return Score(len(unknown & predicted), len(unknown), len(unknown))
