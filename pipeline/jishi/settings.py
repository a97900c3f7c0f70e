"""The settings of a run: what each is by default, what a configuration file says, and what the command line says."""

import argparse
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jishi.config import FORMATS, MORE_FORMATS, RULES, Config
from jishi.errors import ConfigError

if TYPE_CHECKING:
    from jishi.read import Inputs


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, which is also its option, the type of its value, its default, and what it does."""

    key: str
    type: type
    help: str
    default: Any = None
    metavar: str | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What a setting is, and where that was said."""

    value: Any
    origin: str = "default"


READ_AS = "read all input as wiki-markdown, plain, html, wikitext, jsonl or dump, whatever it is called"
RECOGNIZER = (
    "rules (always), model or model:DIR (model is the default where it is there), lac, hanlp:MODEL, spacy:PIPELINE: "
    "asked where the rules are silent; repeat or join with commas"
)
CHOICES = (*FORMATS, *MORE_FORMATS)
SETTINGS = (
    Setting("out", str, "run folder (default: outputs/<date and time>)", metavar="DIR"),
    Setting("format", list, f"only these of {', '.join(CHOICES)}; repeat or join with commas", [*FORMATS], "NAME"),
    Setting(
        "segmenter", str, "jieba (default), rjieba (fast), lac, hanlp:MODEL or spacy:PIPELINE", "jieba", metavar="NAME"
    ),
    Setting("recognizer", list, RECOGNIZER, [RULES], "NAME"),
    Setting("every-sentence", bool, "look for events also where nothing tells of war", False),
    Setting("files-from", str, "read the paths in this file, one a line; - is standard input", metavar="FILE"),
    Setting("read-as", str, READ_AS, metavar="NAME"),
    Setting("title-pattern", str, "of a dump only pages with this regular expression in the title", metavar="REGEX"),
    Setting("category-pattern", str, "of a dump only pages with this in the name of a category", metavar="REGEX"),
    Setting("limit", int, "only the first N articles", metavar="N"),
    Setting("jobs", int, "processes (default 1)", 1, "N"),
    Setting("timeout", float, "give up an article after so many seconds", metavar="SECONDS"),
    Setting("resume", bool, "go on where a run into the same folder stopped; skip what has not changed since", False),
    Setting("quiet", bool, "print nothing but errors", False),
    Setting("log-json", str, "append what happens to this file, one JSON object a line", metavar="FILE"),
)
PIPELINE = ("segmenter", "recognizer", "every-sentence")  # what is about one article as well as about many
CHOOSING = ("files-from", "read-as", "title-pattern", "category-pattern")  # what is about which articles are read
PATHS = Setting("paths", list, "files, folders, patterns such as 'a/*.md', - for standard input", [], "PATH")
KINDS = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", list: "a list of texts"}


def add_paths(command: argparse.ArgumentParser) -> None:
    """What is to be read, and the configuration file."""
    command.add_argument("paths", nargs="*", metavar=PATHS.metavar, help=PATHS.help)
    command.add_argument("--config", type=Path, metavar="FILE", help="take settings from this TOML file; options win")


def add_options(command: argparse.ArgumentParser, keys: Collection[str] | None = None) -> None:
    """An option for every setting, or for those of these keys."""
    for setting in SETTINGS:
        if keys is not None and setting.key not in keys:
            continue
        if setting.type is bool:
            command.add_argument(f"--{setting.key}", action="store_const", const=True, help=setting.help)
        elif setting.type is list:
            command.add_argument(f"--{setting.key}", action="append", metavar=setting.metavar, help=setting.help)
        else:
            command.add_argument(f"--{setting.key}", type=setting.type, metavar=setting.metavar, help=setting.help)


def gather(options: argparse.Namespace) -> dict[str, Value]:
    """Every setting, from the first of command line, configuration file and default that has it.

    Raises:
        ConfigError: a configuration file that cannot be read, has an unknown key or a value of the wrong type.
    """
    from jishi.recognize import MODEL, available

    values = {setting.key: Value(setting.default) for setting in (PATHS, *SETTINGS)}
    if available():
        values["recognizer"] = Value([RULES, MODEL])
    if (path := getattr(options, "config", None)) is not None:
        values |= {key: Value(value, str(path)) for key, value in read_settings(path).items()}
    given = {setting.key: getattr(options, setting.key.replace("-", "_"), None) for setting in (PATHS, *SETTINGS)}
    return values | {key: Value(value, "command line") for key, value in given.items() if value not in (None, [])}


def read_settings(path: Path) -> Mapping[str, Any]:
    """The settings of a configuration file."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from error
    known = {setting.key: setting for setting in (PATHS, *SETTINGS)}
    if unknown := raw.keys() - known.keys():
        raise ConfigError(f"{path}: unknown key {', '.join(sorted(unknown))}: choose from {', '.join(known)}")
    for key, value in raw.items():
        kind = known[key].type
        if not fits(value, kind):
            raise ConfigError(f"{path}: {key} is {value!r}, not {KINDS[kind]}")
    return raw


def fits(value: Any, kind: type) -> bool:
    """True if a value of a configuration file is of that type; a whole number is a number, true is none."""
    if kind is list:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def make_config(values: Mapping[str, Value]) -> Config:
    """What the pipeline is told."""
    return Config(
        segmenter=values["segmenter"].value,
        recognizers=_names(values["recognizer"].value),
        formats=_names(values["format"].value),
        gate=not values["every-sentence"].value,
    )


def _names(parts: Iterable[str]) -> tuple[str, ...]:
    """The names of a list whose parts may be joined with commas."""
    return tuple(name for part in parts for name in part.split(",") if name)


def make_inputs(values: Mapping[str, Value]) -> "Inputs":
    """What is to be read.

    Raises:
        ConfigError: nothing, or a pattern that is no regular expression.
    """
    from jishi.read import Inputs

    paths, listed = tuple(map(Path, values["paths"].value)), values["files-from"].value
    if not paths and listed is None:
        raise ConfigError("nothing to read: give a PATH or --files-from")
    titles, categories = (_pattern(key, values[key].value) for key in ("title-pattern", "category-pattern"))
    return Inputs(paths, None if listed is None else Path(listed), values["read-as"].value, titles, categories)


def _pattern(key: str, text: str | None) -> re.Pattern[str] | None:
    try:
        return None if text is None else re.compile(text)
    except re.error as error:
        raise ConfigError(f"{key}: not a regular expression: {error}") from error


def setting_lines(values: Mapping[str, Value]) -> Iterable[str]:
    """A line a setting: key, value, and where it comes from."""
    shown = {key: _shown(one.value) for key, one in values.items()}
    left, right = max(map(len, shown)), max(map(len, shown.values()))
    for key, text in shown.items():
        yield f"{key:<{left}}  {text:<{right}}  {values[key].origin}"


def _shown(value: Any) -> str:
    """The value as TOML writes it, - for none."""
    match value:
        case None:
            return "-"
        case bool():
            return str(value).lower()
        case list():
            return f"[{', '.join(map(_shown, value))}]"
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return str(value)
