"""The page of an explanation: everything is in it, nothing is asked for from outside, and nothing of the text runs."""

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jishi.cli import main

TEXT = """**<b>迪化</b>**是[新疆](../Page/新疆.md "wikilink")省会。

## 战事

1934年1月，马仲英试图攻占迪化，随后被苏军击溃。<script>alert("x")</script>指挥部被毁。
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small article with markup in its text."""
    folder = tmp_path_factory.mktemp("page")
    article, out = folder / "迪化.md", folder / "out.html"
    article.write_text(TEXT, encoding="utf-8")
    assert main(["explain", "--file", str(article), "--html", str(out)]) == 0
    return out


class Tags(HTMLParser):
    """The tags and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href", "action", "data"}]


def test_content(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for part in (
        "<mark class='PERSON' title='PERSON · ",
        "<b class='trigger' title='CONTROL · control.capture'>攻占</b>",
        "<code>control.capture (events/control.toml)</code>",
        "<i>subject: stands before it</i>",
        "<tr><th>modality</th><td>attempted <i>试图</i></td></tr>",
        "before: 攻占 → 击溃 · 随后 · before.then",
        "command.direct: its context does not fit",
        "⟶",
    ):
        assert part in text


def test_nothing_from_outside_and_nothing_runs(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(text)
    assert tags.addresses == ["data:,"]
    assert tags.tags.count("script") == 1
    assert not {"iframe", "img", "object", "embed"} & set(tags.tags)
    assert "alert(" not in text.rpartition("<script>")[2]
    assert not re.search(r"@import|url\(|fetch\(|https?://", text)


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium here")
def test_page_in_a_browser(page: Path, tmp_path: Path) -> None:
    """The language switch works, an event opens, and the page is no wider than a telephone."""
    script = """<script>
const note = (name, value) => document.body.dataset[name] = value;
const shown = name => getComputedStyle(document.querySelector("." + name)).display !== "none";
note("before", shown("en") && !shown("zh"));
document.getElementById("language").click(); note("after", !shown("en") && shown("zh"));
document.querySelector("details.event summary").click(); note("open", document.querySelector("details.event").open);
note("narrow", document.documentElement.scrollWidth <= innerWidth);
note("loads", performance.getEntriesByType("resource").filter(e => !e.name.startsWith("data:")).length);
</script></body>"""
    path = tmp_path / "page.html"
    path.write_text(page.read_text(encoding="utf-8").replace("</body>", script), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--window-size=390,844"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    body = re.search(r"<body (?P<notes>[^>]*)>", done.stdout)
    assert body is not None, "the script did not run"
    notes = dict(re.findall(r'data-(\w+)="([^"]*)"', body["notes"]))
    assert notes == {"before": "true", "after": "true", "open": "true", "narrow": "true", "loads": "0"}


def test_page_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "日军进攻长沙。", "--html", str(tmp_path / "no" / "x.html")]) == 2
    assert "cannot be written" in capsys.readouterr().err
