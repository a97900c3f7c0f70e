"""What the report calls things, in two languages; a name without a text is its own text."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).with_name("texts.toml")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts by section and name."""

    sections: Mapping[str, Mapping[str, Pair]]

    def both(self, section: str, name: str) -> Pair:
        """The English and the Chinese text."""
        plain = name.rpartition(".")[2]
        return self.sections[section].get(name, (plain, plain))

    def english(self, section: str, name: str) -> str:
        """The English text."""
        return self.both(section, name)[0]


def load_texts(path: Path = PATH) -> Texts:
    """The texts of the file."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return Texts({name: {key: (pair[0], pair[1]) for key, pair in section.items()} for name, section in raw.items()})
