"""spaCy: any Chinese pipeline, installed as a package or in a folder."""

import warnings
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jishi.backends.backend import (
    MEND,
    REMEMBERED,
    Backend,
    check_sums,
    first_line,
    names_in_pieces,
    read_card,
    words_in_pieces,
)
from jishi.errors import ConfigError

OURS = "jishi"  # a pipeline with our own component would ask itself


def load_spacy(model: str) -> Backend:
    """The pipeline's words with its fine-grained tags, and its entities if it finds any."""
    import spacy

    name = f"spacy:{model}"
    check_pipeline(model, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            nlp = spacy.load(model, exclude=[OURS])
    except ImportError:
        raise
    except Exception as error:
        raise ConfigError(f"{name}: cannot be loaded ({type(error).__name__}: {first_line(error)}); {MEND}") from error

    @lru_cache(maxsize=REMEMBERED)
    def analyze(text: str) -> Any:
        doc = nlp(text)
        if doc.text != text:
            raise ValueError(f"segmenter changed the text: {text[:20]!r}")
        return doc

    def words(text: str) -> Sequence[tuple[str, str | None]]:
        found: list[tuple[str, str | None]] = []
        for token in analyze(text):
            found.append((token.text, token.tag_ or None))
            if token.whitespace_:
                found.append((token.whitespace_, None))
        return found

    def names(text: str) -> Sequence[tuple[int, int, str]]:
        return [(entity.start_char, entity.end_char, entity.label_) for entity in analyze(text).ents]

    finds = any("doc.ents" in nlp.get_pipe_meta(pipe).assigns for pipe in nlp.pipe_names)
    return Backend(words_in_pieces(words), names_in_pieces(names) if finds else None)


def check_pipeline(model: str, name: str) -> None:
    """Refuses what is no pipeline, is not for Chinese, or was made for another spaCy."""
    from spacy.util import get_package_path, is_compatible_version, is_package

    path = Path(model)
    if path.is_dir():
        card = read_card(path / "meta.json", name)
        check_sums(path, name)
    elif is_package(model):
        folder = get_package_path(model)
        card = read_card(folder / "meta.json", name)
    else:
        raise ConfigError(f"{name}: neither a folder nor an installed pipeline; try python -m spacy download {model}")
    if card.get("lang") != "zh":
        raise ConfigError(f"{name}: a pipeline for the language {card.get('lang')!r}, not for Chinese (zh)")
    wanted = str(card.get("spacy_version", ""))
    installed = version("spacy")
    if wanted and not is_compatible_version(installed, wanted):
        raise ConfigError(f"{name}: made for spaCy {wanted}, but {installed} is installed; get the matching one")
