"""Runs into databases: SQLite, PostgreSQL, DuckDB, and folders of Parquet files, all with the same tables."""

from jishi.database.load import Loaded, load

__all__ = ["Loaded", "load"]
