"""Linking: mentions of one person, place, force, organization, people or named event become one entity."""

from jishi.link.entities import link

__all__ = ["link"]
