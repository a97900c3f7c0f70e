"""A trained model from its folder: weights that fit this version and are what the card says, or a clear refusal."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jishi.errors import ConfigError
from jishi.recognize.features import FORMAT, Features

CARD = "card.toml"
KEYS = ("name", "format", "weights", "lists", "sha256")
OURS = Path(__file__).resolve().parents[3] / "models" / "names"  # beside the package in a checkout
ADVICE = "restore it, train it again by its recipe, or run with --recognizer rules"
HEADER = "name\tkind"
Tag = Callable[[Sequence[Features]], list[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """From the features of characters to a tag and its probability for each, and the lists of names it looks into."""

    tag: Tag
    lists: Mapping[str, Sequence[str]]


def model_folder(name: str) -> Path:
    """The folder of `model:PATH`; of `model` the one that comes with Jishi."""
    path = name.partition(":")[2]
    return Path(path) if path else OURS


def available(folder: Path = OURS) -> bool:
    """True if the folder is there and the library that reads weights is installed."""
    from importlib.util import find_spec

    return (folder / CARD).is_file() and find_spec("pycrfsuite") is not None


@cache
def load_model(folder: Path) -> TrainedModel:
    """The model of a folder, loaded once.

    Raises:
        ConfigError: the folder is missing, broken, of another format, or not what its card says; no library.
    """
    try:
        import pycrfsuite
    except ImportError as error:
        raise ConfigError("model: python-crfsuite is not installed: pip install 'jishi[model]'") from error
    card = read_card(folder)
    weights, lists = (checked(folder, card, str(card[key])) for key in ("weights", "lists"))
    tagger = pycrfsuite.Tagger()
    try:
        tagger.open_inmemory(weights)
    except (ValueError, RuntimeError) as error:
        raise ConfigError(f"model {folder}: the weights cannot be read: {ADVICE}") from error

    # The tagger reads from the memory of these bytes and does not hold it: the function has to.
    def tag(stretch: Sequence[Features], *, held: bytes = weights) -> list[tuple[str, float]]:
        tagger.set(stretch)
        tags: list[str] = tagger.tag()
        return [(tag, tagger.marginal(tag, place) if tag != "O" else 1.0) for place, tag in enumerate(tags)]

    return TrainedModel(tag, read_lists(folder / str(card["lists"]), lists))


def read_card(folder: Path) -> Mapping[str, Any]:
    """The card of a model that this version can read."""
    if not folder.is_dir():
        raise ConfigError(f"model {folder}: no such folder: {ADVICE}")
    try:
        card = tomllib.loads((folder / CARD).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"model {folder}: {CARD} cannot be read ({reason(error)}): {ADVICE}") from error
    if missing := [key for key in KEYS if key not in card]:
        raise ConfigError(f"model {folder}: {CARD} has no {', '.join(missing)}: {ADVICE}")
    if card["format"] != FORMAT:
        raise ConfigError(f"model {folder}: format {card['format']}, this version of Jishi reads {FORMAT}: {ADVICE}")
    return card


def checked(folder: Path, card: Mapping[str, Any], name: str) -> bytes:
    """The content of a file of a model, which must be what the card says."""
    try:
        content = (folder / name).read_bytes()
    except OSError as error:
        raise ConfigError(f"model {folder}: {name} cannot be read ({reason(error)}): {ADVICE}") from error
    sums = card["sha256"]
    if not isinstance(sums, dict) or hashlib.sha256(content).hexdigest() != sums.get(name):
        raise ConfigError(f"model {folder}: {name} is not the file of the card (SHA-256 differs): {ADVICE}")
    return content


def read_lists(path: Path, content: bytes) -> Mapping[str, Sequence[str]]:
    """The names of each kind."""
    found: dict[str, list[str]] = {}
    try:
        header, *rows = content.decode("utf-8").splitlines()
    except ValueError as error:
        raise ConfigError(f"{path}: not a table in UTF-8") from error
    if header != HEADER:
        raise ConfigError(f"{path}: line 1: the header is not name, kind")
    for number, row in enumerate(rows, start=2):
        name, _, kind = row.partition("\t")
        if not name or not kind or "\t" in kind:
            raise ConfigError(f"{path}: line {number}: not a name and a kind")
        found.setdefault(kind, []).append(name)
    return found


def reason(error: Exception) -> str:
    """What went wrong, in one line."""
    problem = error.strerror if isinstance(error, OSError) else None
    return problem or str(error).splitlines()[0]
