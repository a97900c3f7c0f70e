"""What each part of the clause analysis adds, and how time grows with the length of an article.

    python tests/bench/events.py --gold corpus/gold [--articles corpus/raw] [--out outputs/bench-events.md]

A part is taken out by putting in its place a function that finds nothing; the figures are those of the gold's first
set. Growth: one article made by repeating an article of the corpus, in one process, after loading.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from jishi.assemble import compose, stages
from jishi.config import Config
from jishi.document import Document
from jishi.evaluate.evaluation import make_knowledge, tally_of
from jishi.evaluate.facts import compare_pair
from jishi.evaluate.gold import load_gold
from jishi.evaluate.pairing import pair_documents
from jishi.evaluate.score import total
from jishi.extract import extract
from jishi.read import find_inputs, make_reader, read_bytes, reading_knowledge
from jishi.resources import Resources, load_resources

Nothing = Callable[..., Any]
CARRIED = "jishi.extract.circumstances.Circumstances"
PARTS: dict[str, list[tuple[str, Nothing]]] = {
    "relative clauses (被甲击败的乙)": [
        ("jishi.extract.verbs.find_relative", lambda *_: None),
    ],
    "event nouns (甲的进攻)": [("jishi.extract.verbs.is_nominal", lambda *_: False)],
    "verbs side by side (击败并俘虏)": [("jishi.extract.verbs.share_object", lambda *_: None)],
    "topics (the subject of the clause before)": [("jishi.extract.frames.Topic.set", lambda *_: None)],
    "pronouns and generic nouns (其部队, 双方)": [("jishi.extract.arguments.resolve", lambda *_: ())],
    "words that point back (该地, 该师, 后者)": [("jishi.extract.nodes.antecedent", lambda *_: None)],
    "the other side of a fight": [("jishi.extract.extractor.completed", lambda document, event, *_: event)],
    "what earlier events set (place, number, origin, enemy)": [
        (f"{CARRIED}.{name}", lambda *_: iter(())) for name in ("carried_place", "carried_numbers", "left", "enemy")
    ],
    "time set earlier in the sentence": [
        (f"{CARRIED}.times", lambda self, frame, modality: iter(()) if not frame.times else own_times(self, frame))
    ],
    "cues of polarity and modality": [("jishi.extract.extractor.targets", lambda *_: {})],
}
FIGURES = ("events.type", "arguments.bound", "events.whole", "attributes.both")
SIZES = (1_000, 10_000, 100_000, 1_000_000)


def own_times(circumstances: Any, frame: Any) -> Iterator[Any]:
    """The times of the frame's own clause."""
    from jishi.extract.arguments import Filler, make

    for mention in dict.fromkeys(frame.times):
        yield make("time", Filler(mention, ""), circumstances.memory, circumstances.sentence)


@contextmanager
def without(part: list[tuple[str, Nothing]]) -> Iterator[None]:
    """The pipeline without a part."""
    if not part:
        yield
        return
    (target, nothing), *others = part
    with patch(target, nothing), without(others):
        yield


def ablation(gold: Sequence[Document], articles: Path, resources: Resources) -> Iterator[str]:
    """A row for the whole analysis and one for each part taken out: F1, and what is lost."""
    prepare = compose(stages(resources, Config())[:-2])
    read = make_reader(resources)
    ids = {document.id for document in gold}
    linked = [prepare(read(path)) for path in find_inputs([articles]) if path.stem in ids]
    knowledge = make_knowledge(resources)

    def figures() -> list[float]:
        stage = extract(resources)
        pairs = pair_documents(gold, [stage(document) for document in linked])
        sums = total(tally_of(compare_pair(pair), knowledge, {}) for pair in pairs)
        return [100 * sums[name].f1 for name in FIGURES]

    whole = figures()
    yield "| the whole analysis | " + " | ".join(f"{figure:.1f}" for figure in whole) + " |"
    for name, part in PARTS.items():
        with without(part):
            lost = [one - other for one, other in zip(figures(), whole, strict=True)]
        yield f"| without {name} | " + " | ".join(f"{change:+.1f}" for change in lost) + " |"


def growth(article: Path, resources: Resources) -> Iterator[str]:
    """A row for each size of an article."""
    stage = compose(stages(resources, Config()))
    knowledge = reading_knowledge(resources)
    text = make_reader(resources)(article).text + "\n"
    for size in SIZES:
        data = (text * (size // len(text) + 1))[:size].encode()
        document = read_bytes(data, name="article", format="plain", knowledge=knowledge)
        start = time.perf_counter()
        stage(document)
        seconds = time.perf_counter() - start
        yield f"| {size:,} | {seconds:.2f} | {size / seconds:,.0f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--articles", type=Path, default=Path("corpus/raw"))
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    resources = load_resources()
    gold = load_gold(options.gold, resources.schema).sets[0].documents
    lines = ["# Parts of the clause analysis", "", f"F1 on {len(gold)} articles; a minus is what the part adds.", ""]
    lines += [
        "| | triggers with type | arguments bound | whole facts | polarity and modality |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += ablation(gold, options.articles, resources)
    lines += ["", "# Growth", "", "| characters in one article | seconds | characters a second |", "|--:|--:|--:|"]
    lines += growth(next(iter(sorted(options.articles.glob("*.md")))), resources)
    report = "\n".join([*lines, ""])
    sys.stdout.write(report)
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
