"""The commands `gold compile`, `evaluate` and `compare` of the command line."""

import argparse
import sys
from pathlib import Path
from typing import Any

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
    evaluating = commands.add_parser("evaluate", help="score predictions, or a second annotation, against gold")
    evaluating.add_argument("gold", type=Path, metavar="GOLD", help="folder or file: .ann, .json gold, .jsonl")
    evaluating.add_argument("predicted", type=Path, metavar="PRED", help="run folder or file, of the same kinds")
    evaluating.add_argument("--report", type=Path, metavar="DIR", help="write HTML, Markdown, CSV and JSON there")
    evaluating.add_argument("--json", action="store_true", help="print the figures as JSON")
    evaluating.add_argument("--no-baselines", action="store_true", help="leave the baselines out")
    evaluating.set_defaults(command=command_evaluate)
    comparing = commands.add_parser("compare", help="test whether prediction B is better than A; list what changed")
    comparing.add_argument("first", type=Path, metavar="A", help="run folder or file")
    comparing.add_argument("second", type=Path, metavar="B", help="run folder or file")
    comparing.add_argument("gold", type=Path, metavar="GOLD", help="folder or file: .ann, .json gold, .jsonl")
    comparing.add_argument("--all", action="store_true", help="list every change, not only the first ones")
    comparing.set_defaults(command=command_compare)


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


def command_evaluate(options: argparse.Namespace) -> int:
    """`jishi evaluate`: prints the table and writes the report."""
    import json

    from jishi.evaluate.baselines import make_baselines
    from jishi.evaluate.evaluation import evaluate
    from jishi.evaluate.load import load_documents
    from jishi.evaluate.report import record, table, write_report
    from jishi.evaluate.texts import load_texts
    from jishi.resources import load_resources

    resources = load_resources()
    gold = load_documents([options.gold], resources.schema)
    predicted = load_documents([options.predicted], resources.schema)
    baselines = {} if options.no_baselines else make_baselines(resources)
    evaluation = evaluate(gold, predicted, resources, baselines)
    if options.json:
        say(json.dumps(record(evaluation), ensure_ascii=False))
    else:
        say(table(evaluation, load_texts()))
    if options.report:
        write_report(evaluation, options.report)
        if not options.json:
            say(f"report in  {options.report}/report.html")
    return 0


def command_compare(options: argparse.Namespace) -> int:
    """`jishi compare`: prints the paired test of every figure and the errors that went and came."""
    from jishi.evaluate.compare import change_text, compare, difference_table
    from jishi.evaluate.evaluation import evaluate
    from jishi.evaluate.load import load_documents
    from jishi.evaluate.texts import load_texts
    from jishi.resources import load_resources

    resources = load_resources()
    gold = load_documents([options.gold], resources.schema)
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
