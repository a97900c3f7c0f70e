"""Where articles come from: folders, patterns, lists, standard input, JSON Lines, dumps."""

import bz2
import io
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from jishi.errors import ConfigError, ReadError
from jishi.read import Inputs, Raw, articles, input_size
from jishi.read import dump as dumps
from jishi.read import records as lines
from jishi.read.inputs import FORMATS

TEXT = "1937年9月25日，第115师在平型关伏击日军。"


def found(inputs: Inputs) -> list[str]:
    """The paths of what is found; of an error its line."""
    return [raw.path if isinstance(raw, Raw) else str(raw) for raw in articles(inputs)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a few files; we are in it."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "in/b.md",
        "in/a/c.txt",
        "in/a.md",
        "in/d.csv",
        "in/run/failures.csv",
        "in/run/run.json",
        "in/run/e.md",
    ):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_folders_and_patterns(folder: Path) -> None:
    assert found(Inputs((Path("in"),))) == ["in/a/c.txt", "in/a.md", "in/b.md"]
    assert found(Inputs((Path("in/*.md"), Path("in/b.md"), Path("in")))) == ["in/a.md", "in/b.md", "in/a/c.txt"]
    assert found(Inputs((Path("in/**/*.txt"),))) == ["in/a/c.txt"]
    assert input_size(Inputs((Path("in"),))) == 3 * len(TEXT.encode())
    with pytest.raises(ReadError, match=r"x\*\.md: no such file or folder"):
        found(Inputs((Path("in"), Path("x*.md"))))


def test_a_list_of_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("list").write_text("in/b.md\n\nin/gone.md\r\nin/b.md\nin/a/c.txt", encoding="utf-8")
    expected = ["in/b.md", "in/gone.md: No such file or directory", "in/a/c.txt"]
    assert found(Inputs(files_from=Path("list"))) == expected
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path("list").read_bytes())))
    assert found(Inputs(files_from=Path("-"))) == expected
    with pytest.raises(ReadError, match="nowhere: No such file"):
        found(Inputs(files_from=Path("nowhere")))
    with pytest.raises(ConfigError, match="in/a: holds input"):
        found(Inputs(files_from=Path("list"), outside=Path("in/a")))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    give(TEXT.encode())
    assert list(articles(Inputs((Path("-"),)))) == [Raw("stdin", "plain", TEXT.encode(), weight=55)]
    give(json.dumps({"text": TEXT}).encode())
    (raw,) = articles(Inputs((Path("-"),), read_as="jsonl"))
    assert isinstance(raw, Raw)
    assert raw.data == TEXT.encode()
    with pytest.raises(ConfigError, match="unknown format docx: choose from wiki-markdown, plain"):
        Inputs((Path("-"),), read_as="docx")
    assert input_size(Inputs((Path("-"),))) is None


def test_formats_are_named_in_the_help() -> None:
    from jishi.settings import READ_AS

    assert all(name in READ_AS for name in FORMATS)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"text": TEXT}, ("f-1", "f-1", None, "f.jsonl#1")),
        ({"text": TEXT, "id": 7}, ("7", "7", None, "f.jsonl#7")),
        (
            {"text": TEXT, "id": "a", "title": "题", "date": "1937-09-25T00:00:00Z"},
            ("a", "题", "1937-09-25", "f.jsonl#a"),
        ),
        ({"text": TEXT, "title": "题", "date": 1937, "url": []}, ("题", "题", "1937", "f.jsonl#题")),
    ],
)
def test_records(record: dict[str, Any], expected: tuple[str | None, ...]) -> None:
    (raw,) = lines.read_records(io.BytesIO(json.dumps(record).encode()), "f.jsonl")
    assert isinstance(raw, Raw)
    assert (raw.id, raw.title, raw.date, raw.path) == expected
    assert raw.data == TEXT.encode()


def test_bad_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LIMIT", 100)
    rows = [
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        b'{"text": 1}',
        b'{"text": " "}',
        b'{"text": "a", "date": "yesterday"}',
        b"[" * 99,
    ]
    rows += [b'{"text": "' + b"a" * 500 + b'"}', b"", b'{"text": "\\ud800\xe7\x94\xb2"}']
    found = list(lines.read_records(io.BytesIO(b"\n".join(rows)), "f.jsonl"))
    reasons = [str(error) for error in found if isinstance(error, ReadError)]
    words = [
        "not JSON",
        "not UTF-8",
        "object",
        "no text",
        "text is no text",
        "no text",
        "date 'yesterday'",
        "not JSON",
        "longer",
    ]
    assert len(reasons) == len(words)
    for number, (word, reason) in enumerate(zip(words, reasons, strict=True), start=1):
        assert reason.startswith(f"f.jsonl:{number}: ")
        assert word in reason
    assert isinstance(found[-1], Raw)
    assert found[-1].data.decode() == "\ufffd甲"


SITE = "<siteinfo><sitename>W</sitename><namespaces><namespace key='0'/>"
SITE += "<namespace key='10'>Template</namespace></namespaces></siteinfo>"


def page(title: str, text: str, *, space: int = 0, more: str = "") -> str:
    """A page of a dump."""
    return (
        f"<page><title>{title}</title><ns>{space}</ns><id>1</id>{more}<revision><id>2</id>"
        f"<timestamp>2020-01-01T00:00:00Z</timestamp><contributor><username>u</username><id>3</id></contributor>"
        f"<text xml:space='preserve'>{text}</text></revision></page>"
    )


def dump(*pages: str) -> bytes:
    """A dump of these pages."""
    space = "http://www.mediawiki.org/xml/export-0.10/"
    return f"<mediawiki xmlns='{space}' version='0.10' xml:lang='zh'>{SITE}{''.join(pages)}</mediawiki>".encode()


PAGES = (
    page("甲战役", "甲军进城。[[Category:战役]]"),
    page("乙", "#重定向 [[甲战役]]", more="<redirect title='甲战役'/>"),
    page("Template:丙", "丙", space=10),
    page("丁", "丁军撤退。[[分類:人物|丁]]"),
)


def read_dump(data: bytes, **patterns: re.Pattern[str]) -> list[Raw | ReadError]:
    pytest.importorskip("mwxml", reason="needs the extra [wiki]")
    return list(dumps.read_dump(io.BufferedReader(io.BytesIO(data)), "d.xml", **patterns))  # type: ignore[arg-type]


@pytest.mark.parametrize("pack", [bytes, bz2.compress])
def test_dump(pack: Any) -> None:
    raws = read_dump(pack(dump(*PAGES)))
    assert [(raw.path, raw.title, raw.format) for raw in raws if isinstance(raw, Raw)] == [
        ("d.xml#甲战役", "甲战役", "wikitext"),
        ("d.xml#丁", "丁", "wikitext"),
    ]
    assert [raw.title for raw in read_dump(pack(dump(*PAGES)), titles=re.compile("战")) if isinstance(raw, Raw)] == [
        "甲战役"
    ]
    assert [raw.title for raw in read_dump(pack(dump(*PAGES)), groups=re.compile("^人")) if isinstance(raw, Raw)] == [
        "丁"
    ]


LAUGHS = '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "words", "good"),
    [
        (dump(*PAGES)[:-200], "broken dump after", 1),
        (bz2.compress(dump(*PAGES))[:-30], "broken dump", 0),
        (b"BZh91AY&SY" + b"\0" * 50, "broken dump", 0),
        (LAUGHS.encode() + dump(page("甲", "&b;")), "document type", 0),
        (f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}'.encode("utf-16"), "document type", 0),
        (dump(page("甲", "&b;")), "undefined entity", 0),
        (b"<html/>", "broken dump", 0),
        (b"", "broken dump", 0),
        ("甲军进城。".encode(), "broken dump", 0),
    ],
)
def test_broken_dumps(data: bytes, words: str, good: int) -> None:
    raws = read_dump(data)
    assert [isinstance(raw, Raw) for raw in raws] == [True] * good + [False]
    assert words in str(raws[-1])
    assert "\n" not in str(raws[-1])


def test_a_page_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """However well it is packed: nothing is read beyond the bound."""
    monkeypatch.setattr(dumps, "PAGE_LIMIT", 200_000)
    raws = read_dump(bz2.compress(dump(page("甲", "甲军进城。"), page("乙", "乙" * 10**6))))
    assert [isinstance(raw, Raw) for raw in raws] == [True, False]
    assert "a page longer than 200,000 bytes" in str(raws[-1])
