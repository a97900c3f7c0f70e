"""Events as a table of pandas."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from jishi.document import Document
from jishi.errors import ConfigError
from jishi.io.records import DOCUMENTS, documents_file
from jishi.io.tables import EVENT_COLUMNS, event_rows


def events(paths: Path | str | Sequence[Path | str]) -> Any:
    """A DataFrame with a row an event, in the columns of events.csv; numbers are numbers.

    A run folder or its documents.jsonl is read; any other path is an article, or a folder of them, and is run.

    Raises:
        ConfigError: pandas is not installed.
        ReadError: no such path, or a damaged record.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise ConfigError(f"events needs {error.name}, which is not installed: pip install 'jishi[pandas]'") from error
    given = [Path(paths)] if isinstance(paths, Path | str) else [Path(path) for path in paths]
    return pd.DataFrame(list(event_rows(_documents(given))), columns=EVENT_COLUMNS)


def _documents(paths: Sequence[Path]) -> Iterator[Document]:
    from jishi.batch import documents
    from jishi.io import read_documents

    for path in paths:
        if path.name == DOCUMENTS or (path / DOCUMENTS).is_file():
            yield from read_documents(documents_file(path))
        else:
            yield from documents([path])
