"""The stage that fills `entities`."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from jishi.document import ENTITY_LABELS, Document, Entity, Label, Mention, Span, Stage
from jishi.link.aliases import stated_aliases
from jishi.link.coordinates import Locator
from jishi.link.groups import Groups
from jishi.link.keys import (
    DOT,
    LONGEST_KIND,
    NUMBERED,
    Names,
    army_of,
    load_names,
    numbered,
    place_key,
    plain_key,
    without_soldiers,
    without_tail,
)
from jishi.resources import Resources

LISTED = frozenset({"PLACE", "UNIT"})  # labels whose longest surface can be more than a name
ACTING = "代"  # stands before a title
TITLED = 3  # characters of the shortest name with a title in it: 马师长彪 has four
ROW = frozenset("、和与及")  # between numbers that share a noun
COMMANDED = "部"  # ends the key of a force that is named by its commander
Keys = Mapping[str, str]  # surface → key, for one label


def link(resources: Resources) -> Stage:
    """Clusters the named mentions of a document; an entity bears the fullest name the document has for it."""
    names = load_names(resources)
    locator = Locator(resources)

    def run(document: Document) -> Document:
        clusters: dict[tuple[Label, str], list[Mention]] = defaultdict(list)
        aliases = list(stated_aliases(document))
        surfaces = {mention.span: document.fold(mention.span) for mention in document.mentions} | rows(document, names)
        groups = {label: group_label(document, label, names, aliases, surfaces) for label in sorted(ENTITY_LABELS)}
        for mention in document.mentions:
            if mention.label in ENTITY_LABELS:
                clusters[mention.label, groups[mention.label](surfaces[mention.span])].append(mention)
        targets = {found.span: found.target for found in document.links}
        entities = (make_entity(document, mentions, targets, names) for mentions in clusters.values())
        return replace(document, entities=tuple(locator.locate(document, entities)))

    return run


def rows(document: Document, names: Names) -> dict[Span, str]:
    """What numbers mean that share the noun of the last one: 第32师 for the 第32 of 第32、第40步兵师."""
    found: dict[Span, str] = {}
    text, kind, after = document.folded, "", -1
    for mention in reversed(document.mentions):
        start, end = mention.span.start, mention.span.end
        if mention.label != "UNIT":
            continue
        number = list(NUMBERED.finditer(text, start, end))
        if not number:
            continue
        if number[-1].end() < end:
            kind, after = kind_at(text, number[-1].end(), names), start
            continue
        if text[end : end + 1] in ROW and end + 1 == after:
            after = start
        else:  # 第6、第8两师团
            kind, after = kind_at(text, end + 1, names), start
        found[mention.span] = text[start:end] + kind
    return found


def kind_at(text: str, start: int, names: Names) -> str:
    """The longest noun of formations at the place, nothing if there is none."""
    lengths = range(LONGEST_KIND, 0, -1)
    return next((text[start : start + size] for size in lengths if text[start : start + size] in names.formations), "")


def group_label(
    document: Document,
    label: str,
    names: Names,
    aliases: Sequence[tuple[Mention, Mention]],
    surfaces: Mapping[Span, str],
) -> Callable[[str], str]:
    """From the surface of a mention of the label, as `surfaces` has it, to the representative of its entity."""
    keys = KEYS[label](Counter(surfaces[one.span] for one in document.mentions if one.label == label), names)
    groups = Groups(keys.values())
    for one, other in aliases:
        if one.label == label:
            groups.join(keys[surfaces[one.span]], keys[surfaces[other.span]])
    return lambda surface: groups.find(keys[surface])


def person_keys(surfaces: Counter[str], names: Names) -> Keys:
    """Full names stand for themselves, parts of names and surnames for the full name they shorten."""
    full: dict[str, list[str]] = defaultdict(list)
    bare = {surface: untitled(surface, names) for surface in surfaces}
    plain = Counter[str]()
    for surface, count in surfaces.items():
        plain[bare[surface]] += count
    for name in plain:
        if with_title(name, names):
            continue
        for handle in {name[0], *(part[0] for part in DOT.split(name) if part)}:
            full[handle].append(name)
    keys: dict[str, str] = {}
    for surface, name in bare.items():
        longer = [other for other in full[name[0]] if other != name and shortens(name, other, names)]
        best = max(longer, key=lambda other: (plain[other], other), default=name)
        keys[surface] = DOT.sub("", names.canonical.get(("PERSON", best), best))
    return keys


def untitled(name: str, names: Names) -> str:
    """The name without a title between surname and given name: 孙代长官连仲 → 孙连仲."""
    for end in (len(name) - 1, len(name) - 2) if len(name) > TITLED and name[0] in names.surnames else ():
        if name[1:end].removeprefix(ACTING) in names.titles:
            return name[0] + name[end:]
    return name


def without_title(name: str, names: Names) -> str:
    """The name without a title at its end: 盛督办 → 盛, 孙代长官 → 孙."""
    return without_tail(name, names.titles).removesuffix(ACTING)


def with_title(name: str, names: Names) -> bool:
    """True for a surname with a title: 盛督办 is nobody's full name."""
    bare = without_title(name, names)
    return bare != name and bare in names.all_surnames


def shortens(short: str, full: str, names: Names) -> bool:
    """True if one is a usual short form of the other: 赫定, 马将军, 盛, 板垣."""
    if DOT.search(full):
        parts = DOT.split(full)
        return short in parts or short == "".join(parts)
    if short in names.japanese_surnames and len(short) == 2 and full.startswith(short):
        return len(full) > 2
    surname = full[:2] if full[:2] in names.double_surnames else full[:1]
    given = full[len(surname) :]
    return 1 <= len(given) <= 2 and surname in names.all_surnames and without_title(short, names) == surname


def unit_keys(surfaces: Counter[str], names: Names) -> Keys:
    """Numbered formations by number, armies by owner, a commander's force by him, others without their soldiers."""
    armies = {name: army_of(without_soldiers(name, names), names) or army_of(name, names) for name in surfaces}
    red = "苏联" in armies.values() and not any("工农" in name or "红一" in name for name in surfaces)
    keys = {name: unit_key(name, armies[name], red, names) for name in surfaces}
    join_commanders(keys)
    endings: dict[str, list[str]] = defaultdict(list)
    for name in surfaces:
        endings[name[-2:]].append(name)
    for name in surfaces:
        longer = {keys[other] for other in endings[name[-2:]] if contains_force(other, name, names)}
        if len(longer) == 1:
            keys[name] = longer.pop()
    return keys


def join_commanders(keys: dict[str, str]) -> None:
    """A force has one key by its commander's name, his surname, and its number with his name in front."""
    commanded = {key for key in keys.values() if key.endswith(COMMANDED)}
    by_surname: dict[str, list[str]] = defaultdict(list)
    for key in sorted(commanded):
        by_surname[f"{key[0]}军"].append(key)
    numbers = {f"{name.partition('第')[0]}{COMMANDED}": key for name, key in keys.items() if "第" in name[1:]}
    for name, key in keys.items():
        if len(by_surname.get(key, ())) == 1:  # 马军 is 马仲英部
            keys[name] = by_surname[key][0]
        elif key in commanded:  # 黄百韬兵团 is 黄百韬第七兵团
            keys[name] = numbers.get(key, key)


def unit_key(name: str, army: str | None, red: bool, names: Names) -> str:
    """The key of one force by its name alone; `red`: the Red Army of the document is the Soviet one."""
    bare = without_soldiers(name, names)
    if formation := numbered(name, names):
        return formation
    if army:
        return f"{army}军"
    if bare == "红军" and red:
        return "苏联军"
    commander = without_tail(name, names.commands, 2)
    if commander != name and commander[0] in names.surnames and len(commander) <= 3:
        return commander + COMMANDED
    bare = names.unit_aliases.get(bare, bare)
    return names.canonical.get(("UNIT", bare), bare)


def contains_force(long: str, short: str, names: Names) -> bool:
    """True if a force is named by the end of a longer name (江防舰队), not another one of its kind (塔城归化军)."""
    prefix = long.removesuffix(short)
    # 阿尔泰归化军 is named by where it is too: the lexicon has 阿尔泰山.
    places = (prefix, f"{prefix}山", *(prefix + tail for tail in names.place_tails))
    return (
        0 < len(prefix) < len(long)
        and len(short) > 2
        and not any(("PLACE", place) in names.canonical for place in places)
    )


def place_keys(surfaces: Counter[str], names: Names) -> Keys:
    """The innermost place in its usual name."""
    known = frozenset(name for name in surfaces if len(name) > 1)
    return {name: place_key(name, names, known) for name in surfaces}


def org_keys(surfaces: Counter[str], names: Names) -> Keys:
    """Short names belong to the longer one that ends like them, if there is just one."""
    keys = {name: plain_key("ORG", name, names) for name in surfaces}
    for name in surfaces:
        longer = {keys[other] for other in surfaces if other != name and other.endswith(name)}
        if len(name) > 2 and len(longer) == 1:
            keys[name] = longer.pop()
    return keys


def group_keys(surfaces: Counter[str], names: Names) -> Keys:
    """Peoples without 族 and 人."""
    return {name: plain_key("GROUP", name, names) for name in surfaces}


def event_keys(surfaces: Counter[str], names: Names) -> Keys:
    """Events without the word for their kind, so that 喀什之战 and 喀什战役 are one."""
    return {name: plain_key("EVENT", name, names) for name in surfaces}


KEYS: Mapping[str, Callable[[Counter[str], Names], Keys]] = {
    "PERSON": person_keys,
    "UNIT": unit_keys,
    "PLACE": place_keys,
    "ORG": org_keys,
    "GROUP": group_keys,
    "EVENT": event_keys,
}


def make_entity(document: Document, mentions: Sequence[Mention], targets: Mapping[Span, str], names: Names) -> Entity:
    """The entity of a cluster: its fullest name, its other names in order, the article it was linked to."""
    label = mentions[0].label
    surfaces = list(dict.fromkeys(document[mention.span] for mention in mentions))
    name = max(surfaces, key=lambda surface: fullness(label, surface, names))
    target = next((targets[mention.span] for mention in mentions if mention.span in targets), None)
    return Entity(name, label, tuple(mentions), tuple(other for other in surfaces if other != name), target)


def fullness(label: Label, surface: str, names: Names) -> tuple[int, int]:
    """Names of the lexicon before others, then longer ones; last what names a thing by a part, a title or a side."""
    partial = {
        "UNIT": without_soldiers(surface, names) != surface,
        "PERSON": with_title(surface, names) or untitled(surface, names) != surface,
        "PLACE": len(surface) == 1 or surface[1:] == "方",
    }
    if partial.get(label, False):
        return 0, len(surface)
    return 1 + (label in LISTED and (label, surface) in names.canonical), len(surface)
