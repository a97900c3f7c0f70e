"""Finds TIME and QUANTITY mentions by their patterns, in the clauses that can hold one."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jishi.document import Label, Mention, Span
from jishi.resources import Resources

VALUES: tuple[Label, ...] = ("TIME", "QUANTITY")
# Every time and every quantity has one of these characters in it, but for 战前 and 战后 as a clause of their own.
TELLING = "0-9０-９〇零一二三四五六七八九十百千万亿两几数半廿卅年月日天夜晚晨早晓午昏暮黎春夏秋冬旬旦夕宵节岁期代纪阳"
CLAUSE_END = "，。；：！？\n"
DULL = re.compile(rf"[{CLAUSE_END}](?:(?!战[前后]，)[^{TELLING}{CLAUSE_END}]*+[{CLAUSE_END}])+")

Rule = tuple[str, re.Pattern[str], str | int, frozenset[str]]  # id, pattern, group that is the mention, signs
Candidate = tuple[int, int, str, int]  # in the order of choice: length below zero, start, rule; its end
Find = Callable[[str], tuple[Mention, ...]]


@dataclass(frozen=True, slots=True)
class Sieve:
    """A text without its dull clauses; `starts` are where its pieces begin and `moved` by how much."""

    text: str
    starts: tuple[int, ...]
    moved: tuple[int, ...]

    def original(self, start: int, end: int) -> Span | None:
        """The span in the whole text, None if a dropped clause would lie in it."""
        piece = bisect_right(self.starts, start) - 1
        beyond = piece + 1 < len(self.starts) and self.starts[piece + 1] < end
        return None if beyond else Span(start + self.moved[piece], end + self.moved[piece])


def sift(text: str) -> Sieve:
    """The text without its dull clauses; the marks around them stay, since patterns look at them."""
    pieces, starts, moved = [], [0], [0]
    position = length = 0
    for match in DULL.finditer(text):
        start, end = match.start() + 1, match.end() - 1
        if start < end:
            pieces.append(text[position:start])
            length += start - position
            starts.append(length)
            moved.append(end - length)
            position = end
    pieces.append(text[position:])
    return Sieve("".join(pieces), tuple(starts), tuple(moved))


def mention_finder(resources: Resources, *labels: Label) -> Find:
    """A function that finds the mentions of the labels.

    A time goes before a quantity that overlaps it (三个 of 三个月), so that times are found without quantities.
    """
    signs = {row["rule"]: frozenset(row["signs"]) for row in resources.tables["value_signs"]}
    rules: dict[Label, list[Rule]] = {label: [] for label in VALUES if label in {"TIME", *labels}}
    for pattern in resources.patterns:
        if pattern.label in rules:
            group = "mention" if "mention" in pattern.regex.groupindex else 0
            rules[pattern.label].append((pattern.id, pattern.regex, group, signs.get(pattern.id, frozenset())))

    def find(text: str) -> tuple[Mention, ...]:
        sieve = sift(text)
        taken = bytearray(len(sieve.text))
        mentions: list[Mention] = []
        for label in rules:
            for start, end, rule in choose(candidates(sieve.text, rules[label]), taken):
                span = sieve.original(start, end)
                if span and label in labels:
                    mentions.append(Mention(span, label, rule))
        return tuple(sorted(mentions, key=lambda mention: mention.span) if len(labels) > 1 else mentions)

    return find


def candidates(text: str, rules: Iterable[Rule]) -> list[Candidate]:
    """Every match of the rules; one whose signs the text lacks, each of them, has none."""
    found: list[Candidate] = []
    lacks = frozenset(text).isdisjoint
    for rule, regex, group, signs in rules:
        if signs and lacks(signs):
            continue
        for match in regex.finditer(text):
            start, end = match.span(group)
            found.append((start - end, start, rule, end))
    return found


def choose(found: list[Candidate], taken: bytearray) -> list[tuple[int, int, str]]:
    """Of overlapping candidates the longest, then the leftmost, then that of the first rule, in the order of the text.

    `taken` marks the characters that others have, and is marked.
    """
    found.sort()
    kept: list[tuple[int, int, str]] = []
    for size, start, rule, end in found:
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * -size
            kept.append((start, end, rule))
    kept.sort()
    return kept
