"""The year an article is about, as far as its title and its opening say so."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

YearFinder = Callable[[str], str | None]
DIGITS = {char: str(index) for index, char in enumerate("〇一二三四五六七八九")} | {"零": "0"}
NUMBER = r"元|[0-9]{1,2}|[二三四]?十[一二三四五六七八九]?|[一二三四五六七八九]"
YEAR = (
    r"(?<![0-9])(?P<arabic>1[0-9]{3}|20[0-9]{2})(?=年(?!代)|\s*[-–—－~～至]\s*[0-9]{2,4}年(?!代))"
    r"|(?P<chinese>一[八九][〇零一二三四五六七八九]{2})年(?!代)"
)
BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
FIRST_SENTENCE = re.compile(r"[^。！？；]*")


def year_finder(eras: Iterable[Mapping[str, str]]) -> YearFinder:
    """Finds the first year of a text, in Arabic or Chinese numerals or counted from an era of the table."""
    first = {row["era"]: int(row["first_year"]) for row in eras}
    names = "|".join(map(re.escape, sorted(first, key=len, reverse=True)))
    pattern = re.compile(YEAR + (f"|(?P<era>{names})(?P<count>{NUMBER})年" if names else ""))

    def find(text: str) -> str | None:
        match = pattern.search(text)
        if match is None:
            return None
        if match["arabic"]:
            return match["arabic"]
        if match["chinese"]:
            return "".join(DIGITS[char] for char in match["chinese"])
        return str(first[match["era"]] + _count(match["count"]) - 1)

    return find


def find_date(title: str, lead: Sequence[str], year: YearFinder, event_suffixes: Iterable[str]) -> str | None:
    """The year of the title, else of the first sentence, else one that opens another paragraph of the lead.

    Brackets in the first sentence hold a person's years unless the title names an event. All texts are Simplified.
    """
    if found := year(title):
        return found
    if not lead:
        return None
    first = FIRST_SENTENCE.match(lead[0])
    sentence = first[0] if first else ""
    if not BRACKETS.sub("", title).rstrip(" _").endswith(tuple(event_suffixes)):
        sentence = BRACKETS.sub("", sentence)
    if found := year(sentence):
        return found
    return next((found for text in lead[1:] if (found := year(text[:12])) and text[:12].startswith(found)), None)


def _count(numeral: str) -> int:
    """The number of an era's year: 元 or 1 to 49."""
    if numeral == "元":
        return 1
    if numeral.isascii():
        return int(numeral)
    tens, ten, ones = numeral.rpartition("十")
    return (int(DIGITS[tens or "一"]) * 10 if ten else 0) + (int(DIGITS[ones]) if ones else 0)
