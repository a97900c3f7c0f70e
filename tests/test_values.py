"""Times and quantities on their own: the two functions and the two commands."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from jishi.cli import main
from jishi.errors import ConfigError
from jishi.read import SUFFIXES
from jishi.values import QuantityFound, TimeFound, quantities, times

HOSTILE = Path(__file__).parent / "hostile"
TEXT = "民國廿六年七月七日，日軍約500人進攻；次日，2月30日，昭和65年，三分之一陣亡。"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A plain text in Traditional characters."""
    path = tmp_path / "战斗.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_times() -> None:
    assert times("1934年2月，次月3日。2月30日。") == [
        TimeFound("1934年2月", 0, 7, "1934-02", None, None),
        TimeFound("次月3日", 8, 12, "1934-03-03", "1934-02", None),
        TimeFound("2月30日", 13, 18, None, "1934-03-03", "no day 30 in month 2 of 1934"),
    ]


def test_the_anchor_completes_times() -> None:
    assert [found.value for found in times("3月16日，进攻。")] == ["XXXX-03-16"]
    assert [found.value for found in times("3月16日，进攻。", "1934")] == ["1934-03-16"]
    assert [found.value for found in times("3月16日，进攻。", "1933-10/1934-04")] == ["1934-03-16"]


@pytest.mark.parametrize(
    "anchor", ["", "34", "1934-13", "1934-04-32", "1934/1933", "1934年", "1934/1935/1936", "../1934"]
)
def test_an_anchor_is_a_date(anchor: str) -> None:
    with pytest.raises(ConfigError, match="no date or interval"):
        times("3月16日", anchor)


def test_quantities() -> None:
    assert quantities("毙敌800余人，俘虏三分之一，缴获近万支步枪。") == [
        QuantityFound("800余人", 2, 7, 800, 899, None, "人", True, "killed", None),
        QuantityFound("三分之一", 10, 14, 0.333333, 0.333333, 0.333333, None, False, "captured", None),
        QuantityFound("近万支", 17, 20, 10000, 10000, 10000, "支", True, "seized", None),
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("800人", "800"), ("800余人", "800..899"), ("不到200人", "..200"), ("超过400人", "400.."), ("两成", "0.2")],
)
def test_the_value_of_a_quantity_is_an_interval(text: str, value: str) -> None:
    (found,) = quantities(f"敌军{text}，")
    assert (found.text, found.value) == (text, value)


def test_a_quantity_without_value_has_a_reason() -> None:
    for found in quantities("敌军" + "9" * 30 + "人，"):
        assert (found.value, found.reason) == (None, "not understood")


def test_traditional_text_keeps_its_offsets() -> None:
    found = [*times(TEXT), *quantities(TEXT)]
    assert [item.text for item in found] == [TEXT[item.start : item.end] for item in found]
    assert [(item.text, item.value) for item in found] == [
        ("民國廿六年七月七日", "1937-07-07"),
        ("次日", "1937-07-08"),
        ("2月30日", None),
        ("昭和65年", None),
        ("約500人", "500"),
        ("三分之一", "0.333333"),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "軍", "\ud800年", "1" * 2000])
def test_what_is_no_article(text: str) -> None:
    assert all(found.value is None for found in (*times(text), *quantities(text)))


def test_nothing_is_read_at_import() -> None:
    code = "import sys, jishi.values; sys.exit('opencc' in sys.modules or 'tyme4py' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_command_times(article: Path, capsys: Capture) -> None:
    assert main(["times", str(article)]) == 0
    output = capsys.readouterr()
    assert output.err == ""
    assert output.out.splitlines() == [
        "text\tstart\tend\tvalue\tanchor\treason",
        "民國廿六年七月七日\t0\t9\t1937-07-07\t\t",
        "次日\t20\t22\t1937-07-08\t1937-07-07\t",
        "2月30日\t23\t28\t\t1937-07-08\tno day 30 in month 2 of 1938",
        "昭和65年\t29\t34\t\t\t昭和 has no year 65",
    ]


def test_command_quantities(article: Path, capsys: Capture) -> None:
    assert main(["quantities", str(article)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "text\tstart\tend\tvalue\tunit\tapproximate\tkind\treason",
        "約500人\t12\t17\t500\t人\tTrue\t\t",
        "三分之一\t35\t39\t0.333333\t\tFalse\tkilled\t",
    ]


def test_json(article: Path, capsys: Capture) -> None:
    assert main(["times", str(article), "--json"]) == 0
    first, *_ = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == {
        "text": "民國廿六年七月七日",
        "start": 0,
        "end": 9,
        "value": "1937-07-07",
        "anchor": None,
        "reason": None,
    }
    assert main(["quantities", str(article), "--json"]) == 0
    first, *_ = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["text"], first["low"], first["high"], first["approximate"]) == ("約500人", 500, 500, True)


def test_the_option_anchor(article: Path, capsys: Capture) -> None:
    article.write_text("8月，撤退。", encoding="utf-8")
    assert main(["times", str(article), "--anchor", "1938"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "8月\t0\t2\t1938-08\t1938\t"


def test_markdown_without_markup(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "战斗.md"
    path.write_text("# 战斗\n\n战斗始于**1937年**7月。\n", encoding="utf-8")
    assert main(["times", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("1937年7月\t")


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("1937年。".encode())))
    assert main(["times", "-"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == "1937年\t0\t5\t1937\t\t"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["times", "nowhere.md"], "nowhere.md: No such file or directory"),
        (["quantities", "nowhere.md"], "nowhere.md: No such file or directory"),
        (["times", str(HOSTILE / "binary.md")], f"{HOSTILE / 'binary.md'}: binary file, or text in no known encoding"),
        (["quantities", str(HOSTILE / "empty.md")], f"{HOSTILE / 'empty.md'}: empty file"),
        (["times", "article.pdf"], f"article.pdf: unknown kind of file, not one of {', '.join(SUFFIXES)}"),
        (
            ["times", "-", "--anchor", "1934-13"],
            "no date or interval: '1934-13'; write 1934, 1934-08, 1934-08-01 or 1931/1934-04",
        ),
    ],
)
def test_what_cannot_be_done(arguments: list[str], words: str, capsys: Capture) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert (output.out, output.err) == ("", f"jishi: {words}\n")
