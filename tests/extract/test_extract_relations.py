"""Relations between events: every example of every rule, and the spec table with its known failures."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jishi.document import Document, Stage
from jishi.errors import ResourceError
from jishi.extract import relate
from jishi.read import read_bytes, reading_knowledge
from jishi.resources import RelationRule, Resources, load_resources
from jishi.resources.load import load_relations

SPEC = Path(__file__).parent.parent / "spec" / "relations.tsv"
RESOURCES = load_resources()
Run = Callable[[str], Document]


@pytest.fixture(scope="module")
def run(ungated: Stage, resources: Resources) -> Run:
    """A function from a text to its document with relations."""
    knowledge = reading_knowledge(resources)
    return lambda text: ungated(read_bytes(text.encode(), name="例", format="plain", knowledge=knowledge))


def shown(document: Document) -> set[str]:
    """The relations as the table writes them."""
    return {f"{one.kind}:{document[one.source.trigger]}→{document[one.target.trigger]}" for one in document.relations}


def cases() -> list[Any]:
    """The rows of the table, those known to fail marked as such."""
    with SPEC.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        pytest.param(
            row["text"],
            {part for part in row["relations"].split("；") if part},
            marks=[pytest.mark.xfail(strict=True, reason=row["why"])] if row["why"] else [],
            id=row["text"],
        )
        for row in rows
    ]


def test_the_table_is_long_enough() -> None:
    assert len(cases()) >= 60


@pytest.mark.parametrize(("text", "expected"), cases())
def test_spec(run: Run, text: str, expected: set[str]) -> None:
    assert shown(run(text)) == expected


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, example) for rule in RESOURCES.relations for example in rule.examples]
)
def test_example(run: Run, rule: RelationRule, example: Mapping[str, Any]) -> None:
    document = run(example["text"])
    mine = {
        (document[one.source.trigger], document[one.target.trigger])
        for one in document.relations
        if one.why == rule.id and one.kind == rule.kind
    }
    if example.get("none"):
        assert mine == set()
    else:
        assert (example["source"], example["target"]) in mine


def test_the_cue_is_kept(run: Run) -> None:
    document = run("日军攻占徐州，随后进攻武汉。")
    (relation,) = document.relations
    assert (document[relation.cue], relation.why) == ("随后", "before.then")
    assert relation.source in document.events
    assert relation.target in document.events


def test_only_events_are_needed(run: Run, resources: Resources) -> None:
    """Events that a person wrote, without rules, are related too."""
    document = run("日军攻占徐州，随后进攻武汉。")
    written = replace(document, events=tuple(replace(one, rule="annotation") for one in document.events), relations=())
    assert shown(relate(resources)(written)) == shown(document)


def test_many_cues_and_events_end(run: Run) -> None:
    document = run("日军进攻徐州后，随后因此" * 300 + "。")
    assert len(document.relations) < 3000


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('kind = "sequel"', "unknown kind or shape"),
        ('shape = "around"', "unknown kind or shape"),
        ('source = "up"', "source is left or right"),
        ("words = []", "needs words and an example"),
        ('whole = ["WAR"]', "unknown event types"),
        ('wrods = ["后"]', "unknown keys"),
        ('examples = [{ text = "甲" }]', "needs source and target"),
        ('examples = [{ text = "甲", source = "乙", target = "甲" }]', "is not in its example"),
        ('not_before = "("', "not a regular expression"),
    ],
)
def test_bad_rules_are_refused(tmp_path: Path, resources: Resources, line: str, problem: str) -> None:
    good = {
        "id": '"x"',
        "kind": '"before"',
        "shape": '"after"',
        "words": '["后"]',
        "examples": '[{ text = "甲", none = true }]',
    }
    key, _, value = line.partition(" = ")
    entries = good | {key: value}
    path = tmp_path / "x.toml"
    path.write_text("[[relation]]\n" + "".join(f"{name} = {text}\n" for name, text in entries.items()), "utf-8")
    with pytest.raises(ResourceError, match=problem):
        list(load_relations(path, resources.schema))
