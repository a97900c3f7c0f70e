"""Jishi (纪事): structured events out of Chinese articles on modern and military history."""

__version__ = "0.1.0"

# What programs use most, under short names; loaded when it is asked for, because the pipeline is large.
API = {"documents": "jishi.batch", "events": "jishi.export"}


def __getattr__(name: str) -> object:
    if name not in API:
        raise AttributeError(f"module 'jishi' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(API[name]), name)
