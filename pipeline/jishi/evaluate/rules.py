"""What each rule did in a run: how often it fired, and against gold how often it was right, wrong, or not there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from jishi.document import Document
from jishi.errors import ConfigError
from jishi.evaluate.facts import Comparison, compare_pair
from jishi.evaluate.pairing import pair_documents
from jishi.evaluate.tally import match_typed
from jishi.io.tables import Row, row_writer
from jishi.resources import EventRule, Resources

RuleKind = Literal["events", "mentions"]
Judgment = Literal["fired", "right", "wrong", "missed"]
COLUMNS = ("rule", "type", "triggers", "fired", "right", "wrong", "missed", "precision", "harm")
NONE = "(no rule for {})"  # under which misses are counted that no rule has a word for


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a rule fired, or was missed: the word, what became of it, and the sentence."""

    document: str
    word: str
    judgment: Judgment
    sentence: str


@dataclass(slots=True)
class RuleRecord:
    """A rule and its hits; `triggers` is None where it has no list of words, `judged`: there was gold."""

    rule: str
    type: str
    triggers: int | None
    judged: bool
    fired: int = 0
    hits: list[Hit] = field(default_factory=list)

    def count(self, judgment: Judgment) -> int:
        """How many hits of that judgment."""
        return sum(hit.judgment == judgment for hit in self.hits)

    @property
    def harm(self) -> int:
        """Wrong and missed."""
        return self.count("wrong") + self.count("missed")

    @property
    def precision(self) -> float | None:
        """The share of the judged hits that are right, None if there is none."""
        judged = self.count("right") + self.count("wrong")
        return self.count("right") / judged if judged else None


def make_records(
    predicted: Sequence[Document], gold: Sequence[Document] | None, resources: Resources, *, kind: RuleKind
) -> list[RuleRecord]:
    """A record for each rule, the most harmful first; without gold the one that fired most."""
    judged = gold is not None
    if kind == "events":
        records = {rule.id: RuleRecord(rule.id, rule.type, len(rule.triggers), judged) for rule in resources.rules}
    else:
        records = {one.id: RuleRecord(one.id, one.label, None, judged) for one in resources.patterns}
    for document in predicted:
        for hit, name, label in fired(document, kind):
            record = records.setdefault(name, RuleRecord(name, label, None, judged))
            record.fired += 1
            if not judged:
                record.hits.append(hit)
    if gold is not None:
        for pair in pair_documents(gold, predicted):
            comparison = compare_pair(pair)
            found = judged_events(comparison, resources) if kind == "events" else judged_mentions(comparison)
            for hit, name, label in found:
                records.setdefault(name, RuleRecord(name, label, None, judged)).hits.append(hit)
    return sorted(records.values(), key=lambda one: (-one.harm, -one.fired, one.rule))


def fired(document: Document, kind: RuleKind) -> Iterator[tuple[Hit, str, str]]:
    """Every hit of a document with its rule, and the rule's type or label."""
    if kind == "events":
        for event in document.events:
            sentence = document[document.sentences[event.sentence].span].strip()
            yield Hit(document.id, document[event.trigger], "fired", sentence), event.rule, event.type
        return
    sentences = iter(document.sentences)
    current = next(sentences, None)
    for mention in document.mentions:
        while current is not None and current.span.end <= mention.span.start:
            current = next(sentences, None)
        sentence = document[current.span].strip() if current is not None else ""
        yield Hit(document.id, document[mention.span], "fired", sentence), mention.rule, mention.label


def judged_events(comparison: Comparison, resources: Resources) -> Iterator[tuple[Hit, str, str]]:
    """The events of a document, right or wrong in place and type, and those missed, by the nearest rule."""
    gold, predicted = comparison.gold.events, comparison.predicted.events
    typed = match_typed(gold, predicted)
    right = set(typed.values())
    for number, event in enumerate(predicted):
        judgment: Judgment = "right" if number in right else "wrong"
        word = comparison.document[event.trigger]
        yield Hit(comparison.document.id, word, judgment, comparison.sentence(event.trigger)), event.rule, event.type
    for number, event in enumerate(gold):
        if number not in typed:
            name = nearest(comparison.document.fold(event.trigger), event.type, resources.rules)
            word = comparison.document[event.trigger]
            yield Hit(comparison.document.id, word, "missed", comparison.sentence(event.trigger)), name, event.type


def nearest(word: str, kind: str, rules: Sequence[EventRule]) -> str:
    """The rule of the type that has the word, else one with a longer or shorter form of it, else none."""
    mine = [rule for rule in rules if rule.type == kind]
    for rule in mine:
        if word in rule.triggers:
            return rule.id
    parts = ((len(one), rule.id) for rule in mine for one in rule.triggers if len(one) > 1 and (one in word))
    return max(parts, default=(0, NONE.format(kind)))[1]


def judged_mentions(comparison: Comparison) -> Iterator[tuple[Hit, str, str]]:
    """The mentions of a document, right or wrong in span and label, and those missed, by label."""
    gold = {(one.span, one.label) for one in comparison.gold.mentions}
    predicted = {(one.span, one.label) for one in comparison.predicted.mentions}
    for one in comparison.predicted.mentions:
        judgment: Judgment = "right" if (one.span, one.label) in gold else "wrong"
        word = comparison.document[one.span]
        yield Hit(comparison.document.id, word, judgment, comparison.sentence(one.span)), one.rule, one.label
    for span, label in sorted(gold - predicted):
        word = comparison.document[span]
        yield Hit(comparison.document.id, word, "missed", comparison.sentence(span)), NONE.format(label), label


def rule_rows(records: Sequence[RuleRecord]) -> Iterator[Row]:
    """One row a rule; what was not judged is empty."""
    for one in records:
        row: Row = [one.rule, one.type, one.triggers, one.fired]
        if one.judged:
            precision = None if one.precision is None else round(one.precision, 3)
            row += [one.count("right"), one.count("wrong"), one.count("missed"), precision, one.harm]
        else:
            row += [None] * 5
        yield row


def table_text(records: Sequence[RuleRecord]) -> str:
    """The table for the screen; columns without a figure are left out."""
    judged = any(one.judged for one in records)
    width = len(COLUMNS) if judged else 4
    rows = [list(COLUMNS[:width])]
    rows += [["" if cell is None else str(cell) for cell in row[:width]] for row in rule_rows(records)]
    widths = [max(len(row[place]) for row in rows) for place in range(width)]
    return "\n".join(
        "  ".join(cell.ljust(size) if place < 2 else cell.rjust(size) for place, (cell, size) in enumerate(pairs))
        for pairs in (list(zip(row, widths, strict=True)) for row in rows)
    )


def markdown(records: Sequence[RuleRecord]) -> str:
    """The table in Markdown."""
    lines = [f"| {' | '.join(COLUMNS)} |", "|---|---" + "|---:" * (len(COLUMNS) - 2) + "|"]
    lines += (f"| {' | '.join('' if cell is None else str(cell) for cell in row)} |" for row in rule_rows(records))
    return "\n".join(lines) + "\n"


def write_records(records: Sequence[RuleRecord], path: Path) -> None:
    """Writes the table as CSV or Markdown, by the file's suffix."""
    if path.suffix not in {".csv", ".md"}:
        raise ConfigError(f"{path}: give a file that ends in .csv or .md")
    try:
        if path.suffix == ".md":
            path.write_text(markdown(records), encoding="utf-8")
            return
        with row_writer(path, COLUMNS) as write:
            write(rule_rows(records))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error


def hit_lines(records: Sequence[RuleRecord], rule: str) -> Iterator[str]:
    """The hits of one rule, the wrong and the missed ones first."""
    record = next((one for one in records if one.rule == rule), None)
    if record is None:
        raise ConfigError(f"no rule {rule}")
    order = {"wrong": 0, "missed": 1, "right": 2, "fired": 3}
    for hit in sorted(record.hits, key=lambda one: order[one.judgment]):
        yield f"{hit.judgment:<7} {hit.word}  {hit.document}: {hit.sentence}"
