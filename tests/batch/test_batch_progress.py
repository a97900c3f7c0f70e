"""What a person and a program see of a run."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from jishi.batch.progress import Progress, duration, json_log, log_step
from jishi.batch.summary import KEPT, Step, Summary
from jishi.errors import ConfigError
from jishi.io import Failure


def step(failure: Failure | None = None, **counts: int) -> Step:
    return Step(Summary(Path("out"), **counts), "a.md", None if failure else "a", failure, False)  # type: ignore[arg-type]


def progress(*seconds: float, total: int | None = 1000) -> Progress:
    clock: Iterator[float] = iter(seconds)
    return Progress(io.StringIO(), total, clock=lambda: next(clock))


def test_the_line() -> None:
    line = progress(100.0, 110.0)
    line(step(documents=50, characters=20_000, weight=250))
    assert isinstance(line.stream, io.StringIO)
    shown = "\r\x1b[K50 articles (25%) · 5.0/s · 2,000 characters/s · 30 s left"
    assert line.stream.getvalue() == shown
    line.close()
    assert line.stream.getvalue() == shown + "\r\x1b[K"


def test_an_unknown_total_and_failures() -> None:
    line = progress(0.0, total=None).line(Summary(Path("out"), documents=9, failed=1), 10.0)
    assert line == "10 articles · 1.0/s · 0 characters/s · 1 failed"


def test_the_line_does_not_flicker() -> None:
    line = progress(0.0, 1.0, 1.1, 1.3)
    for _ in range(3):
        line(step(documents=1))
    assert isinstance(line.stream, io.StringIO)
    assert line.stream.getvalue().count("\r") == 2


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59, "59 s"), (61, "1 min"), (3599, "1 h 00 min"), (11_100, "3 h 05 min")]
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_log(tmp_path: Path) -> None:
    for _ in range(2):
        with json_log(tmp_path / "log") as log:
            log("start", folder="out")
            log_step(log, step())
            log_step(log, step(Failure("b.md", "read", "empty\nfile")))
    events = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    assert [event["event"] for event in events] == ["start", "document", "failure"] * 2
    assert (events[1]["id"], events[2]["reason"]) == ("a", "empty\nfile")
    with pytest.raises(ConfigError, match="Is a directory"), json_log(tmp_path):
        pass
    with json_log(None) as log:
        log("start")


def test_of_many_failures_few_are_kept_in_memory() -> None:
    summary = Summary(Path("out"))
    for number in range(KEPT + 5):
        summary.fail(Failure(str(number), "read", ""))
    assert (summary.failed, len(summary.failures)) == (KEPT + 5, KEPT)
