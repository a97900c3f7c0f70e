"""Articles as documents or records, one after the other: for programs that want them and no files."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from jishi.batch.pool import Pool, Slot
from jishi.batch.worker import make_extractor
from jishi.config import Config
from jishi.document import Document
from jishi.errors import JishiError, ReadError
from jishi.io import Failure, to_record
from jishi.io.encode import Record
from jishi.read import Inputs, Raw, articles
from jishi.resources import Resources, load_resources

Failed = Callable[[Failure], None]


def documents(
    paths: Sequence[Path | str] | Inputs,
    config: Config | None = None,
    *,
    jobs: int = 1,
    failed: Failed | None = None,
    resources: Resources | None = None,
) -> Iterator[Document]:
    """The documents of the articles, in order, as they are finished.

    Raises:
        JishiError: an article that fails, unless there is `failed`, which is then told instead.
    """
    inputs = paths if isinstance(paths, Inputs) else Inputs(tuple(map(Path, paths)))
    make = partial(make_extractor, resources or load_resources(), config or Config())
    for outcome in outcomes(articles(inputs), make, jobs):
        if isinstance(outcome, Document):
            yield outcome
        elif failed is None:
            raise JishiError(f"{outcome.path}: {outcome.reason}")
        else:
            failed(outcome)


def records(found: Iterable[Raw], resources: Resources, config: Config) -> Iterator[Record | Failure]:
    """The record of every article, or why there is none: what a worker of any cluster does with its share."""
    extract = make_extractor(resources, config)
    for raw in found:
        outcome = extract(raw)
        yield to_record(outcome) if isinstance(outcome, Document) else outcome


def outcomes(
    found: Iterable[Raw | ReadError], make: Callable[[], Callable[[Raw], Document | Failure]], jobs: int
) -> Iterator[Document | Failure]:
    """What comes of each article, in order."""
    tasks = (_task(raw) for raw in found)
    if jobs > 1:
        for slot in Pool(make, jobs).outcomes(tasks, lambda slot: None):
            yield slot.outcome
        return
    extract = make()
    for task in tasks:
        yield task.outcome if isinstance(task, Slot) else extract(task)


def _task(raw: Raw | ReadError) -> Raw | Slot:
    """The article; one that could not be read as a slot that is done."""
    return Slot(None, Failure(str(raw.path), "read", raw.reason), done=True) if isinstance(raw, ReadError) else raw
