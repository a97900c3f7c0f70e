"""Where places are, and where it cannot be said."""

import csv
from pathlib import Path

import pytest

from jishi.document import Document, Mention, Source, Span, Stage
from jishi.errors import ResourceError
from jishi.link import link
from jishi.resources import load_resources
from jishi.resources.gazetteer import load_gazetteer

SPEC = Path(__file__).parent.parent / "spec" / "coordinates.tsv"
NEAR = 0.5  # degrees, about 50 km


def rows() -> list[tuple[str, ...]]:
    with SPEC.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in list(csv.reader(file, delimiter="\t"))[1:]]


@pytest.fixture(scope="module")
def linker() -> Stage:
    return link(load_resources())


def place(name: str, year: str | None, context: str) -> Document:
    """A text with a context and one place."""
    text = f"{context}。{name}。"
    mention = Mention(Span(len(context) + 1, len(text) - 1), "PLACE", "test")
    return Document("test", "test", text, text, Source("", "plain", ""), date=year, mentions=(mention,))


@pytest.mark.parametrize(("name", "year", "context", "latitude", "longitude"), rows())
def test_coordinates(linker: Stage, name: str, year: str, context: str, latitude: str, longitude: str) -> None:
    (entity,) = linker(place(name, year, context)).entities
    if not latitude:
        assert entity.coordinates is None
        return
    assert entity.coordinates is not None
    assert abs(entity.coordinates[0] - float(latitude)) < NEAR
    assert abs(entity.coordinates[1] - float(longitude)) < NEAR


def test_the_source_says_which_name_was_looked_up(linker: Stage) -> None:
    (entity,) = linker(place("迪化", "1934", "新疆")).entities
    assert entity.coordinates_source == "history:迪化→乌鲁木齐/table:乌鲁木齐 (seat)"
    (entity,) = linker(place("平型关", "1937", "山西")).entities
    assert entity.coordinates_source == "table:平型关 (pass)"


def test_only_places_have_coordinates(linker: Stage) -> None:
    document = place("平型关", None, "山西")
    mention = Mention(document.mentions[0].span, "EVENT", "test")
    (entity,) = linker(Document("t", "t", document.text, document.text, document.source, mentions=(mention,))).entities
    assert entity.coordinates is None
    assert entity.coordinates_source is None


@pytest.mark.parametrize(
    ("file", "row", "problem"),
    [
        ("places.tsv", "平型关\tx\t113.94\tpass\t", "no coordinates of 平型关"),
        ("places.tsv", "平型关\t139.35\t113.94\tpass\t", "not on Earth"),
        ("history.tsv", "迪化\t乌有\t1763\t1954\tcity\t", "乌有 has no coordinates"),
        ("history.tsv", "迪化\t南京\t1954\t1763\tcity\t", "ends before it begins"),
        ("history.tsv", "迪化\t南京\tx\t\tcity\t", "no years of 迪化"),
        ("geonames.tsv", "南京\t32.06", "not 4 columns"),
    ],
)
def test_broken_rows_name_file_and_line(tmp_path: Path, file: str, row: str, problem: str) -> None:
    tables = {
        "geonames.tsv": "name\tlat\tlon\tgeonameid\n南京\t32.06\t118.78\t1799962\n",
        "places.tsv": "name\tlat\tlon\tkind\tnear\n",
        "history.tsv": "name\tmodern\tfrom\tto\tkind\tnear\n",
    }
    tables[file] += f"{row}\n"
    for name, text in tables.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    line = 3 if file == "geonames.tsv" else 2
    with pytest.raises(ResourceError, match=rf"(?s){file}.*line {line}.*{problem}"):
        load_gazetteer(tmp_path)
