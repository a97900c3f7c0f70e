"""The commands `gold compile`, `gold freeze`, `evaluate` and `compare` of the command line."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jishi.evaluate.evaluation import Evaluation
    from jishi.resources import Resources

from jishi.evaluate.convert import add_commands as add_conversion

SHOWN = 40  # changes that `compare` lists on either side


def add_commands(commands: "argparse._SubParsersAction[Any]") -> None:
    """Adds the commands to those of the command line."""
    gold = commands.add_parser("gold", help="hand annotation: compile .ann files into documents.jsonl")
    actions = gold.add_subparsers(required=True, metavar="ACTION")
    compiling = actions.add_parser("compile", help="check annotations and write them as documents")
    compiling.add_argument("files", nargs="+", type=Path, metavar="FILE.ann", help="annotations, or folders of them")
    compiling.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl", help="where the documents go")
    compiling.set_defaults(command=command_compile)
    add_conversion(actions)
    freezing = actions.add_parser("freeze", help="write the checksums of a folder of annotations, so that changes show")
    freezing.add_argument("folder", type=Path, metavar="DIR", help="such as corpus/gold/test")
    freezing.set_defaults(command=command_freeze)
    evaluating = commands.add_parser("evaluate", help="score predictions, or a second annotation, against gold")
    evaluating.add_argument(
        "gold", type=Path, metavar="GOLD", help="folder with dev and test, any folder or file: .ann, .json gold, .jsonl"
    )
    evaluating.add_argument("predicted", type=Path, metavar="PRED", help="run folder or file, of the same kinds")
    evaluating.add_argument("--report", type=Path, metavar="DIR", help="write HTML, Markdown, CSV and JSON there")
    evaluating.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluating.add_argument(
        "--test-errors",
        action="store_true",
        help="list the errors of the test set too; otherwise they are counted only",
    )
    evaluating.add_argument("--no-baselines", action="store_true", help="leave the baselines out")
    evaluating.set_defaults(command=command_evaluate)
    add_rules(commands)
    comparing = commands.add_parser("compare", help="test whether prediction B is better than A; list what changed")
    comparing.add_argument("first", type=Path, metavar="A", help="run folder or file")
    comparing.add_argument("second", type=Path, metavar="B", help="run folder or file")
    comparing.add_argument(
        "gold", type=Path, metavar="GOLD", help="as of evaluate; of a folder with dev and test, dev is compared"
    )
    comparing.add_argument("--all", action="store_true", help="list every change, not only the first ones")
    comparing.set_defaults(command=command_compare)


def add_rules(commands: "argparse._SubParsersAction[Any]") -> None:
    """Adds `rules` to the commands of the command line."""
    ruling = commands.add_parser("rules", help="list the rules with how often each fired, and was right or wrong")
    ruling.add_argument("predicted", type=Path, metavar="RUN", help="run folder or documents.jsonl")
    ruling.add_argument("--gold", type=Path, metavar="GOLD", help="count right, wrong and missed against this gold")
    ruling.add_argument("--rule", metavar="ID", help="show the hits of this rule with their sentences")
    ruling.add_argument("--kind", choices=("events", "mentions"), default="events", help="which rules (events)")
    ruling.add_argument("--out", type=Path, metavar="FILE", help="write the table as .csv or .md")
    ruling.set_defaults(command=command_rules)


def say(text: str) -> None:
    """Prints a text."""
    sys.stdout.write(text + "\n")


def command_compile(options: argparse.Namespace) -> int:
    """`jishi gold compile`: writes the documents, or prints every problem as `file:line: problem`."""
    from jishi.errors import ConfigError
    from jishi.evaluate.load import load_documents
    from jishi.io import write_documents
    from jishi.io.annotation import AnnotationError
    from jishi.resources import load_resources

    try:
        documents = load_documents(options.files, load_resources().schema)
    except AnnotationError as error:
        sys.stderr.write("".join(f"{problem}\n" for problem in error.problems))
        return 2
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        write_documents(documents, options.out)
    except OSError as error:
        raise ConfigError(f"{options.out}: cannot be written: {error.strerror or error}") from error
    characters = sum(len(document.text) for document in documents)
    mentions = sum(len(document.mentions) for document in documents)
    events = sum(len(document.events) for document in documents)
    say(f"{options.out}: {len(documents)} documents, {characters} characters, {mentions} mentions, {events} events")
    return 0


def command_freeze(options: argparse.Namespace) -> int:
    """`jishi gold freeze`: writes the checksums."""
    from jishi.evaluate.gold import SUMS, freeze

    say(f"{options.folder / SUMS}: {freeze(options.folder)} articles")
    return 0


def command_evaluate(options: argparse.Namespace) -> int:
    """`jishi evaluate`: prints a table and writes a report for each set of the gold, and for the agreement."""
    import json

    from jishi.evaluate.report import record, table, write_report
    from jishi.evaluate.texts import load_texts
    from jishi.resources import load_resources

    records: dict[str | None, Any] = {}
    for evaluation in evaluations(options, load_resources()):
        name, folder = evaluation.name, options.report / (evaluation.name or "") if options.report else None
        if options.json:
            records[name] = record(evaluation)
        else:
            say(f"== {name}\n{table(evaluation, load_texts())}\n" if name else table(evaluation, load_texts()))
        if folder:
            write_report(evaluation, folder)
        if folder and not options.json:
            say(f"report in  {folder}/report.html" + ("\n" if name else ""))
    if options.json:
        say(json.dumps(records.get(None, records), ensure_ascii=False))
    return 0


def evaluations(options: argparse.Namespace, resources: "Resources") -> "Iterator[Evaluation]":
    """Each set of the gold, then the second annotation against the first; warnings on the way."""
    from jishi.evaluate.baselines import make_baselines
    from jishi.evaluate.evaluation import evaluate
    from jishi.evaluate.gold import load_gold
    from jishi.evaluate.load import load_documents

    gold = load_gold(options.gold, resources.schema)
    predicted = load_documents([options.predicted], resources.schema)
    baselines = {} if options.no_baselines else make_baselines(resources)
    for one in gold.sets:
        sys.stderr.write("".join(f"jishi: warning: {warning}\n" for warning in one.warnings))
        own = {document.id for document in one.documents}
        yield evaluate(
            one.documents,
            [document for document in predicted if document.id in own or document.id not in gold.ids],
            resources,
            baselines,
            name=one.name,
            registers=gold.registers,
            warnings=one.warnings,
            listed=options.test_errors or not one.held_out,
        )
    if gold.pairs:
        first, second = zip(*gold.pairs, strict=True)
        unread = {document.id for one in gold.sets if one.held_out for document in one.documents}
        listed = options.test_errors or not any(document.id in unread for document in first)
        yield evaluate(first, second, resources, name="agreement", registers=gold.registers, listed=listed)


def command_compare(options: argparse.Namespace) -> int:
    """`jishi compare`: prints the paired test of every figure and the errors that went and came."""
    from jishi.evaluate.compare import change_text, compare, difference_table
    from jishi.evaluate.evaluation import evaluate
    from jishi.evaluate.gold import load_gold
    from jishi.evaluate.load import load_documents
    from jishi.evaluate.texts import load_texts
    from jishi.resources import load_resources

    resources = load_resources()
    gold = load_gold(options.gold, resources.schema).sets[0].documents
    runs = [load_documents([path], resources.schema) for path in (options.first, options.second)]
    first, second = (evaluate(gold, predicted, resources) for predicted in runs)
    found = compare(first, second)
    say(difference_table(found, load_texts()))
    limit = None if options.all else SHOWN
    for title, mistakes in (("better: errors only in A", found.better), ("worse: errors only in B", found.worse)):
        say(f"\n{title}: {len(mistakes)}")
        for mistake in mistakes[:limit]:
            say("  " + change_text(mistake))
        if limit is not None and len(mistakes) > limit:
            say(f"  … and {len(mistakes) - limit} more (--all lists them)")
    say(f"\n{second.signature}")
    return 0


def command_rules(options: argparse.Namespace) -> int:
    """`jishi rules`: prints the table of the rules, or the hits of one of them, and writes the table."""
    from jishi.evaluate.gold import load_gold
    from jishi.evaluate.load import load_documents
    from jishi.evaluate.rules import hit_lines, make_records, table_text, write_records
    from jishi.resources import load_resources

    resources = load_resources()
    predicted = load_documents([options.predicted], resources.schema)
    gold = None
    if options.gold:
        whole = load_gold(options.gold, resources.schema)
        gold = whole.sets[0].documents  # of a folder with sets the one to look at
        ids = {document.id for document in gold}
        predicted = [one for one in predicted if one.id in ids or one.id not in whole.ids]
    records = make_records(predicted, gold, resources, kind=options.kind)
    if options.rule is not None:
        for line in hit_lines(records, options.rule):
            say(line)
    elif options.out is None:
        say(table_text(records))
    if options.out is not None:
        write_records(records, options.out)
        say(f"rules in  {options.out}")
    return 0
