"""Where the places of a document are. A wrong point is worse than none: what is not sure stays without."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

from jishi.document import Document, Entity, Time
from jishi.link.keys import without_tail
from jishi.resources import Resources
from jishi.resources.gazetteer import Alias, Gazetteer

YEAR = re.compile(r"(?<![\dX-])(?P<year>\d{4})(?!\d)")
WIDE, CLOSE = 30.0, 9.0  # degrees; a province counts from its seat
Point = tuple[float, float]
Found = tuple[Point, str]


class Locator:
    """Finds the points of names; made once, used for every document."""

    def __init__(self, resources: Resources) -> None:
        self.gazetteer: Gazetteer = resources.gazetteer
        self.abbreviations = {row["word"]: row["canonical"] for row in resources.tables.get("place_abbreviation", ())}
        self.tails: Set[str] = frozenset(resources.words.get("place_tail", ()))

    def locate(self, document: Document, entities: Iterable[Entity]) -> Iterator[Entity]:
        """The entities, places among them with coordinates where one point is meant."""
        years = years_of(document)
        for entity in entities:
            found = self.find(document, entity, years) if entity.label == "PLACE" else None
            yield replace(entity, coordinates=found[0], coordinates_source=found[1]) if found else entity

    def find(self, document: Document, entity: Entity, years: Set[int]) -> Found | None:
        """The point of the first of the entity's names that has one, names in full before those without tails."""
        surfaces = list(dict.fromkeys(document.fold(mention.span) for mention in entity.mentions))
        surfaces.sort(key=len, reverse=True)
        shorter = [bare for name in surfaces if (bare := without_tail(name, self.tails, 2)) != name]
        single = [self.abbreviations[name] for name in surfaces if name in self.abbreviations]
        names = [*surfaces, *shorter, *single]
        alone = (self.point(document, name, years) for name in names)
        chained = (self.inner(document, name, years) for name in surfaces)
        return next((found for found in (*alone, *chained) if found), None)

    def inner(self, document: Document, name: str, years: Set[int]) -> Found | None:
        """The point of the inner place of a chain, if it lies where the outer one is: 甘肃河州, but not 哈密汉城."""
        for cut in range(2, len(name) - 1):
            outer = self.bare_point(document, name[:cut], years)
            if outer is None:
                continue
            rest = name[cut:]
            found = self.bare_point(document, rest, years) or self.inner(document, rest, years)
            if found and max(abs(found[0][0] - outer[0][0]), abs(found[0][1] - outer[0][1])) < reach(outer):
                return found
        return None

    def bare_point(self, document: Document, name: str, years: Set[int]) -> Found | None:
        """The point of a name or, if it has none, of the name without the word for its kind."""
        return self.point(document, name, years) or self.point(document, without_tail(name, self.tails, 2), years)

    def point(self, document: Document, name: str, years: Set[int]) -> Found | None:
        """The point of one name: as a former name in its years, else by our own table, else by GeoNames."""
        aliases = self.gazetteer.aliases.get(name, ())
        moderns = {alias.modern for alias in aliases if holds(alias, document, years)}
        if len(moderns) == 1:
            modern = moderns.pop()
            found = self.modern(document, modern, checked=True)
            return found and (found[0], f"history:{name}→{modern}/{found[1]}")
        return None if moderns else self.modern(document, name, checked=False)

    def modern(self, document: Document, name: str, *, checked: bool) -> Found | None:
        """The point of a name of today; `checked`: what has to stand in the article has been looked for."""
        known = self.gazetteer.places.get(name, ())
        fitting = [place for place in known if checked or has_any(document, place.near)]
        if known:
            points = {((place.latitude, place.longitude), f"table:{name} ({place.kind})") for place in fitting}
            return points.pop() if len(points) == 1 else None
        if name not in self.gazetteer.cities:
            return None
        latitude, longitude, number = self.gazetteer.cities[name].split("\t")
        return (float(latitude), float(longitude)), f"geonames:{number}"


def reach(outer: Found) -> float:
    """How many degrees from its point a place may contain others: provinces and countries reach far."""
    return WIDE if outer[1].endswith("(centroid)") else CLOSE


def holds(alias: Alias, document: Document, years: Set[int]) -> bool:
    """True if the article's years allow the former name, or it has no years, and what must stand in it does."""
    first, last = alias.first or 0, alias.last or 9999
    return has_any(document, alias.near) and (not years or any(first <= year <= last for year in years))


def has_any(document: Document, words: tuple[str, ...]) -> bool:
    """True if the title or the text has one of the words, or there are none to look for."""
    return not words or any(word in document.folded or word in document.title for word in words)


def years_of(document: Document) -> frozenset[int]:
    """The years that the document's times and its date name."""
    times = (mention.value.edtf or "" for mention in document.mentions if isinstance(mention.value, Time))
    texts = [*times, document.date or ""]
    return frozenset(int(match["year"]) for text in texts for match in YEAR.finditer(text))
