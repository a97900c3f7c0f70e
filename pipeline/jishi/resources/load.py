"""Reads every resource file and refuses, with file, rule and problem, whatever cannot be used."""

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from jishi.document import LABELS, Label, Modality
from jishi.errors import ResourceError
from jishi.resources.types import Cue, EventRule, EventType, LexiconEntry, Pattern, RoleRule, Schema

FOLDER = Path(__file__).parent
FRAGMENT = re.compile(r"\{(?P<name>[a-z_]+)\}")
MARKED = re.compile(r"\[(?P<surface>[^\[\] ]+(?: [^\[\] ]+)*?)(?: (?P<label>[A-Z]+))?\]")
SLOTS = frozenset(
    "subject object by at from to toward with for using theme complement item head target possessor".split()
)
PATTERN_KEYS = frozenset({"id", "label", "pattern", "strength", "examples", "counterexamples"})
TYPE_KEYS = frozenset({"subtypes", "roles", "symmetric"})
ROLE_KEYS = frozenset({"from", "labels", "required"})
RULE_KEYS = frozenset(
    "id event subtype triggers roles pivot content nominal intransitive adverbial needs not_before not_after before after "
    "confidence examples".split()
)
CUE_KEYS = frozenset({"id", "kind", "value", "words", "scope", "terminators", "not_before", "not_after", "examples"})
CUE_VALUES: Mapping[str, Set[str]] = {
    "polarity": {"negative"},
    "modality": set(get_args(Modality)),
    "source": {"itself", "after", "before"},  # where the name of who says so stands
}
SCOPES = frozenset({"clause", "next", "sentence", "left", "back"})


@dataclass(frozen=True, slots=True)
class Resources:
    """Everything the stages know. `digest` is the SHA-256 over all files, so that a run can say what it ran with."""

    words: Mapping[str, tuple[str, ...]]
    lexicon: tuple[LexiconEntry, ...]
    patterns: tuple[Pattern, ...]
    schema: Schema
    rules: tuple[EventRule, ...]
    cues: tuple[Cue, ...]
    tables: Mapping[str, tuple[Mapping[str, str], ...]]
    digest: str


def load_resources(folder: Path = FOLDER) -> Resources:
    """All resources below the folder, checked.

    Raises:
        ResourceError: an unknown key, fragment, event type or role, a rule without an example, a duplicate id,
            a pattern that matches the empty string, a broken row, text that is not Simplified where it must be.
    """
    words = {path.stem: load_words(path) for path in sorted((folder / "words").glob("*.tsv"))}
    lexicon = tuple(entry for path in sorted((folder / "lexicons").glob("*.tsv")) for entry in load_lexicon(path))
    patterns = load_patterns(folder / "patterns", words)
    schema = load_schema(folder / "events" / "schema.toml")
    files = [path for path in sorted((folder / "events").glob("*.toml")) if path.name != "schema.toml"]
    rules = tuple(rule for path in files for rule in load_rules(path, schema))
    cues = tuple(cue for path in sorted((folder / "cues").glob("*.toml")) for cue in load_cues(path))
    check_unique([(rule.id, "rule id") for rule in rules], folder / "events")
    check_unique([(cue.id, "cue id") for cue in cues], folder / "cues")
    tables = {path.stem: tuple(read_rows(path)) for path in sorted((folder / "tables").glob("*.tsv"))}
    return Resources(words, lexicon, patterns, schema, rules, cues, tables, digest(folder))


def digest(folder: Path) -> str:
    """SHA-256 over the names and contents of all resource files, in sorted order."""
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in {".toml", ".tsv"}):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a TSV file with a header line; a row of another width is an error."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        header = next(reader, [])
        for number, row in enumerate(reader, start=2):
            if len(row) != len(header):
                raise ResourceError(path, f"line {number}", f"{len(row)} columns instead of {len(header)}: {row}")
            yield dict(zip(header, row, strict=True))


def load_words(path: Path) -> tuple[str, ...]:
    """A word class: the column `word` of a TSV, longest first, each word once."""
    rows = list(read_rows(path))
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        word = row.get("word", "")
        if not word or word in seen:
            raise ResourceError(path, f"line {number}", f"empty or repeated word {word!r}")
        seen.add(word)
    return tuple(sorted(seen, key=lambda word: (-len(word), word)))


def load_lexicon(path: Path) -> Iterator[LexiconEntry]:
    """The entries of `lexicons/<label>.tsv` with the columns name, canonical, kind."""
    label = path.stem.upper()
    if label not in LABELS:
        raise ResourceError(path, "file", f"{label} is no label")
    seen: set[str] = set()
    for number, row in enumerate(read_rows(path), start=2):
        name = row.get("name", "")
        if not name or name != name.strip() or name in seen:
            raise ResourceError(path, f"line {number}", f"empty, padded or repeated name {name!r}")
        seen.add(name)
        yield LexiconEntry(name, row.get("canonical") or name, cast(Label, label), row.get("kind", ""))


def read_toml(path: Path) -> dict[str, Any]:
    """The file as a dictionary; a syntax error names the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ResourceError(path, "file", str(error)) from error


def check_keys(path: Path, raw: Mapping[str, object], allowed: Set[str]) -> None:
    """Refuses keys that nobody reads."""
    if unknown := raw.keys() - allowed:
        raise ResourceError(path, str(raw.get("id", "?")), f"unknown keys {sorted(unknown)}")


def check_unique(ids: list[tuple[str, str]], path: Path) -> None:
    """Refuses an id that two rules share."""
    seen: set[str] = set()
    for name, kind in ids:
        if name in seen:
            raise ResourceError(path, name, f"duplicate {kind}")
        seen.add(name)


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


def load_patterns(folder: Path, words: Mapping[str, tuple[str, ...]]) -> tuple[Pattern, ...]:
    """The mention patterns of all files; `fragments.toml` and the word classes are fragments for each of them."""
    shared = {name: "|".join(map(re.escape, listed)) for name, listed in words.items()}
    base = folder / "fragments.toml"
    if base.exists():
        shared |= read_toml(base)["fragments"]
    patterns: list[Pattern] = []
    for path in sorted(folder.glob("*.toml")):
        if path == base:
            continue
        raw = read_toml(path)
        check_keys(path, raw, {"fragments", "rule"})
        fragments = shared | raw.get("fragments", {})
        patterns += [make_pattern(path, rule, fragments) for rule in raw.get("rule", [])]
    check_unique([(pattern.id, "pattern id") for pattern in patterns], folder)
    return tuple(patterns)


def make_pattern(path: Path, raw: Mapping[str, Any], fragments: Mapping[str, str]) -> Pattern:
    """One [[rule]] of a pattern file, checked except for its examples."""
    check_keys(path, raw, PATTERN_KEYS)
    name = raw.get("id", "?")
    for key in ("id", "label", "pattern"):
        if key not in raw:
            raise ResourceError(path, name, f"no {key}")
    if raw["label"] not in LABELS:
        raise ResourceError(path, name, f"unknown label {raw['label']}")
    if not raw.get("examples"):
        raise ResourceError(path, name, "a rule needs an example")
    regex = compile_regex(expand(raw["pattern"], fragments, path, name), path, name)
    if regex.fullmatch(""):
        raise ResourceError(path, name, "matches the empty string")
    return Pattern(
        name,
        raw["label"],
        regex,
        float(raw.get("strength", 1.0)),
        tuple(raw["examples"]),
        tuple(raw.get("counterexamples", ())),
    )


def make_role(path: Path, rule: str, raw: Mapping[str, Any], default: RoleRule | None) -> RoleRule:
    """A role's slots and labels; what is not said is taken from the type's default frame."""
    check_keys(path, {"id": rule, **raw}, ROLE_KEYS | {"id"})
    slots = tuple(raw.get("from", default.slots if default else ()))
    labels = frozenset(raw.get("labels", default.labels if default else ()))
    if unknown := set(slots) - SLOTS:
        raise ResourceError(path, rule, f"unknown slots {sorted(unknown)}")
    if unknown := labels - set(LABELS):
        raise ResourceError(path, rule, f"unknown labels {sorted(unknown)}")
    return RoleRule(slots, labels, bool(raw.get("required", False)))


def load_schema(path: Path) -> Schema:
    """The event types with their default frames."""
    raw = read_toml(path)
    roles = tuple(raw["roles"])
    types: dict[str, EventType] = {}
    for name, entry in raw["types"].items():
        check_keys(path, {"id": name, **entry}, TYPE_KEYS | {"id"})
        if unknown := entry.get("roles", {}).keys() - set(roles):
            raise ResourceError(path, name, f"unknown roles {sorted(unknown)}")
        frame = {role: make_role(path, name, value, None) for role, value in entry.get("roles", {}).items()}
        shared = {role: make_role(path, name, value, None) for role, value in raw.get("shared", {}).items()}
        types[name] = EventType(name, tuple(entry.get("subtypes", ())), shared | frame, entry.get("symmetric", False))
    return Schema(types, roles)


def load_rules(path: Path, schema: Schema) -> Iterator[EventRule]:
    """The event rules of one file."""
    raw = read_toml(path)
    check_keys(path, raw, {"rule"})
    for entry in raw.get("rule", []):
        yield make_rule(path, entry, schema)


def make_rule(path: Path, raw: Mapping[str, Any], schema: Schema) -> EventRule:
    """One [[rule]] of an event file; roles it does not mention come from the type's default frame."""
    check_keys(path, raw, RULE_KEYS)
    name = raw.get("id", "?")
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
        name,
        raw["event"],
        tuple(raw["triggers"]),
        roles,
        raw.get("subtype"),
        bool(raw.get("pivot", False)),
        raw.get("content"),
        bool(raw.get("nominal", True)),
        bool(raw.get("intransitive", False)),
        bool(raw.get("adverbial", False)),
        tuple(frozenset(part.split("|")) for part in raw.get("needs", ())),
        *(compile_regex(raw[key], path, name) if key in raw else None for key in ("not_before", "not_after")),
        *(compile_regex(raw[key], path, name) if key in raw else None for key in ("after", "before")),
        float(raw.get("confidence", 1.0)),
        tuple(raw["examples"]),
    )


def check_example(path: Path, rule: str, example: Mapping[str, Any], schema: Schema) -> None:
    """An example is a text with the roles that must come out, or `none = true` where no event may."""
    allowed = {"text", "trigger", "none", "polarity", "modality", "source", *schema.roles}
    check_keys(path, {"id": rule, **example}, allowed | {"id"})
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
    check_keys(path, raw, {"cue"})
    for entry in raw.get("cue", []):
        check_keys(path, entry, CUE_KEYS)
        name = entry.get("id", "?")
        if entry.get("value") not in CUE_VALUES.get(entry.get("kind", ""), ()):
            raise ResourceError(path, name, f"unknown kind or value {entry.get('kind')}={entry.get('value')}")
        if entry.get("scope") not in SCOPES:
            raise ResourceError(path, name, f"unknown scope {entry.get('scope')}")
        if not entry.get("words") or not entry.get("examples"):
            raise ResourceError(path, name, "a cue needs words and an example")
        yield Cue(
            name,
            entry["kind"],
            entry["value"],
            tuple(entry["words"]),
            entry["scope"],
            tuple(entry.get("terminators", ())),
            *(compile_regex(entry[key], path, name) if key in entry else None for key in ("not_before", "not_after")),
            tuple(entry["examples"]),
        )


