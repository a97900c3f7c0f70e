"""Groups that grow together: a union-find over keys."""

from collections.abc import Iterable


class Groups:
    """Keys that stand for one thing; the first key of a group represents it."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.parent = {key: key for key in keys}

    def find(self, key: str) -> str:
        """The representative of a key's group."""
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def join(self, one: str, other: str) -> None:
        """Makes the groups of two keys one."""
        self.parent[self.find(other)] = self.find(one)
