"""What a run has done so far."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from jishi.batch.worker import Result
from jishi.io import Failure

KEPT = 100  # failures kept in memory; failures.csv has them all


@dataclass(slots=True)
class Summary:
    """What a run did: integer counts, seconds, and where the results are; of many failures only the first are here."""

    folder: Path
    documents: int = 0
    characters: int = 0
    seconds: float = 0.0
    mentions: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    entities: int = 0
    failures: list[Failure] = field(default_factory=list)
    failed: int = 0
    reused: int = 0
    weight: int = 0  # bytes of input

    def add(self, result: Result) -> None:
        """Counts a finished document."""
        self.documents += 1
        self.characters += result.characters
        self.entities += result.entities
        self.mentions.update(result.mentions)
        self.events.update(result.events)

    def fail(self, failure: Failure) -> None:
        """Counts an article that did not come out."""
        self.failed += 1
        if len(self.failures) < KEPT:
            self.failures.append(failure)


@dataclass(frozen=True, slots=True)
class Step:
    """An article that is done with: under which id, or why not; the summary is that of the run so far."""

    summary: Summary
    path: str
    id: str | None
    failure: Failure | None
    reused: bool
