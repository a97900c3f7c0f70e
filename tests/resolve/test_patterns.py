"""The examples of the TIME and QUANTITY patterns run, and their word classes agree with the tables of values."""

import re

import pytest

from jishi.resolve.dates import load_calendar
from jishi.resources import Pattern, Resources, load_resources

PATTERNS = [pattern for pattern in load_resources().patterns if pattern.label in {"TIME", "QUANTITY"}]


def test_patterns_exist() -> None:
    assert len(PATTERNS) > 40


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.id)
def test_examples(pattern: Pattern) -> None:
    assert pattern.counterexamples
    assert [text for text in pattern.examples if not pattern.regex.search(text)] == []
    assert [text for text in pattern.counterexamples if pattern.regex.search(text)] == []


def test_every_era_is_found(resources: Resources) -> None:
    era = next(pattern for pattern in PATTERNS if pattern.id == "time.era")
    missing = [name for name in load_calendar(resources).eras if not era.regex.fullmatch(f"{name}三年")]
    assert missing == []


@pytest.mark.parametrize("kind", ["season", "third", "day_part"])
def test_calendar_words_are_found(kind: str, resources: Resources) -> None:
    words = [word for word, (its, _) in load_calendar(resources).words.items() if its == kind]
    head = "1934年8月3日" if kind == "day_part" else "1934年8月" if kind == "third" else "1934年"
    year = next(pattern for pattern in PATTERNS if pattern.id == "time.year")
    found = [word for word in words if (match := year.regex.match(head + word + "，")) and match[0] == head + word]
    assert len(found) / len(words) > 0.8, sorted(set(words) - set(found))


@pytest.mark.parametrize("text", ["1" * 3000, "一" * 3000, "十" * 3000, "数百" * 2000, "1月" * 2000, "3、" * 2000])
def test_patterns_do_not_explode(text: str) -> None:
    assert all(sum(1 for _ in re.finditer(pattern.regex, text)) >= 0 for pattern in PATTERNS)
