"""Other people's segmenters and recognizers behind one shape: LAC, HanLP and spaCy."""

from collections.abc import Callable, Mapping
from functools import cache

from jishi.backends.backend import Backend, Names, Words, first_line
from jishi.backends.hanlp import load_hanlp
from jishi.backends.lac import load_lac
from jishi.backends.spacy import load_spacy
from jishi.errors import ConfigError

__all__ = ["LOADERS", "SPELLINGS", "Backend", "Names", "Words", "backend_names", "backend_words", "kind", "load"]
LOADERS: Mapping[str, Callable[[str], Backend]] = {"lac": load_lac, "hanlp": load_hanlp, "spacy": load_spacy}
SPELLINGS = ("lac", "hanlp:MODEL", "spacy:PIPELINE")


def kind(name: str) -> str:
    """`hanlp` of `hanlp:models/ner`."""
    return name.partition(":")[0]


def backend_words(name: str) -> Words:
    """The segmenter of that name; ConfigError as `load`, and for a model that does not segment."""
    words = load(name).words
    if words is None:
        raise ConfigError(f"{name} finds names but does not segment: choose another segmenter")
    return words


def backend_names(name: str) -> Names:
    """The recognizer of that name; ConfigError as `load`, and for a model that finds no names."""
    names = load(name).names
    if names is None:
        raise ConfigError(f"{name} segments but finds no names: choose another recognizer")
    return names


@cache
def load(name: str) -> Backend:
    """The backend, loaded once, as a model may be both the segmenter and a recognizer.

    Raises:
        ConfigError: a name without its model, an extra that is not installed, a model that is missing, broken, of
            another version or not what its checksums say.
    """
    which, model = kind(name), name.partition(":")[2]
    spelling = next(spelling for spelling in SPELLINGS if kind(spelling) == which)
    if bool(model) != (":" in spelling) or (":" in name) != (":" in spelling):
        raise ConfigError(f"{name}: write it as {spelling}")
    try:
        return LOADERS[which](model)
    except ImportError as error:
        what = error.name or first_line(error)
        raise ConfigError(f"{name} needs {what}, which is not installed: pip install 'jishi[{which}]'") from error
