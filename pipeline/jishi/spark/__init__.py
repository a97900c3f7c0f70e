"""A run on Apache Spark: articles in, the tables of a database out as folders of Parquet, on one machine or on many."""

from jishi.spark.run import Running, run
from jishi.spark.session import check_installed, opened

__all__ = ["Running", "check_installed", "opened", "run"]
