"""A run: many articles through the pipeline into one folder that appears complete or not at all."""

import hashlib
import platform
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

from jishi import __version__
from jishi.batch.folder import Outputs, beside, check_target, clear_errors, inside, open_outputs, staging, write_run
from jishi.batch.journal import Journal, key_of, open_journal
from jishi.batch.pool import Pool, Slot, Work
from jishi.batch.summary import Step, Summary
from jishi.batch.worker import Result, make_packer, unpack
from jishi.config import Config
from jishi.errors import ConfigError, JishiError, ReadError
from jishi.io import Failure, part_names, renamed
from jishi.read import SUFFIXES, Inputs, Raw, articles
from jishi.resources import Resources

PACKAGE = Path(__file__).parent.parent
Watch = Callable[[Step], None]
Outcomes = Callable[[Iterable[Raw | Slot], Callable[[Slot], None]], Iterator[Slot]]


@dataclass(frozen=True, slots=True)
class Running:
    """How a run goes about it; nothing here changes what a document's results are.

    `jobs` processes; `timeout` seconds for one article; only the first `limit` articles; `resume` takes up what an
    interrupted or earlier run into the same folder has finished, and keeps what this one does for the next.
    """

    jobs: int = 1
    timeout: float | None = None
    limit: int | None = None
    resume: bool = False

    def __post_init__(self) -> None:
        if self.jobs < 1:
            raise ConfigError(f"jobs is {self.jobs}: at least 1")
        if self.timeout is not None and not self.timeout > 0:
            raise ConfigError(f"timeout is {self.timeout}: more than 0 seconds")
        if self.limit is not None and self.limit < 1:
            raise ConfigError(f"limit is {self.limit}: at least 1")


def run(
    inputs: Sequence[Path] | Inputs,
    folder: Path,
    resources: Resources,
    config: Config,
    running: Running | None = None,
    watch: Watch = lambda step: None,
) -> Summary:
    """Runs the pipeline over the articles of the inputs and writes the run folder; `watch` hears of each article.

    An article that cannot be processed becomes a row of failures.csv; an earlier run in the same folder is replaced.

    Raises:
        ReadError: a path that does not exist, no article anywhere, or not one that could be processed.
        ConfigError: the folder holds something that is no run, or cannot be written, or another run is writing there.
    """
    running, started, summary = running or Running(), time.perf_counter(), Summary(folder)
    found = find(inputs if isinstance(inputs, Inputs) else Inputs(tuple(inputs)), folder, running.limit)
    work = make_outcomes(resources, config, running)
    place, names = beside(folder, "journal"), part_names(config.formats)
    with clear_errors(folder):
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        with (
            open_journal(place, signature(resources, config), resume=running.resume) as journal,
            staging(folder) as stage,
        ):
            with open_outputs(stage, names) as outputs:
                for slot in work(slots(found, journal), partial(keep, journal)):
                    watch(take(slot, journal, outputs, summary))
            if not summary.documents:
                raise JishiError(f"{summary.failures[0].path}: {summary.failures[0].reason}" + more(summary.failed - 1))
            summary.seconds = time.perf_counter() - started
            write_run(stage, record(summary, resources, config, running))
            if running.limit is None:
                journal.forget_unused()
    return summary


def find(inputs: Inputs, folder: Path, limit: int | None) -> Iterator[Raw | ReadError]:
    """The articles, if there are any and the target is fit to be written."""
    if folder.is_dir() and any(path.exists() and inside(path, folder) for path in inputs.paths):
        raise ConfigError(f"{folder}: holds input of this run; give another --out")
    check_target(folder)
    found = islice(articles(replace(inputs, outside=folder if folder.exists() else None)), limit)
    first = next(found, None)
    if first is None:
        raise ReadError((*inputs.paths, inputs.files_from or Path("-"))[0], f"no article in it ({', '.join(SUFFIXES)})")
    return chain([first], found)


def more(count: int) -> str:
    """How many further files failed."""
    return f" (and {count} more files failed)" if count else ""


def signature(resources: Resources, config: Config) -> str:
    """What the results depend on besides the articles: this program, its rules, and the options."""
    total = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        total.update(path.read_bytes())
    return f"{__version__} {total.hexdigest()} {resources.digest} {config}"


def make_outcomes(resources: Resources, config: Config, running: Running) -> Outcomes:
    """Works on articles in this process, or in others if there are to be several or it must be possible to end one."""
    make = partial(make_packer, resources, config)
    if running.jobs > 1 or running.timeout is not None:
        return Pool(make, running.jobs, running.timeout).outcomes
    return partial(here, make())


def here(work: Work, tasks: Iterable[Raw | Slot], done: Callable[[Slot], None]) -> Iterator[Slot]:
    """A slot for every task, worked on in this process."""
    for task in tasks:
        if isinstance(task, Slot):
            yield task
        else:
            slot = Slot(task, work(task), done=True)
            done(slot)
            yield slot


def slots(found: Iterable[Raw | ReadError], journal: Journal) -> Iterator[Raw | Slot]:
    """The articles; those that could not be read, and those whose result is in the journal, as slots that are done."""
    for raw in found:
        if isinstance(raw, ReadError):
            yield Slot(None, Failure(str(raw.path), "read", raw.reason), done=True)
        elif (data := journal.get(key_of(raw))) is None:
            yield raw
        else:
            try:
                yield Slot(raw, unpack(data), done=True)
            except (ValueError, zlib.error):
                yield raw


def keep(journal: Journal, slot: Slot) -> None:
    """Puts a new result into the journal; a failure is tried again the next time."""
    if slot.raw is not None and isinstance(slot.outcome, bytes):
        journal.put(key_of(slot.raw), slot.outcome)


def take(slot: Slot, journal: Journal, outputs: Outputs, summary: Summary) -> Step:
    """Writes what came of an article and counts it."""
    summary.weight += slot.raw.weight if slot.raw else 0
    result = unpack(slot.outcome) if isinstance(slot.outcome, bytes) else slot.outcome
    reused = isinstance(slot.outcome, Result)
    if isinstance(result, Result) and (first := journal.first_with(result.content, result.path)) is not None:
        result = Failure(result.path, "duplicate", f"the same text as {first}")
    if isinstance(result, Failure):
        summary.fail(result)
        outputs.failure(result)
        return Step(summary, result.path, None, result, reused)
    id = journal.free_id(result.id)
    outputs.parts(result.parts if id == result.id else renamed(result.parts, id))
    outputs.input({"id": id, "path": result.path, "sha256": result.sha256})
    summary.add(result)
    summary.reused += reused
    return Step(summary, result.path, id, None, reused)


def record(summary: Summary, resources: Resources, config: Config, running: Running) -> dict[str, Any]:
    """What ran, over what, with what result; only `timing` differs between two runs over the same input."""
    return {
        "version": __version__,
        "config": asdict(config),
        "resources": resources.digest,
        "inputs": [],
        "counts": {
            "documents": summary.documents,
            "characters": summary.characters,
            "mentions": dict(sorted(summary.mentions.items())),
            "entities": summary.entities,
            "events": dict(sorted(summary.events.items())),
            "failures": summary.failed,
        },
        "timing": {
            "seconds": round(summary.seconds, 3),
            "characters_per_second": round(summary.characters / summary.seconds) if summary.seconds else None,
            "python": platform.python_version(),
            "jobs": running.jobs,
            "reused": summary.reused,
        },
    }
