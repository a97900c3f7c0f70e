"""The command line: parse, call one function, print."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jishi import __version__
from jishi.config import Config
from jishi.document import Document
from jishi.errors import ConfigError, JishiError
from jishi.evaluate.command import add_commands as add_evaluation
from jishi.resources import Resources, load_resources
from jishi.settings import CHOOSING, PIPELINE, add_options, add_paths, gather, make_config, make_inputs, setting_lines
from jishi.values import add_commands

if TYPE_CHECKING:
    from jishi.batch import Summary
    from jishi.batch.summary import Step
    from jishi.read import Inputs

OUTPUTS = Path("outputs")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; returns 0 if it worked and 2, after one line on standard error, if nothing could be done."""
    options = parser().parse_args(arguments)
    try:
        code = int(options.command(options))
        sys.stdout.flush()
        return code
    except JishiError as error:
        print(f"jishi: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output, such as head, has had enough; Python would flush into the closed pipe once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="jishi", description="Structured events out of Chinese articles on history.")
    top.add_argument("--version", action="version", version=f"jishi {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    running = commands.add_parser("run", help="extract events from files and folders into a run folder")
    add_paths(running)
    add_options(running)
    running.set_defaults(command=command_run)
    showing = commands.add_parser("config", help="show every setting of a run and where it comes from")
    add_paths(showing)
    add_options(showing)
    showing.set_defaults(command=command_config)
    explaining = commands.add_parser("explain", help="show tokens, mentions, clauses, events, and why or why not")
    explaining.add_argument("text", nargs="?", help="a sentence or a text")
    explaining.add_argument("--file", type=Path, metavar="F", help="explain this article instead")
    explaining.add_argument("--sentence", type=int, metavar="N", help="only its sentence number N, from 1")
    explaining.add_argument("--html", type=Path, metavar="OUT", help="write the whole explanation as one HTML file")
    explaining.add_argument("--why-not", metavar="WORD", help="why this word gave no event or no mention")
    add_options(explaining, PIPELINE)
    explaining.set_defaults(command=command_explain)
    add_spark(commands)
    add_loading(commands)
    checking = commands.add_parser("check", help="validate lexicons, patterns, event rules and cues")
    checking.add_argument("--resources", type=Path, metavar="DIR", help="another resource folder")
    checking.set_defaults(command=command_check)
    add_commands(commands)
    add_evaluation(commands)
    return top


def add_spark(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command that runs on Spark."""
    command = commands.add_parser(
        "spark",
        help="extract events on Apache Spark, on one machine or many, into a folder of Parquet tables",
        description="The rows of `jishi run` and `jishi load … parquet:DIR`, made by the workers of Apache Spark. "
        "Needs pip install 'jishi[spark]' and Java 17. Every machine needs the same Jishi and the same paths.",
    )
    add_paths(command)
    command.add_argument("--out", metavar="DIR", help="folder for the tables, one folder of Parquet files each")
    command.add_argument("--overwrite", action="store_true", help="replace an earlier run of jishi spark in it")
    command.add_argument("--records", action="store_true", help="write the lines of documents.jsonl as a table too")
    command.add_argument("--master", default="local[2]", metavar="URL", help="local[N], spark://…, yarn (local[2])")
    command.add_argument("--shares", type=int, metavar="N", help="cut the work into so many (by the size of the input)")
    command.add_argument("--conf", action="append", default=[], metavar="KEY=VALUE", help="a setting of Spark; repeat")
    add_options(command, [*PIPELINE, *CHOOSING, "timeout", "quiet"])
    command.set_defaults(command=command_spark)


def add_loading(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The commands that hand a run to databases and other programs."""
    loading = commands.add_parser("load", help="put a run into a database; load it again at any time")
    loading.add_argument("run", type=Path, metavar="RUN", help="run folder")
    loading.add_argument(
        "url",
        nargs="?",
        default="sqlite:///outputs/jishi.db",
        metavar="URL",
        help="sqlite:///FILE (default: sqlite:///outputs/jishi.db), postgresql://…, duckdb:///FILE or parquet:DIR",
    )
    loading.set_defaults(command=command_load)
    exporting = commands.add_parser("export", help="write a run as other programs read it")
    exporting.add_argument("run", type=Path, metavar="RUN", help="run folder, or a file like its documents.jsonl")
    exporting.add_argument(
        "--to", required=True, metavar="FORMAT", help="graphml, rdf, geojson, acled, plover or cmnee"
    )
    exporting.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    exporting.set_defaults(command=command_export)


def command_load(options: argparse.Namespace) -> int:
    """`jishi load`: prints what was loaded."""
    from jishi.database import load

    loaded = load(options.run, options.url)
    total = sum(loaded.rows.values())
    print("documents   " + counts(+loaded.documents))
    print("rows        " + counts(+loaded.rows))
    print(f"loaded into {loaded.place}, {total / loaded.seconds:,.0f} rows a second")
    return 0


def command_export(options: argparse.Namespace) -> int:
    """`jishi export`: prints what was written and what had no room."""
    from jishi.export import export

    done = export(options.run, options.to, options.out)
    print(f"documents   {done.documents}")
    print(f"events      {done.events}" + (f", and {done.left_out} {done.why}, left out" if done.left_out else ""))
    print(f"written to  {options.out}")
    return 0


def command_run(options: argparse.Namespace) -> int:
    """`jishi run`: prints a summary and where to look."""
    from jishi.batch import Running, run
    from jishi.batch.progress import json_log, log_step
    from jishi.batch.summary import Step

    settings = gather(options)
    value = {key: setting.value for key, setting in settings.items()}
    config, inputs = make_config(settings), make_inputs(settings)
    running = Running(value["jobs"], value["timeout"], value["limit"], value["resume"])
    folder = Path(value["out"] or OUTPUTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    log_file = None if value["log-json"] is None else Path(value["log-json"])
    with json_log(log_file) as log, progress(inputs, value["quiet"]) as show:

        def watch(step: Step) -> None:
            show(step)
            log_step(log, step)

        log("start", version=__version__, folder=str(folder))
        try:
            summary = run(inputs, folder, load_resources(), config, running, watch)
        except JishiError as error:
            log("error", reason=str(error))
            raise
        log("end", documents=summary.documents, failures=summary.failed, reused=summary.reused)
    report(summary, quiet=value["quiet"])
    return 0


def command_spark(options: argparse.Namespace) -> int:
    """`jishi spark`: prints a summary and where the tables are."""
    from jishi.batch.folder import beside
    from jishi.spark import Running, check_installed, opened, run

    settings = gather(options)
    value = {key: setting.value for key, setting in settings.items()}
    if value["out"] is None:
        raise ConfigError("no folder for the tables: give --out")
    if wrong := [pair for pair in options.conf if not pair.partition("=")[1]]:
        raise ConfigError(f"--conf {wrong[0]}: not KEY=VALUE")
    running = Running(value["timeout"], options.shares, options.records, options.overwrite)
    check_installed()
    folder = Path(value["out"])
    conf = dict(pair.split("=", 1) for pair in options.conf)
    start = partial(opened, options.master, conf, log=beside(folder, "spark.log"))
    summary = run(start, make_inputs(settings), folder, load_resources(), make_config(settings), running)
    report(summary, quiet=value["quiet"], failures="failures.parquet")
    return 0


@contextmanager
def progress(inputs: "Inputs", quiet: bool) -> "Iterator[Callable[[Step], None]]":
    """Shows each step of the run on the terminal, if there is one."""
    if quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    from jishi.batch.progress import Progress
    from jishi.read import input_size

    line = Progress(sys.stderr, input_size(inputs))
    try:
        yield line
    finally:
        line.close()


def report(summary: "Summary", *, quiet: bool, failures: str = "failures.csv") -> None:
    """Prints what a run did, and on standard error what failed."""
    for failure in summary.failures:
        print(f"failed      {failure.path}: {failure.reason}", file=sys.stderr)
    if summary.failed > len(summary.failures):
        print(f"failed      {summary.failed - len(summary.failures)} more: see {failures}", file=sys.stderr)
    if quiet:
        return
    rate = summary.characters / summary.seconds if summary.seconds else 0.0
    reused = f", {summary.reused} of them not run again" if summary.reused else ""
    print(f"articles    {summary.documents}, {summary.characters} characters, {rate:,.0f} characters a second{reused}")
    print("mentions    " + counts(summary.mentions))
    print("events      " + counts(summary.events))
    print(f"results in  {summary.folder}/")


def command_config(options: argparse.Namespace) -> int:
    """`jishi config`: prints what a run with these options would go by."""
    settings = gather(options)
    make_config(settings)
    for line in setting_lines(settings):
        print(line)
    return 0


def counts(found: "dict[str, int]") -> str:
    """The total and each kind with its count, the commonest first."""
    kinds = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return f"{sum(found.values())}: " + ", ".join(f"{name} {count}" for name, count in kinds)


def command_explain(options: argparse.Namespace) -> int:
    """`jishi explain`: prints the explanation of a text or of an article's sentence."""
    from jishi.explain import explainer
    from jishi.read import make_reader, read_bytes, reading_knowledge

    if (options.text is None) == (options.file is None):
        raise ConfigError("explain takes either a text or --file F")
    config = make_config(gather(options))
    resources = load_resources()
    if options.file is not None:
        document = make_reader(resources)(options.file)
    else:
        data = options.text.encode("utf-8", errors="replace")
        document = read_bytes(data, name="text", format="plain", knowledge=reading_knowledge(resources))
    if options.why_not is not None:
        from jishi.why_not import why_not

        print(why_not(resources, config)(document, options.why_not))
    if options.html is not None:
        write_explanation(document, resources, config, options.html)
    elif options.why_not is None:
        print(explainer(resources, config)(document, options.sentence))
    return 0


def write_explanation(document: Document, resources: Resources, config: Config, path: Path) -> None:
    """Writes the explanation of a document as one HTML file."""
    from jishi.explain import document_tracer
    from jishi.explain_page import make_page, rule_files
    from jishi.resources.load import FOLDER

    page = make_page(document_tracer(resources, config)(document), rule_files(resources, FOLDER))
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error
    print(f"explained in  {path}")


def command_check(options: argparse.Namespace) -> int:
    """`jishi check`: prints how much there is, or the first problem."""
    resources = load_resources(options.resources) if options.resources else load_resources()
    triggers = sum(len(rule.triggers) for rule in resources.rules)
    print(
        f"resources are fine: {len(resources.lexicon)} names, {sum(map(len, resources.words.values()))} words in "
        f"{len(resources.words)} classes, {len(resources.patterns)} patterns, {len(resources.rules)} event rules with "
        f"{triggers} triggers, {len(resources.cues)} cues, {len(resources.relations)} relations"
    )
    return 0
