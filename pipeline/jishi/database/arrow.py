"""Rows as columns of Apache Arrow."""

from collections.abc import Sequence
from typing import Any

from jishi.database.rows import Row
from jishi.database.tables import Table


def arrow_schema(one: Table) -> Any:
    """The columns of a table with their types."""
    import pyarrow as pa

    types = {"text": pa.string(), "integer": pa.int64(), "real": pa.float64(), "boolean": pa.bool_()}
    return pa.schema([pa.field(column.name, types[column.kind], not column.needed) for column in one.columns])


def arrow_table(one: Table, rows: Sequence[Row]) -> Any:
    """The rows as a table of Arrow."""
    import pyarrow as pa

    schema = arrow_schema(one)
    columns = zip(*rows, strict=True) if rows else ((),) * len(one.columns)
    return pa.table([pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema)
