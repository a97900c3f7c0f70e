"""Why a word gave nothing: what `jishi explain --why-not` tells."""

import pytest

from jishi.cli import main
from jishi.config import Config
from jishi.document import Document, Source
from jishi.errors import ConfigError
from jishi.read import fold
from jishi.resources import Resources
from jishi.why_not import WhyNot, why_not

TEXT = "李宗仁命令第9軍進攻長沙，指揮部的計劃已定。進攻計劃失敗，他參加中原大戰。"


def document(text: str) -> Document:
    return Document("例", "例", text, fold(text), Source("", "plain", ""))


@pytest.fixture(scope="module")
def explain(resources: Resources) -> WhyNot:
    """The function with the default options."""
    return why_not(resources)


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("进攻", "event     it is one: ATTACK by attack.assault"),
        ("進攻", "event     refused, attack.assault: its context does not fit"),
        ("进攻", "event     attack.assault: after it must not stand "),
        ("指挥", "event     command.direct: after it must not stand "),
        ("攻", "event     lost to 進攻: ATTACK by attack.assault"),
        ("长沙", "event     inside the mention 長沙 PLACE by lexicon.place"),
        ("长沙", "mention   it is one: 長沙 PLACE by lexicon.place"),
        ("中原", "mention   inside 中原大戰 EVENT by "),
        ("中原", "mention   candidate 中原 PLACE by lexicon.place"),
        ("计划", "mention   no lexicon, pattern or other rule proposed it"),
        ("已定", "event     it is no trigger of any event rule"),
    ],
)
def test_reasons(explain: WhyNot, word: str, line: str) -> None:
    assert any(one.startswith(line) for one in explain(document(TEXT), word).splitlines())


def test_every_occurrence(explain: WhyNot) -> None:
    found = explain(document(TEXT), "进攻").splitlines()
    assert [line[:20] for line in found if line.startswith("──")] == ["── sentence 1, [8:10", "── sentence 2, [22:2"]


def test_heading_and_gate(resources: Resources) -> None:
    text = "今天天气很好，他攻击了这里。"
    assert "nothing here tells of war" in why_not(resources)(document(text), "攻击")
    ungated = why_not(resources, Config(gate=False))(document(text), "攻击")
    assert "nothing here tells of war" not in ungated


@pytest.mark.parametrize("word", ["", "没有的词"])
def test_unknown_word(explain: WhyNot, word: str) -> None:
    with pytest.raises(ConfigError, match="is not in the text"):
        explain(document(TEXT), word)


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", TEXT, "--why-not", "指挥"]) == 0
    assert "command.direct" in capsys.readouterr().out
    assert main(["explain", TEXT, "--why-not", "没有"]) == 2
    assert capsys.readouterr().err == "jishi: 没有 is not in the text\n"
