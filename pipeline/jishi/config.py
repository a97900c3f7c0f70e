"""What a run can be told: a frozen set of options, unknown ones refused."""

from dataclasses import dataclass

from jishi.errors import ConfigError

FORMATS = ("jsonl", "json", "csv")


@dataclass(frozen=True, slots=True)
class Config:
    """Options of a run: the segmenter and which output formats to write."""

    segmenter: str = "jieba"
    formats: tuple[str, ...] = FORMATS

    def __post_init__(self) -> None:
        if unknown := set(self.formats) - set(FORMATS):
            raise ConfigError(f"unknown format {', '.join(sorted(unknown))}: choose from {', '.join(FORMATS)}")
        if not self.formats:
            raise ConfigError(f"no format given: choose from {', '.join(FORMATS)}")
