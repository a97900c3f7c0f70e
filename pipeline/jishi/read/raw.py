"""An article before it is read."""

from dataclasses import dataclass

LIMIT = 16 * 2**20  # bytes of one article; longer than any, and short enough for memory


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one article, how to read them, and what the file that held it says of it.

    `path` is where it came from: a file, or `file#article` in a file of many; `weight` is how many bytes of input
    it took.
    """

    path: str
    format: str
    data: bytes
    id: str | None = None
    title: str | None = None
    date: str | None = None
    weight: int = 0
