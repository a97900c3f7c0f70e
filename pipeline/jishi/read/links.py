"""What a link points to, and how much of its label means that."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from jishi.document import Link, Span
from jishi.read.fold import fold

WIKI_HOST = re.compile(r"(?:[a-z-]+\.)*wikipedia\.org")
NAMESPACE = re.compile(
    r"(?i):?(?:(?P<image>file|image|文件|檔案|图像|圖像)|(?P<category>category|分类|分類)"
    r"|(?P<other>template|模板|wikipedia|help|portal|user|talk|special|wikt|commons|s))[:：](?P<page>.*)",
    re.S,
)
SUFFIX = re.compile(r"\s*[(（][^()（）]*[)）]$")
Kind = Literal["article", "image", "category", "other"]


@dataclass(frozen=True, slots=True)
class Target:
    """A wiki page: its title without a namespace, and what kind of page that makes it."""

    title: str
    kind: Kind = "article"


def read_target(url: str) -> Target | None:
    """The wiki page a URL names, None for other sites and for places on the same page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme and not WIKI_HOST.fullmatch(parts.netloc):
        return None
    path = unquote(parts.path).removeprefix("/wiki/")
    if not parts.scheme:
        if not path.endswith(".md"):
            return None
        path = path.rsplit("/", 1)[-1].removesuffix(".md")
    title = re.sub(r"\\(.)", r"\1", path).replace("_", " ").strip()
    if not title:
        return None
    match = NAMESPACE.fullmatch(title)
    if match is None:
        return Target(title)
    kind: Kind = "image" if match["image"] else "category" if match["category"] else "other"
    return Target(match["page"].strip(), kind)


def true_link(start: int, label: str, target: str, place_suffixes: frozenset[str] = frozenset()) -> Link | None:
    """The link whose label begins at `start`, cut to what names its target; None if nothing is known to name it."""
    blank = len(label) - len(label.lstrip())
    length = named(fold(label.strip()), fold(target), place_suffixes)
    return Link(Span(start + blank, start + blank + length), target) if length else None


def named(label: str, target: str, place_suffixes: frozenset[str] = frozenset()) -> int:
    """How many characters of the label name the target, 0 if unknown; both in Simplified characters.

    Labels of converted pages often run on to the next mark: a link to 哈密暴动 labelled 哈密暴动的一部分. What names
    the target is, in this order: the target itself at the beginning (新疆|的); the target after a short addition
    (第二次迪化之战|中); the target but for a last character that only says what it is (安集海|时 for 安集海镇);
    the target's end at the beginning (李维诺夫|则 for 马克西姆·李维诺夫, 公共租界|， for 上海公共租界);
    the whole label where it is no longer than the target (岷州 for 岷县) or ends like it (another name of a 共和国).
    """
    bare = SUFFIX.sub("", target) or target
    for name in (target, bare):
        at = label.find(name)
        if at == 0 or (0 < at <= len(name) and "的" not in label[:at]):
            return at + len(name)
    if len(bare) > 2 and bare[-1] in place_suffixes and label.startswith(bare[:-1]):
        return len(bare) - 1
    for start in range(1, len(bare) - 1):
        if label.startswith(bare[start:]):
            return len(bare) - start
    alike = len(label) <= len(bare) or (len(bare) > 2 and label.endswith(bare[-2:]) and "的" not in label)
    return len(label) if alike else 0
