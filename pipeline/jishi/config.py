"""What a run can be told: a frozen set of options, unknown ones refused."""

from dataclasses import dataclass

from jishi.errors import ConfigError

FORMATS = ("jsonl", "json", "csv")
MORE_FORMATS = ("spacy",)  # those that are written only where they are asked for
RULES = "rules"


@dataclass(frozen=True, slots=True)
class Config:
    """Options of a run: the segmenter, recognizers asked besides the rules, output formats, and the gate.

    `gate` keeps events out of sentences in which nothing tells of war; without it every sentence counts.
    """

    segmenter: str = "jieba"
    recognizers: tuple[str, ...] = (RULES,)
    formats: tuple[str, ...] = FORMATS
    gate: bool = True

    def __post_init__(self) -> None:
        choices = ", ".join((*FORMATS, *MORE_FORMATS))
        if unknown := set(self.formats) - {*FORMATS, *MORE_FORMATS}:
            raise ConfigError(f"unknown format {', '.join(sorted(unknown))}: choose from {choices}")
        if not self.formats:
            raise ConfigError(f"no format given: choose from {choices}")
