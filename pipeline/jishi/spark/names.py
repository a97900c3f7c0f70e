"""Which documents are copies of earlier ones, and which have an id that is taken: what one process finds in passing."""

from collections.abc import Iterator
from typing import Any

from jishi.batch.journal import in_memory
from jishi.io.parts import renamed
from jishi.spark.worker import digest

FILE = "documents.jsonl"
CHANGES = "place long, first string, new_id string, new_digest string, new_record string"


def find_changes(filed: Any) -> Any:
    """A row of CHANGES for every document that is not filed as it is, of rows of `filed_schema()`.

    `first` is the path of the earlier article with the same text; else there are another id and what follows from it.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    earlier = Window.partitionBy("content").orderBy("place")
    heads = filed.where("stage IS NULL").select("place", "id", "path", "content")
    seen = heads.select("*", f.first("path").over(earlier).alias("first"), f.row_number().over(earlier).alias("nth"))
    copies = seen.where("nth > 1").select("place", "first")
    # 甲, 甲~2 and 甲~2~2 can get in each other's way, other ids cannot.
    named = seen.where("nth = 1").select("place", "id", f.regexp_replace("id", r"(~\d+)+\z", "").alias("family"))
    members = f.count("*").over(Window.partitionBy("family")).alias("members")
    crowded = named.select("*", members).where("members > 1").select("family", "place", "id")
    given = crowded.groupBy("family").applyInArrow(free_ids, "place long, new_id string")
    taken = given.join(filed.select("place", "record"), "place").select("place", "new_id", "record")
    nothing = [f.lit(None).cast("string").alias(name) for name in ("new_id", "new_digest", "new_record")]
    return copies.select("*", *nothing).unionByName(taken.mapInArrow(rename_batches, CHANGES))


def free_ids(family: Any) -> Any:
    """The places and new ids of those documents, columns place and id, whose id an earlier one has."""
    import pyarrow as pa

    journal = in_memory()
    rows = sorted(zip(family.column("place").to_pylist(), family.column("id").to_pylist(), strict=True))
    given = [(place, id, journal.free_id(id)) for place, id in rows]
    changed = [(place, new) for place, id, new in given if new != id]
    places, ids = [place for place, _ in changed], [new for _, new in changed]
    return pa.table([pa.array(places, pa.int64()), pa.array(ids, pa.string())], names=["place", "new_id"])


def rename_batches(batches: Iterator[Any]) -> Iterator[Any]:
    """Rows of CHANGES from columns place, new_id, record."""
    import pyarrow as pa

    for batch in batches:
        places, ids, records = (batch.column(name) for name in ("place", "new_id", "record"))
        lines = [
            renamed({FILE: record.encode()}, id)[FILE].decode()
            for record, id in zip(records.to_pylist(), ids.to_pylist(), strict=True)
        ]
        nothing = pa.nulls(len(batch), pa.string())
        columns = [places, nothing, ids, pa.array(map(digest, lines), pa.string()), pa.array(lines, pa.string())]
        yield pa.record_batch(columns, [column.split()[0] for column in CHANGES.split(", ")])
