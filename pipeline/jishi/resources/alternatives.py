"""Word lists as regular expressions."""

import re
from collections.abc import Iterable, Sequence


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; a first character that many share is looked at only once."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        rests.setdefault(word[:1], []).append(word[1:])
    return "|".join(re.escape(first) + followed(rest) for first, rest in rests.items())


def followed(rests: Sequence[str]) -> str:
    """What follows a first character; the empty rest comes last."""
    return re.escape(rests[0]) if len(rests) == 1 else f"(?:{'|'.join(map(re.escape, rests))})"
