"""Where places are: the tables of `gazetteer/`, read and checked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jishi.errors import ResourceError
from jishi.resources.files import read_rows, read_text

WIDTH = 4  # columns of geonames.tsv


@dataclass(frozen=True, slots=True)
class Place:
    """A point; `near` are words of which the article must have one, none if the name alone tells."""

    latitude: float
    longitude: float
    kind: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A former name: the years (inclusive, None where open) in which it meant the modern place."""

    modern: str
    first: int | None
    last: int | None
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Places by name; `cities` maps a name to the rest of its line, which is parsed only when it is asked for."""

    places: Mapping[str, tuple[Place, ...]]
    aliases: Mapping[str, tuple[Alias, ...]]
    cities: Mapping[str, str]


def load_gazetteer(folder: Path) -> Gazetteer:
    """The gazetteer of a resource folder, empty where there is none.

    Raises:
        ResourceError: a row of another width, a coordinate or year that is none, a former name of an unknown place.
    """
    if not folder.is_dir():
        return Gazetteer({}, {}, {})
    cities = load_cities(folder / "geonames.tsv")
    places: dict[str, list[Place]] = defaultdict(list)
    for name, place in read_places(folder / "places.tsv"):
        places[name].append(place)
    aliases: dict[str, list[Alias]] = defaultdict(list)
    path = folder / "history.tsv"
    for line, (name, alias) in enumerate(read_aliases(path), start=2):
        if alias.modern not in places and alias.modern not in cities:
            raise ResourceError(path, f"line {line}", f"{alias.modern} has no coordinates")
        aliases[name].append(alias)
    return Gazetteer(
        {name: tuple(found) for name, found in places.items()},
        {name: tuple(known) for name, known in aliases.items()},
        cities,
    )


def load_cities(path: Path) -> dict[str, str]:
    """Name → latitude, longitude and GeoNames id, as they stand in the line."""
    header, *lines = read_text(path).removesuffix("\n").split("\n")
    for number, line in enumerate([header, *lines], start=1):
        if line.count("\t") != WIDTH - 1:
            raise ResourceError(path, f"line {number}", f"not {WIDTH} columns: {line!r}")
    return {name: rest for name, _, rest in (line.partition("\t") for line in lines)}


def read_places(path: Path) -> Iterator[tuple[str, Place]]:
    """The rows of places.tsv."""
    for number, row in enumerate(read_rows(path, "name"), start=2):
        try:
            latitude, longitude = float(row["lat"]), float(row["lon"])
        except ValueError as error:
            raise ResourceError(path, f"line {number}", f"no coordinates of {row['name']}: {error}") from error
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise ResourceError(path, f"line {number}", f"{row['name']} is not on Earth: {latitude}, {longitude}")
        yield row["name"], Place(latitude, longitude, row["kind"], choices(row["near"]))


def read_aliases(path: Path) -> Iterator[tuple[str, Alias]]:
    """The rows of history.tsv."""
    for number, row in enumerate(read_rows(path, "name"), start=2):
        try:
            first, last = (int(row[key]) if row[key] else None for key in ("from", "to"))
        except ValueError as error:
            raise ResourceError(path, f"line {number}", f"no years of {row['name']}: {error}") from error
        if first is not None and last is not None and first > last:
            raise ResourceError(path, f"line {number}", f"{row['name']} ends before it begins: {first}, {last}")
        yield row["name"], Alias(row["modern"], first, last, choices(row["near"]))


def choices(cell: str) -> tuple[str, ...]:
    """The words of a cell, which `|` separates."""
    return tuple(cell.split("|")) if cell else ()
