"""The iterator, and the pure function of a cluster's worker."""

from pathlib import Path

import pytest

import jishi
from jishi.assemble import assemble
from jishi.batch import documents, records
from jishi.config import Config
from jishi.errors import JishiError
from jishi.io import Failure, to_record
from jishi.read import Raw, make_reader, read_raw, reading_knowledge
from jishi.resources import Resources

CONFIG = Config(segmenter="rjieba")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles, and a file between them that is none."""
    for name, text in (("a.txt", "1937年9月，日军进攻忻口。"), ("b.txt", ""), ("c.txt", "次日，第115师撤退。")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("jobs", [1, 2])
def test_documents(folder: Path, resources: Resources, jobs: int) -> None:
    failures: list[Failure] = []
    found = list(documents([folder], CONFIG, jobs=jobs, failed=failures.append, resources=resources))
    read, extract = make_reader(resources), assemble(resources, CONFIG)
    assert found == [extract(read(folder / name)) for name in ("a.txt", "c.txt")]
    assert failures == [Failure(str(folder / "b.txt"), "read", "empty file")]


def test_a_failure_is_not_passed_over(folder: Path, resources: Resources) -> None:
    with pytest.raises(JishiError, match=r"b\.txt: empty file"):
        list(documents([str(folder)], CONFIG, resources=resources))


def test_records(resources: Resources) -> None:
    raws = [Raw("战", "plain", "1937年9月，日军进攻忻口。".encode()), Raw("空", "plain", b"")]
    good, bad = records(raws, resources, CONFIG)
    assert bad == Failure("空", "read", "empty file")
    document = assemble(resources, CONFIG)(read_raw(raws[0], reading_knowledge(resources)))
    assert good == to_record(document)


def test_the_short_name() -> None:
    assert jishi.documents is documents
    with pytest.raises(AttributeError, match="nothing"):
        jishi.nothing  # noqa: B018
