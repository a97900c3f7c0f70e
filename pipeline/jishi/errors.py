"""Every error that a user can cause, each with one clear line."""

from pathlib import Path


class JishiError(Exception):
    """Base of all errors that the command line prints as one line and answers with exit code 2."""


class ResourceError(JishiError):
    """A lexicon, pattern or event rule that cannot be used: names file, rule and problem."""

    def __init__(self, path: Path, rule: str, problem: str) -> None:
        super().__init__(f"{path.name}: {rule}: {problem}")
        self.path, self.rule, self.problem = path, rule, problem


class ReadError(JishiError):
    """An input file that cannot be read: names file and reason."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class ConfigError(JishiError):
    """An unknown option, value or backend."""
