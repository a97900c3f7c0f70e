"""Tables for people: their rows, their encoding, and nothing in them that a spreadsheet runs."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.document import Argument, Document, Entity, Event, Mention, Quantity, Relation, Sentence, Source, Span, Time
from jishi.io import Failure, write_events, write_failures, write_tables
from jishi.io.tables import ROLES, TABLES, safe_cell, value_text
from jishi.resources import load_resources

TEXT = "1934年1月，甲軍、乙部攻占伊寧，俘300人。"


def document() -> Document:
    time = Mention(Span(0, 7), "TIME", "time.ym", value=Time("1934-01"))
    first, second = (
        Mention(Span(8, 10), "UNIT", "unit"),
        Mention(Span(11, 13), "UNIT", "unit", evidence=("lac", "unit")),
    )
    town = Mention(Span(15, 17), "PLACE", "lexicon")
    army, corps = Entity("甲軍", "UNIT", (first,)), Entity("乙軍長部", "UNIT", (second,), ("乙部",))
    place = Entity("伊寧", "PLACE", (town,), (), "伊寧市", (43.9, 81.3))
    arguments = (
        Argument("time", time),
        Argument("agent", first, army),
        Argument("agent", second, corps),
        Argument("place", town, place, why="object"),
    )
    count = Mention(Span(19, 23), "QUANTITY", "quantity", value=Quantity(300, 300, 300, "人"))
    capture = Event("CONTROL", Span(13, 15), "control.capture", 0, arguments, "capture", time="1934-01")
    prisoners = Event("CAPTURE", Span(18, 19), "capture.prisoner", 0, (Argument("quantity", count),))
    return Document(
        id="=例",
        title="例",
        text=TEXT,
        folded=TEXT,
        source=Source("例.md", "wiki-markdown", ""),
        sentences=(Sentence(Span(0, len(TEXT))),),
        mentions=(time, first, second, town, count),
        entities=(army, corps, place),
        events=(capture, prisoners),
        relations=(Relation("before", capture, prisoners, Span(17, 18), "before.then"),),
    )


def read_table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_tables(tmp_path: Path) -> None:
    def stream() -> Iterator[Document]:
        yield document()
        yield document()

    write_tables(stream(), tmp_path)
    tables = {name: read_table(tmp_path / name) for name in TABLES}
    assert {name: len(rows) for name, rows in tables.items()} == {
        "mentions.csv": 10,
        "entities.csv": 6,
        "events.csv": 4,
        "arguments.csv": 10,
        "relations.csv": 2,
    }
    relation = tables["relations.csv"][1]
    assert [relation[key] for key in ("id", "kind", "source", "target")] == ["r1", "before", "e1", "e2"]
    assert [relation[key] for key in ("source_trigger", "target_trigger", "cue_start")] == ["攻占", "俘", "17"]
    event = tables["events.csv"][2]
    assert event["document"] == "'=例"
    assert (event["id"], event["trigger"], event["start"], event["time"]) == ("e1", "攻占", "13", "1934-01")
    assert (event["agent"], event["place"], event["patient"]) == ("甲軍；乙軍長部", "伊寧", "")
    assert (event["time_text"], event["sentence"], event["source"]) == ("1934年1月", TEXT, "")
    mention = tables["mentions.csv"][2]
    assert (mention["text"], mention["entity"], mention["entity_id"]) == ("乙部", "乙軍長部", "E2")
    assert (mention["evidence"], mention["confidence"]) == ("lac；unit", "1.0")
    assert [tables["mentions.csv"][4][key] for key in ("value", "unit", "approximate")] == ["300", "人", "false"]
    assert [tables["entities.csv"][2][key] for key in ("name", "mentions", "link", "latitude", "longitude")] == [
        "伊寧",
        "1",
        "伊寧市",
        "43.9",
        "81.3",
    ]
    argument = tables["arguments.csv"][3]
    assert [argument[key] for key in ("event", "role", "text", "entity", "inferred", "why")] == [
        "e1",
        "place",
        "伊寧",
        "伊寧",
        "false",
        "object",
    ]


def test_files_are_what_spreadsheets_expect(tmp_path: Path) -> None:
    write_failures([Failure("甲,乙.md", "read", 'not "UTF-8"\nat all')], tmp_path / "failures.csv")
    data = (tmp_path / "failures.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfpath,stage,reason\r\n")
    assert data.decode("utf-8-sig").endswith('"甲,乙.md",read,"not ""UTF-8""\nat all"\r\n')


@pytest.mark.parametrize("columns_and_rows", TABLES.values(), ids=TABLES)
def test_rows_fit_their_columns(columns_and_rows: tuple[list[str], object]) -> None:
    columns, rows = columns_and_rows
    made = list(rows([document()]))  # type: ignore[operator]
    assert made
    assert {len(row) for row in made} == {len(columns)}
    assert len(set(columns)) == len(columns)


def test_columns_are_the_roles_of_the_schema() -> None:
    assert {*ROLES, "time"} == set(load_resources().schema.roles)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-cmd", "'-cmd"),
        ("-5", "-5"),
        ("-5.25", "-5.25"),
        ("-5+1", "'-5+1"),
        ("@a", "'@a"),
        ("\ta", "'\ta"),
        ("\ra", "'\ra"),
        ("＝1", "'＝1"),
        ("甲=乙", "甲=乙"),
        (-5, "-5"),
        (None, ""),
        (True, "true"),
        (0, "0"),
        ("", ""),
    ],
)
def test_cells(value: str | int | None, cell: str) -> None:
    assert safe_cell(value) == cell


@given(st.text())
def test_no_cell_is_a_formula(value: str) -> None:
    cell = safe_cell(value)
    assert cell in (value, f"'{value}")
    assert cell[:1] not in tuple("=+@\t\r")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Time("1934-01"), "1934-01"),
        (Time(duration="P30D"), "P30D"),
        (Time(reason="no anchor"), None),
        (Quantity(800, 899, 800), "800..899"),
        (Quantity(None, 200, None), "..200"),
        (Quantity(400, None, None), "400.."),
        (Quantity(0.2, 0.2, 0.2), "0.2"),
        (Quantity(15000000, 15000000, 15000000), "15000000"),
        (None, None),
    ],
)
def test_values(value: Time | Quantity | None, text: str | None) -> None:
    assert value_text(Mention(Span(0, 1), "TIME", "", value=value)) == text


@pytest.mark.parametrize("count", [0, 1, 2])
def test_events(tmp_path: Path, count: int) -> None:
    write_events([document()] * count, tmp_path / "events.json")
    events = json.loads((tmp_path / "events.json").read_text(encoding="utf-8"))
    assert len(events) == 2 * count
    for event in events[::2]:
        assert (event["type"], event["trigger"], event["sentence"]) == ("CONTROL", "攻占", TEXT)
        assert [(one["role"], one["text"], one["entity"]) for one in event["arguments"]][2] == (
            "agent",
            "乙部",
            "乙軍長部",
        )
