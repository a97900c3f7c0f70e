"""What the trained model sees of a text: characters, words, what the rules found, and lists of names."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from jishi.document import Document
from jishi.recognize.characters import NameModel

FORMAT = 1  # rises when the features change: a model fits the features it was trained on
CLAUSE = re.compile(r"[^，。；：！？\n]*[，。；：！？\n]|[^，。；：！？\n]+$")
LEAST = 2  # single characters in a row that may be an unknown name
NAMELIKE = frozenset({None, "ns", "nr", "nrt", "nrfg", "nt", "nz", "j"})
FUNCTION = frozenset({"p", "c", "d", "r", "m", "q", "f", "t", "y", "uj", "ul", "uz", "ug", "ud", "uv"})
UNKNOWN = (-40, -40, -40)
OUTSIDE = "O"
Features = list[str]
Stretch = tuple[int, list[Features]]
See = Callable[..., Iterator[Stretch]]


def make_sight(model: NameModel, lists: Mapping[str, Sequence[str]]) -> See:
    """A function from a document to the start of each sentence and the features of each of its characters.

    With `doubtful=True` only of the clauses in which names may be missing.
    """
    kinds = cache(lambda character: character_kinds(character, model))
    automata = {kind: AhoCorasick(list(names), MatchKind.LeftmostLongest) for kind, names in lists.items()}

    def see(document: Document, *, doubtful: bool = False) -> Iterator[Stretch]:
        make = layer_maker(document, automata)
        for start, end in doubts(document) if doubtful else sentence_borders(document):
            layers = make(start, end)
            yield start, [describe(place, layers, kinds) for place in range(2, end - start + 2)]

    return see


def sentence_borders(document: Document) -> list[tuple[int, int]]:
    """Where the sentences begin and end."""
    return [(sentence.span.start, sentence.span.end) for sentence in document.sentences]


def character_kinds(character: str, model: NameModel) -> Features:
    """The script of a character, and how it does in Chinese and in transliterated names."""
    surname = model.surnames.get(character)
    given = model.given.get(character, (0, 0, 0))
    found = [
        f"foreign={model.foreign.get(character, UNKNOWN)[0] // 10}",
        f"first={given[0] // 10}",
        f"second={given[1] // 10}",
        f"script={script(character)}",
    ]
    return found if surname is None else [*found, f"surname={surname // 10}"]


def script(character: str) -> str:
    """Han, digit, Latin, dot or other."""
    if "一" <= character <= "鿿":
        return "han"
    if character.isdigit():
        return "digit"
    if character.isascii() and character.isalpha():
        return "latin"
    return "dot" if character in "·・•‧" else "other"


def doubts(document: Document) -> list[tuple[int, int]]:
    """The clauses with something that may be a name and is in no mention."""
    clauses = [match.span() for match in CLAUSE.finditer(document.folded)]
    starts = [start for start, _ in clauses]
    taken = bytearray(len(document.text) + 1)
    for mention in document.mentions:
        taken[mention.span.start : mention.span.end] = b"\1" * len(mention.span)
    found: set[int] = set()
    row = last = 0
    for token in document.tokens:
        start, end = token.span.start, token.span.end
        if taken[start]:
            row = 0
            continue
        single = end - start == 1 and "一" <= document.folded[start] <= "鿿" and token.pos not in FUNCTION
        row = row + 1 if single and last == start else int(single)
        last = end
        if row >= LEAST or (end - start > 1 and token.pos in NAMELIKE):
            found.add(bisect_right(starts, start) - 1)
    return [clauses[number] for number in sorted(found)]


class Layers:
    """One string for every character of a stretch and two places on either side: words, tags, rules, lists."""

    __slots__ = ("after", "before", "lists", "rules", "tags", "text", "words")

    def __init__(self, text: str) -> None:
        size = len(text)
        self.text = text
        self.words, self.before, self.after = [""] * size, ["^"] * size, ["$"] * size
        self.tags, self.rules = ["-"] * size, [OUTSIDE] * size
        self.lists: dict[int, Features] = {}


def layer_maker(document: Document, automata: Mapping[str, AhoCorasick]) -> Callable[[int, int], Layers]:
    """A function from the borders of a stretch to its layers."""
    text, tokens, mentions = f"^^{document.folded}$$", document.tokens, document.mentions
    words = [text[token.span.start + 2 : token.span.end + 2] for token in tokens]
    starts, mention_starts = [token.span.start for token in tokens], [mention.span.start for mention in mentions]

    def make(start: int, end: int) -> Layers:
        layers, base, size = Layers(text[start : end + 4]), start - 2, end - start + 4
        for number in range(max(bisect_right(starts, start - 1) - 1, 0), bisect_right(starts, end)):
            token, word = tokens[number], words[number]
            first, last = token.span.start - base, token.span.end - base
            before = words[number - 1] if number else "^"
            after = words[number + 1] if number + 1 < len(words) else "$"
            tag = token.pos or "?"
            for place in range(max(first, 0), min(last, size)):
                position = "S" if last - first == 1 else "B" if place == first else "E" if place == last - 1 else "I"
                layers.words[place], layers.tags[place] = f"{position}{word}", f"{position}{tag}"
                layers.before[place], layers.after[place] = before, after
        for mention in mentions[
            max(bisect_right(mention_starts, start - 1) - 1, 0) : bisect_right(mention_starts, end)
        ]:
            first, last = mention.span.start - base, mention.span.end - base
            for place in range(max(first, 0), min(last, size)):
                layers.rules[place] = f"{'B' if place == first else 'I'}-{mention.label}"
        for kind, automaton in automata.items():
            for _, first, last in automaton.find_matches_as_indexes(layers.text):
                for place in range(first, last):
                    position = "B" if place == first else "E" if place == last - 1 else "I"
                    layers.lists.setdefault(place, []).append(f"{kind}={position}")
        return layers

    return make


def describe(place: int, layers: Layers, kinds: Callable[[str], Features]) -> Features:
    """The features of the character at a place of the stretch."""
    text = layers.text
    a, b, c, d, e = text[place - 2], text[place - 1], text[place], text[place + 1], text[place + 2]
    rules, tags = layers.rules, layers.tags
    tag, rule = tags[place], rules[place]
    found = [
        f"c={c}",
        f"b={b}",
        f"d={d}",
        f"a={a}",
        f"e={e}",
        f"bc={b}{c}",
        f"cd={c}{d}",
        f"w={layers.words[place]}",
        f"wb={layers.before[place]}",
        f"wa={layers.after[place]}",
        f"t={tag}",
        f"tb={tags[place - 1]}{tag}",
        f"ta={tag}{tags[place + 1]}",
        f"r={rule}",
        f"rb={rules[place - 1]}{rule}",
        f"ra={rule}{rules[place + 1]}",
    ]
    found += kinds(c)
    if place in layers.lists:
        found += layers.lists[place]
    return found
