"""Mentions in marked text: a sentence goes in without its marks and must come out with them."""

import pytest

from jishi.document import Label, Mention, Span, Stage
from marked import mark, unmark

SENTENCES = [
    "[1841年5月 TIME]，[英军 UNIT]炮击[广州 PLACE]，[奕山 PERSON]派人求和。",
    "[太平军 UNIT]于[1853年3月19日 TIME]攻占[江宁 PLACE]，[洪秀全 PERSON]将该城改名[天京 PLACE]。",
    "[僧格林沁 PERSON]在[八里桥 PLACE]迎战[英法联军 UNIT]，所部溃散。",
    "[冯子材 PERSON]在[镇南关 PLACE]大败[法军 UNIT]，[法国内阁 ORG]随即倒台。",
    "[1894年9月15日 TIME]，[日軍 UNIT]圍攻[平壤 PLACE]，[左寶貴 PERSON]在[玄武門 PLACE]陣亡。",
    "[乃木希典 PERSON]指挥[第3军 UNIT]围攻[旅顺 PLACE]，伤亡[约六万人 QUANTITY]。",
    "[1914年11月7日 TIME]，[青岛 PLACE]的[德军 UNIT]向[日军 UNIT]投降。",
    "[1920年7月 TIME]，[吴佩孚 PERSON]率[第3师 UNIT]击败[段祺瑞 PERSON]的[边防军 UNIT]。",
    "[叶挺 PERSON]的[独立团 UNIT]攻克[汀泗桥 PLACE]，缴获[步枪 WEAPON][一千余支 QUANTITY]。",
    "[張培元 PERSON]率[新編第八師 UNIT]由[伊犁 PLACE]進攻[迪化 PLACE]，途中被[蘇軍 UNIT]擊潰。",
    "[金树仁 PERSON]被推翻后，[盛世才 PERSON]出任[新疆 PLACE]督办，[马仲英 PERSON]退往[和田 PLACE]。",
    "[苏军 UNIT]出动[飞机 WEAPON][二十架 QUANTITY]轰炸[满洲里 PLACE]，[梁忠甲 PERSON]投降。",
    "[1932年1月28日 TIME]，[十九路军 UNIT]在[闸北 PLACE]抵抗[日本海军陆战队 UNIT]。",
    "[民国二十年九月十八日 TIME]，[关东军 UNIT]炸毁[南满铁路 PLACE]，炮击[北大营 PLACE]。",
    "[第29军 UNIT]军长[宋哲元 PERSON]命令[第37师 UNIT]坚守[卢沟桥 PLACE]。",
    "[謝晉元 PERSON]率[第524團 UNIT][四百餘人 QUANTITY]死守[四行倉庫 PLACE]，激戰[四晝夜 TIME]。",
    "[1939年8月20日 TIME]，[朱可夫 PERSON]指挥[苏蒙联军 UNIT]向[第23师团 UNIT]发动总攻。",
    "[薛岳 PERSON]在[长沙 PLACE]歼灭[日军 UNIT][三万余人 QUANTITY]，[冈村宁次 PERSON]下令撤退。",
    "[戴安澜 PERSON]的[第200师 UNIT]在[同古 PLACE]与[日军第55师团 UNIT]激战[十二天 TIME]。",
    "[1943年2月2日 TIME]，[保卢斯 PERSON]在[斯大林格勒 PLACE]率[第6集团军 UNIT]投降。",
    "[美军 UNIT]在[瓜达尔卡纳尔岛 PLACE]登陆，击沉[日本 PLACE][驱逐舰 WEAPON][三艘 QUANTITY]。",
    "[1948年11月 TIME]，[华东野战军 UNIT]在[碾庄 PLACE]全歼[黄百韬 PERSON]的[第7兵团 UNIT]。",
    "[志愿军第38军 UNIT]在[三所里 PLACE]阻击[美军第2师 UNIT]，[彭德怀 PERSON]通电嘉奖。",
    "[武元甲 PERSON]围攻[奠边府 PLACE]，[法军 UNIT][一万余人 QUANTITY]投降。",
    "[1904年8月 TIME]，[荣赫鹏 PERSON]率[英军 UNIT]侵入[拉萨 PLACE]，[十三世达赖喇嘛 PERSON]出走。",
    "[1944年11月 TIME]，[伊寧 PLACE]爆發暴動，[東突厥斯坦共和國 ORG]成立。",
    "[《泰晤士报》 ORG]记者在[喀什 PLACE]会见[马将军 PERSON]。",
    "战士们冒雨越过草地，随后就地休息。",
]
# Each with why; whoever repairs one moves it up.
KNOWN_FAILURES = [
    (
        "[1900年8月14日 TIME]，[八國聯軍 UNIT]攻入[北京 PLACE]，[光緒 PERSON]逃往[西安 PLACE]。",
        "光绪 is an era in the resources, never a person",
    ),
    (
        "[1911年10月10日夜 TIME]，[熊秉坤 PERSON]率[工程第八营 UNIT]占领[楚望台 PLACE]。",
        "台 is no place suffix, and no lexicon has 楚望台",
    ),
    (
        "[兴登堡 PERSON]的[第8集团军 UNIT]在[坦能堡 PLACE]包围[俄国第2集团军 UNIT]。",
        "right after a verb such as 包围 a country is kept apart from the numbered army that follows",
    ),
]


@pytest.mark.parametrize("marked", SENTENCES)
def test_mentions(marked: str, pipeline: Stage) -> None:
    assert mark(pipeline(unmark(marked))) == marked


@pytest.mark.parametrize(
    "marked", [pytest.param(one, marks=pytest.mark.xfail(strict=True, reason=why)) for one, why in KNOWN_FAILURES]
)
def test_known_failures(marked: str, pipeline: Stage) -> None:
    assert mark(pipeline(unmark(marked))) == marked


def test_marks_come_off_and_on() -> None:
    marked = "[蘇 軍 UNIT]進[伊寧 PLACE]。"
    document = unmark(marked)
    assert (document.text, document.folded) == ("蘇 軍進伊寧。", "苏 军进伊宁。")
    assert mark(document) == document.text
    labels: tuple[Label, Label] = ("UNIT", "PLACE")
    mentions = tuple(Mention(span, label, "test") for span, label in zip((Span(0, 3), Span(4, 6)), labels, strict=True))
    source = document.source
    assert mark(type(document)("例", "例", document.text, document.folded, source, mentions=mentions)) == marked
