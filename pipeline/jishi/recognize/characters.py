"""How much a string looks like a Chinese or a transliterated name, by its characters."""

import re
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

Weights = Mapping[str, tuple[int, int, int]]
RARE = (0, 0, 0)  # what is rare in text is no rarer in names: 寰 in 吕荣寰
UNSEEN = (-25, -25, -25)


@dataclass(frozen=True, slots=True)
class NameModel:
    """Log odds (times ten) of characters as surnames, in given names and in transliterations, against plain text."""

    surnames: Mapping[str, int]
    double_surnames: Set[str]
    japanese_surnames: Set[str]
    given: Weights
    foreign: Weights
    surname_start: re.Pattern[str]

    def surname_of(self, text: str) -> str:
        """The surname a text begins with, or an empty string."""
        for length in (3, 2):
            if text[:length] in self.japanese_surnames or text[:length] in self.double_surnames:
                return text[:length]
        return text[:1] if text[:1] in self.surnames else ""

    def surname_score(self, surname: str) -> float:
        """Log odds that a character is a surname here, two for one of two characters."""
        if surname in self.japanese_surnames:
            return 1.5
        return min(self.surnames.get(surname, 35), 45) / 10 - 1.5

    def given_score(self, given: str) -> float:
        """Log odds that one or two characters are a given name."""
        if len(given) == 1:
            return self.given.get(given, RARE)[2] / 10
        if len(given) == 3:  # 征四郎: Japanese given names of three characters end in a few ways
            return 2.0
        return (self.given.get(given[0], RARE)[0] + self.given.get(given[1], RARE)[1]) / 10

    def foreign_score(self, text: str) -> float:
        """Log odds that a string is a transliteration."""
        weights = [self.foreign.get(character, UNSEEN) for character in text]
        return (weights[0][1] + sum(weight[0] for weight in weights[1:-1]) + weights[-1][2]) / 10

    def chinese(self, name: str) -> bool:
        """True if a title has the form of a Chinese person's name."""
        surname = self.surname_of(name)
        given = name[len(surname) :]
        return bool(surname) and 1 <= len(given) <= 2 and self.given_score(given) + self.surname_score(surname) > 1.0


def read_weights(rows: Sequence[Mapping[str, str]], columns: tuple[str, str, str]) -> Weights:
    """A table of three weights for each character."""
    first, second, third = columns
    return {row["character"]: (int(row[first]), int(row[second]), int(row[third])) for row in rows}


def surname_regex(single: Collection[str], double: Collection[str]) -> re.Pattern[str]:
    """Any character with which a surname begins."""
    return re.compile(f"[{''.join(sorted({surname[0] for surname in (*single, *double)}))}]")
