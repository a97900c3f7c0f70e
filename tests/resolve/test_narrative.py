"""Time goes on with the narrative: headings, sections, quotations, brackets, looks back, the article's date."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from jishi.document import Document, Mention, Source, Span, Time
from jishi.resolve import find_quantities, find_times, resolve_values, value_finder
from jishi.resources import Resources, load_resources

RESOURCES = load_resources()
FINDERS = (value_finder(RESOURCES, "TIME"), value_finder(RESOURCES, "QUANTITY"))
PIECES = [
    *(
        "1934年",
        "13月",
        "2月30日",
        "民国零年",
        "昭和65年",
        "农历",
        "次日",
        "同年",
        "三天",
        "光绪",
        "甲子年",
        "9999999",
        "\n",
    ),
    *"至、初约前后廿二十数百万余多人，。（）“”３．",
]


def edtf(text: str, surface: str, anchor: str | None = None) -> str | None:
    """The value of the last mention with that surface."""
    values = [m.value for m in find_times(text, RESOURCES, anchor) if text[m.span.start : m.span.end] == surface]
    assert isinstance(values[-1], Time)
    return values[-1].edtf


def test_a_heading_makes_an_earlier_month_uncertain() -> None:
    text = "背景\n1931年8月募兵。\n政变\n4月12日下午进攻省城。"
    assert edtf(text, "4月12日下午") == "XXXX-04-12"
    assert edtf(text, "4月12日下午", "1931") == "1931-04-12"


DISPATCH = (
    "中央社恩施三十二年十一月十八日电：敌于{}渡河。\n本报长沙十二月二日专电：三十日晨攻占德山。今晨续进，一日激战。"
)


def test_a_dispatch_counts_from_its_dateline() -> None:
    text = DISPATCH.format("十六日")
    assert edtf(text, "三十二年十一月十八日") == "1943-11-18"
    assert edtf(text, "十六日") == "1943-11-16"
    assert edtf(text, "十二月二日") == "1943-12-02"
    assert edtf(text, "三十日晨") == "1943-11-30"
    assert edtf(text, "今晨") == "1943-12-02"


def test_the_day_of_who_writes() -> None:
    assert edtf("中央社常德1943年12月9日电：八日夜强渡沅江，本日上午克复常德。", "本日上午") == "1943-12-09"
    assert edtf("1943年12月8日，渡江。本日无战事。", "本日") == "1943-12-08"


def test_an_era_that_nobody_names_is_the_one_of_the_time() -> None:
    assert edtf("二十年九月十八日，日军进攻沈阳。", "二十年九月十八日") == "1931-09-18"
    assert edtf("二十年九月，海战。", "二十年九月", "1894") == "1894-09-29/1894-10-28"
    assert edtf("二十年九月，海战。", "二十年九月") is None


def test_a_heading_keeps_the_year_for_a_later_month() -> None:
    assert edtf("背景\n1931年3月募兵。\n政变\n4月12日进攻省城。", "4月12日") == "1931-04-12"


def test_behind_a_heading_the_article_counts_more_than_a_biography() -> None:
    text = "1934年，他入疆。\n生平\n他1908年3月生于甘肃。\n经过\n8月，攻占喀什。"
    assert edtf(text, "8月", "1934") == "1934-08"


def test_bounds_choose_the_year() -> None:
    text = "经过\n11月，攻占塔城。\n结局\n2月，撤出达坂城。"
    assert edtf(text, "11月", "1933-10/1934-04") == "1933-11"
    assert edtf(text, "2月", "1933-10/1934-04") == "1934-02"


def test_an_aside_does_not_move_the_narrative() -> None:
    assert edtf("1934年3月（1912年5月5日建军）开战。4月，增援。", "4月") == "1934-04"
    assert edtf("1934年3月开战。“1929年1月我在南京。”4月，增援。", "4月") == "1934-04"
    assert edtf("1934年3月开战。此前的1929年1月他在南京。4月，增援。", "4月") == "1934-04"


def test_the_anchor_is_told() -> None:
    (first, second) = find_times("1934年1月6日，侦察。次日，进攻。", RESOURCES)
    assert isinstance(first.value, Time)
    assert isinstance(second.value, Time)
    assert first.value.anchor is None
    assert second.value.anchor == "1934-01-06"


def test_a_reason_stands_where_a_value_cannot() -> None:
    (mention,) = find_times("1934年2月30日，进攻。", RESOURCES)
    assert mention.value == Time(reason="no day 30 in month 2 of 1934")


def test_the_stage_is_idempotent_and_changes_mentions_only(resources: Resources) -> None:
    text = "1934年1月6日，约7000名士兵越境。次日，退却。"
    mentions = (
        Mention(Span(0, 9), "TIME", "x"),
        Mention(Span(10, 16), "QUANTITY", "x"),
        Mention(Span(21, 23), "TIME", "x"),
    )
    document = Document("d", "d", text, text, Source("", "", ""), mentions=mentions)
    stage = resolve_values(resources)
    once = stage(document)
    assert stage(once) == once
    assert [mention.span for mention in once.mentions] == [mention.span for mention in mentions]
    assert all(mention.value is not None for mention in once.mentions)


@pytest.mark.parametrize("text", ["", "，", "1" * 500, "民国" * 200, "年月日"])
def test_nonsense_gives_nothing_or_no_value(text: str) -> None:
    for mention in (*find_times(text, RESOURCES), *find_quantities(text, RESOURCES)):
        assert mention.value is not None


@settings(max_examples=150, deadline=None)
@given(some.lists(some.sampled_from(PIECES), max_size=14))
def test_no_crash(pieces: list[str]) -> None:
    text = "".join(pieces)
    for find in FINDERS:
        assert all(mention.value is not None for mention in find(text, None, None))
