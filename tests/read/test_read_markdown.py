"""Wiki Markdown to clean text: what stays, what goes, and where every character came from."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.document import Document
from jishi.errors import ReadError
from jishi.read import fold, read_bytes, reading_knowledge
from jishi.resources import load_resources
from jishi.segment import split_sentences

SHARED = Path(__file__).resolve().parents[3] / "shared"
KNOWLEDGE = reading_knowledge(load_resources())
ARTICLES = sorted((SHARED / "articles").glob("*.md"))


def read(raw: str, format: str = "wiki-markdown", name: str = "例.md") -> Document:
    return read_bytes(raw.encode(), name=name, format=format, knowledge=KNOWLEDGE)


def check_map(document: Document, raw: str) -> None:
    """Every mapped stretch is equal in text and source, and the stretches do not overlap."""
    last = 0
    for part in document.source_map:
        assert document.text[part.start : part.end] == raw[part.raw_start : part.raw_end]
        assert part.start >= last
        last = part.end


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("> 本文内容由[甲](https://zh.wikipedia.org/wiki/甲)转换而来。\n\n\n**甲军**进城。", "甲军进城。"),
        ("甲军进城。\\[1\\]\\[23\\]乙军退走\\[註 4\\]。", "甲军进城。乙军退走。"),
        ('[甲军](../Page/甲军.md "wikilink")进[城](https://zh.wikipedia.org/wiki/城 "wikilink")。', "甲军进城。"),
        ('在[乙战](../Page/乙战_\\(1933-1934年\\).md "wikilink")中。', "在乙战中。"),
        ("称为**“甲军”**的部队", "称为“甲军”的部队"),
        ("甲军\n进城。", "甲军进城。"),
        ("团长彼得(\nПётр)和\nJohn\nSmith", "团长彼得(Пётр)和John Smith"),
        ("甲军　进城。　", "甲军 进城。"),
        ("甲军。\n\n\n\n乙军。", "甲军。\n乙军。"),
        ("## 背景\n\n甲军。\n### 经过\n乙军。", "背景\n甲军。\n经过\n乙军。"),
        (
            "结果：\n\n  - 甲军胜\n  - 乙军败\n\n<!-- end list -->\n\n1.  丙地\n2.  丁地",
            "结果：\n甲军胜\n乙军败\n丙地\n丁地",
        ),
        ("| 甲方 | 乙方 |\n|---|---|\n| 三千 | 四千 |", "甲方\n乙方\n三千\n四千"),
        ("甲军。![旗](flag.png)\n\n[![旗](a.png)](b.md)", "甲军。"),
        (
            '甲军。\n[甲.jpg](https://zh.wikipedia.org/wiki/File:甲.jpg "fig:甲.jpg")甲军在城下\\]\\]\n乙军。',
            "甲军。\n甲军在城下\n乙军。",
        ),
        ('甲军。\n\n[Category:甲军](https://zh.wikipedia.org/wiki/Category:甲军 "wikilink")', "甲军。"),
        (
            '甲军。\n\n[分类:甲](https://zh.wikipedia.org/wiki/分类:甲 "wikilink")\n\n1.  《甲史》，1984年\n2.\n',
            "甲军。",
        ),
        ('甲军<ref name="a">甲史</ref>进城。<br/>乙军。', "甲军进城。\n乙军。"),
        (
            "<table>\n<tr><td>甲军</td></tr>\n<tr><td>[乙军](../Page/乙军.md)</td></tr>\n</table>\n\n丙",
            "甲军\n乙军\n丙",
        ),
        ('甲军。\n\n    [乙军](../Page/乙军.md "wikilink")退走。', "甲军。\n乙军退走。"),
        ("甲\u200b军\ufeff&nbsp;进城", "甲军 进城"),
        ("-{zh-hans:甲军;zh-hant:甲軍}-和-{乙}-", "甲军和乙"),
        ("{{NoteTA|G1=Military}}甲军", "甲军"),
        ("参见[1](http://example.org/1)甲史", "参见甲史"),
        ("甲军（），字乙", "甲军（），字乙"),
        ("那年\\[1911\\]甲军", "那年[1911]甲军"),
        ("甲\r军\x07\u2028进\t城", "甲军 进 城"),
    ],
)
def test_clean_text(raw: str, text: str) -> None:
    document = read(raw)
    assert document.text == text
    check_map(document, raw)


@pytest.mark.parametrize("title", ["注释", "註釋", "參考資料", "外部連結", "参考文献与注释", "相关条目：", "延伸閱讀"])
def test_sections_of_notes_go(title: str) -> None:
    document = read(f"甲军。\n\n## {title}\n\n《甲史》\n\n### 书\n\n《乙史》\n\n## 结果\n\n乙军。")
    assert document.text == "甲军。\n结果\n乙军。"


def test_a_section_that_only_sounds_like_notes_stays() -> None:
    assert read("## 参考消息事件\n\n甲军。").text == "参考消息事件\n甲军。"


def test_headings_are_marked() -> None:
    document = split_sentences(read("甲军。\n\n## 背景\n\n背景\n"))
    assert [document[span] for span in document.headings] == ["背景"]
    assert [(document[one.span], one.heading) for one in document.sentences] == [
        ("甲军。", False),
        ("背景", True),
        ("背景", False),
    ]


def test_all_of_the_source_is_mapped() -> None:
    raw = "\ufeff**甲軍**於[乙城](../Page/乙城.md)\n作戰。\\[1\\]\r\n\r\n## 結果\r\n\r\n敗&amp;退"
    document = read(raw)
    assert (document.text, document.folded) == ("甲軍於乙城作戰。\n結果\n敗&退", "甲军于乙城作战。\n结果\n败&退")
    mapped = {index for part in document.source_map for index in range(part.start, part.end)}
    assert set(range(len(document.text))) - mapped == {8, 11}  # the two line breaks between paragraphs
    check_map(document, raw)


# ⏎ is a line break, ␣ a space.
PIECES = r"""
甲軍 乙城 1934年 。 ⏎ ⏎⏎ ␣␣-␣ 1.␣ ␣␣␣␣ #␣ ##␣參考⏎ >␣ ** * ` | --- [ ] ( ) ]] \[1\] -{ }- {{ }} 𠀀 &amp; \ ![
](../Page/甲_\(乙\).md) ](../Page/File:甲.md) ](https://zh.wikipedia.org/wiki/Category:甲) ](https://[%E4
< > <div> </div> <td> <ref> </ref> <br/> <!-- -->
"""
MARKDOWN = st.lists(st.sampled_from(PIECES.split()), max_size=40).map(
    lambda pieces: "".join(pieces).replace("⏎", "\n").replace("␣", " ")
)


@given(st.one_of(MARKDOWN, st.text()), st.sampled_from(["wiki-markdown", "plain"]))
def test_any_text_is_read_or_refused(raw: str, format: str) -> None:
    try:
        document = read(raw, format)
    except ReadError:
        return
    check_map(document, raw)
    assert len(document.folded) == len(document.text)
    assert all(line and line == line.strip() for line in document.text.split("\n"))
    assert all(document[link.span].strip() == document[link.span] for link in document.links)
    assert split_sentences(document) == split_sentences(split_sentences(document))


@given(st.text(st.characters()))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_leaves_surrogates() -> None:
    assert fold("蘇\ud800聯") == "苏\ud800联"


@pytest.mark.skipif(not ARTICLES, reason="the articles are not beside the checkout")
@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_articles_give_the_text_that_was_annotated(path: Path) -> None:
    gold = json.loads((SHARED / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))
    raw = path.read_text(encoding="utf-8")
    document = split_sentences(read(raw, name=path.name))
    check_map(document, raw)
    # The annotated text keeps the file names of images and the brackets after their captions.
    expected = re.sub(r"\w+\.jpg|\]\]", "", gold["text"])
    assert "".join(document.text.split()) == "".join(expected.split())
    assert document.date == gold["date"]
    if expected == gold["text"]:
        sentences = ["".join(expected[start:end].split()) for start, end in gold["annotated"]]
        assert ["".join(document[sentence.span].split()) for sentence in document.sentences] == sentences
