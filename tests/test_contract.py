"""What other programs rely on: the files of a run, their shape, and that two runs differ in nothing but time."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from jishi import __version__
from jishi.document import Document
from jishi.io import from_record, to_record
from jishi.io.tables import TABLES
from jishi.read import find_inputs
from jishi.recognize import available
from jishi.resources import Resources

Record = Mapping[str, Any]
CORPUS = Path(__file__).parent.parent / "corpus" / "raw"
CSV_FILES = [*TABLES, "failures.csv"]


@pytest.fixture(scope="module")
def records(corpus_run: Path) -> Sequence[Record]:
    """The lines of documents.jsonl."""
    return [json.loads(line) for line in (corpus_run / "documents.jsonl").read_text(encoding="utf-8").splitlines()]


def spans(value: Any) -> Iterator[Record]:
    """Every object with start and end, at any depth."""
    if isinstance(value, dict):
        if "start" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from spans(one)


def rows(path: Path) -> list[list[str]]:
    """The rows of a CSV file, header first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as dictionaries."""
    header, *found = rows(path)
    return [dict(zip(header, row, strict=True)) for row in found]


def test_schema(records: Sequence[Record]) -> None:
    schema = json.loads(files("jishi.io").joinpath("schema.json").read_text(encoding="utf-8"))
    validator = jsonschema_rs.validator_for(schema)
    assert len(records) == len(find_inputs([CORPUS])) >= 6
    for record in records:
        assert not [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(record)]
    broken = dict(records[0], mentions=[dict(records[0]["mentions"][0], label="THING")])
    assert not validator.is_valid(broken), "the schema accepts anything"


def test_offsets_hold_their_text(records: Sequence[Record]) -> None:
    for record in records:
        found = [span for span in spans(dict(record)) if "text" in span and "schema" not in span]
        assert found
        for span in found:
            assert record["text"][span["start"] : span["end"]] == span["text"]


def test_source_map_points_to_equal_characters(records: Sequence[Record]) -> None:
    for record in records:
        path = Path(record["source"]["path"])
        raw, text = path.read_bytes().decode("utf-8"), record["text"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == record["source"]["sha256"]
        mapped = sum(end - start for start, end, *_ in record["source_map"])
        assert mapped > 0.99 * len(text.replace("\n", ""))
        for start, end, raw_start, raw_end in record["source_map"]:
            assert text[start:end] == raw[raw_start:raw_end]


def test_ids_name_something(records: Sequence[Record]) -> None:
    assert len({record["id"] for record in records}) == len(records)
    for record in records:
        mentions = {mention["id"]: mention for mention in record["mentions"]}
        entities = {entity["id"]: entity for entity in record["entities"]}
        events = {event["id"] for event in record["events"]}
        assert (len(mentions), len(entities)) == (len(record["mentions"]), len(record["entities"]))
        assert len(events) == len(record["events"])
        for mention in mentions.values():
            assert mention["entity"] is None or mention["id"] in entities[mention["entity"]]["mentions"]
        for argument in (argument for event in record["events"] for argument in event["arguments"]):
            mention = mentions[argument["mention"]]
            assert (mention["start"], mention["end"]) == (argument["start"], argument["end"])
            assert argument["entity"] is None or argument["entity"] in entities


def test_text_is_clean(records: Sequence[Record]) -> None:
    for record in records:
        for mark in ("**", "](", "wikilink", "\\[", "Category:", "本文内容由", "http", "##", "\r", "\n\n"):
            assert mark not in record["text"], mark


def test_types_and_roles_are_of_the_schema(records: Sequence[Record], resources: Resources) -> None:
    rules = {rule.id: rule for rule in resources.rules}
    for event in (event for record in records for event in record["events"]):
        kind = resources.schema.types[event["type"]]
        assert rules[event["rule"]].type == event["type"]
        assert event["subtype"] is None or event["subtype"] in kind.subtypes
        assert {argument["role"] for argument in event["arguments"]} <= set(resources.schema.roles)


def test_round_trip(records: Sequence[Record], corpus_documents: Sequence[Document]) -> None:
    for record, document in zip(records, corpus_documents, strict=True):
        assert to_record(document) == record
        assert from_record(to_record(document)) == document


@pytest.mark.parametrize("name", CSV_FILES)
def test_csv(corpus_run: Path, name: str) -> None:
    data = (corpus_run / name).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.endswith(b"\r\n")
    header, *found = rows(corpus_run / name)
    assert len(set(header)) == len(header)
    assert {len(row) for row in found} <= {len(header)}
    assert bool(found) == (name != "failures.csv")


def test_csv_says_what_jsonl_says(corpus_run: Path, records: Sequence[Record]) -> None:
    arguments = [(record, event, one) for record in records for event in record["events"] for one in event["arguments"]]
    events = [(record, event) for record in records for event in record["events"]]
    assert len(table(corpus_run / "mentions.csv")) == sum(len(record["mentions"]) for record in records)
    assert len(table(corpus_run / "entities.csv")) == sum(len(record["entities"]) for record in records)
    for row, (record, event) in zip(table(corpus_run / "events.csv"), events, strict=True):
        assert (row["document"], row["id"], row["type"]) == (record["id"], event["id"], event["type"])
        assert record["text"][int(row["start"]) : int(row["end"])] == row["trigger"] == event["trigger"]["text"]
        assert record["text"][int(row["sentence_start"]) : int(row["sentence_end"])] == row["sentence"]
        assert (row["rule"], row["polarity"], row["modality"]) == (event["rule"], event["polarity"], event["modality"])
    for row, (record, event, one) in zip(table(corpus_run / "arguments.csv"), arguments, strict=True):
        assert (row["document"], row["event"], row["role"]) == (record["id"], event["id"], one["role"])
        assert (row["text"], int(row["start"])) == (one["text"], one["start"])


def test_events_json_says_what_jsonl_says(corpus_run: Path, records: Sequence[Record]) -> None:
    found = json.loads((corpus_run / "events.json").read_text(encoding="utf-8"))
    expected = [(record["id"], event["id"], event["type"]) for record in records for event in record["events"]]
    assert [(event["document"], event["id"], event["type"]) for event in found] == expected


def test_run_json(corpus_run: Path, records: Sequence[Record], resources: Resources) -> None:
    run = json.loads((corpus_run / "run.json").read_text(encoding="utf-8"))
    assert set(run) == {"version", "config", "resources", "inputs", "counts", "timing"}
    assert (run["version"], run["resources"]) == (__version__, resources.digest)
    config = {
        "segmenter": "jieba",
        "recognizers": ["rules", "model"] if available() else ["rules"],
        "formats": ["jsonl", "json", "csv"],
        "gate": True,
    }
    assert run["config"] == config
    assert [one["sha256"] for one in run["inputs"]] == [record["source"]["sha256"] for record in records]
    labels = Counter(mention["label"] for record in records for mention in record["mentions"])
    types = Counter(event["type"] for record in records for event in record["events"])
    assert run["counts"] == {
        "documents": len(records),
        "characters": sum(len(record["text"]) for record in records),
        "mentions": labels,
        "entities": sum(len(record["entities"]) for record in records),
        "events": types,
        "failures": 0,
    }
    assert set(run["timing"]) == {"seconds", "characters_per_second", "python", "jobs", "reused"}
    assert run["timing"]["seconds"] > 0


def test_two_runs_are_the_same_but_for_their_timing(corpus_run: Path, tmp_path: Path) -> None:
    """Another process, another hash seed: an order taken from a set would show."""
    folder = tmp_path / "again"
    command = [sys.executable, "-m", "jishi", "run", str(CORPUS), "--out", str(folder)]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": "12345"})
    names = sorted(path.name for path in corpus_run.iterdir())
    assert sorted(path.name for path in folder.iterdir()) == names
    for name in names:
        one, other = ((place / name).read_bytes() for place in (corpus_run, folder))
        if name == "run.json":
            one, other = (without_timing(data) for data in (one, other))
        assert one == other, name


def without_timing(data: bytes) -> bytes:
    """run.json without what differs."""
    run = json.load(io.BytesIO(data))
    del run["timing"]
    return json.dumps(run).encode()
