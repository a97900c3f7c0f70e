"""What many tests share: the shipped resources, the pipeline, and one run over the project's own articles."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from jishi.assemble import assemble
from jishi.batch import run
from jishi.config import Config
from jishi.document import Document, Stage
from jishi.io import read_documents
from jishi.recognize import available
from jishi.resources import Resources, load_resources

CORPUS = Path(__file__).parent.parent / "corpus" / "raw"


@pytest.fixture(scope="session")
def resources() -> Resources:
    """The shipped resources."""
    return load_resources()


@pytest.fixture(scope="session")
def pipeline(resources: Resources) -> Stage:
    """The whole pipeline with the default options."""
    return assemble(resources)


@pytest.fixture(scope="session")
def ungated(resources: Resources) -> Stage:
    """The whole pipeline, with every sentence taken for one about war."""
    return assemble(resources, Config(gate=False))


@pytest.fixture(scope="session")
def corpus_run(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run over the project's own articles."""
    folder = tmp_path_factory.mktemp("runs") / "corpus"
    run([CORPUS], folder, resources, Config(recognizers=("rules", "model") if available() else ("rules",)))
    return folder


@pytest.fixture(scope="session")
def corpus_documents(corpus_run: Path) -> Sequence[Document]:
    """The documents of that run."""
    return list(read_documents(corpus_run / "documents.jsonl"))
