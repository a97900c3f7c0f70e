"""Sentences to words: one adapter per segmenter, and the alignment that each of them must keep."""

import logging
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache
from itertools import pairwise
from math import inf, log

from jishi.backends import LOADERS, SPELLINGS, backend_words, kind
from jishi.document import Document, Span, Stage, Token
from jishi.errors import ConfigError

LONGEST = 1000  # characters that a segmenter gets at once
PAUSES = "，、：,; "
Segmenter = Callable[[str], Sequence[tuple[str, str | None]]]
NAME = "nr"  # the tag of a person's name


def make_segmenter(name: str, extra: Iterable[str] = (), rows: Iterable[Mapping[str, str]] = ()) -> Segmenter:
    """The segmenter of that name; the extra words are cut out as units where it can be taught them.

    The rows translate the tags of backends into those of jieba, which are what the rules read.

    Raises:
        ConfigError: an unknown name, a library that is not installed, a model that cannot be used.
    """
    if kind(name) in LOADERS:
        tags = {row["tag"]: row["pos"] or None for row in rows if row["segmenter"] == kind(name)}
        return translated(backend_words(name), tags)
    makers: Mapping[str, Callable[[], Segmenter]] = {"jieba": lambda: jieba_words(extra), "rjieba": rjieba_words}
    if name not in makers:
        raise ConfigError(f"unknown segmenter {name}: choose from {', '.join((*makers, *SPELLINGS))}")
    try:
        return makers[name]()
    except ImportError as error:
        raise ConfigError(f"segmenter {name} needs a library that is not installed: {error.name}") from error


def translated(words: Segmenter, tags: Mapping[str, str | None]) -> Segmenter:
    """The segmenter with its tags translated; what the table does not have stays."""
    return lambda text: [(word, tags.get(tag, tag) if tag else None) for word, tag in words(text)]


def jieba_words(extra: Iterable[str] = ()) -> Segmenter:
    """Words as jieba cuts them, with the tag its dictionary gives them; None for a word it does not know."""
    import_jieba()
    from jieba import Tokenizer

    frequencies, total, tags = _jieba_dictionary()
    tokenizer = Tokenizer()
    # jieba would keep its dictionary in a file of a known name in the shared temporary folder, where anybody
    # can put another one. Building it takes no longer than reading that file.
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(frequencies), total, True
    for word in sorted(set(extra)):
        tokenizer.add_word(word)
    # jieba takes the logarithm of every word that it considers anew; here each is taken once, and 0 marks what is no
    # word but only the beginning of one, as in its own table.
    whole = log(tokenizer.total)
    logs = {count: log(count) - whole if count else 0.0 for count in set(tokenizer.FREQ.values())}
    weights = {word: logs[count] for word, count in tokenizer.FREQ.items()}
    tokenizer.FREQ = weights
    tokenizer.get_DAG = lambda sentence: None
    tokenizer.calc = lambda sentence, graph, route: route.update(best_words(sentence, weights, -whole))
    return lambda text: [(word, tags.get(word)) for word in tokenizer.cut(text)]


def best_words(sentence: str, weights: Mapping[str, float], unknown: float) -> Iterator[tuple[int, tuple[float, int]]]:
    """For every place the weight of the best cut from there on and the last character of its first word.

    Just what jieba computes, but in one pass and without a list of all words: on a tie the longer word is better.
    """
    size = len(sentence)
    totals = [0.0] * (size + 1)
    for start in range(size - 1, -1, -1):
        best, last = -inf, start
        for end in range(start + 1, size + 1):
            weight = weights.get(sentence[start:end])
            if weight is None:
                break
            if weight and (total := weight + totals[end]) >= best:
                best, last = total, end - 1
        totals[start] = best if best > -inf else unknown + totals[start + 1]
        yield start, (totals[start], last)


def rjieba_words() -> Segmenter:
    """Words and tags as rjieba gives them: many times faster, but it cannot be taught extra words."""
    import rjieba

    def segment(text: str) -> list[tuple[str, str | None]]:
        return [(word, tag or None) for word, tag in rjieba.tag(text)]

    return segment


def import_jieba() -> None:
    """Imports jieba without its log lines and its warning about pkg_resources."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.ERROR)


@cache
def _jieba_dictionary() -> tuple[Mapping[str, int], int, Mapping[str, str]]:
    """The frequency of every word and prefix of jieba's dictionary, their sum, and every word's tag."""
    import jieba

    frequencies, total = jieba.Tokenizer.gen_pfdict(jieba.get_dict_file())
    with jieba.get_dict_file() as file:
        rows = (line.split() for line in file.read().decode("utf-8").splitlines())
        return frequencies, total, {word: tag for word, _, tag in rows}


def known_words() -> Set[str]:
    """The words of jieba's dictionary."""
    import_jieba()
    return _jieba_dictionary()[2].keys()


def segment_words(segmenter: Segmenter) -> Stage:
    """Cuts every sentence into words, each on its own, so that none crosses a sentence."""

    def segment(document: Document) -> Document:
        tokens: list[Token] = []
        for sentence in document.sentences:
            start = sentence.span.start
            for piece in pieces(document.fold(sentence.span)):
                tokens += align(segmenter(piece), piece, start)
                start += len(piece)
        return replace(document, tokens=tuple(tokens))

    return segment


def pieces(text: str) -> Iterator[str]:
    """The text; one that no person has written in parts, for the time of a segmenter can grow with its square."""
    while len(text) > LONGEST:
        end = max(text.rfind(mark, LONGEST // 2, LONGEST) for mark in PAUSES) + 1 or LONGEST
        yield text[:end]
        text = text[end:]
    yield text


def align(words: Sequence[tuple[str, str | None]], text: str, start: int) -> list[Token]:
    """The words as tokens of the text, which begins at `start`; white space is no token."""
    if "".join(word for word, _ in words) != text:
        raise ValueError(f"segmenter changed the text: {text[:20]!r}")
    tokens: list[Token] = []
    for word, pos in words:
        if word.strip():
            tokens.append(Token(Span(start, start + len(word)), pos))
        start += len(word)
    return tokens


def cut_at_mentions(document: Document) -> Document:
    """The document with tokens cut where a mention begins or ends inside them; a piece has no part of speech."""
    return _cut(document, lambda piece: None)


def mention_cutter(segmenter: Segmenter, titles: Collection[str] = ()) -> Stage:
    """Cuts as `cut_at_mentions` does, and behind a title after a person: 板垣征四郎中将|令主力南下, not 中|将令.

    A piece that the segmenter takes for one word has that word's tag.
    """
    longest = max(map(len, titles), default=0)
    tag = piece_tagger(segmenter)

    def title_ends(document: Document) -> Iterator[int]:
        for mention in document.mentions:
            if mention.label == "PERSON":
                follows = document.folded[mention.span.end : mention.span.end + longest]
                ends = (size for size in range(longest, 1, -1) if follows[:size] in titles)
                yield mention.span.end + next(ends, 0)

    return lambda document: join_names(_cut(document, tag, title_ends(document)), titles)


def piece_tagger(segmenter: Segmenter) -> Callable[[str], str | None]:
    """The tag of a piece that the segmenter takes for one word; None for another."""

    def tag(piece: str) -> str | None:
        words = segmenter(piece)
        return words[0][1] if len(words) == 1 else None

    return tag


def particle_cutter(segmenter: Segmenter, rows: Iterable[Mapping[str, str]]) -> Stage:
    """Cuts a particle off a word that no dictionary has: 旋遭|敌 is 旋|遭, 之围 is 之|围, 屯于 is 屯|于.

    The rows say which particles never begin (`head`) or end (`tail`) a word. What mentions cover stays, and so do
    the other function words.
    """
    sides: dict[str, set[str]] = {"head": set(), "tail": set()}
    whole = set()
    for row in rows:
        if row["class"] == "particle":
            for side in row["slot"].split("+"):
                sides[side].add(row["word"])
        else:
            whole.add(row["word"])
    tag = piece_tagger(segmenter)

    def tagged(span: Span, document: Document) -> Token:
        return Token(span, tag(document.fold(span)))

    def pieces(token: Token, document: Document) -> Iterator[Token]:
        start, end = token.span.start, token.span.end
        while end - start > 1 and document.folded[start] in sides["head"]:
            yield tagged(Span(start, start + 1), document)
            start += 1
        tails = []
        while end - start > 1 and document.folded[end - 1] in sides["tail"]:
            tails.append(tagged(Span(end - 1, end), document))
            end -= 1
        yield tagged(Span(start, end), document)
        yield from reversed(tails)

    def guessed(token: Token, document: Document) -> bool:
        return token.pos is None and len(token.span) > 1 and document.fold(token.span) not in whole

    def cut(document: Document) -> Document:
        covered = {place for one in document.mentions for place in range(one.span.start, one.span.end)}
        tokens: list[Token] = []
        for token in document.tokens:
            if guessed(token, document) and token.span.start not in covered:
                tokens += pieces(token, document)
            else:
                tokens.append(token)
        return replace(document, tokens=tuple(tokens))

    return cut


def join_names(document: Document, titles: Collection[str] = ()) -> Document:
    """The document with a person's name as one word, unless it ends in a title (马|将军) or has parts (斯文|·|赫定)."""
    names = {one.span: document.fold(one.span) for one in document.mentions if one.label == "PERSON"}
    plain = (span for span, name in names.items() if name.isalnum() and not name.endswith(tuple(titles)))
    starts = {span.start: span for span in plain}
    tokens: list[Token] = []
    reached = 0
    for token in document.tokens:
        if (span := starts.get(token.span.start)) is not None and token.span != span:
            tokens.append(Token(span, NAME))
            reached = span.end
        elif token.span.start >= reached:
            tokens.append(token)
    return replace(document, tokens=tuple(tokens))


def _cut(document: Document, tag: Callable[[str], str | None], further: Iterable[int] = ()) -> Document:
    borders = sorted({border for one in document.mentions for border in (one.span.start, one.span.end)} | set(further))
    tokens: list[Token] = []
    for token in document.tokens:
        low = bisect_right(borders, token.span.start)
        high = bisect_left(borders, token.span.end, low)
        if low >= high:
            tokens.append(token)
            continue
        edges = [token.span.start, *borders[low:high], token.span.end]
        pieces = [Span(left, right) for left, right in pairwise(edges)]
        tokens += [Token(piece, tag(document.fold(piece))) for piece in pieces]
    return replace(document, tokens=tuple(tokens))
