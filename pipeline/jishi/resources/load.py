"""Reads every resource file and refuses, with file, rule and problem, whatever cannot be used."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from jishi.document import LABELS, Modality, RelationKind
from jishi.errors import ResourceError
from jishi.resources.alternatives import alternatives
from jishi.resources.files import Keys, check_id, check_keys, entries, read_rows, read_toml, table, unique
from jishi.resources.gazetteer import Gazetteer, load_gazetteer
from jishi.resources.types import Cue, EventRule, EventType, LexiconEntry, Pattern, RelationRule, RoleRule, Schema

FOLDER = Path(__file__).parent
FRAGMENT = re.compile(r"\{(?P<name>[a-z_]+)\}")
SLOTS = (
    frozenset(
        {"subject", "object", "theme", "complement", "item", "head", "target", "possessor", "via"}
    )  # of the clause
    | {"by", "at", "from", "to", "toward", "with", "for", "using"}  # of prepositions
)
NUMBER = (int, float)
PATTERN_KEYS: Keys = {
    "id": str,
    "label": str,
    "pattern": str,
    "strength": NUMBER,
    "examples": list,
    "counterexamples": list,
}
TYPE_KEYS: Keys = {"subtypes": list, "roles": dict, "symmetric": bool}
ROLE_KEYS: Keys = {"from": list, "labels": list, "required": bool}
RULE_KEYS: Keys = {
    **dict.fromkeys(("id", "event", "subtype", "content", "not_before", "not_after", "before", "after"), str),
    **dict.fromkeys(("triggers", "needs", "examples"), list),
    **dict.fromkeys(("pivot", "intransitive", "adverbial"), bool),
    "roles": dict,
    "confidence": NUMBER,
}
CUE_KEYS: Keys = {
    **dict.fromkeys(("id", "kind", "value", "scope", "not_before", "not_after"), str),
    **dict.fromkeys(("words", "terminators", "tails", "examples"), list),
}
CUE_VALUES: Mapping[str, Set[str]] = {
    "polarity": {"negative"},
    "modality": set(get_args(Modality)),
    "source": {"itself", "after", "before", "header"},  # where the name of who says so stands
}
RELATION_KEYS: Keys = {
    **dict.fromkeys(("id", "kind", "shape", "source", "before", "not_before", "not_after"), str),
    **dict.fromkeys(("words", "closers", "whole", "parts", "examples"), list),
    **dict.fromkeys(("across", "aimed"), bool),
    "clauses": int,
}
SHAPES = frozenset({"front", "between", "after", "anaphor"})
SCOPES = frozenset({"clause", "next", "touching", "sentence", "left", "before", "back"})


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything the stages know. `digest` is the SHA-256 over all files, so that a run can say what it ran with."""

    words: Mapping[str, tuple[str, ...]]
    lexicon: tuple[LexiconEntry, ...]
    patterns: tuple[Pattern, ...]
    schema: Schema
    rules: tuple[EventRule, ...]
    cues: tuple[Cue, ...]
    relations: tuple[RelationRule, ...]
    tables: Mapping[str, tuple[Mapping[str, str], ...]]
    digest: str
    gazetteer: Gazetteer


def load_resources(folder: Path = FOLDER) -> Resources:
    """All resources below the folder, checked.

    Raises:
        ResourceError: an unknown key, fragment, event type or role, a value of the wrong type, a rule without an
            example, a duplicate id, a pattern that matches the empty string, a broken row.
    """
    if not folder.is_dir():
        raise ResourceError(folder, "folder", "there is no such folder")
    words = {path.stem: load_words(path) for path in sorted((folder / "words").glob("*.tsv"))}
    lexicon = tuple(entry for path in sorted((folder / "lexicons").glob("*.tsv")) for entry in load_lexicon(path))
    patterns = load_patterns(folder / "patterns", words)
    schema = load_schema(folder / "events" / "schema.toml")
    files = [path for path in sorted((folder / "events").glob("*.toml")) if path.name != "schema.toml"]
    rules = unique((path, rule) for path in files for rule in load_rules(path, schema))
    cues = unique((path, cue) for path in sorted((folder / "cues").glob("*.toml")) for cue in load_cues(path))
    files = sorted((folder / "relations").glob("*.toml"))
    relations = unique((path, rule) for path in files for rule in load_relations(path, schema))
    tables = {path.stem: tuple(read_rows(path)) for path in sorted((folder / "tables").glob("*.tsv"))}
    places = load_gazetteer(folder / "gazetteer")
    return Resources(words, lexicon, patterns, schema, rules, cues, relations, tables, digest(folder), places)


def digest(folder: Path) -> str:
    """SHA-256 over the names and contents of all resource files, in sorted order."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".toml", ".tsv"}):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def load_words(path: Path) -> tuple[str, ...]:
    """A word class: the column `word` of a TSV, longest first, each word once."""
    seen: set[str] = set()
    for number, row in enumerate(read_rows(path, "word"), start=2):
        word = row["word"]
        if not word or word in seen:
            raise ResourceError(path, f"line {number}", f"empty or repeated word {word!r}")
        seen.add(word)
    return tuple(sorted(seen, key=lambda word: (-len(word), word)))


def load_lexicon(path: Path) -> Iterator[LexiconEntry]:
    """The entries of `lexicons/<label>.tsv` with the columns name, canonical, kind."""
    label = next((label for label in LABELS if label == path.stem.upper()), None)
    if label is None:
        raise ResourceError(path, "file", f"{path.stem.upper()} is no label")
    seen: set[str] = set()
    for number, row in enumerate(read_rows(path, "name"), start=2):
        name = row["name"]
        if not name or name != name.strip() or name in seen:
            raise ResourceError(path, f"line {number}", f"empty, padded or repeated name {name!r}")
        seen.add(name)
        yield LexiconEntry(name, row.get("canonical") or name, label, row.get("kind", ""))


def expand(pattern: str, fragments: Mapping[str, str], path: Path, rule: str, depth: int = 0) -> str:
    """The pattern with every {fragment} replaced by its own, expanded, pattern."""
    if depth > 12:
        raise ResourceError(path, rule, "fragments refer to each other in a circle")

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in fragments:
            raise ResourceError(path, rule, f"unknown fragment {{{name}}}")
        return f"(?:{expand(fragments[name], fragments, path, rule, depth + 1)})"

    return FRAGMENT.sub(replace, pattern)


def compile_regex(pattern: str, path: Path, rule: str) -> re.Pattern[str]:
    """The compiled pattern; a syntax error names file and rule."""
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ResourceError(path, rule, f"not a regular expression: {error}") from error


def optional_regex(path: Path, raw: Mapping[str, Any], key: str) -> re.Pattern[str] | None:
    """The compiled pattern under the key, if there is one."""
    return compile_regex(raw[key], path, raw["id"]) if key in raw else None


def load_patterns(folder: Path, words: Mapping[str, tuple[str, ...]]) -> tuple[Pattern, ...]:
    """The mention patterns of all files; `fragments.toml` and the word classes are fragments for each of them."""
    shared = {name: alternatives(listed) for name, listed in words.items()}
    base = folder / "fragments.toml"
    if base.exists():
        raw = read_toml(base)
        check_keys(base, "file", raw, {"fragments": dict})
        shared |= read_fragments(base, raw)
    found: list[tuple[Path, Pattern]] = []
    for path in sorted(folder.glob("*.toml")):
        if path == base:
            continue
        raw = read_toml(path)
        check_keys(path, "file", raw, {"fragments": dict, "rule": list})
        fragments = shared | read_fragments(path, raw)
        found += [(path, make_pattern(path, rule, fragments)) for rule in entries(path, raw, "rule")]
    return unique(found)


def read_fragments(path: Path, raw: Mapping[str, Any]) -> dict[str, str]:
    """The [fragments] of a file."""
    fragments = table(path, raw, "fragments")
    for name, value in fragments.items():
        if not isinstance(value, str):
            raise ResourceError(path, name, f"a fragment is a text, not {value!r}")
    return fragments


def make_pattern(path: Path, raw: Mapping[str, Any], fragments: Mapping[str, str]) -> Pattern:
    """One [[rule]] of a pattern file, checked except for its examples."""
    name = check_id(path, raw)
    check_keys(path, name, raw, PATTERN_KEYS)
    for key in ("label", "pattern"):
        if key not in raw:
            raise ResourceError(path, name, f"no {key}")
    if raw["label"] not in LABELS:
        raise ResourceError(path, name, f"unknown label {raw['label']}")
    if not raw.get("examples"):
        raise ResourceError(path, name, "a rule needs an example")
    regex = compile_regex(expand(raw["pattern"], fragments, path, name), path, name)
    check_not_empty(path, name, regex, [*raw["examples"], *raw.get("counterexamples", ())])
    return Pattern(
        name,
        raw["label"],
        regex,
        float(raw.get("strength", 1.0)),
        tuple(raw["examples"]),
        tuple(raw.get("counterexamples", ())),
    )


def check_not_empty(path: Path, rule: str, regex: re.Pattern[str], texts: Iterable[str]) -> None:
    """Refuses a pattern that matches the empty string, alone or anywhere in its own examples."""
    for text in ("", *texts):
        if not isinstance(text, str):
            raise ResourceError(path, rule, f"an example is a text, not {text!r}")
        for match in regex.finditer(text):
            if not match["mention" if "mention" in regex.groupindex else 0]:
                raise ResourceError(path, rule, f"matches the empty string in {text!r}")


def make_role(path: Path, rule: str, raw: Mapping[str, Any], default: RoleRule | None) -> RoleRule:
    """A role's slots and labels; what is not said is taken from the type's default frame."""
    check_keys(path, rule, raw, ROLE_KEYS)
    slots = tuple(raw.get("from", default.slots if default else ()))
    labels = frozenset(raw.get("labels", default.labels if default else ()))
    if unknown_slots := set(slots) - SLOTS:
        raise ResourceError(path, rule, f"unknown slots {sorted(unknown_slots)}")
    if unknown_labels := labels - set(LABELS):
        raise ResourceError(path, rule, f"unknown labels {sorted(unknown_labels)}")
    return RoleRule(slots, labels, bool(raw.get("required", False)))


def load_schema(path: Path) -> Schema:
    """The event types with their default frames."""
    raw = read_toml(path)
    check_keys(path, "file", raw, {"roles": list, "shared": dict, "types": dict})
    roles = tuple(raw.get("roles", ()))
    shared = frame(path, "shared", raw.get("shared", {}), roles)
    types: dict[str, EventType] = {}
    for name, entry in raw.get("types", {}).items():
        check_keys(path, name, entry, TYPE_KEYS)
        own = frame(path, name, entry.get("roles", {}), roles)
        types[name] = EventType(name, tuple(entry.get("subtypes", ())), shared | own, entry.get("symmetric", False))
    return Schema(types, roles)


def frame(path: Path, name: str, raw: Mapping[str, Any], roles: tuple[str, ...]) -> dict[str, RoleRule]:
    """The roles of an event type."""
    if unknown := raw.keys() - set(roles):
        raise ResourceError(path, name, f"unknown roles {sorted(unknown)}")
    return {role: make_role(path, name, value, None) for role, value in raw.items()}


def load_rules(path: Path, schema: Schema) -> Iterator[EventRule]:
    """The event rules of one file."""
    raw = read_toml(path)
    check_keys(path, "file", raw, {"rule": list})
    for entry in entries(path, raw, "rule"):
        yield make_rule(path, entry, schema)


def make_rule(path: Path, raw: Mapping[str, Any], schema: Schema) -> EventRule:
    """One [[rule]] of an event file; roles it does not mention come from the type's default frame."""
    name = check_id(path, raw)
    check_keys(path, name, raw, RULE_KEYS)
    if raw.get("event") not in schema.types:
        raise ResourceError(path, name, f"unknown event type {raw.get('event')}")
    kind = schema.types[raw["event"]]
    if not raw.get("triggers") or not raw.get("examples"):
        raise ResourceError(path, name, "a rule needs triggers and an example")
    if len(set(raw["triggers"])) != len(raw["triggers"]):
        raise ResourceError(path, name, "a trigger is listed twice")
    if unknown := raw.get("roles", {}).keys() - set(schema.roles):
        raise ResourceError(path, name, f"unknown roles {sorted(unknown)}")
    if raw.get("subtype") is not None and raw["subtype"] not in kind.subtypes:
        raise ResourceError(path, name, f"unknown subtype {raw['subtype']}")
    if raw.get("content") is not None and raw["content"] not in {*get_args(Modality), "negative"}:
        raise ResourceError(path, name, f"unknown content {raw['content']}")
    roles = dict(kind.roles)
    for role, value in raw.get("roles", {}).items():
        roles[role] = make_role(path, name, value, kind.roles.get(role))
    for example in raw["examples"]:
        check_example(path, name, example, schema)
    return EventRule(
        id=name,
        type=raw["event"],
        triggers=tuple(raw["triggers"]),
        roles=roles,
        subtype=raw.get("subtype"),
        pivot=raw.get("pivot", False),
        content=raw.get("content"),
        intransitive=raw.get("intransitive", False),
        adverbial=raw.get("adverbial", False),
        needs=tuple(frozenset(part.split("|")) for part in raw.get("needs", ())),
        not_before=optional_regex(path, raw, "not_before"),
        not_after=optional_regex(path, raw, "not_after"),
        after=optional_regex(path, raw, "after"),
        before=optional_regex(path, raw, "before"),
        confidence=float(raw.get("confidence", 1.0)),
        examples=tuple(raw["examples"]),
    )


def check_example(path: Path, rule: str, example: Mapping[str, Any], schema: Schema) -> None:
    """An example is a text with the roles that must come out, or `none = true` where no event may."""
    attributes: Keys = dict.fromkeys(("text", "trigger", "polarity", "modality", "source"), str)
    check_keys(path, rule, example, {**attributes, "none": bool, **dict.fromkeys(schema.roles, (str, list))})
    if not example.get("text"):
        raise ResourceError(path, rule, "an example without text")
    values = (value for role, value in example.items() if role in schema.roles)
    for value in values:
        for surface in [value] if isinstance(value, str) else value:
            if surface not in example["text"]:
                raise ResourceError(path, rule, f"{surface!r} is not in its example")


def load_cues(path: Path) -> Iterator[Cue]:
    """The attribute cues of one file."""
    raw = read_toml(path)
    check_keys(path, "file", raw, {"cue": list})
    for entry in entries(path, raw, "cue"):
        name = check_id(path, entry)
        check_keys(path, name, entry, CUE_KEYS)
        if entry.get("value") not in CUE_VALUES.get(entry.get("kind", ""), ()):
            raise ResourceError(path, name, f"unknown kind or value {entry.get('kind')}={entry.get('value')}")
        if entry.get("scope") not in SCOPES:
            raise ResourceError(path, name, f"unknown scope {entry.get('scope')}")
        if not entry.get("words") or not entry.get("examples"):
            raise ResourceError(path, name, "a cue needs words and an example")
        yield Cue(
            id=name,
            kind=entry["kind"],
            value=entry["value"],
            words=tuple(entry["words"]),
            scope=entry["scope"],
            terminators=tuple(entry.get("terminators", ())),
            tails=tuple(sorted(entry.get("tails", ()), key=len, reverse=True)),
            not_before=optional_regex(path, entry, "not_before"),
            not_after=optional_regex(path, entry, "not_after"),
            examples=tuple(entry["examples"]),
        )


def load_relations(path: Path, schema: Schema) -> Iterator[RelationRule]:
    """The relation cues of one file."""
    raw = read_toml(path)
    check_keys(path, "file", raw, {"relation": list})
    for entry in entries(path, raw, "relation"):
        name = check_id(path, entry)
        check_keys(path, name, entry, RELATION_KEYS)
        if entry.get("kind") not in get_args(RelationKind) or entry.get("shape") not in SHAPES:
            raise ResourceError(path, name, f"unknown kind or shape {entry.get('kind')}={entry.get('shape')}")
        if entry.get("source", "left") not in {"left", "right"}:
            raise ResourceError(path, name, f"source is left or right, not {entry['source']}")
        if not entry.get("words") or not entry.get("examples"):
            raise ResourceError(path, name, "a relation needs words and an example")
        if unknown := {*entry.get("whole", ()), *entry.get("parts", ())} - set(schema.types):
            raise ResourceError(path, name, f"unknown event types {sorted(unknown)}")
        for example in entry["examples"]:
            check_relation_example(path, name, example)
        yield RelationRule(
            id=name,
            kind=entry["kind"],
            words=tuple(entry["words"]),
            shape=entry["shape"],
            source=entry.get("source", "left"),
            closers=tuple(entry.get("closers", ())),
            across=entry.get("across", False),
            clauses=entry.get("clauses", 1),
            aimed=entry.get("aimed", False),
            whole=frozenset(entry.get("whole", ())),
            parts=frozenset(entry.get("parts", ())),
            before=optional_regex(path, entry, "before"),
            not_before=optional_regex(path, entry, "not_before"),
            not_after=optional_regex(path, entry, "not_after"),
            examples=tuple(entry["examples"]),
        )


def check_relation_example(path: Path, rule: str, example: Mapping[str, Any]) -> None:
    """An example is a text with the two event words, or `none = true` where this rule may relate nothing."""
    check_keys(path, rule, example, {"text": str, "source": str, "target": str, "none": bool})
    if not example.get("text"):
        raise ResourceError(path, rule, "an example without text")
    if not example.get("none") and not {"source", "target"} <= example.keys():
        raise ResourceError(path, rule, "an example needs source and target, or none = true")
    for key in ("source", "target"):
        if example.get(key, "") not in example["text"]:
            raise ResourceError(path, rule, f"{example[key]!r} is not in its example")
