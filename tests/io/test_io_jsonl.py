"""documents.jsonl loses nothing, keeps its contract, and refuses what is no record."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jishi.io
from jishi.document import (
    ENTITY_LABELS,
    LABELS,
    Argument,
    Cue,
    Document,
    Entity,
    Event,
    Link,
    Mapping,
    Mention,
    Quantity,
    Relation,
    Sentence,
    Source,
    Span,
    Time,
    Token,
)
from jishi.errors import ReadError
from jishi.io import from_record, read_documents, to_record, write_documents
from jishi.read import fold

SCHEMA = json.loads((Path(jishi.io.__file__).parent / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)

NUMBERS = st.none() | st.integers(0, 10**9).map(float) | st.floats(0, 1, allow_nan=False)
WORDS = st.text(max_size=4)
TIMES = st.one_of(
    st.builds(Time, edtf=st.none() | WORDS, anchor=st.none() | WORDS, reason=st.none() | WORDS),
    st.builds(Time, duration=WORDS, anchor=st.none() | WORDS),
)
QUANTITIES = st.builds(
    Quantity, NUMBERS, NUMBERS, NUMBERS, st.none() | WORDS, st.booleans(), st.none() | WORDS, st.none() | WORDS
)

VALUES: dict[str, st.SearchStrategy[Time | Quantity | None]] = {"TIME": TIMES, "QUANTITY": QUANTITIES}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document that keeps the promises of the stages."""
    text = draw(st.text(st.sampled_from('蘇聯紅軍攻占伊寧\n𠀀"\\ '), min_size=1, max_size=40))
    borders = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2)) | {0, len(text)})
    spans = [Span(left, right) for left, right in pairwise(borders)]
    some = st.lists(st.sampled_from(spans), max_size=4).map(tuple)
    mentions = tuple(
        Mention(span, label, draw(WORDS), draw(st.floats(0, 3)), draw(value), draw(st.lists(WORDS).map(tuple)))
        for span in spans
        for label in [draw(st.sampled_from(LABELS))]
        for value in [VALUES.get(label, st.none())]
    )
    entities = tuple(
        Entity(f"{number}", mention.label, (mention,), draw(st.lists(WORDS).map(tuple)), draw(st.none() | WORDS), place)
        for number, mention in enumerate(mentions)
        for place in [draw(st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)))]
        if mention.label in ENTITY_LABELS
    )
    argument = st.builds(
        Argument, st.sampled_from(["agent", "time"]), st.sampled_from(mentions),
        st.none() | st.sampled_from(entities) if entities else st.none(), st.booleans(), WORDS,
    )  # fmt: skip
    event = st.builds(
        Event, st.sampled_from(["ATTACK", "MOVE"]), st.sampled_from(spans), WORDS, st.integers(0, len(spans) - 1),
        st.lists(argument, max_size=3).map(tuple), st.none() | WORDS, st.sampled_from(["positive", "negative"]),
        st.sampled_from(["actual", "planned"]), st.none() | WORDS, st.none() | WORDS,
        st.lists(st.builds(Cue, st.sampled_from(spans), st.just("source")), max_size=2).map(tuple),
        st.floats(0, 1),
    )  # fmt: skip
    return Document(
        id=draw(WORDS),
        title=draw(WORDS),
        text=text,
        folded=fold(text),
        source=Source(draw(WORDS), "plain", "0" * 64),
        date=draw(st.none() | WORDS),
        source_map=tuple(Mapping(span.start, span.end, span.start + 3, span.end + 3) for span in draw(some)),
        links=tuple(Link(span, draw(WORDS)) for span in draw(some)),
        headings=draw(some),
        sentences=tuple(Sentence(span, draw(st.booleans())) for span in spans),
        tokens=tuple(Token(span, draw(st.none() | WORDS)) for span in spans),
        mentions=mentions,
        entities=entities,
        events=tuple(draw(st.lists(event, max_size=3))),
    )


@settings(deadline=None, max_examples=60)
@given(documents())
def test_round_trip_and_schema(document: Document) -> None:
    record = json.loads(json.dumps(to_record(document), ensure_ascii=False, allow_nan=False))
    assert from_record(record) == document
    VALIDATOR.validate(record)


TEXT = "1934年1月，約7000名蘇軍攻占伊寧。"


def example() -> Document:
    """A document with one of everything."""
    time = Mention(Span(0, 7), "TIME", "time.ym", 1.2, Time("1934-01"), ("time.ym", "lac"))
    count = Mention(Span(8, 14), "QUANTITY", "quantity", 1.0, Quantity(7000, 7000, 7000, "名", True))
    force = Mention(Span(14, 16), "UNIT", "unit.state", 0.9)
    town = Mention(Span(18, 20), "PLACE", "lexicon")
    army, place = Entity("蘇軍", "UNIT", (force,)), Entity("伊寧", "PLACE", (town,), ("宁远",), "伊寧", (43.9, 81.3))
    arguments = (
        Argument("agent", force, army),
        Argument("place", town, place, True, "nearest"),
        Argument("time", time),
    )
    event = Event("CONTROL", Span(16, 18), "control.capture", 0, arguments, time="1934-01", confidence=0.9)
    return Document(
        id="例",
        title="例",
        text=TEXT,
        folded=fold(TEXT),
        source=Source("例.md", "wiki-markdown", "0" * 64),
        sentences=(Sentence(Span(0, 21)),),
        mentions=(time, count, force, town),
        entities=(army, place),
        events=(event,),
    )


def test_relations_come_back() -> None:
    document = example()
    first = document.events[0]
    second = Event("MOVE", Span(8, 9), "move", 0)
    relation = Relation("before", first, second, Span(7, 8), "before.then")
    document = replace(document, events=(first, second), relations=(relation,))
    record = json.loads(json.dumps(to_record(document), ensure_ascii=False))
    cue = {"start": 7, "end": 8, "text": "，"}
    assert record["relations"] == [
        {"id": "r1", "kind": "before", "source": "e1", "target": "e2", "cue": cue, "why": "before.then"}
    ]
    VALIDATOR.validate(record)
    assert from_record(record) == document
    with pytest.raises(ValueError, match="is no event of the document"):
        to_record(replace(document, events=(first,)))
    del record["relations"]
    assert from_record(record).relations == ()


def test_record() -> None:
    record = to_record(example())
    assert record["mentions"][0] == {
        "id": "m1",
        "start": 0,
        "end": 7,
        "text": "1934年1月",
        "label": "TIME",
        "entity": None,
        "value": {"edtf": "1934-01", "anchor": None},
        "rule": "time.ym",
        "confidence": 1.0,
        "strength": 1.2,
        "evidence": ["time.ym", "lac"],
    }
    assert record["mentions"][3]["entity"] == "E2"
    assert record["entities"][1]["mentions"] == ["m4"]
    assert record["events"][0]["id"] == "e1"
    assert record["events"][0]["arguments"][1] == {
        "role": "place",
        "mention": "m4",
        "entity": "E2",
        "start": 18,
        "end": 20,
        "text": "伊寧",
        "inferred": True,
        "why": "nearest",
    }
    assert record["events"][0]["trigger"] == {"start": 16, "end": 18, "text": "攻占"}


@pytest.mark.parametrize("value", [Time(duration="P30D"), Time(reason="no anchor")])
def test_time_values(value: Time) -> None:
    document = Document(
        "例", "例", "三十天", "三十天", Source("", "", ""), mentions=(Mention(Span(0, 3), "TIME", "", 1.0, value),)
    )
    record = to_record(document)
    assert record["mentions"][0]["value"] in (
        {"duration": "P30D"},
        {"edtf": None, "anchor": None, "reason": "no anchor"},
    )
    assert from_record(record) == document


def test_file(tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    write_documents((one for one in [example(), example()]), path)
    assert path.read_bytes().count(b"\n") == 2
    assert "蘇軍".encode() in path.read_bytes()
    assert list(read_documents(path)) == [example(), example()]


def test_a_record_written_by_hand_may_be_short() -> None:
    record: dict[str, Any] = {
        "id": "例",
        "text": "甲军攻乙城",
        "mentions": [{"id": "a", "start": 0, "end": 2, "label": "UNIT", "entity": "x"}],
        "entities": [{"id": "x", "name": "甲军", "label": "UNIT"}],
        "events": [
            {"type": "ATTACK", "trigger": {"start": 2, "end": 3}, "arguments": [{"role": "agent", "mention": "a"}]}
        ],
    }
    document = from_record(record)
    assert document.entities[0].mentions == document.mentions
    assert document.events[0].arguments[0].mention == document.mentions[0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"schema": 2}, "schema 2 is not 1"),
        ({"sentences": [{"start": 0, "end": 22}]}, "0..22"),
        ({"sentences": [{"start": 3, "end": 3}]}, "not a span"),
        ({"mentions": [{"id": "m1", "start": 0, "end": 2, "text": "甲军", "label": "UNIT"}]}, "甲军"),
        ({"mentions": [{"id": "m1", "start": 0, "end": 2, "label": "ARMY"}]}, "ARMY"),
        ({"mentions": []}, "m3"),
        ({"text": 3}, "line 1"),
        ({"events": [{"type": "MOVE"}]}, "trigger"),
    ],
)
def test_what_is_no_record(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_text(json.dumps(to_record(example()) | change), encoding="utf-8")
    with pytest.raises(ReadError, match=reason):
        list(read_documents(path))


@pytest.mark.parametrize("line", ["{", "[]", "3", "{}", '"甲"'])
def test_what_is_no_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ReadError, match="line 1"):
        list(read_documents(path))


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="No such file"):
        list(read_documents(tmp_path / "documents.jsonl"))


def test_foreign_mention_is_refused() -> None:
    foreign = Mention(Span(0, 2), "UNIT", "x")
    document = Document("例", "例", "甲军", "甲军", Source("", "", ""), entities=(Entity("甲军", "UNIT", (foreign,)),))
    with pytest.raises(ValueError, match="no mention of the document"):
        to_record(document)


@pytest.mark.parametrize("field", ["schema", "text", "mentions", "events"])
def test_schema_refuses_a_record_without(field: str) -> None:
    record = to_record(example())
    del record[field]
    assert not VALIDATOR.is_valid(record)


def test_schema_refuses_an_unknown_label() -> None:
    record = to_record(example())
    record["mentions"][0]["label"] = "ARMY"
    assert not VALIDATOR.is_valid(record)
