"""The spec tables: a text, the article's date, the span that must come out and its value; no span: nothing may."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from jishi.document import Mention, Quantity, Time
from jishi.resolve import value_finder
from jishi.resources import load_resources

SPEC = Path(__file__).parent.parent / "spec"
RESOURCES = load_resources()
FINDERS = {"time": value_finder(RESOURCES, "TIME"), "quantity": value_finder(RESOURCES, "QUANTITY")}


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a spec table."""
    with (SPEC / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def number(bound: float | None) -> str:
    """A bound as the tables write it: empty where open, shares to six places."""
    return "" if bound is None else f"{bound:.6f}".rstrip("0").rstrip(".")


def written(mention: Mention) -> str:
    """The value as the tables write it: EDTF, a duration, 800..899, ..100, 400.. or nothing."""
    value = mention.value
    if isinstance(value, Time):
        return value.edtf or value.duration or ""
    assert isinstance(value, Quantity)
    low, high = number(value.low), number(value.high)
    return low if low == high else f"{low}..{high}"


def found(kind: str, row: dict[str, str]) -> list[tuple[str, str]]:
    """Surface and value of every mention of the kind in the row's text."""
    text = row["text"]
    mentions = FINDERS[kind](text, row["anchor"] or None, None)
    return [(text[mention.span.start : mention.span.end], written(mention)) for mention in mentions]


def check(kind: str, row: dict[str, str]) -> None:
    """The row holds."""
    result = found(kind, row)
    if row["span"]:
        assert (row["span"], row["value"]) in result
    else:
        assert result == []


@pytest.mark.parametrize("row", list(rows("time")), ids=lambda row: f"{row['text']}<{row['span']}>")
def test_time(row: dict[str, str]) -> None:
    check("time", row)


@pytest.mark.parametrize("row", list(rows("quantity")), ids=lambda row: f"{row['text']}<{row['span']}>")
def test_quantity(row: dict[str, str]) -> None:
    check("quantity", row)


@pytest.mark.parametrize("row", list(rows("known_failures")), ids=lambda row: f"{row['text']}<{row['span']}>")
def test_known_failure(row: dict[str, str], request: pytest.FixtureRequest) -> None:
    request.applymarker(pytest.mark.xfail(reason=row["why"], strict=True))
    check(row["kind"], row)


def test_tables_are_large_enough() -> None:
    assert len(list(rows("time"))) >= 450
    assert len(list(rows("quantity"))) >= 300


def test_no_row_twice() -> None:
    for name in ("time", "quantity"):
        keys = [(row["text"], row["anchor"], row["span"]) for row in rows(name)]
        assert len(keys) == len(set(keys))
