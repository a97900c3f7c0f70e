"""What `jishi rules` says of each rule."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from jishi.cli import main
from jishi.document import Document, Event, Source, Span, Stage
from jishi.errors import ConfigError
from jishi.evaluate.rules import NONE, make_records, markdown, nearest, rule_rows, table_text, write_records
from jishi.io import write_documents
from jishi.read import fold
from jishi.resources import Resources

TEXT = "日军进攻长沙。国军击败日军，占领长沙。"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def predicted(ungated: Stage) -> Document:
    """The text with what the pipeline finds."""
    return ungated(Document("例", "例", TEXT, fold(TEXT), Source("", "plain", "")))


@pytest.fixture(scope="module")
def gold(predicted: Document) -> Document:
    """The same without the attack, with two events more that no rule gave."""
    kept = [event for event in predicted.events if event.type != "ATTACK"]
    more = [Event("DEFEND", Span(2, 4), "annotation", 0), Event("SURRENDER", Span(5, 6), "annotation", 0)]
    return replace(predicted, events=(*more, *kept), relations=())


def test_counts(predicted: Document, gold: Document, resources: Resources) -> None:
    records = {one.rule: one for one in make_records([predicted], [gold], resources, kind="events")}
    attack, defeat = records["attack.assault"], records["defeat.beat"]
    assert (attack.fired, attack.count("right"), attack.count("wrong"), attack.precision) == (1, 0, 1, 0.0)
    assert (defeat.fired, defeat.count("right"), defeat.count("wrong"), defeat.precision) == (1, 1, 0, 1.0)
    assert records[NONE.format("SURRENDER")].count("missed") == 1
    assert len(records) >= len(resources.rules)
    assert next(iter(records.values())).harm > 0
    silent = records["retreat.withdraw"]
    assert (silent.fired, silent.precision, silent.harm) == (0, None, 0)


def test_without_gold(predicted: Document, resources: Resources) -> None:
    records = make_records([predicted], None, resources, kind="events")
    assert {one.rule for one in records[:3]} == {event.rule for event in predicted.events}
    assert next(row[4:] for row in rule_rows(records)) == [None] * 5
    assert table_text(records).splitlines()[0].split() == ["rule", "type", "triggers", "fired"]


def test_mentions(predicted: Document, gold: Document, resources: Resources) -> None:
    less = replace(gold, mentions=gold.mentions[1:], entities=(), events=())
    records = {one.rule: one for one in make_records([predicted], [less], resources, kind="mentions")}
    assert sum(one.count("wrong") for one in records.values()) == 1
    assert sum(one.fired for one in records.values()) == len(predicted.mentions)


def test_nearest_rule(resources: Resources) -> None:
    assert nearest("进攻", "ATTACK", resources.rules) == "attack.assault"
    assert nearest("大举进攻", "ATTACK", resources.rules) == "attack.assault"
    assert nearest("进攻", "SURRENDER", resources.rules) == NONE.format("SURRENDER")


def test_files(predicted: Document, gold: Document, resources: Resources, tmp_path: Path) -> None:
    records = make_records([predicted], [gold], resources, kind="events")
    write_records(records, tmp_path / "rules.csv")
    with (tmp_path / "rules.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["rule"]: row for row in csv.DictReader(file)}
    assert (rows["defeat.beat"]["right"], rows["defeat.beat"]["precision"]) == ("1", "1.0")
    write_records(records, tmp_path / "rules.md")
    assert (tmp_path / "rules.md").read_text(encoding="utf-8") == markdown(records)
    assert "| defeat.beat | DEFEAT | " in markdown(records)
    with pytest.raises(ConfigError, match=r"ends in \.csv or \.md"):
        write_records(records, tmp_path / "rules.xml")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_records(records, tmp_path / "no" / "rules.csv")


def test_command(predicted: Document, gold: Document, tmp_path: Path, capsys: Capture) -> None:
    run, right = tmp_path / "documents.jsonl", tmp_path / "gold.jsonl"
    write_documents([predicted], run)
    write_documents([gold], right)
    assert main(["rules", str(run), "--gold", str(right)]) == 0
    assert capsys.readouterr().out.splitlines()[0].split()[-1] == "harm"
    assert main(["rules", str(run), "--gold", str(right), "--rule", "attack.assault"]) == 0
    assert capsys.readouterr().out == "wrong   进攻  例: 日军进攻长沙。\n"
    assert main(["rules", str(run), "--rule", "attack.nothing"]) == 2
    assert capsys.readouterr().err == "jishi: no rule attack.nothing\n"
    out = tmp_path / "rules.md"
    assert main(["rules", str(run), "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"rules in  {out}\n"
    assert out.exists()
