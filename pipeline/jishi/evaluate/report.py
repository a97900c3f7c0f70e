"""The evaluation as a table for the terminal, as Markdown, CSV and JSON; page.py makes the HTML."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jishi.errors import ConfigError
from jishi.evaluate.errors import COLUMNS, by_kind, grouped, mistake_rows
from jishi.evaluate.evaluation import Evaluation
from jishi.evaluate.lines import Line, counted, given, lines, number
from jishi.evaluate.metrics import kind_of
from jishi.evaluate.page import make_page
from jishi.evaluate.score import Score
from jishi.evaluate.texts import Texts, load_texts
from jishi.io.tables import Cell, row_writer

FILES = ("report.html", "report.md", "report.json", "figures.csv", "documents.csv", "errors.csv")
FIGURE_COLUMNS = ("figure", "score", "low", "high", "precision", "recall", "right", "gold", "predicted")
DOCUMENT_KEYS = ("mentions.strict", "entities.lea", "events.type", "arguments.bound", "events.false")
CAUSES_SHOWN = 25


def cells(line: Line) -> list[str]:
    """Score, interval, precision, recall, counts and the baselines, as text."""
    bounds = [number(line.kind, end) for end in (line.interval.low, line.interval.high)] if line.interval else []
    return [
        number(line.kind, line.value),
        "–".join(bounds) or "—",
        number(line.kind, line.precision) if line.precision is not None else "",
        number(line.kind, line.recall) if line.recall is not None else "",
        counted(line),
        *(number(line.kind, amount) for amount in line.baselines.values()),
    ]


def header(evaluation: Evaluation, texts: Texts) -> list[str]:
    """The names of those columns."""
    names = ["score", "95 % interval", "P", "R", "counts"]
    return names + [texts.english("baseline", name) for name in evaluation.baselines]


def table(evaluation: Evaluation, texts: Texts) -> str:
    """The table for a terminal."""
    rows = [["", *header(evaluation, texts)]]
    group = ""
    for one in lines(evaluation):
        if one.group != group:
            group = one.group
            rows.append([texts.english("group", group)])
        rows.append([f"  {texts.english('figure', one.key)}", *cells(one)])
    widths = [max(len(row[place]) for row in rows if len(row) > place) for place in range(len(rows[0]))]
    text = "\n".join(
        "  ".join(
            cell.ljust(width) if place in {0, 5} else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=False))
        ).rstrip()
        for row in rows
    )
    return "\n".join((text, "", *foot(evaluation)))


def foot(evaluation: Evaluation) -> list[str]:
    """What the figures hold for, and what a reader should know."""
    size = f"{len(evaluation.documents)} articles, {evaluation.characters} annotated characters"
    return [size, *(f"note: {note}" for note in evaluation.notes), evaluation.signature]


def markdown(evaluation: Evaluation, texts: Texts) -> str:
    """The report in Markdown."""
    parts = [
        f"# Evaluation: {evaluation.name}" if evaluation.name else "# Evaluation",
        "",
        *(f"{part}  " for part in foot(evaluation)),
        "",
    ]
    for group in dict.fromkeys(one.group for one in lines(evaluation)):
        parts += [f"## {texts.english('group', group)}", ""]
        mine = [one for one in lines(evaluation) if one.group == group]
        parts += markdown_table(
            ["figure", *header(evaluation, texts)],
            ([texts.english("figure", one.key), *cells(one)] for one in mine),
        )
    parts += ["## Articles", ""]
    names = [
        texts.english("group", key.partition(".")[0]) + ": " + texts.english("figure", key) for key in DOCUMENT_KEYS
    ]
    rows = ([name, *(cell for _, cell in document_cells(tally))] for name, tally in documents(evaluation))
    parts += markdown_table(["article", *names], rows)
    parts += ["## Errors by kind", ""]
    parts += markdown_table(["kind", "count"], ([k, str(n)] for k, n in by_kind(evaluation.mistakes).items()))
    parts += ["## Errors by likely cause", ""]
    causes = ([*cause_names(row, texts), str(row[3])] for row in grouped(evaluation.mistakes)[:CAUSES_SHOWN])
    parts += markdown_table(["layer", "kind", "likely cause", "count"], causes)
    return "\n".join(parts)


def markdown_table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table with its empty line behind."""
    shown = [[cell.replace("|", "\\|") for cell in row] for row in [names, *rows]]
    rule = ["---"] + ["--:"] * (len(names) - 1)
    return [*("| " + " | ".join(row) + " |" for row in (shown[0], rule, *shown[1:])), ""]


def cause_names(row: tuple[str, str, str, int], texts: Texts) -> list[str]:
    """Layer, kind and cause in English."""
    return [texts.english(section, name) for section, name in zip(("layer", "kind", "cause"), row[:3], strict=True)]


def documents(evaluation: Evaluation) -> Iterator[tuple[str, Mapping[str, Score]]]:
    """The documents with their counts."""
    return zip(evaluation.documents, evaluation.tallies, strict=True)


def document_cells(tally: Mapping[str, Score]) -> list[tuple[str, str]]:
    """The main figures of a document."""
    return [(key, number(kind_of(key), given(key, tally))) for key in DOCUMENT_KEYS]


def figure_rows(evaluation: Evaluation) -> Iterator[list[Cell]]:
    """The rows of figures.csv: shares as fractions, not rounded."""
    for one in lines(evaluation):
        interval = (one.interval.low, one.interval.high) if one.interval else (None, None)
        counts = one.counts or (None, None, None)
        yield [one.key, one.value, *interval, one.precision, one.recall, *counts, *one.baselines.values()]


def record(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation for programs."""
    return {
        "signature": evaluation.signature,
        "characters": evaluation.characters,
        "notes": list(evaluation.notes),
        "figures": {
            one.key: {
                "score": one.value,
                "interval": [one.interval.low, one.interval.high] if one.interval else None,
                "precision": one.precision,
                "recall": one.recall,
                **dict(zip(("right", "gold", "predicted"), one.counts or (None,) * 3, strict=True)),
                "baselines": dict(one.baselines),
            }
            for one in lines(evaluation)
        },
        "documents": {
            name: {key: [score.tp, score.gold, score.predicted] for key, score in tally.items() if score.right is None}
            for name, tally in documents(evaluation)
        },
        "errors": {
            "kinds": by_kind(evaluation.mistakes),
            "causes": [
                dict(zip(("layer", "kind", "cause", "count"), row, strict=True)) for row in grouped(evaluation.mistakes)
            ],
            "all": [asdict(one) for one in evaluation.mistakes] if evaluation.listed else None,
        },
    }


def write_report(evaluation: Evaluation, folder: Path) -> None:
    """Writes the report's files into the folder; no errors.csv where the errors are not to be listed.

    Raises:
        ConfigError: the folder holds anything else, or cannot be written.
    """
    texts = load_texts()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if strange := {path.name for path in folder.iterdir()} - set(FILES):
            raise ConfigError(
                f"{folder}: holds {sorted(strange)[0]}, which is no part of a report; give another folder"
            )
        (folder / "report.md").write_text(markdown(evaluation, texts) + "\n", encoding="utf-8")
        data = json.dumps(record(evaluation), ensure_ascii=False, indent=1)
        (folder / "report.json").write_text(data + "\n", encoding="utf-8")
        (folder / "report.html").write_text(make_page(evaluation, lines(evaluation), texts), encoding="utf-8")
        with row_writer(folder / "figures.csv", [*FIGURE_COLUMNS, *evaluation.baselines]) as write:
            write(figure_rows(evaluation))
        with row_writer(folder / "documents.csv", ["document", *DOCUMENT_KEYS]) as write:
            write([name, *(given(key, tally) for key in DOCUMENT_KEYS)] for name, tally in documents(evaluation))
        if evaluation.listed:
            with row_writer(folder / "errors.csv", COLUMNS) as write:
                write(list(row) for row in mistake_rows(evaluation.mistakes))
        else:
            (folder / "errors.csv").unlink(missing_ok=True)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written: {error.strerror or error}") from error
