"""Many articles through the pipeline: into one folder that appears complete or not at all, or one after the other."""

from jishi.batch.documents import documents, records
from jishi.batch.folder import RUN_FILE, RUN_FILES
from jishi.batch.run import Running, run
from jishi.batch.summary import Summary

__all__ = ["RUN_FILE", "RUN_FILES", "Running", "Summary", "documents", "records", "run"]
