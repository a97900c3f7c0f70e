"""Why and why not: what `jishi explain` tells of a text."""

from pathlib import Path

import pytest

from jishi.assemble import assemble
from jishi.cli import main
from jishi.document import Document, Quantity, Source, Time
from jishi.errors import ConfigError
from jishi.explain import Explainer, explainer, value_text
from jishi.read import fold
from jishi.resources import Resources

TEXT = "1934年1月，马仲英试图攻占迪化，但被苏军击溃。参加中原大战的还有他们。指挥部被毁，进攻计划已定。"


def document(text: str) -> Document:
    return Document("例", "例", text, fold(text), Source("", "plain", ""))


@pytest.fixture(scope="module")
def explain(resources: Resources) -> Explainer:
    """The explainer with the default options."""
    return explainer(resources)


@pytest.fixture(scope="module")
def lines(explain: Explainer) -> list[str]:
    """The explanation of the text."""
    return explain(document(TEXT), None).splitlines()


def part(lines: list[str], start: str) -> list[str]:
    """The line that starts so, and the indented ones below it."""
    first = next(number for number, line in enumerate(lines) if line.startswith(start))
    found = [lines[first]]
    for line in lines[first + 1 :]:
        if not line.startswith("   "):
            break
        found.append(line.strip())
    return found


def test_sentences(lines: list[str]) -> None:
    heads = [line for line in lines if line.startswith("──")]
    assert [head.split("]")[0] for head in heads] == [
        "── sentence 1 [0:25",
        "── sentence 2 [25:37",
        "── sentence 3 [37:50",
    ]
    assert heads[1].endswith("参加中原大战的还有他们。")


def test_tokens_and_clauses(lines: list[str]) -> None:
    assert part(lines, "tokens")[0].startswith("tokens    1934 年/m 1 月/m ， 马仲英 试图/v 攻占/v 迪化/ns ， ")
    clauses = part(lines, "clauses")[0]
    for node in ("time[1934年1月]", "phrase[马仲英]", "predicate[攻占]", "passive[被]", "predicate[击溃]"):
        assert node in clauses


def test_mention_with_its_rule_and_what_lost_to_it(lines: list[str]) -> None:
    mention = part(lines, "mention   1934年1月")
    assert mention[0].startswith("mention   1934年1月 TIME = 1934-01  by time.year")
    assert any(line.startswith("beat 1月 TIME by time.month (") for line in mention[1:])
    event = part(lines, "mention   中原大战")
    assert event[0].startswith("mention   中原大战 EVENT  by lexicon.event")
    assert any(line.startswith("beat 中原 PLACE by lexicon.place (") for line in event[1:])


def test_mention_with_its_entity(explain: Explainer) -> None:
    found = explain(document("新编第36师进攻迪化。36师败退。"), None)
    assert "mention   36师 UNIT → 新编第36师  by " in found


def test_event_with_rule_and_arguments_with_their_reasons(lines: list[str]) -> None:
    event = part(lines, "event     CONTROL")
    assert event[0] == "event     CONTROL 攻占 [attempted]  by control.capture"
    assert "agent = 马仲英  (subject: stands before it)" in event
    assert "place = 迪化  (object: follows it)" in event
    assert any(line.startswith("time = 1934年1月  (") for line in event)
    assert "modality cue 试图" in event
    passive = part(lines, "event     DEFEAT")
    assert "agent = 苏军  (subject: agent of the passive)" in passive
    assert any(line.startswith("patient = 马仲英  (object: subject of the passive") for line in passive)


def test_open_role(lines: list[str]) -> None:
    assert "open: place: nothing stands in at or via" in part(lines, "event     DEFEAT")


def test_trigger_without_event(lines: list[str]) -> None:
    refused = [line.split(maxsplit=3)[2:] for line in lines if line.startswith("no event")]
    assert ["攻", "attack.single_attack: not a word of its own here"] in refused
    assert ["进攻", "attack.assault: its context does not fit"] in refused
    assert any(reason.startswith("no event of materiel.") and "needs " in reason for _, reason in refused)


def test_inferred_argument(explain: Explainer) -> None:
    found = explain(document("马仲英进攻迪化。他占领了哈密。"), 2)
    assert "agent = 马仲英  (" in found
    assert ", inferred)" in found


def test_negation_and_source(explain: Explainer) -> None:
    found = explain(document("据报道，日军未能占领长沙。"), 1)
    assert "event     CONTROL 占领 [negative, source 据报道]  by " in found
    assert "polarity cue 未能" in found
    assert "source cue 据报道" in found


def test_one_sentence(explain: Explainer, lines: list[str]) -> None:
    whole, second = "\n".join(lines), explain(document(TEXT), 2)
    assert second.startswith("── sentence 2 ")
    assert second.count("──") == 1
    assert second.rstrip() in whole


@pytest.mark.parametrize("number", [0, 4, -1])
def test_no_such_sentence(explain: Explainer, number: int) -> None:
    with pytest.raises(ConfigError, match=f"no sentence {number}: the text has 3"):
        explain(document(TEXT), number)


@pytest.mark.parametrize("text", ["。", "第", "“", "😀", "甲" * 500])
def test_there_is_always_an_explanation(explain: Explainer, text: str) -> None:
    assert f"] {text}" in explain(document(text), None)


def test_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "迪化.md"
    path.write_text(
        '**迪化**是[新疆](../Page/新疆.md "wikilink")省会。\n\n## 战事\n\n马仲英进攻迪化。\n', encoding="utf-8"
    )
    assert main(["explain", "--file", str(path), "--sentence", "3"]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out.startswith("── sentence 3 [")
    assert "event     ATTACK 进攻  by " in output.out
    assert output.out.count("── sentence") == 1
    assert main(["explain", "--file", str(path)]) == 0
    assert capsys.readouterr().out.count("── sentence") == 3


def test_explanation_says_what_a_run_finds(explain: Explainer, lines: list[str], resources: Resources) -> None:
    done = assemble(resources)(document(TEXT))
    assert [line.split()[1:3] for line in lines if line.startswith("event ")] == [
        [event.type, done[event.trigger]] for event in done.events
    ]
    assert [line.split()[1:3] for line in lines if line.startswith("mention ")] == [
        [done[mention.span], mention.label] for mention in done.mentions
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Time("1934-01"), "1934-01"),
        (Time("1934-01-05", anchor="1934-01-04"), "1934-01-05 (from 1934-01-04)"),
        (Time(duration="P30D"), "P30D"),
        (Time(reason="no anchor"), "no value: no anchor"),
        (Quantity(7000, 7000, 7000, "名", approximate=True), "7000~ 名"),
        (Quantity(800, 899, 800, "人"), "800..899 人"),
        (Quantity(110000, 119999, 110000), "110000..119999"),
        (Quantity(1234567, 1234567, 1234567), "1234567"),
        (Quantity(None, 200, None), "..200"),
        (Quantity(400, None, None), "400.."),
        (Quantity(None, None, None, reason="vague"), "no value: vague"),
    ],
)
def test_value_text(value: Time | Quantity, text: str) -> None:
    assert value_text(value) == text
