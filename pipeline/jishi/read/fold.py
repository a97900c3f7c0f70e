"""Traditional to Simplified characters without moving a single offset."""

import re
from functools import cache

import opencc

# Old forms of characters that OpenCC has as characters of their own: 砲擊, 羣眾.
VARIANTS = str.maketrans(
    "砲礮𪿫衞羣敎竝淸靑眞敍勦鬭鬦殱虜偪槪撃徃囘迺緜峯拏衹祇",
    "炮炮炮卫群教并清青真叙剿斗斗歼虏逼概击往回乃绵峰拿只只",
)
# OpenCC refuses lone surrogates, which JSON can carry; they are left as they are.
SURROGATES = re.compile(r"([\ud800-\udfff]+)")


def fold(text: str) -> str:
    """The text in Simplified characters, of the same length."""
    parts = SURROGATES.split(text.translate(VARIANTS))
    folded = "".join(part if index % 2 else _converter().convert(part) for index, part in enumerate(parts))
    if len(folded) != len(text):
        raise ValueError(f"folding changed the length: {text[:20]!r}")
    return folded


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
