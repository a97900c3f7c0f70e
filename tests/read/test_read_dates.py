"""The year an article is about."""

import pytest

from jishi.read.dates import find_date, year_finder

YEAR = year_finder([{"era": "民国", "first_year": "1912"}, {"era": "光绪", "first_year": "1875"}])


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1934年1月", "1934"),
        ("甲战_(1933-1934年)", "1933"),
        ("1931—32年间", "1931"),
        ("一九三四年春", "1934"),
        ("民国二十三年", "1934"),
        ("民国23年", "1934"),
        ("民国十年", "1921"),
        ("民国元年", "1912"),
        ("光绪廿年", None),
        ("1930年代", None),
        ("1920-1940年代", None),
        ("11934年", None),
        ("第1934号", None),
        ("", None),
    ],
)
def test_year(text: str, year: str | None) -> None:
    assert YEAR(text) == year


@pytest.mark.parametrize(
    ("title", "lead", "date"),
    [
        ("1934年甲战役", ["甲战役发生于1935年。"], "1934"),
        ("甲战役", ["甲战役是1934年的战役。1935年结束。"], "1934"),
        ("甲战役", ["甲战役（1937年9月－11月）是一场战役。"], "1937"),
        ("张三", ["张三（1890年－1950年），军人。"], None),
        ("张三", ["张三，军人。1934年入疆。"], None),
        ("甲战役", ["甲战役是一场战役。", "1934年，乙军入侵。"], "1934"),
        ("甲战役", ["甲战役是一场战役。", "乙军摄于1934年"], None),
        ("甲战役", [], None),
    ],
)
def test_date(title: str, lead: list[str], date: str | None) -> None:
    assert find_date(title, lead, YEAR, ["战役"]) == date
