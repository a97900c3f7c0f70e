"""HanLP (He and Choi 2021): a model folder, or one of its pretrained models where the user's machine can fetch it."""

import io
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from functools import lru_cache
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
    refill,
    spaced,
    words_in_pieces,
)
from jishi.errors import ConfigError

CARD, WEIGHTS = "config.json", "model.pt"
LATER = "2.2"  # models of this version and later may be built otherwise
Predict = Callable[..., Any]


def load_hanlp(model: str) -> Backend:
    """A tokenizer as a segmenter, a named entity recognizer as a recognizer, a multi-task model as both."""
    name = f"hanlp:{model}"
    folder = Path(model) if Path(model).is_dir() else fetch(model, name)
    card = read_card(folder / CARD, name)
    check_sums(folder, name)
    check_version(str(card.get("hanlp_version", "")), name)
    classpath = str(card.get("classpath", ""))
    wrappers: Mapping[str, Callable[[Predict], Backend]] = {
        "MultiTask": multi_task,
        "Tokeniz": tokenizer,
        "NamedEntityRecogni": recognizer,
    }
    wrap = next((wrapper for part, wrapper in wrappers.items() if part in classpath.rpartition(".")[2]), None)
    if wrap is None or not classpath.startswith("hanlp."):
        raise ConfigError(f"{name}: a {classpath or 'model without classpath'} neither segments nor finds names")
    if not (folder / WEIGHTS).is_file():
        raise ConfigError(f"{name}: no {WEIGHTS} in that folder; {MEND}")
    return wrap(load_component(folder, classpath, str(card.get("transformer", "")), name))


def fetch(model: str, name: str) -> Path:
    """The folder of one of HanLP's pretrained models, from its own cache or its hub."""
    if "/" in model or "\\" in model:
        raise ConfigError(f"{name}: no such model folder")
    url = import_hanlp().pretrained.ALL.get(model)
    if url is None:
        raise ConfigError(f"{name}: neither a model folder nor the name of one of HanLP's pretrained models")
    try:
        from hanlp.utils.io_util import get_resource

        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            return Path(get_resource(url))
    except (Exception, SystemExit) as error:
        raise ConfigError(
            f"{name}: cannot be fetched ({type(error).__name__}); copy its folder here and write hanlp:FOLDER"
        ) from error


def import_hanlp() -> Any:
    """HanLP, without the warnings of what it imports."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import hanlp
    return hanlp


def check_version(made: str, name: str) -> None:
    """Refuses a model that was made for a later HanLP than the one that is supported."""
    numbers = tuple(int(part) for part in made.split(".")[:2] if part.isdecimal())
    if numbers < (2, 1) or numbers >= tuple(map(int, LATER.split("."))):
        raise ConfigError(f"{name}: made with HanLP {made or 'of an unknown version'}, but 2.1 is supported")


def load_component(folder: Path, classpath: str, encoder: str, name: str) -> Predict:
    """The component, loaded without `hanlp.load`, which answers a broken model with pages of advice and a look-up."""
    import_hanlp()
    from hanlp_common.reflection import object_from_classpath

    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            component: Any = object_from_classpath(classpath)
            component.load(str(folder), verbose=False)
    except ModuleNotFoundError:
        raise
    except OSError as error:
        if not encoder or Path(encoder).is_dir():
            raise ConfigError(f"{name}: cannot be loaded ({first_line(error)}); {MEND}") from error
        # A model folder does not hold its encoder but says where it was: on a hub, or in a folder.
        raise ConfigError(
            f"{name}: its encoder {encoder} is not here; copy that, too, and write its folder into {CARD}"
        ) from error
    except Exception as error:
        raise ConfigError(f"{name}: cannot be loaded ({type(error).__name__}: {first_line(error)}); {MEND}") from error
    predict: Predict = component
    return predict


def tokenizer(predict: Predict) -> Backend:
    """Words without tags."""

    @lru_cache(maxsize=REMEMBERED)
    def words(text: str) -> Sequence[tuple[str, str | None]]:
        found = predict(text)
        return spaced(found, [None] * len(found), text)

    return Backend(words_in_pieces(words))


def recognizer(predict: Predict) -> Backend:
    """Names in characters, which are the tokens that it is given; none where its tags make no sense together."""
    from hanlp.utils.span_util import InvalidTagSequence

    @lru_cache(maxsize=REMEMBERED)
    def names(text: str) -> Sequence[tuple[int, int, str]]:
        try:
            return [(start, end, tag) for _, tag, start, end in predict(list(text))]
        except InvalidTagSequence:  # B-NR O E-NR: a tagger without a CRF may give that
            return []

    return Backend(names=names_in_pieces(names))


def multi_task(predict: Predict) -> Backend:
    """The finest words with the first tags, and the names of the first tag set, that the model offers."""

    @lru_cache(maxsize=REMEMBERED)
    def analyze(text: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = predict(text)
        return found

    def words(text: str) -> Sequence[tuple[str, str | None]]:
        found = analyze(text)
        tokens = task(found, "tok")
        return spaced(tokens, task(found, "pos") or [None] * len(tokens), text)

    def names(text: str) -> Sequence[tuple[int, int, str]]:
        found = analyze(text)
        spans = list(refill(task(found, "tok"), text))
        return [(spans[first][0], spans[last - 1][1], tag) for _, tag, first, last in task(found, "ner")]

    return Backend(words_in_pieces(words), names_in_pieces(names))


def task(found: Mapping[str, Any], name: str) -> Sequence[Any]:
    """The output of a task: `tok/fine` before `tok` and `tok/coarse`, empty if the model has none."""
    keys = sorted(key for key in found if key.partition("/")[0] == name)
    chosen = next((key for key in keys if key.endswith("/fine")), keys[0] if keys else None)
    output: Sequence[Any] = found[chosen] if chosen is not None else []
    return output
