"""Every example of every event rule and of every attribute cue is a test of the whole pipeline.

An example names a text, its trigger, the roles that must be filled (others may be) and the attributes; `none = true`
means that the rule may give no event there. `spec/known_event_failures.tsv` lists what does not work yet, and why.
"""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from jishi.document import Document, Event, Stage
from jishi.read import read_bytes, reading_knowledge
from jishi.resources import Cue, EventRule, Resources, load_resources

RESOURCES = load_resources()
KNOWN = Path(__file__).parent / "spec" / "known_event_failures.tsv"
DEFAULTS = {"polarity": "positive", "modality": "actual", "source": None}
Run = Callable[[str], Document]


def known_failures() -> dict[tuple[str, str], str]:
    """Why an example of a rule fails, by rule id and text."""
    with KNOWN.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {(row["rule"], row["text"]): row["why"] for row in rows}


def cases(rules: tuple[Any, ...]) -> list[Any]:
    """The examples of rules as test parameters, those known to fail marked as such."""
    known = known_failures()
    parameters = []
    for rule in rules:
        for example in rule.examples:
            why = known.get((rule.id, example["text"]))
            marks = [] if why is None else [pytest.mark.xfail(strict=True, reason=why)]
            parameters.append(pytest.param(rule, example, marks=marks, id=f"{rule.id}-{example['text']}"))
    return parameters


@pytest.fixture(scope="module")
def run(ungated: Stage, resources: Resources) -> Run:
    """A function from a text to its document with events."""
    knowledge = reading_knowledge(resources)
    return lambda text: ungated(read_bytes(text.encode(), name="例", format="plain", knowledge=knowledge))


def problems(document: Document, event: Event, example: Mapping[str, Any], *, symmetric: bool) -> list[str]:
    """What the example asks for and the event does not have."""
    found: dict[str, set[str]] = {}
    for argument in event.arguments:
        found.setdefault(argument.role, set()).add(document[argument.mention.span])
    if symmetric:
        both = found.get("agent", set()) | found.get("patient", set())
        found["agent"] = found["patient"] = both
    wanted = {role: example[role] for role in RESOURCES.schema.roles if role in example}
    missing = []
    for role, value in wanted.items():
        surfaces = {value} if isinstance(value, str) else set(value)
        if not surfaces <= found.get(role, set()):
            missing.append(f"{role}: {surfaces} not in {found.get(role, set())}")
    for name, default in DEFAULTS.items():
        if getattr(event, name) != example.get(name, default):
            missing.append(f"{name}: {getattr(event, name)} instead of {example.get(name, default)}")
    return missing


def test_there_are_rules() -> None:
    assert len(RESOURCES.rules) > 150
    assert {rule.type for rule in RESOURCES.rules} == set(RESOURCES.schema.types)


@pytest.mark.parametrize(("rule", "example"), cases(RESOURCES.rules))
def test_event_example(run: Run, rule: EventRule, example: Mapping[str, Any]) -> None:
    document = run(example["text"])
    mine = [event for event in document.events if event.rule == rule.id]
    if example.get("none"):
        assert not mine
        return
    wanted = example.get("trigger")
    events = [event for event in mine if wanted is None or document[event.trigger] == wanted]
    assert events, [(event.rule, document[event.trigger]) for event in document.events]
    symmetric = RESOURCES.schema.types[rule.type].symmetric
    assert min((problems(document, event, example, symmetric=symmetric) for event in events), key=len) == []


@pytest.mark.parametrize(("cue", "example"), cases(RESOURCES.cues))
def test_cue_example(run: Run, cue: Cue, example: Mapping[str, Any]) -> None:
    document = run(example["text"])
    events = [event for event in document.events if document[event.trigger] == example.get("trigger")]
    assert events, [(event.rule, document[event.trigger]) for event in document.events]
    # An example of a cue speaks of the cue's own attribute only.
    assert example.get(cue.kind, DEFAULTS[cue.kind]) in {getattr(event, cue.kind) for event in events}
