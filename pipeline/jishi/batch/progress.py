"""What a person sees of a run while it runs, and what a program can read of it afterwards."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from jishi.batch.summary import Step, Summary
from jishi.errors import ConfigError

EVERY = 0.2  # seconds between two changes of the line


@dataclass(slots=True)
class Progress:
    """One line on a terminal: how much is done, how fast, and how long it will take."""

    stream: TextIO
    total: int | None  # bytes of input
    clock: Callable[[], float] = time.monotonic
    started: float = field(init=False)
    shown: float = 0.0

    def __post_init__(self) -> None:
        self.started = self.clock()

    def __call__(self, step: Step) -> None:
        """Rewrites the line, if it is time to."""
        now = self.clock()
        if now - self.shown >= EVERY:
            self.shown = now
            self.stream.write(f"\r\x1b[K{self.line(step.summary, now)}")
            self.stream.flush()

    def line(self, summary: Summary, now: float) -> str:
        """The line for that state of the run."""
        seconds = max(now - self.started, 1e-9)
        done = summary.documents + summary.failed
        parts = [f"{done:,} articles", f"{done / seconds:,.1f}/s", f"{summary.characters / seconds:,.0f} characters/s"]
        if self.total and 0 < summary.weight <= self.total:
            share = summary.weight / self.total
            parts[0] += f" ({share:.0%})"
            parts.append(f"{duration(seconds * (1 - share) / share)} left")
        if summary.failed:
            parts.append(f"{summary.failed:,} failed")
        return " · ".join(parts)

    def close(self) -> None:
        """Takes the line away."""
        self.stream.write("\r\x1b[K")
        self.stream.flush()


def duration(seconds: float) -> str:
    """Such as 45 s, 12 min, 3 h 05 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


@contextmanager
def json_log(path: Path | None) -> Iterator[Callable[..., None]]:
    """A function that appends an event with its fields to the file; does nothing without one.

    Raises:
        ConfigError: the file cannot be opened.
    """
    if path is None:
        yield lambda event, **fields: None
        return
    try:
        file = path.open("a", encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    with file:

        def log(event: str, **fields: Any) -> None:
            line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **fields}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()

        yield log


def log_step(log: Callable[..., None], step: Step) -> None:
    """Logs an article that is done with."""
    if step.failure is not None:
        log("failure", path=step.failure.path, stage=step.failure.stage, reason=step.failure.reason)
    else:
        log("document", id=step.id, path=step.path, reused=step.reused)
