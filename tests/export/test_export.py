"""Runs as other programs read them: read back by those that are there, counted against the record."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jishi
from jishi.cli import main
from jishi.errors import ConfigError, ReadError
from jishi.export import FORMATS, export
from jishi.export.cmnee import mapping_rows
from jishi.export.story import Story, iso, mapping, stories
from jishi.io.records import read_records
from jishi.io.tables import EVENT_COLUMNS
from jishi.resources import Resources

Record = dict[str, Any]


@pytest.fixture(scope="module")
def record() -> Record:
    """A record with what is hard: coordinates, signs of every kind, a relation, a denied event, a formula."""
    text = '=甲军"<&>\x0b\n在乙城击毙丙军300人。未攻占丁城。'
    spans = {"m1": (1, 3), "m2": (10, 12), "m3": (14, 16), "m4": (16, 20), "m5": (24, 26)}
    labels = {"m1": "UNIT", "m2": "PLACE", "m3": "UNIT", "m4": "QUANTITY", "m5": "PLACE"}
    owners = {"m1": "E1", "m2": "E2", "m3": "E3", "m4": None, "m5": "E4"}
    amount = {"low": 300, "best": 300, "high": 300, "unit": "人", "approximate": False}
    mentions = [
        {"id": id, "start": start, "end": end, "text": text[start:end], "label": labels[id], "entity": owners[id]}
        | {"value": amount if id == "m4" else None, "rule": "r", "confidence": 1}
        for id, (start, end) in spans.items()
    ]
    entities = [
        {"id": owners[id], "name": name, "label": labels[id], "aliases": [], "link": None, "coordinates": at}
        for id, name, at in (
            ("m1", '=甲军"<&>', None),
            ("m2", "乙城", [34.5, 117.25]),
            ("m3", "丙军", None),
            ("m5", "丁城", None),
        )
    ]

    def argument(role: str, id: str) -> Record:
        start, end = spans[id]
        told = {"start": start, "end": end, "text": text[start:end], "inferred": False}
        return {"role": role, "mention": id, "entity": owners[id]} | told

    def event(id: str, kind: str, subtype: str | None, start: int, arguments: list[Record], **more: Any) -> Record:
        trigger = {"start": start, "end": start + 2, "text": text[start : start + 2]}
        made = {"id": id, "type": kind, "subtype": subtype, "trigger": trigger, "arguments": arguments}
        made |= {"polarity": "positive", "modality": "actual", "source": None, "time": None, "cues": []}
        return made | {"sentence": 0, "rule": "r", "confidence": 1} | more

    killed = [argument("agent", "m1"), argument("place", "m2"), argument("patient", "m3"), argument("quantity", "m4")]
    events = [
        event("e1", "CASUALTY", "killed", 12, killed, time="1937-09"),
        event("e2", "CONTROL", "capture", 22, [argument("place", "m5")], polarity="negative", sentence=1),
        event("e3", "ORDER", None, 12, [argument("agent", "m1")], time="1937-09-13/1937-09-15"),
    ]
    relation = {"id": "r1", "kind": "before", "source": "e1", "target": "e2", "why": ""}
    cut = text.index("未")
    return {
        "schema": 1,
        "id": "甲 乙/丙",
        "title": "题",
        "source": {"path": "a.txt", "format": "plain", "sha256": ""},
        "date": None,
        "text": text,
        "source_map": [],
        "links": [],
        "sentences": [{"start": 0, "end": cut}, {"start": cut, "end": len(text)}],
        "tokens": [],
        "mentions": mentions,
        "entities": entities,
        "events": events,
        "relations": [relation | {"cue": {"start": 0, "end": 1, "text": text[:1]}}],
    }


@pytest.fixture
def written(record: Record, tmp_path: Path) -> Callable[[str], str]:
    """The record in a format."""
    path = tmp_path / "documents.jsonl"
    path.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")

    def write(to: str) -> str:
        export(path, to, tmp_path / "out")
        return (tmp_path / "out").read_bytes().decode()

    return write


def test_graphml(written: Callable[[str], str]) -> None:
    networkx = pytest.importorskip("networkx")
    graph = networkx.parse_graphml(written("graphml"))
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    assert sorted(kinds) == ["entity"] * 4 + ["event"] * 3 + ["mention"]
    assert graph.nodes["甲 乙/丙/E2"]["latitude"] == 34.5
    assert graph.nodes["甲 乙/丙/E1"]["name"] == '=甲军"<&>'
    assert "\ufffd" in graph.nodes["甲 乙/丙/e1"]["sentence"]  # what XML cannot hold
    assert graph.edges["甲 乙/丙/e1", "甲 乙/丙/E3"] == {"role": "patient", "inferred": False}
    assert graph.edges["甲 乙/丙/e1", "甲 乙/丙/e2"] == {"role": "before"}


def test_rdf(written: Callable[[str], str]) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(data=written("rdf"), format="turtle")
    sem = rdflib.Namespace("http://semanticweb.cs.vu.nl/2009/11/sem/")
    assert len(list(graph.subjects(rdflib.RDF.type, sem.Event))) == 3
    asked = """
        PREFIX sem: <http://semanticweb.cs.vu.nl/2009/11/sem/> PREFIX jishi: <urn:jishi:term:>
        SELECT ?name ?time WHERE { ?event sem:eventType jishi:CASUALTY ; sem:hasTimeStamp ?time ;
            sem:hasActor [ sem:roleType jishi:agent ; rdf:value ?who ] . ?who rdfs:label ?name . }"""
    assert [(str(name), str(time)) for name, time in graph.query(asked)] == [('=甲军"<&>', "1937-09")]


def test_geojson(written: Callable[[str], str]) -> None:
    told = json.loads(written("geojson"))
    assert told["type"] == "FeatureCollection"
    assert [one["properties"]["kind"] for one in told["features"]] == ["place", "event"]
    assert {tuple(one["geometry"]["coordinates"]) for one in told["features"]} == {(117.25, 34.5)}
    event = told["features"][1]["properties"]
    assert (event["start"], event["end"], event["place"]) == ("1937-09-01", "1937-09-30", "乙城")


def test_acled(written: Callable[[str], str]) -> None:
    text = written("acled")
    assert text.startswith("\ufeff")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert (row["event_date"], row["date_end"], row["time_precision"]) == ("1937-09-01", "1937-09-30", "4")
    assert (row["event_type"], row["location"], row["latitude"]) == ("Battles", "乙城", "34.5")
    assert (row["fatalities"], row["low"], row["high"]) == ("300", "300", "300")
    assert row["actor1"] == "'=甲军\"<&>"  # no formula
    assert row["notes"].startswith("'=")


def test_plover(written: Callable[[str], str]) -> None:
    (event,) = json.loads(written("plover"))
    assert (event["type"], event["date"]) == ("ASSAULT", "1937-09-01")
    assert event["recipient"] == [{"name": "丙军", "label": "UNIT"}]
    assert event["location"] == {"name": "乙城", "coordinates": [34.5, 117.25]}


def test_cmnee(written: Callable[[str], str], record: Record) -> None:
    (told,) = json.loads(written("cmnee"))
    assert [one["event_type"] for one in told["event_list"]] == ["Injure", "Conflict"]
    for event in told["event_list"]:
        for span in (event["trigger"], *event["arguments"]):
            start, end = span["offset"]
            assert told["text"][start:end] == span["text"]
    roles = [(one["role"], one["text"]) for one in told["event_list"][0]["arguments"]]
    assert ("Subject", "丙军") in roles
    assert ("Quantity", "300人") in roles


@pytest.mark.parametrize("to", FORMATS)
def test_a_run_counts_and_is_the_same_twice(to: str, corpus_run: Path, tmp_path: Path) -> None:
    records = [record for _, record in read_records(corpus_run / "documents.jsonl")]
    events = sum(len(record["events"]) for record in records)
    done = export(corpus_run, to, tmp_path / "a")
    assert (done.documents, done.events + done.left_out) == (len(records), events)
    export(corpus_run, to, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b"}


@pytest.mark.parametrize("to", FORMATS)
def test_a_run_without_documents(to: str, tmp_path: Path) -> None:
    (tmp_path / "documents.jsonl").write_text("")
    export(tmp_path, to, tmp_path / "out")
    text = (tmp_path / "out").read_text(encoding="utf-8")
    if to in {"geojson", "plover", "cmnee"}:
        assert json.loads(text) in ([], {"type": "FeatureCollection", "features": []})
    assert text


@pytest.mark.parametrize("name", ["event_acled", "event_plover", "event_cmnee"])
def test_tables_speak_of_types_that_there_are(name: str, resources: Resources) -> None:
    table = mapping(name)
    assert table
    for type, subtype in table:
        assert subtype == "*" or subtype in resources.schema.types[type].subtypes
        assert type in resources.schema.types


def test_roles_are_roles(resources: Resources) -> None:
    kinds = {row["cmnee"] for row in mapping("event_cmnee").values()} | {"*"}
    for row in mapping_rows():
        assert row["role"] in resources.schema.roles
        assert row["type"] in kinds


@pytest.mark.parametrize(
    ("time", "first", "last"),
    [
        ("1937-09-13", "1937-09-13", "1937-09-13"),
        ("1937-02", "1937-02-01", "1937-02-28"),
        ("1937~", "1937-01-01", "1937-12-31"),
        ("193X", "1930-01-01", "1939-12-31"),
        ("1937-09-13T05", "1937-09-13", "1937-09-13"),
        ("1937-23", "1937-09-01", "1937-11-30"),
        ("../1937-09", "", "1937-09-30"),
        ("1937/..", "1937-01-01", ""),
        ("XXXX-09-13", "", ""),
        ("nonsense", "", ""),
        (None, "", ""),
    ],
)
def test_days(time: str | None, first: str, last: str, record: Record) -> None:
    event = record["events"][0] | {"time": time}
    assert tuple(map(iso, Story(record, event, ()).span)) == (first, last)


def test_the_place_with_coordinates_wins(record: Record) -> None:
    story = next(stories(record))
    assert story.place is not None
    assert story.place.name == "乙城"
    assert [one.happened for one in stories(record)] == [True, False, True]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere", "--to", "rdf", "--out", "x"], "nowhere: no such run folder"),
        (
            ["RUN", "--to", "xls", "--out", "x"],
            "unknown format xls: choose from graphml, rdf, geojson, acled, plover, cmnee",
        ),
        (["RUN", "--to", "rdf", "--out", "."], ".: is a folder, not a file"),
        (
            ["documents.jsonl", "--to", "rdf", "--out", "documents.jsonl"],
            "documents.jsonl: is the input; give another --out",
        ),
        (["documents.jsonl", "--to", "rdf", "--out", "x"], "documents.jsonl: line 1: not JSON: "),
        (["RUN", "--to", "rdf", "--out", "documents.jsonl/x"], "documents.jsonl/x: cannot be written: "),
    ],
)
def test_what_cannot_be_exported(
    arguments: list[str],
    words: str,
    corpus_run: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "RUN").symlink_to(corpus_run)
    (tmp_path / "documents.jsonl").write_text("{")
    assert main(["export", *arguments]) == 2
    output = capsys.readouterr()
    assert output.err.startswith(f"jishi: {words}")
    assert output.err.count("\n") == 1
    assert {path.name for path in tmp_path.iterdir()} == {"RUN", "documents.jsonl"}


def test_a_frame(corpus_run: Path, tmp_path: Path) -> None:
    pytest.importorskip("pandas", reason="the extra [pandas] is not installed")
    frame = jishi.events(corpus_run)  # type: ignore[attr-defined]
    assert list(frame.columns) == EVENT_COLUMNS
    with (corpus_run / "events.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(frame["id"]) == [row["id"] for row in rows]
    assert list(frame["start"]) == [int(row["start"]) for row in rows]
    article = tmp_path / "战斗.txt"
    article.write_text("1937年9月，日军进攻忻口。", encoding="utf-8")
    both = jishi.events([corpus_run / "documents.jsonl", str(article)])  # type: ignore[attr-defined]
    assert len(both) == len(frame) + 1
    with pytest.raises(ReadError, match="no such file or folder"):
        jishi.events("nowhere")  # type: ignore[attr-defined]


def test_a_frame_without_pandas(monkeypatch: pytest.MonkeyPatch, corpus_run: Path) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(
        ConfigError, match=r"events needs pandas, which is not installed: pip install 'jishi\[pandas\]'"
    ):
        jishi.events(corpus_run)  # type: ignore[attr-defined]
