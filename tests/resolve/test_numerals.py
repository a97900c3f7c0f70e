"""Numerals: Chinese, Arabic, mixed, full-width, vague; and none out of nonsense."""

import pytest

from jishi.resolve.numerals import parse_number

EXACT = {
    "7000": 7000, "7,000": 7000, "７０００": 7000, "1.2万": 12000, "3万5千": 35000, "3万5千2百": 35200,
    "12万5000": 125000,
    "十": 10, "十五": 15, "二十": 20, "廿六": 26, "卅": 30, "两千": 2000, "两千三百": 2300, "两千三百五": 2350,
    "三千零五": 3005, "一万二": 12000, "一万零二百": 10200, "三万五千": 35000, "十二万": 120000, "一百五十万": 1500000,
    "三亿五千万": 350000000, "一点二万": 12000, "一九三四": 1934, "一九三〇": 1930, "百": 100, "千": 1000, "万": 10000,
    "零": 0, "0": 0, "2亿3000万": 230000000, "九一八": 918,
}  # fmt: skip
RANGES = {
    "几": (2, 9), "数百": (200, 999), "几千": (2000, 9999), "数十万": (200000, 999999), "十几": (11, 19),
    "三百几十": (320, 399),
    "二三十": (20, 30), "三四百": (300, 400), "五六千": (5000, 6000), "七八": (7, 8), "十二三": (12, 13),
    "一两百": (100, 200),
    "两三万": (20000, 30000), "二十几": (21, 29),
}  # fmt: skip
NONSENSE = ["", "人", "万亿人", "9" * 40, "一" * 40, "点", "3千5万", "几几", "1.2.3", "、"]


@pytest.mark.parametrize(("text", "value"), EXACT.items())
def test_exact(text: str, value: int) -> None:
    interval = parse_number(text)
    assert interval is not None
    assert (interval.low, interval.high) == (value, value)


@pytest.mark.parametrize(("text", "bounds"), RANGES.items())
def test_range(text: str, bounds: tuple[int, int]) -> None:
    interval = parse_number(text)
    assert interval is not None
    assert (interval.low, interval.high) == bounds


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense(text: str) -> None:
    assert parse_number(text) is None
