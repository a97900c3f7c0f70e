"""Two hundred small inputs that nobody should send, made anew from this file: names and bytes.

python tests/hostile/make.py FOLDER
"""

import bz2
import gzip
import io
import json
import random
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

TEXT = "1937年9月25日，第115师在平型关伏击日军，歼敌一千余人。"
TRADITIONAL = "1937年9月25日，第115師在平型關伏擊日軍，殲敵一千餘人。"
SUFFIXES = (".md", ".txt", ".html", ".wiki", ".jsonl", ".xml", ".bz2")
ENCODINGS = (
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-7",
    "gb18030",
    "big5",
    "euc-jp",
    "shift_jis",
)
CHARACTERS = {
    "zero-width": "\u200b\u200c\u200d\u2060\ufeff",
    "bidi": "\u202e\u202d\u2066\u2069\u200f",
    "combining": "\u0301\u0308\u20dd",
    "private": "\ue000\U000f0000\U0010fffd",
    "none": "\ufffe\uffff\U0001fffe",
    "astral": "\U00020000\U0002a6df\U0001f4a3",
    "separators": "\u2028\u2029\x85",
    "controls": "\x01\x07\x1b\x7f",
    "breaks": "\r\x0b\x0c",
    "nul": "\0",
    "width": "\u3000\uff21\uff10\ufe0f",
    "hangul": "\u1100\u1161\u11a8",
    "quotes": "“”‘’「」『』\"'",
    "brackets": "（）()【】［］[]｛｝{}《》",
    "marks": "，。；：！？、…—",
    "escapes": "\\n\\x00\\u0000%s%n{0}${x}",
}
UNITS = {
    "no-marks": "第115师在平型关伏击日军",
    "one-character": "军",
    "triggers": "进攻",
    "open-quotes": "他说：“",
    "open-brackets": "（［",
    "closing": "）”』",
    "straight-quotes": '"甲军',
    "latin": "The fox jumps. ",
    "cyrillic": "Красная армия ",
    "arabic": "الجيش الأحمر ",
    "digits": "1",
    "numerals": "一",
    "dates": "1937年9月25日",
    "names": "蒋介石、",
    "no-borders": "张三李四王五赵六",
    "designations": "第1师第2旅第3团",
    "particles": "的",
    "passives": "被日军把甲军",
    "conditions": "因为如果没有",
    "emoji": "😀",
    "spaces": "军 ",
    "breaks": "军\n",
}
MARKUP = {
    ".md": [
        "[",
        "![",
        "**",
        "`",
        "> ",
        "- ",
        "#",
        "|",
        "<ref>",
        "<!--",
        "[[甲",
        "{{甲",
        "-{",
        "[甲](",
        "<div>",
        "&",
        "\\",
        "\t",
    ],
    ".html": [
        "<div>",
        "<table>",
        "<a href=x>",
        "<b>",
        "<!--",
        "<![CDATA[",
        "<script>",
        "&#x",
        "&",
        "<",
        "</p>",
        "<svg>",
    ],
    ".wiki": [
        "[[",
        "{{",
        "{|\n",
        "<ref>",
        "'''",
        "{{{",
        "-{",
        "<!--",
        "==",
        "* ",
        "<nowiki>",
        "[http://x ",
        "|",
        "[[File:",
    ],
}
TITLES = (
    "../../../../tmp/out",
    "/etc/passwd",
    "C:\\Windows\\x",
    "..",
    ".",
    "a/b/c",
    "a\0b",
    "a\nb\r\nc",
    '=cmd|"/C calc"!A0',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "<script>alert(1)</script>",
    "'; DROP TABLE events; --",
    '"',
    "甲" * 5000,
    "\ud800",
    "\u202egpj.exe",
    "CON",
    "a~2",
    "#",
    "{0}%s",
)
VALUES = (
    "9999年99月99日",
    "0000年0月0日",
    "民国0年",
    "民国九千年",
    "光绪九十九年十三月三十二日",
    "99999999999999999999999999999999999人",
    "零零零零零零人",
    "1.2.3.4.5人",
    "1e999人",
    "百分之百分之百",
    "1/0人",
    "-0人",
    "一亿亿亿亿亿亿人",
    "3至2人",
    "从1938年到1937年",
    "13月45日",
    "25时61分",
    "数十百千万人",
    "２０３０年１３月",
    "前0世纪",
)
NAMES = (
    "=1+1.txt",
    "-rf.txt",
    "a'b\"c.txt",
    "a;b&c|d.txt",
    "a\nb.txt",
    "%00.txt",
    "$(x).txt",
    "甲" * 70 + ".txt",
    " .txt",
    "..txt",
)
SITE = "<siteinfo><sitename>W</sitename></siteinfo>"
LAUGHS = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def page(text: str, *, title: str = "<title>甲</title>", ns: str = "<ns>0</ns>", id: str = "<id>1</id>") -> str:
    """A page of a dump."""
    stamp = "<timestamp>2020-01-01T00:00:00Z</timestamp>"
    return f"<page>{title}{ns}{id}<revision><id>2</id>{stamp}<text>{text}</text></revision></page>"


def dump(pages: str, *, before: str = "", site: str = SITE) -> bytes:
    """A dump."""
    return f"{before}<mediawiki>{site}{pages}</mediawiki>".encode()


def dumps() -> Iterator[tuple[str, bytes]]:
    """Dumps that are none, or not quite."""
    good = dump(page(TEXT))
    yield "good", good
    yield "laughs", dump(page("&b;"), before=LAUGHS)
    yield "outside", dump(page("&x;"), before=OUTSIDE)
    yield "undefined", dump(page("&b;"))
    yield "cut", good[:-40]
    yield "no-site", dump(page(TEXT), site="")
    yield "no-title", dump(page(TEXT, title=""))
    yield "no-space", dump(page(TEXT, ns=""))
    yield "bad-space", dump(page(TEXT, ns="<ns>x</ns>"))
    yield "bad-id", dump(page(TEXT, id="<id>x</id>"))
    yield "deep", dump("<page>" * 2000)
    attributes = " ".join(f"a{number}='{number}'" for number in range(2000))
    yield "attributes", dump(f"<page {attributes}/>")
    yield "strange", dump("<strange/>")
    yield "invalid", dump(page("\x01\x02"))
    yield "twice", good + good
    yield "empty-page", dump("<page/>")
    yield "path", dump(page(TEXT, title="<title>../../x</title>"))
    for name, data in (
        ("good", good),
        ("cut", bz2.compress(good)[:-20]),
        ("zeros", b"\0" * 10**7),
        ("twice", good * 2),
    ):
        yield f"packed-{name}", data if name == "cut" else bz2.compress(data)


def binaries() -> Iterator[tuple[str, bytes]]:
    """What is no text at all."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("../../x.txt", b"0" * 10**6)
    yield "zip", packed.getvalue()
    yield "gzip", gzip.compress(TEXT.encode(), mtime=0)
    yield "random", random.Random(7).randbytes(3000)
    yield "png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def inputs() -> Iterator[tuple[str, bytes]]:
    """The names and bytes of all of them; no two of the names are equal."""
    for suffix in SUFFIXES:
        yield f"empty{suffix}", b""
        for name, data in binaries():
            yield f"{name}{suffix}", data
    for encoding in ENCODINGS:
        text = TRADITIONAL if encoding == "big5" else TEXT
        yield f"in-{encoding}.txt", f"{encoding}：{text}".encode(encoding, errors="ignore")
    for name, characters in CHARACTERS.items():
        yield f"characters-{name}.txt", (characters * 300 + characters.join(TEXT)).encode()
        yield f"between-{name}.md", f"{name}：{characters.join(TRADITIONAL)}".encode()
    for name, unit in UNITS.items():
        yield f"long-{name}.txt", (unit * (4000 // len(unit))).encode()
    for suffix, units in MARKUP.items():
        for number, unit in enumerate(units):
            yield f"markup-{number}{suffix}", (TEXT + f"\n\n{number}" + unit * (10_000 // len(unit))).encode()
    for number, title in enumerate(TITLES):
        record = {"id": title, "title": title, "text": f"{number}。{title[:50]}。{TEXT}", "date": "1937"}
        yield f"title-{number}.jsonl", json.dumps(record).encode()
    for number, value in enumerate(VALUES):
        yield f"value-{number}.txt", f"{value}，第115师在平型关伏击日军{value}。".encode()
    for name, data in dumps():
        yield f"dump-{name}.xml", data
    for number, name in enumerate(NAMES):
        yield name, f"{number}。{TEXT}".encode()
    yield "lines.jsonl", b'{"text": 1}\n[]\n"x"\nnull\n{\n' + b"[" * 5000 + b'\n{"text": "' + TEXT.encode() + b'"}'


def main() -> None:
    """Writes them into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in inputs():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
