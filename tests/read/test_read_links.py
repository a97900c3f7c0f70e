"""Where links point, and how much of their labels names that."""

import pytest

from jishi.read import read_bytes, reading_knowledge
from jishi.read.links import Target, named, read_target
from jishi.resources import load_resources


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("../Page/马仲英.md", Target("马仲英")),
        ("../Page/乙战_(1933-1934年).md", Target("乙战 (1933-1934年)")),
        ("../Page/乙战_\\(1933年\\).md", Target("乙战 (1933年)")),
        ("https://zh.wikipedia.org/wiki/%E5%96%80%E4%BB%80#%E5%8E%86%E5%8F%B2", Target("喀什")),
        ("https://zh.wikipedia.org/wiki/苏-27", Target("苏-27")),
        ("https://zh.wikipedia.org/wiki/Category:甲", Target("甲", "category")),
        ("https://zh.wikipedia.org/wiki/File:甲.jpg", Target("甲.jpg", "image")),
        ("https://zh.wikipedia.org/wiki/Help:甲", Target("甲", "other")),
        ("http://example.org/甲", None),
        ("#历史", None),
        ("甲", None),
        ("http://[甲", None),
    ],
)
def test_target(url: str, target: Target | None) -> None:
    assert read_target(url) == target


@pytest.mark.parametrize(
    ("label", "target", "name"),
    [
        ("哈密暴动", "哈密暴动", "哈密暴动"),
        ("哈密暴动的一部分", "哈密暴动", "哈密暴动"),
        ("新疆省", "新疆省 (中华民国)", "新疆省"),
        ("新疆省的", "新疆省 (中华民国)", "新疆省"),
        ("第二次迪化之战中", "迪化之战 (1933-1934年)", "第二次迪化之战"),
        ("安集海时", "安集海镇", "安集海"),
        ("甲地的战役的马仲英", "马仲英", ""),
        ("苏联入侵", "苏联入侵新疆", "苏联入侵"),
        ("岷州", "岷县", "岷州"),
        ("李维诺夫则", "马克西姆·李维诺夫", "李维诺夫"),
        ("公共租界，", "上海公共租界", "公共租界"),
        ("乙国伊斯兰共和国", "第一乙共和国", "乙国伊斯兰共和国"),
        ("国民军在甘肃", "西北军", ""),
        ("马仲杰", "马仲英", "马仲杰"),
    ],
)
def test_name_in_label(label: str, target: str, name: str) -> None:
    assert label[: named(label, target, frozenset("镇县市"))] == name


def test_links_of_a_document() -> None:
    raw = "[國民軍在甘肅](../Page/西北軍.md)、[喀什的](../Page/喀什.md)\n[**英國**領事館](../Page/英國.md)和[乙](http://example.org)"
    knowledge = reading_knowledge(load_resources())
    document = read_bytes(raw.encode(), name="例.md", format="wiki-markdown", knowledge=knowledge)
    assert [(document[link.span], link.target) for link in document.links] == [("喀什", "喀什"), ("英國", "英國")]
