"""Processes: results in order, whatever becomes of one of them."""

import os
import signal
import time
from collections.abc import Callable, Iterable
from functools import partial

import pytest

from jishi.batch.pool import Pool, Slot
from jishi.errors import ConfigError
from jishi.io import Failure
from jishi.read import Raw


def make_echo() -> Callable[[Raw], object]:
    """A worker that does what the article says."""

    def work(raw: Raw) -> object:
        match raw.data.decode().split():
            case ["sleep", seconds]:
                time.sleep(float(seconds))
            case ["spin"]:
                while True:
                    pass
            case ["die"]:
                os.kill(os.getpid(), signal.SIGKILL)
            case ["exit"]:
                os._exit(3)
        return raw.path.encode()

    return work


def make_nothing() -> Callable[[Raw], object]:
    raise ConfigError("no such segmenter")


def leave() -> Callable[[Raw], object]:
    os._exit(3)


def raws(*words: str) -> list[Raw]:
    return [Raw(str(number), "plain", word.encode()) for number, word in enumerate(words)]


def run(tasks: Iterable[Raw | Slot], *, jobs: int = 2, timeout: float | None = None) -> list[object]:
    """What came of each task, in order."""
    heard: list[Slot] = []
    slots = list(Pool(make_echo, jobs, timeout).outcomes(tasks, heard.append))
    assert sorted(map(id, heard)) == sorted(id(slot) for slot in slots if slot.raw is not None)
    return [slot.outcome for slot in slots]


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_order(jobs: int) -> None:
    tasks = raws("sleep 0.2", *["go"] * 200)
    assert run(tasks, jobs=jobs) == [str(number).encode() for number in range(201)]
    assert run([], jobs=jobs) == []


def test_what_is_done_already_keeps_its_place() -> None:
    done = [Slot(None, number, done=True) for number in range(200)]
    assert run([*done[:100], *raws("sleep 0.1"), *done[100:]]) == [*range(100), b"0", *range(100, 200)]


def test_work_in_flight_is_bounded() -> None:
    taken = 0

    def tasks() -> Iterable[Raw]:
        nonlocal taken
        for raw in raws(*["go"] * 500):
            taken += 1
            yield raw

    pool = Pool(make_echo, 2)
    for number, _ in enumerate(pool.outcomes(tasks(), lambda slot: None), start=1):
        assert taken - number <= 64


@pytest.mark.parametrize(("word", "why"), [("die", "its process ended (SIGKILL)"), ("exit", "its process ended")])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_process_that_dies_takes_nothing_along(word: str, why: str, jobs: int) -> None:
    outcomes = run(raws("go", word, "go", word, word, "go"), jobs=jobs)
    failures = [Failure(str(number), "pipeline", why) for number in range(6)]
    assert outcomes == [b"0", failures[1], b"2", failures[3], failures[4], b"5"]


@pytest.mark.parametrize("word", ["spin", "sleep 60"])
def test_an_article_that_takes_too_long(word: str) -> None:
    outcomes = run(raws("go", word, "go"), timeout=0.3)
    assert outcomes == [b"0", Failure("1", "pipeline", "took longer than 0.3 seconds"), b"2"]


def test_workers_that_cannot_be_made() -> None:
    with pytest.raises(ConfigError, match="no such segmenter"):
        list(Pool(make_nothing, 2).outcomes(raws("go"), lambda slot: None))
    with pytest.raises(ConfigError, match="ended before it began"):
        list(Pool(leave, 2).outcomes(raws("go"), lambda slot: None))


def test_no_process_is_left() -> None:
    slots = Pool(make_echo, 2).outcomes(raws("go", *["sleep 60"] * 5), lambda slot: None)
    next(slots)
    slots.close()  # type: ignore[attr-defined]
    import multiprocessing

    assert multiprocessing.active_children() == []


def test_partial_is_a_maker() -> None:
    """What a run passes on."""
    assert [slot.outcome for slot in Pool(partial(make_echo), 1).outcomes(raws("go"), lambda slot: None)] == [b"0"]
