"""What the loader asks of any database."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from jishi.database.rows import Row, Rows

Known = Mapping[str, tuple[str, str]]


class Store(Protocol):
    """A database in a transaction: all that is done appears at once, when its context is left without an error."""

    def begin(self, run: Row) -> None:
        """Makes the run known."""

    def known(self, ids: Sequence[str]) -> Known:
        """The digest and the run of those of the documents that are there."""

    def put(self, replaced: Sequence[str], rows: Rows) -> None:
        """Removes these documents with all that is theirs and adds the rows."""

    def keep(self, ids: Sequence[str], run: str) -> None:
        """These documents, which have not changed, belong to that run now."""

    def finish(self) -> None:
        """Forgets the runs of which no document is left."""
