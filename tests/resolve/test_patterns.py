"""The examples of the TIME and QUANTITY patterns run, and their word classes agree with the tables of values."""

import re
from pathlib import Path

import pytest

from jishi.resolve.dates import load_calendar
from jishi.resolve.find import TELLING, VALUES, candidates, choose, mention_finder
from jishi.resources import Pattern, Resources, load, load_resources

PATTERNS = [pattern for pattern in load_resources().patterns if pattern.label in {"TIME", "QUANTITY"}]

CHARACTERS = re.compile(rf"[{TELLING}]")
SPEC = Path(__file__).parent.parent / "spec"


def spec_texts() -> list[str]:
    """The texts of the spec tables, one by one and all as one article."""
    lines = [
        line for name in ("time", "quantity") for line in (SPEC / f"{name}.tsv").read_text("utf-8").split("\n")[1:]
    ]
    texts = [line.split("\t")[0] for line in lines if line]
    return [*texts, "\n".join(texts), "，".join(texts), "；部队继续前进，无人阻拦，".join(texts)]


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


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.id)
def test_dull_clauses_hold_no_example(pattern: Pattern) -> None:
    """Clauses without a telling character are not searched; 战前 and 战后 the sieve tells apart itself."""
    assert [text for text in pattern.examples if not CHARACTERS.search(text) and "战" not in text] == []


def test_signs_name_rules_and_are_in_their_examples(resources: Resources) -> None:
    examples = {pattern.id: pattern.examples for pattern in PATTERNS}
    for row in resources.tables["value_signs"]:
        assert row["rule"] in examples
        assert [text for text in examples[row["rule"]] if not set(row["signs"]) & set(text)] == []


def test_sieve_and_signs_lose_nothing(resources: Resources) -> None:
    """The finder finds what all patterns together find in the whole text."""
    find = mention_finder(resources, *VALUES)
    rules = {
        label: [
            (pattern.id, pattern.regex, "mention" if "mention" in pattern.regex.groupindex else 0, frozenset[str]())
            for pattern in PATTERNS
            if pattern.label == label
        ]
        for label in VALUES
    }
    for text in spec_texts():
        taken = bytearray(len(text))
        whole = [found for label in VALUES for found in choose(candidates(text, rules[label]), taken)]
        assert [(m.span.start, m.span.end, m.rule) for m in find(text)] == sorted(whole)


def test_measure_words_begin_as_the_pattern_says(resources: Resources) -> None:
    text = (Path(load.__file__).parent / "patterns" / "quantity.toml").read_text("utf-8")
    first = re.search(r"unit     = '\(\?:\(\?=\[(?P<characters>[^]]+)\]\)", text)
    assert first
    assert {word[0] for word in resources.words["measure"]} == set(first["characters"])
