"""Gold and predictions in, everything that a report says out."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jishi import __version__
from jishi.document import Document, Stage
from jishi.evaluate.bootstrap import Interval, intervals
from jishi.evaluate.errors import Knowledge, Mistake, find_mistakes
from jishi.evaluate.facts import compare_pair
from jishi.evaluate.metrics import keys, value
from jishi.evaluate.pairing import Pair, pair_documents
from jishi.evaluate.score import Score, Tally, total
from jishi.evaluate.tally import count
from jishi.io import to_record
from jishi.resources import Resources

POLICY = "strict spans; arguments half overlap at any mention of the entity; maximum matching; micro average"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The counts of every document and of their sum, intervals, errors, and the same sums of the baselines."""

    signature: str
    documents: tuple[str, ...]
    characters: int
    tallies: tuple[Tally, ...]
    totals: Mapping[str, Score]
    intervals: Mapping[str, Interval]
    mistakes: tuple[Mistake, ...]
    baselines: Mapping[str, Mapping[str, Score]]
    notes: tuple[str, ...]

    @property
    def keys(self) -> Sequence[str]:
        """The names of the figures in the order of the table."""
        return keys(self.totals)

    def value(self, key: str) -> float:
        """The number that stands for a figure."""
        return value(key, self.totals)


def evaluate(
    gold: Sequence[Document],
    predicted: Sequence[Document],
    resources: Resources,
    baselines: Mapping[str, Stage] | None = None,
) -> Evaluation:
    """The evaluation of predictions, or of a second annotation, against gold."""
    pairs = pair_documents(gold, predicted)
    knowledge = make_knowledge(resources)
    comparisons = [compare_pair(pair) for pair in pairs]
    tallies = tuple(count(one, knowledge.symmetric, knowledge.names) for one in comparisons)
    others = {name: totals_of(stage, pairs, knowledge) for name, stage in (baselines or {}).items()}
    return Evaluation(
        signature=signature(gold, resources),
        documents=tuple(document.id for document in gold),
        characters=sum(one.characters for one in comparisons),
        tallies=tallies,
        totals=total(tallies),
        intervals=intervals(tallies),
        mistakes=tuple(mistake for one in comparisons for mistake in find_mistakes(one, knowledge)),
        baselines=others,
        notes=tuple(notes(pairs, predicted)),
    )


def make_knowledge(resources: Resources) -> Knowledge:
    """What the counts and the causes of errors need of the resources."""
    return Knowledge(
        frozenset(entry.name for entry in resources.lexicon),
        frozenset(word for rule in resources.rules for word in rule.triggers),
        frozenset(name for name, kind in resources.schema.types.items() if kind.symmetric),
    )


def totals_of(stage: Stage, pairs: Sequence[Pair], knowledge: Knowledge) -> dict[str, Score]:
    """The sums of a baseline over the same documents."""
    done = (Pair(pair.gold, stage(pair.predicted), pair.table, pair.missing) for pair in pairs)
    return total(count(compare_pair(pair), knowledge.symmetric, knowledge.names) for pair in done)


def signature(gold: Sequence[Document], resources: Resources) -> str:
    """What the figures hold for: version, resources, gold set, policy."""
    return f"jishi {__version__} | resources {resources.digest[:12]} | gold {digest(gold)[:12]} | {POLICY}"


def digest(documents: Sequence[Document]) -> str:
    """SHA-256 over what the gold documents say, wherever they lie and in whatever order they come."""
    whole = hashlib.sha256()
    for document in sorted(documents, key=lambda one: one.id):
        record = to_record(document)
        del record["source"]
        whole.update(json.dumps(record, ensure_ascii=True, sort_keys=True).encode() + b"\n")
    return whole.hexdigest()


def notes(pairs: Sequence[Pair], predicted: Sequence[Document]) -> list[str]:
    """What a reader of the figures should know: texts that differ, documents left out."""
    found = [
        f"{pair.gold.id}: {pair.missing} characters of the gold text are not in the predicted one"
        for pair in pairs
        if pair.missing
    ]
    if extra := len(predicted) - len(pairs):
        found.append(f"{extra} predicted documents have no gold and are not scored")
    return found
