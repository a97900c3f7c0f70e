"""Traditional to Simplified characters without moving a single offset."""

import re
from functools import cache

import opencc

# OpenCC refuses lone surrogates, which JSON can carry; they are left as they are.
SURROGATES = re.compile(r"([\ud800-\udfff]+)")


def fold(text: str) -> str:
    """The text in Simplified characters, of the same length."""
    parts = SURROGATES.split(text)
    folded = "".join(part if index % 2 else _converter().convert(part) for index, part in enumerate(parts))
    if len(folded) != len(text):
        raise ValueError(f"folding changed the length: {text[:20]!r}")
    return folded


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
