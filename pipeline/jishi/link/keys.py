"""What a mention's text comes down to: two mentions of a label with one key are one entity."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass

from jishi.document import Label
from jishi.resources import Resources

DOT = re.compile(r"[·・‧•]")
CIPHERS = {character: number for number, character in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
NUMBERED = re.compile(r"(?P<number>[0-9]+|[〇零一二三四五六七八九十百]+)")
LONGEST_KIND = 6
SCALES = {"十": 10, "百": 100}


@dataclass(frozen=True, slots=True)
class Names:
    """What is known of names outside the document, and the words that keys leave out."""

    canonical: Mapping[tuple[Label, str], str]
    short_places: Mapping[str, str]
    army_owners: Mapping[str, str]
    soldiers: Set[str]
    formations: Set[str]
    peoples: Set[str]
    commands: Set[str]
    governments: Mapping[str, str]
    unit_aliases: Mapping[str, str]
    place_tails: Set[str]
    people_tails: Set[str]
    event_tails: Set[str]
    regions: Set[str]
    titles: Set[str]
    surnames: Set[str]
    all_surnames: Set[str]
    double_surnames: Set[str]
    japanese_surnames: Set[str]


def load_names(resources: Resources) -> Names:
    """The names and word classes of the resources."""
    words, tables = resources.words, resources.tables
    return Names(
        {(entry.label, entry.name): entry.canonical for entry in resources.lexicon},
        {row["word"]: row["canonical"] for row in tables.get("place_abbreviation", ())},
        {row["word"]: row["canonical"] for row in tables.get("army_owner", ())},
        frozenset(words.get("soldier", ())),
        frozenset(words.get("formation", ())),
        frozenset(words.get("people", ())),
        frozenset(words.get("command", ())),
        {row["word"]: row["canonical"] for row in tables.get("government", ())},
        {row["word"]: row["canonical"] for row in tables.get("unit_alias", ())},
        frozenset(words.get("place_tail", ())),
        frozenset(words.get("people_tail", ())),
        frozenset(words.get("event_tail", ())),
        frozenset(words.get("region_part", ())),
        frozenset(words.get("title_after", ())),
        frozenset(words.get("surname", ())),
        frozenset(words.get("surname", ())) | frozenset(words.get("double_surname", ())),
        frozenset(words.get("double_surname", ())),
        frozenset(words.get("japanese_surname", ())),
    )


def number(text: str) -> int:
    """A short numeral in digits or Chinese: 36, 三十六, 一一五."""
    if text[0].isdigit():
        return int(text)
    if not SCALES.keys() & set(text):
        return int("".join(str(CIPHERS[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        if character in SCALES:
            total += (digit or 1) * SCALES[character]
            digit = 0
        else:
            digit = CIPHERS[character]
    return total + digit


def without_tail(text: str, tails: Set[str], least: int = 1) -> str:
    """The text without its longest tail, as long as enough is left."""
    for length in range(min(4, len(text) - least), 0, -1):
        if text[-length:] in tails:
            return text[:-length]
    return text


def without_soldiers(text: str, names: Names) -> str:
    """第36师军人 → 第36师: what was said of its soldiers is said of the force."""
    bare = without_tail(text, names.soldiers, 2)
    return bare if bare.endswith(("军", "师", "团", "旅")) else text


def numbered(text: str, names: Names) -> str | None:
    """The smallest numbered formation in a name (第29军第37师 → 37师), None if it ends in something else."""
    matches = list(NUMBERED.finditer(text))
    for match in reversed(matches):
        for length in range(min(LONGEST_KIND, len(text) - match.end()), 0, -1):
            kind = text[match.end() : match.end() + length]
            if kind in names.formations:
                rest = text[match.end() + length :]
                return f"{number(match['number'])}{kind}" if not rest or is_soldiers(rest, names) else None
    return None


def is_soldiers(text: str, names: Names) -> bool:
    """True for what may follow a formation's name without changing what it names: 部队, 回族部队."""
    return any(text.endswith(word) and text[: -len(word)] in names.peoples | {""} for word in names.soldiers)


def army_of(text: str, names: Names) -> str | None:
    """The owner of a whole army (苏军, 苏联军队, 苏联红军 → 苏联), None for other forces."""
    for length in range(1, min(4, len(text) - 1) + 1):
        owner, rest = text[:-length], text[-length:]
        if rest in names.soldiers and (found := owner_of(owner, names)):
            return found
    return None


def owner_of(text: str, names: Names) -> str | None:
    """The country or region a word stands for in the name of an army."""
    if text in names.army_owners:
        return names.army_owners[text]
    if text in names.short_places:
        return names.short_places[text]
    return names.canonical.get(("PLACE", text))


def place_key(text: str, names: Names, known: Set[str]) -> str:
    """The innermost place of a chain in its usual name."""
    text = text.removesuffix("方") if len(text) == 2 else text
    if len(text) == 1:
        text = names.short_places.get(text, text)
    text = innermost(text, names, known)
    if ("PLACE", text) not in names.canonical:
        bare = without_tail(text, names.place_tails, 2)
        if bare in known or ("PLACE", bare) in names.canonical:
            text = bare
    text = names.canonical.get(("PLACE", text), text)
    return names.army_owners.get(text, text) if text in known or ("PLACE", text) in names.canonical else text


def innermost(text: str, names: Names, known: Set[str]) -> str:
    """甘肃河州 → 河州, if both parts are places."""
    for cut in range(2, len(text) - 1):
        outer, inner = text[:cut], text[cut:]
        if is_place(outer, names, known):
            for region in sorted(names.regions, key=len, reverse=True):
                if inner.startswith(region) and len(inner) - len(region) > 1:
                    inner = inner[len(region) :]
                    break
            if is_place(inner, names, known) or outer.endswith(("省", "市", "县", "州")):
                return innermost(inner, names, known)
    return text


def is_place(text: str, names: Names, known: Set[str]) -> bool:
    """True for a place of the document or the lexicon, with or without the word for its kind."""
    bare = without_tail(text, names.place_tails, 2)
    return not known.isdisjoint((text, bare)) or ("PLACE", text) in names.canonical


def plain_key(label: Label, text: str, names: Names) -> str:
    """The key of organizations, peoples and events."""
    if label == "ORG" and text in names.governments:
        return names.governments[text]
    if (label, text) in names.canonical:
        text = names.canonical[label, text]
    if label == "GROUP":
        return without_tail(text, names.people_tails, 1)
    if label == "EVENT":
        return without_tail(text, names.event_tails, 2)
    return text
