"""What a run can be told: a frozen set of options, unknown ones refused."""

from dataclasses import dataclass

from jishi.errors import ConfigError

FORMATS = ("jsonl", "json", "csv")


@dataclass(frozen=True, slots=True)
class Config:
    """Options of a run: the segmenter, which output formats to write, and whether every sentence can tell events.

    `gate` keeps them out of sentences in which nothing tells of war; without it every sentence counts.
    """

    segmenter: str = "jieba"
    formats: tuple[str, ...] = FORMATS
    gate: bool = True

    def __post_init__(self) -> None:
        if unknown := set(self.formats) - set(FORMATS):
            raise ConfigError(f"unknown format {', '.join(sorted(unknown))}: choose from {', '.join(FORMATS)}")
        if not self.formats:
            raise ConfigError(f"no format given: choose from {', '.join(FORMATS)}")
