"""Every example of every mention pattern is a test, and so is every counterexample.

`[X LABEL]` in an example says what the rule finds there; of an example without marks it finds something, of a
counterexample nothing, or nothing where X is marked.
"""

import re

import pytest

from jishi.recognize.patterns import matches
from jishi.resources import Pattern, load_resources

MARK = re.compile(r"\[(?P<surface>[^\[\]]+) (?P<label>[A-Z]+)\]")
PATTERNS = load_resources().patterns
EXAMPLES = [(pattern, example) for pattern in PATTERNS for example in pattern.examples]
COUNTEREXAMPLES = [(pattern, example) for pattern in PATTERNS for example in pattern.counterexamples]


def name(value: object) -> str:
    return value.id if isinstance(value, Pattern) else str(value)


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 50


@pytest.mark.parametrize(("pattern", "example"), EXAMPLES, ids=name)
def test_example(pattern: Pattern, example: str) -> None:
    text = MARK.sub(lambda mark: mark["surface"], example)
    found = {text[span.start : span.end] for span in matches(pattern, text)}
    marked = {mark["surface"] for mark in MARK.finditer(example) if mark["label"] == pattern.label}
    assert found >= marked
    assert found


@pytest.mark.parametrize(("pattern", "example"), COUNTEREXAMPLES, ids=name)
def test_counterexample(pattern: Pattern, example: str) -> None:
    text = MARK.sub(lambda mark: mark["surface"], example)
    found = {text[span.start : span.end] for span in matches(pattern, text)}
    marked = {mark["surface"] for mark in MARK.finditer(example)}
    assert not found & marked if marked else not found
