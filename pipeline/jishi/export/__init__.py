"""Runs for other programs: graphs, maps, event data of political science, a corpus of military events, pandas."""

from jishi.export.command import FORMATS, Exported, export
from jishi.export.frame import events

__all__ = ["FORMATS", "Exported", "events", "export"]
