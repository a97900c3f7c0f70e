"""Jishi (纪事): structured events out of Chinese articles on modern and military history."""

__version__ = "0.1.0"
