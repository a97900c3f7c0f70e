"""Which mentions are one entity."""

import pytest

from jishi.document import Document, Label, Link, Mention, Source, Span, Stage
from jishi.link import link
from jishi.link.groups import Groups
from jishi.link.keys import number
from jishi.read import fold
from jishi.resources import load_resources


@pytest.fixture(scope="module")
def linker() -> Stage:
    return link(load_resources())


def document(label: Label, *surfaces: str, gap: str = "，") -> Document:
    """A text that has only the surfaces, as mentions of the label."""
    text, mentions = "", []
    for surface in surfaces:
        mentions.append(Mention(Span(len(text), len(text) + len(surface)), label, "test"))
        text += surface + gap
    return Document("test", "test", text, fold(text), Source("", "plain", ""), mentions=tuple(mentions))


SAME: list[tuple[Label, tuple[str, ...], str]] = [
    ("UNIT", ("36师", "第36师", "中央陆军新编第36师", "第36师部队", "第三十六师"), "中央陆军新编第36师"),
    ("UNIT", ("第29军第37师", "37师"), "第29军第37师"),
    ("UNIT", ("苏军", "苏联军队", "苏联红军", "红军", "苏联士兵"), "苏联红军"),
    ("UNIT", ("马仲英部", "马仲英部队", "马军"), "马仲英部队"),
    ("UNIT", ("东北海军江防舰队", "江防舰队"), "东北海军江防舰队"),
    ("PERSON", ("斯文·赫定", "赫定", "斯文赫定"), "斯文·赫定"),
    ("PERSON", ("盛世才", "盛", "盛督办"), "盛世才"),
    ("PERSON", ("孙代长官连仲", "孙连仲", "孙代长官"), "孙连仲"),
    ("PERSON", ("馬仲英", "马仲英"), "馬仲英"),
    ("PERSON", ("板垣征四郎", "板垣"), "板垣征四郎"),
    ("PLACE", ("新疆", "新疆省", "疆"), "新疆省"),
    ("PLACE", ("甘肃河州", "河州"), "河州"),
    ("PLACE", ("迪化", "乌鲁木齐"), "乌鲁木齐"),
    ("PLACE", ("苏", "苏方", "苏联"), "苏联"),
    ("EVENT", ("喀什之战", "喀什战役"), "喀什之战"),
    ("GROUP", ("回族", "回族人", "回"), "回族人"),
]
OTHER: list[tuple[Label, tuple[str, ...]]] = [
    ("UNIT", ("第36师", "第37师")),
    ("UNIT", ("第36师", "第36团")),
    ("UNIT", ("日军", "苏军")),
    ("UNIT", ("塔城归化军", "归化军")),
    ("UNIT", ("阿尔泰归化军", "归化军")),
    ("PERSON", ("马仲英", "马步芳")),
    ("PLACE", ("中国", "日本")),
]


@pytest.mark.parametrize(("label", "surfaces", "name"), SAME)
def test_one_entity(linker: Stage, label: Label, surfaces: tuple[str, ...], name: str) -> None:
    (entity,) = linker(document(label, *surfaces)).entities
    assert entity.label == label
    assert len(entity.mentions) == len(surfaces)
    assert len(entity.name) >= len(name) if label == "GROUP" else entity.name == name


@pytest.mark.parametrize(("label", "surfaces"), OTHER)
def test_several_entities(linker: Stage, label: Label, surfaces: tuple[str, ...]) -> None:
    assert len(linker(document(label, *surfaces)).entities) == len(surfaces)


def test_a_name_in_brackets_is_the_same_place(linker: Stage) -> None:
    text = "占领甘州（张掖）和肃州。"
    spans = Span(2, 4), Span(5, 7), Span(9, 11)
    mentions = tuple(Mention(span, "PLACE", "test") for span in spans)
    linked = linker(Document("t", "t", text, text, Source("", "plain", ""), mentions=mentions))
    assert [len(entity.mentions) for entity in linked.entities] == [2, 1]


def test_a_number_is_the_unit_that_is_named_elsewhere(linker: Stage) -> None:
    text = "第三、第十三师团进攻，第3师团败退。"
    spans = Span(0, 2), Span(3, 8), Span(11, 15)
    mentions = tuple(Mention(span, "UNIT", "test") for span in spans)
    linked = linker(Document("t", "t", text, text, Source("", "plain", ""), mentions=mentions))
    assert {entity.name: len(entity.mentions) for entity in linked.entities} == {"第3师团": 2, "第十三师团": 1}


def test_a_number_in_a_row_can_be_what_a_name_stands_for(linker: Stage) -> None:
    text = "第38军即第3、第6师。"
    spans = Span(0, 4), Span(5, 7), Span(8, 11)
    mentions = tuple(Mention(span, "UNIT", "test") for span in spans)
    linked = linker(Document("t", "t", text, text, Source("", "plain", ""), mentions=mentions))
    assert sum(len(entity.mentions) for entity in linked.entities) == len(mentions)


def test_values_have_no_entity(linker: Stage) -> None:
    assert linker(document("TIME", "1934年")).entities == ()


def test_entity_keeps_the_article_it_was_linked_to(linker: Stage) -> None:
    text = "盛世才，盛"
    mentions = Mention(Span(0, 3), "PERSON", "test"), Mention(Span(4, 5), "PERSON", "test")
    source = Source("", "plain", "")
    (entity,) = linker(
        Document("t", "t", text, text, source, links=(Link(Span(0, 3), "盛世才"),), mentions=mentions)
    ).entities
    assert entity.link == "盛世才"
    assert entity.aliases == ("盛",)


@pytest.mark.parametrize(
    ("text", "value"), [("36", 36), ("三十六", 36), ("一一五", 115), ("十", 10), ("二十", 20), ("一百零八", 108)]
)
def test_number(text: str, value: int) -> None:
    assert number(text) == value


def test_groups() -> None:
    groups = Groups(["a", "b", "c"])
    groups.join("a", "b")
    assert groups.find("b") == groups.find("a") != groups.find("c")
