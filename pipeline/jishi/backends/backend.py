"""What every backend offers, and the checks that a model folder passes before anything in it is loaded."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jishi.errors import ConfigError

Words = Callable[[str], Sequence[tuple[str, str | None]]]  # words that are the text, with their tags
Names = Callable[[str], Sequence[tuple[int, int, str]]]  # start, end and tag in the text
LONGEST = 400  # characters that a model gets at once: transformers take at most 512
REST = re.compile(r"[，、：,:\s]")
SUMS = "SHA256SUMS"
REMEMBERED = 4096  # sentences: who segments and recognizes with one model runs it once
MEND = "copy the model folder again"


@dataclass(frozen=True, slots=True)
class Backend:
    """A loaded model: as a segmenter, as a recognizer, None for what it cannot do."""

    words: Words | None = None
    names: Names | None = None


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces that a model can take, with their starts: cut behind a comma where there is one."""
    start = 0
    while start < len(text):
        window = text[start : start + LONGEST]
        rests = (match.end() for match in REST.finditer(window)) if start + LONGEST < len(text) else ()
        end = max(rests, default=len(window))
        yield start, window[:end]
        start += end


def words_in_pieces(words: Words) -> Words:
    """The segmenter, given no more than it can take."""
    return lambda text: [word for _, piece in pieces(text) for word in words(piece)]


def names_in_pieces(names: Names) -> Names:
    """The recognizer, given no more than it can take."""
    return lambda text: [(at + start, at + end, tag) for at, piece in pieces(text) for start, end, tag in names(piece)]


def refill(words: Sequence[str], text: str) -> Iterator[tuple[int, int]]:
    """Where the words stand, which are the text but for white space.

    Raises:
        ValueError: a word that is not the next one of the text.
    """
    at = 0
    for word in words:
        at += len(text[at:]) - len(text[at:].lstrip())
        if not word or not text.startswith(word, at):
            raise ValueError(f"segmenter changed the text: {word!r} at {text[at : at + 20]!r}")
        yield at, at + len(word)
        at += len(word)
    if text[at:].strip():
        raise ValueError(f"segmenter changed the text: {text[at : at + 20]!r} is left")


def spaced(words: Sequence[str], tags: Sequence[str | None], text: str) -> list[tuple[str, str | None]]:
    """The words with their tags and the white space between them, which together are the text."""
    filled: list[tuple[str, str | None]] = []
    at = 0
    for (start, end), tag in zip(refill(words, text), tags, strict=True):
        if start > at:
            filled.append((text[at:start], None))
        filled.append((text[start:end], tag))
        at = end
    return [*filled, (text[at:], None)] if at < len(text) else filled


def read_card(path: Path, name: str) -> dict[str, Any]:
    """The JSON object that describes a model.

    Raises:
        ConfigError: there is none, or it is broken.
    """
    if not path.is_file():
        raise ConfigError(f"{name}: no {path.name} in that folder, so it is no model; {MEND}")
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ConfigError(f"{name}: {path.name} is broken ({first_line(error)}); {MEND}") from error
    if not isinstance(card, dict):
        raise ConfigError(f"{name}: {path.name} is broken (no JSON object); {MEND}")
    return card


def check_sums(folder: Path, name: str) -> None:
    """Compares the files of a model folder with its SHA256SUMS (as `sha256sum` writes it), where it has one.

    Raises:
        ConfigError: a line that is none, a file that is missing or another one.
    """
    sums = folder / SUMS
    if not sums.is_file():
        return
    for number, line in enumerate(sums.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        digest, _, file = line.partition(" ")
        path = folder / file.strip().removeprefix("*")
        if len(digest) != 64 or not file.strip():
            raise ConfigError(f"{name}: {SUMS} line {number} is no checksum and file name")
        if not path.is_file():
            raise ConfigError(f"{name}: {path.name} is missing; {MEND}")
        with path.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != digest.lower():
                raise ConfigError(f"{name}: {path.name} is not the file that {SUMS} names; {MEND}")


def first_line(error: BaseException) -> str:
    """What an error says, without the lines that follow."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
