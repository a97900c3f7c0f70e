"""The tables as folders of Parquet files: rows in the order of the documents, from file to file of a folder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jishi.database.rows import Row
from jishi.database.tables import Table, owner
from jishi.io.encode import Record

GLOB = re.compile(r"([\[\]{}*?\\])")
FAILURES, RECORDS = "failures", "records"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes tables of what is filed, with its changes, into a folder, each in so many files."""

    filed: Any
    changes: Any
    folder: Path
    files: int

    def table(self, one: Table, run: str = "") -> None:
        """A table that documents have rows in."""
        from pyspark.sql import functions as f

        rows = self._documents(one.name).select("new_id", "new_digest", f.inline(one.name))
        rows = rows.withColumn(owner(one), f.coalesce("new_id", owner(one)))
        if one.name == "documents":
            rows = rows.withColumn("digest", f.coalesce("new_digest", "digest")).withColumn("run", f.lit(run))
        self._write(one.name, rows.select(*one.names))

    def failures(self) -> None:
        """What did not come out, and copies: path, stage, reason."""
        from pyspark.sql import functions as f

        failed = self.filed.where("stage IS NOT NULL").select("place", "path", "stage", "reason")
        copies = self.filed.select("place", "path").join(self.changes.where("first IS NOT NULL"), "place")
        why = f.concat(f.lit("the same text as "), "first")
        doubled = copies.select("place", "path", f.lit("duplicate").alias("stage"), why.alias("reason"))
        rows = self._sorted(failed.unionByName(doubled), 1)
        self._write(FAILURES, rows.select("path", "stage", "reason"))

    def records(self) -> None:
        """The lines of documents.jsonl: document, record."""
        from pyspark.sql import functions as f

        rows = self._documents("record", "id")
        both = (f.coalesce("new_id", "id").alias("document"), f.coalesce("new_record", "record").alias("record"))
        self._write(RECORDS, rows.select(*both))

    def _documents(self, *columns: str) -> Any:
        """These columns of the documents that are no copies, beside their changes, in order."""
        done = self.filed.where("stage IS NULL").select("place", *columns)
        return self._sorted(done.join(self.changes, "place", "left").where("first IS NULL"), self.files)

    def _sorted(self, rows: Any, files: int) -> Any:
        return rows.repartitionByRange(files, "place").sortWithinPartitions("place")

    def _write(self, name: str, rows: Any) -> None:
        place = self.folder / f"{name}.parquet"
        rows.write.parquet(uri(place))
        tidy(place)


def uri(path: Path) -> str:
    """The path as Spark wants it, whatever its own file system is."""
    return f"file://{path.absolute()}"


def read(session: Any, path: Path) -> Any:
    """The rows of a folder of Parquet files."""
    return session.read.parquet(GLOB.sub(r"\\\1", uri(path)))


def tidy(folder: Path) -> None:
    """Names the files of a table by their numbers and removes what Spark has left beside them."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")):
            path.unlink()
        else:
            path.rename(folder / f"{'-'.join(path.name.split('-')[:2])}.parquet")


def write_rows(one: Table, rows: list[Row], folder: Path) -> None:
    """A table that has few rows."""
    import pyarrow.parquet as pq

    from jishi.database.arrow import arrow_table

    place = folder / f"{one.name}.parquet"
    place.mkdir()
    pq.write_table(arrow_table(one, rows), place / "part-00000.parquet", compression="zstd")


def sources(folder: Path) -> Iterator[Record]:
    """The list of inputs that a run folder has, from the table of sources, in order."""
    import pyarrow.parquet as pq

    for path in sorted((folder / "sources.parquet").iterdir()):
        for batch in pq.ParquetFile(path).iter_batches(columns=["document", "path", "sha256"]):
            for row in batch.to_pylist():
                yield {"id": row["document"], "path": row["path"], "sha256": row["sha256"]}
