"""Spark itself: started with what this program needs, its messages in a file, its errors one line."""

import importlib.util
import logging
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jishi.errors import ConfigError

JAVA = 17  # the oldest that Spark 4 runs on
TRIES = 4  # how often a share of the work is tried
LOCAL = re.compile(r"local(?:\[(?P<slots>\d+|\*)\])?")
VERSION = re.compile(r'version "(?:1\.)?(?P<major>\d+)')
LOGGERS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")  # they print errors that are raised as well
# Batches between Spark and Python are small, for an article can be long.
SETTINGS: Mapping[str, str] = {
    "spark.app.name": "jishi",
    "spark.task.maxFailures": str(TRIES),
    "spark.sql.execution.arrow.maxRecordsPerBatch": "64",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.showConsoleProgress": "false",
}
# On one machine nothing listens to the network.
ALONE: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


def check_installed() -> None:
    """Nothing, if pyspark, pyarrow and Java are there.

    Raises:
        ConfigError: one is missing, and how to get it.
    """
    for name in ("pyspark", "pandas", "pyarrow"):
        if importlib.util.find_spec(name) is None:
            raise ConfigError(f"spark needs {name}, which is not installed: pip install 'jishi[spark]'")
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    if java is None:
        where = f" in JAVA_HOME ({home})" if home else ""
        raise ConfigError(f"spark needs Java {JAVA} or newer, and there is none{where}: install a JRE, set JAVA_HOME")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    match = VERSION.search(told)
    if match is None or int(match["major"]) < JAVA:
        found = match["major"] if match else "one that does not start"
        raise ConfigError(f"spark needs Java {JAVA} or newer, and {java} is {found}: set JAVA_HOME to another")


def full_master(master: str) -> str:
    """The master; `local[N]` would never try a failed share again, so it says how often."""
    match = LOCAL.fullmatch(master)
    return master if match is None else f"local[{match['slots'] or 1},{TRIES}]"


@contextmanager
def opened(master: str, settings: Mapping[str, str] | None = None, *, log: Path | None = None) -> Iterator[Any]:
    """A session of Spark with that master and further settings; what Spark has to say goes to `log`, or nowhere.

    Raises:
        ConfigError: pyspark or Java is missing, or Spark does not start.
    """
    check_installed()
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    master = full_master(master)
    given = {**SETTINGS, **(ALONE if master.startswith("local") else {}), **(settings or {})}
    conf = SparkConf().setMaster(master).setAll(list(given.items()))
    with clear_errors(log), (log or Path(os.devnull)).open("wb") as messages, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        for name in LOGGERS:
            logging.getLogger(name).disabled = True
        # The process of an earlier session serves the next one too.
        if SparkContext._gateway is None:
            launch: Any = launch_gateway
            started = launch(conf, {"stdout": messages, "stderr": messages})
        else:
            started = None
        context = SparkContext(conf=conf, gateway=started)
        python = context.getConf().get("spark.pyspark.python", os.environ.get("PYSPARK_PYTHON"))
        context.pythonExec = python or sys.executable
        try:
            yield SparkSession(context)
        finally:
            context.stop()


@contextmanager
def clear_errors(log: Path | None) -> Iterator[None]:
    """Errors of Spark as one line; a Python error in a worker is what its traceback ends with. Only then the log stays.

    Raises:
        ConfigError: Spark failed.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    keep = False
    try:
        yield
    except (PySparkException, Py4JError) as error:
        keep = True
        lines = [line for line in str(error).splitlines() if line.strip() and not line.startswith((" ", "\t"))]
        ends = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Exit|Interrupt)\b", line)]
        reason = (ends or lines or [type(error).__name__])[-1].strip()
        raise ConfigError(f"spark: {reason[:500]}" + (f" (see {log})" if log else "")) from error
    finally:
        if log is not None and not keep:
            log.unlink(missing_ok=True)
