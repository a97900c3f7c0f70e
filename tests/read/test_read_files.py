"""Files and folders to documents, and one clear reason where there is none."""

import hashlib
from pathlib import Path

import pytest

from jishi.errors import ReadError
from jishi.read import find_inputs, make_reader
from jishi.resources import load_resources

READ = make_reader(load_resources())


def test_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "甲戰役.txt"
    path.write_text("甲戰役\n\n1934年，**甲軍**進城。\r\n  [乙](丙)\n", encoding="utf-8")
    document = READ(path)
    assert (document.id, document.title, document.date) == ("甲戰役", "甲戰役", "1934")
    assert document.text == "甲戰役\n1934年，甲軍進城。\n[乙](丙)"
    assert document.folded == "甲战役\n1934年，甲军进城。\n[乙](丙)"
    assert document.source.path == str(path)
    assert document.source.format == "plain"
    assert document.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_id_is_normalized(tmp_path: Path) -> None:
    path = tmp_path / "Cafe\u0301.md"
    path.write_text("甲军。", encoding="utf-8")
    assert READ(path).id == "Caf\u00e9"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.md", b"", "empty"),
        ("a.md", b" \r\n\n", "empty"),
        ("a.md", b"\x89PNG\r\n\x00\x00", "binary"),
        ("a.txt", bytes(range(256)), "binary"),
        ("a.txt", "1937年7月，甲军进城。".encode()[:-1], "damaged UTF-8"),
        ("a.md", "## 参考\n\n《甲史》".encode(), "no text left"),
        ("a.md", "\ufeff\u200b".encode(), "no text left"),
        ("a.docx", "甲军".encode(), "unknown kind"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ReadError, match=reason) as caught:
        READ(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="No such file"):
        READ(tmp_path / "a.md")


def test_inputs(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("c.md", "b/d.TXT", "a.txt", "b/e.json"):
        (tmp_path / name).write_text("甲", encoding="utf-8")
    found = find_inputs([tmp_path, tmp_path / "c.md", tmp_path / "b" / "e.json"])
    assert [path.relative_to(tmp_path).as_posix() for path in found] == ["a.txt", "b/d.TXT", "c.md", "b/e.json"]
    with pytest.raises(ReadError, match="no such file or folder"):
        find_inputs([tmp_path / "x"])
