"""Which encoding a file is in: UTF-8 if it can be, else what a library finds among those of Chinese texts."""

import codecs
import re
from pathlib import Path

from jishi.errors import ReadError

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
CHINESE = ("gb18030", "big5", "cp950", "big5hkscs")
WIDE = ("utf_16_le", "utf_16_be")
NAMES = {"utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be"}
ENOUGH = 65_536  # bytes that are looked at to find an encoding
CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b\x1c-\x1f\x7f]")


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The file's characters and its encoding; a byte order mark stays, as a space, so that offsets hold.

    Raises:
        ReadError: an empty or binary file, damaged UTF-8, or an encoding that is not found.
    """
    if not data.strip(b" \t\r\n\0"):
        raise ReadError(Path(name), "empty file")
    encoding = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None) or _find(data, name)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadError(Path(name), f"not {encoding.upper()} (byte {error.start})") from error
    if "\0" in text or (encoding != "utf-8" and CONTROL.search(text[:ENOUGH])):
        raise ReadError(Path(name), "binary file, or text in no known encoding")
    return (f" {text[1:]}" if text.startswith("\ufeff") else text), encoding


def _find(data: bytes, name: str) -> str:
    """The encoding of bytes without a mark."""
    try:
        data.decode("utf-8")
        return "utf-8"  # with zero bytes too: Chinese in UTF-16 is hardly ever UTF-8 as well, and binary files may be
    except UnicodeDecodeError as error:
        if _damaged(data):
            raise ReadError(Path(name), f"damaged UTF-8 (byte {error.start})") from error
    from charset_normalizer import from_bytes

    # Chinese in UTF-16 hardly ever goes without a digit, a line break or another character with a zero byte, and is
    # taken for by short texts in anything else.
    best = from_bytes(data[:ENOUGH], cp_isolation=list(WIDE if b"\0" in data else CHINESE)).best()
    if best is None:
        raise ReadError(Path(name), "binary file, or text in no known encoding")
    return NAMES.get(best.encoding, best.encoding)


def _damaged(data: bytes) -> bool:
    """True for UTF-8 with few errors: most bytes beyond ASCII are whole characters, which no other encoding gives."""
    sample = data[:ENOUGH]
    beyond = sum(byte > 127 for byte in sample)
    whole = sum(len(char.encode()) for char in sample.decode("utf-8", errors="ignore") if ord(char) > 127)
    return whole > 0.8 * beyond
