"""Processes that work on articles: results in order, bounded work in flight, none that takes the rest along."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

from jishi.errors import ConfigError, JishiError
from jishi.io import Failure
from jishi.read import Raw

Work = Callable[[Raw], Any]
WINDOW = 32  # articles a process that may be finished and wait for an earlier one
READY = b"ready"


@dataclass(slots=True)
class Slot:
    """An article on its way: what it is, and what came of it."""

    raw: Raw | None
    outcome: Any = None
    done: bool = False


@dataclass(slots=True)
class Worker:
    """A process, our end of the pipe to it, the article it has, and when that has to be finished."""

    process: BaseProcess
    pipe: Connection
    slot: Slot | None = None
    deadline: float | None = None
    ready: bool = False


@dataclass(slots=True)
class Pool:
    """`jobs` processes, each with its own `make()` worker; one that dies or takes too long is replaced."""

    make: Callable[[], Work]
    jobs: int
    timeout: float | None = None

    def outcomes(self, tasks: Iterable[Raw | Slot], done: Callable[[Slot], None]) -> Iterator[Slot]:
        """A slot for every task, in order; `done` hears of each result at once. A slot among the tasks is passed on.

        Raises:
            ConfigError: the workers cannot be made.
        """
        workers, pending, rest = [self._hire() for _ in range(self.jobs)], deque[Slot](), iter(tasks)
        limit, more = WINDOW * self.jobs, True
        try:
            while more or pending:
                free = _free(workers)
                if more and free and len(pending) < limit:
                    if (task := next(rest, None)) is None:
                        more = False
                    else:
                        pending.append(task if isinstance(task, Slot) else self._give(free, task))
                elif not (pending and pending[0].done):
                    self._listen(workers, done)
                while pending and pending[0].done:
                    yield pending.popleft()
        finally:
            for worker in workers:
                dismiss(worker)

    def _hire(self) -> Worker:
        """A new process that is getting ready."""
        # A forked process has the resources already; elsewhere they are sent to it.
        context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self.make, os.getpid()), daemon=True)
        process.start()
        theirs.close()
        return Worker(process, ours)

    def _give(self, worker: Worker, raw: Raw) -> Slot:
        worker.slot = Slot(raw)
        worker.deadline = None if self.timeout is None else time.monotonic() + self.timeout
        with suppress(OSError):  # it has died, and its end of the pipe will say so
            worker.pipe.send(raw)
        return worker.slot

    def _listen(self, workers: list[Worker], done: Callable[[Slot], None]) -> None:
        """Waits for what comes next, takes it, and replaces who has died or is too late."""
        deadlines = [worker.deadline for worker in workers if worker.deadline is not None]
        patience = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        ready = wait([worker.pipe for worker in workers], patience)
        for index, worker in enumerate(workers):
            if worker.pipe in ready:
                try:
                    self._take(worker, worker.pipe.recv(), done)
                except (EOFError, OSError):
                    worker.process.join(1.0)  # so that its own exit code is seen, not that of its dismissal
                    workers[index] = self._replace(worker, "its process ended", done)
            elif worker.deadline is not None and time.monotonic() >= worker.deadline:
                workers[index] = self._replace(worker, f"took longer than {self.timeout:g} seconds", done)

    def _take(self, worker: Worker, message: Any, done: Callable[[Slot], None]) -> None:
        if not worker.ready:
            if message != READY:
                raise ConfigError(str(message))
            worker.ready = True
        elif worker.slot is not None:
            slot, worker.slot, worker.deadline = worker.slot, None, None
            slot.outcome, slot.done = message, True
            done(slot)

    def _replace(self, worker: Worker, why: str, done: Callable[[Slot], None]) -> Worker:
        """A new process for one that is gone; the article that it had has failed."""
        dismiss(worker)
        if worker.slot is None or worker.slot.raw is None:
            if not worker.ready:
                raise ConfigError(f"a process of the run ended before it began (exit code {worker.process.exitcode})")
            return self._hire()
        code = worker.process.exitcode or 0
        if why == "its process ended" and code < 0:
            why += f" ({signal.Signals(-code).name})"
        worker.slot.outcome, worker.slot.done = Failure(worker.slot.raw.path, "pipeline", why), True
        done(worker.slot)
        return self._hire()


def _free(workers: Iterable[Worker]) -> Worker | None:
    """A worker with nothing to do."""
    return next((worker for worker in workers if worker.ready and worker.slot is None), None)


def dismiss(worker: Worker) -> None:
    """Ends a process, whatever it is doing."""
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()


def serve(pipe: Connection, make: Callable[[], Work], parent: int) -> None:
    """Works on what comes through the pipe until it is closed; runs in a process of its own."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=leave_with, args=(parent,), daemon=True).start()
    try:
        work = make()
    except JishiError as error:
        pipe.send(str(error))
        return
    pipe.send(READY)
    while True:
        try:
            raw = pipe.recv()
        except EOFError:
            return
        pipe.send(work(raw))


def leave_with(parent: int) -> None:
    """Ends this process when the one that started it is gone, so that a killed run leaves nothing running."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
