"""Gold and predictions in, everything that a report says out."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass

from jishi import __version__
from jishi.document import Document, Stage
from jishi.evaluate.bootstrap import Interval, intervals
from jishi.evaluate.errors import Knowledge, Mistake, find_mistakes
from jishi.evaluate.facts import Comparison, compare_pair
from jishi.evaluate.metrics import keys, value
from jishi.evaluate.pairing import Pair, pair_documents
from jishi.evaluate.score import Score, Tally, total
from jishi.evaluate.segmentation import count_words
from jishi.evaluate.tally import count, sliced
from jishi.io import to_record
from jishi.resources import Resources
from jishi.segment.words import known_words

POLICY = "strict spans; arguments half overlap at any mention of the entity; maximum matching; micro average"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The counts of every document and of their sum, intervals, errors, and the same sums of the baselines.

    `name` is that of the set of articles, if it has one; `listed` is False where errors are counted but not shown.
    """

    signature: str
    documents: tuple[str, ...]
    characters: int
    tallies: tuple[Tally, ...]
    totals: Mapping[str, Score]
    intervals: Mapping[str, Interval]
    mistakes: tuple[Mistake, ...]
    baselines: Mapping[str, Mapping[str, Score]]
    notes: tuple[str, ...]
    name: str | None = None
    listed: bool = True

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
    *,
    name: str | None = None,
    registers: Mapping[str, str] | None = None,
    warnings: Sequence[str] = (),
    listed: bool = True,
) -> Evaluation:
    """The evaluation of predictions, or of a second annotation, against gold; registers of articles by their ids."""
    pairs = pair_documents(gold, predicted)
    knowledge = make_knowledge(resources, known_words() if any(one.tokens for one in gold) else frozenset())
    comparisons = [compare_pair(pair) for pair in pairs]
    tallies = tuple(tally_of(one, knowledge, registers or {}) for one in comparisons)
    others = {name: totals_of(stage, pairs, knowledge, registers or {}) for name, stage in (baselines or {}).items()}
    return Evaluation(
        signature=signature(gold, resources),
        documents=tuple(document.id for document in gold),
        characters=sum(one.characters for one in comparisons),
        tallies=tallies,
        totals=total(tallies),
        intervals=intervals(tallies),
        mistakes=tuple(mistake for one in comparisons for mistake in find_mistakes(one, knowledge)),
        baselines=others,
        notes=(*warnings, *notes(pairs, predicted, others)),
        name=name,
        listed=listed,
    )


def make_knowledge(resources: Resources, words: Set[str] = frozenset()) -> Knowledge:
    """What the counts and the causes of errors need of the resources; the words are those of a dictionary."""
    return Knowledge(
        frozenset(entry.name for entry in resources.lexicon),
        frozenset(word for rule in resources.rules for word in rule.triggers),
        frozenset(name for name, kind in resources.schema.types.items() if kind.symmetric),
        words,
    )


def tally_of(comparison: Comparison, knowledge: Knowledge, registers: Mapping[str, str]) -> Tally:
    """All counts of a document, the main ones also under its register."""
    tally = count_words(comparison, knowledge.words) | count(comparison, knowledge.symmetric, knowledge.names)
    register = registers.get(comparison.document.id)
    return tally | sliced(register, tally) if register else tally


def totals_of(
    stage: Stage, pairs: Sequence[Pair], knowledge: Knowledge, registers: Mapping[str, str]
) -> dict[str, Score]:
    """The sums of a baseline over the same documents."""
    done = (Pair(pair.gold, stage(pair.predicted), pair.table, pair.missing) for pair in pairs)
    return total(tally_of(compare_pair(pair), knowledge, registers) for pair in done)


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


def notes(pairs: Sequence[Pair], predicted: Sequence[Document], baselines: Collection[str]) -> list[str]:
    """What a reader should know: texts that differ, documents left out, a baseline that could not run."""
    found = [
        f"{pair.gold.id}: {pair.missing} characters of the gold text are not in the predicted one"
        for pair in pairs
        if pair.missing
    ]
    if extra := len(predicted) - len(pairs):
        found.append(f"{extra} predicted documents have no gold and are not scored")
    if baselines and "lac" not in baselines:
        found.append("no baseline LAC: its extra is not installed (pip install 'jishi[lac]')")
    return found
