"""Many articles out of few: copies that differ in a name and in the order of their paragraphs.

python tests/bench/vary.py corpus/raw FOLDER --documents 1000 [--characters 400]
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

PERSONS = ("马仲英", "盛世才", "张培元", "金树仁", "马世明", "孙殿英", "冯玉祥", "阎锡山")


def main() -> None:
    """Writes the articles."""
    top = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    top.add_argument("corpus", type=Path)
    top.add_argument("folder", type=Path)
    top.add_argument("--documents", type=int, default=1000)
    top.add_argument("--characters", type=int, default=400, help="of each, about")
    options = top.parse_args()
    write(options.corpus, options.folder, options.documents, options.characters)


def write(corpus: Path, folder: Path, documents: int, characters: int) -> None:
    """Writes that many articles, a thousand a folder."""
    paragraphs = list(read(corpus))
    for number in range(documents):
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(paragraphs, number, characters), encoding="utf-8")


def read(corpus: Path) -> Iterator[str]:
    """The paragraphs of the articles that are plain text enough."""
    for path in sorted(corpus.iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            if len(line) > 30 and "](" not in line and not line.startswith((">", "|", "#")):
                yield line


def article(paragraphs: Sequence[str], number: int, characters: int) -> str:
    """The article of that number: always the same, and no other's."""
    dice = random.Random(number)
    lines = [f"19{dice.randrange(12, 50)}年，{dice.choice(PERSONS)}率第{number}师进攻。"]
    while sum(map(len, lines)) < characters:
        lines.append(dice.choice(paragraphs)[:characters])
    return "\n".join(lines)


if __name__ == "__main__":
    main()
