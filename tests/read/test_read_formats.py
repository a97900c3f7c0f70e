"""Wikitext, HTML and encodings: what a reader sees, where it stands in the source, and where links lead."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from jishi.document import Document
from jishi.read import Raw, read_raw, reading_knowledge
from jishi.resources import load_resources

KNOWLEDGE = reading_knowledge(load_resources())
TEXT = "1937年9月25日，第115师在平型关伏击日军。"


def read(raw: str | bytes, format: str) -> Document:
    """The document, with every mapping into the source checked."""
    data = raw.encode() if isinstance(raw, str) else raw
    document = read_raw(Raw("例", format, data), KNOWLEDGE)
    source = data.decode(document.source.encoding or "")
    assert document.source_map
    for part in document.source_map:
        assert document.text[part.start : part.end] == source[part.raw_start : part.raw_end]
    return document


def links(document: Document) -> Mapping[str, str]:
    return {document[link.span]: link.target for link in document.links}


WIKITEXT = """{{Infobox|a=[[b]]}}
'''平型关战斗'''（{{lang|en|Battle}}）是[[1937年]]9月[[八路军|八路]]军<ref name="a">注</ref>的战斗。
同一段&nbsp;中<!-- 注 -->文。

[[文件:A.jpg|thumb|left|200px|图中是[[林彪]]]]在{{link-en|鲍罗廷|Borodin}}和[http://x.y 彼处]作战。
* 甲
* 乙
== 经过 ==
{| class="wikitable"
! 头 !! 二
|-
| 丁 || 戊
|}
<div class="x">块</div><br />后
==参考==
书
[[Category:战斗]]
"""


def test_wikitext() -> None:
    pytest.importorskip("mwparserfromhell", reason="needs the extra [wiki]")
    document = read(WIKITEXT, "wikitext")
    assert document.text.split("\n") == [
        "平型关战斗（Battle）是1937年9月八路军的战斗。同一段 中文。",
        "图中是林彪",
        "在鲍罗廷和彼处作战。",
        "甲",
        "乙",
        "经过",
        "头",
        "二",
        "丁",
        "戊",
        "块",
        "后",
    ]
    assert links(document) == {"1937年": "1937年", "八路": "八路军", "林彪": "林彪"}
    assert [document[span] for span in document.headings] == ["经过"]
    assert document.date == "1937"


HTML = """<!doctype html><html><head><title>题 &amp; 名</title><style>p{}</style></head><body>
<nav>导航<p>林彪</p></nav><script>var 林彪 = "<p>";</script>
<main><h1>平型关 &amp; 经过</h1><p>1937年，<b>第115</b>师
<a href="/wiki/%E6%9E%97%E5%BD%AA">林彪</a>部<sup class="reference">[1]</sup>在
平型关&#20239;击日军。<!-- 注 --><br>次日撤退。</p>
<table><tr><td>甲<td>乙</table><div>尾<p>段</div></main><footer>脚</footer></body></html>"""


def test_html() -> None:
    pytest.importorskip("selectolax", reason="needs the extra [html]")
    document = read(HTML, "html")
    assert document.text.split("\n") == [
        "平型关 & 经过",
        "1937年，第115师林彪部在平型关伏击日军。",
        "次日撤退。",
        "甲",
        "乙",
        "尾",
        "段",
    ]
    assert links(document) == {"林彪": "林彪"}
    assert [document[span] for span in document.headings] == ["平型关 & 经过"]
    mapped = sum(part.end - part.start for part in document.source_map)
    assert mapped >= len(document.text.replace("\n", "")) - 4  # the entities, and spaces beside one


@pytest.mark.parametrize(
    "raw", ["<p>" * 20_000 + TEXT, "<div>" * 20_000 + TEXT, f"<a<a<a<b>{TEXT}", f"&&&#x;&#xffffff;{TEXT}"]
)
def test_bad_html(raw: str) -> None:
    pytest.importorskip("selectolax", reason="needs the extra [html]")
    assert "平型关" in read(raw, "html").text


@pytest.mark.parametrize(
    "raw", ["{|\n" * 20_000, "[[" * 20_000, "{{" * 20_000, "<div>" * 20_000, "'''[[{{<ref>", "==", "[[|]]"]
)
def test_bad_wikitext(raw: str) -> None:
    pytest.importorskip("mwparserfromhell", reason="needs the extra [wiki]")
    assert read(f"{TEXT}\n\n{raw}", "wikitext").text.startswith(TEXT)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", TEXT),
        ("utf-16-le", TEXT),
        ("utf-16-be", TEXT),
        ("gb18030", TEXT),
        ("gbk", TEXT),
        ("gb18030", TEXT.replace("师", "師").replace("击", "擊").replace("关", "關")),
        ("big5", TEXT.replace("师", "師").replace("击", "擊").replace("关", "關").replace("军", "軍")),
    ],
)
def test_encodings(encoding: str, text: str) -> None:
    document = read(text.encode(encoding), "plain")
    assert document.text == text
    assert document.source.encoding == {"gbk": "gb18030"}.get(encoding, encoding)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_byte_order_marks(encoding: str) -> None:
    document = read_raw(Raw("例", "plain", TEXT.encode(encoding)), KNOWLEDGE)
    assert document.text == TEXT
    assert document.source.encoding == {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}[encoding]
    assert document.source_map[0].raw_start == 1


def test_encoding_of_the_articles() -> None:
    """Whole texts in any of the encodings, Simplified and Traditional, are read as what they are."""
    opencc = pytest.importorskip("opencc")
    folder = Path(__file__).parent.parent.parent / "corpus" / "raw"
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8")
        for encoding, script in (("gb18030", "t2s"), ("gb18030", "s2t"), ("cp950", "s2t"), ("utf-16-be", "t2s")):
            data = opencc.OpenCC(script).convert(text).encode(encoding, errors="ignore")
            document = read_raw(Raw(str(path), "plain", data), KNOWLEDGE)
            assert data.decode(document.source.encoding or "") == data.decode(encoding), (path.name, encoding)
