"""The command line: parse, call one function, print."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from jishi import __version__
from jishi.config import FORMATS, MORE_FORMATS, RULES, Config
from jishi.errors import ConfigError, JishiError
from jishi.evaluate.command import add_commands as add_evaluation
from jishi.resources import load_resources
from jishi.values import add_commands

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
    running.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="wiki Markdown (.md), plain text (.txt), folder"
    )
    running.add_argument("--out", type=Path, metavar="DIR", help="run folder (default: outputs/<date and time>)")
    running.add_argument(
        "--format",
        action="append",
        metavar="NAME",
        help=f"only these of {', '.join((*FORMATS, *MORE_FORMATS))}; repeat or join with commas",
    )
    add_backends(running)
    add_gate(running)
    running.set_defaults(command=command_run)
    explaining = commands.add_parser("explain", help="show tokens, mentions, clauses, events, and why or why not")
    explaining.add_argument("text", nargs="?", help="a sentence or a text")
    explaining.add_argument("--file", type=Path, metavar="F", help="explain this article instead")
    explaining.add_argument("--sentence", type=int, metavar="N", help="only its sentence number N, from 1")
    add_backends(explaining)
    add_gate(explaining)
    explaining.set_defaults(command=command_explain)
    checking = commands.add_parser("check", help="validate lexicons, patterns, event rules and cues")
    checking.add_argument("--resources", type=Path, metavar="DIR", help="another resource folder")
    checking.set_defaults(command=command_check)
    add_commands(commands)
    add_evaluation(commands)
    return top


def add_backends(command: argparse.ArgumentParser) -> None:
    """The options that choose the word segmenter and further recognizers."""
    command.add_argument(
        "--segmenter",
        default="jieba",
        metavar="NAME",
        help="jieba (default), rjieba (fast), lac, hanlp:MODEL or spacy:PIPELINE",
    )
    command.add_argument(
        "--recognizer",
        action="append",
        metavar="NAME",
        help="rules (always), model or model:DIR (model is the default where it is there), lac, hanlp:MODEL, "
        "spacy:PIPELINE: asked where the rules are silent; repeat or join with commas",
    )


def chosen_recognizers(parts: Sequence[str] | None) -> tuple[str, ...]:
    """Those asked for; else the rules and, where it is there, the model that comes with Jishi."""
    from jishi.recognize import available

    if parts is None:
        return (RULES, "model") if available() else (RULES,)
    return listed(parts, (RULES,))


def listed(parts: Sequence[str] | None, default: tuple[str, ...]) -> tuple[str, ...]:
    """The names of an option that may be repeated and joined with commas."""
    return tuple(name for part in parts or default for name in part.split(",") if name)


def add_gate(command: argparse.ArgumentParser) -> None:
    """The option that lets sentences off the subject tell events."""
    command.add_argument(
        "--every-sentence", action="store_true", help="look for events also where nothing tells of war"
    )


def command_run(options: argparse.Namespace) -> int:
    """`jishi run`: prints a summary and where to look."""
    from jishi.batch import run

    config = Config(
        segmenter=options.segmenter,
        recognizers=chosen_recognizers(options.recognizer),
        formats=listed(options.format, FORMATS),
        gate=not options.every_sentence,
    )
    folder = options.out or OUTPUTS / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    summary = run(options.paths, folder, load_resources(), config)
    rate = summary.characters / summary.seconds if summary.seconds else 0.0
    print(f"articles    {summary.documents}, {summary.characters} characters, {rate:,.0f} characters a second")
    print("mentions    " + counts(summary.mentions))
    print("events      " + counts(summary.events))
    for failure in summary.failures:
        print(f"failed      {failure.path}: {failure.reason}", file=sys.stderr)
    print(f"results in  {summary.folder}/")
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
    config = Config(options.segmenter, chosen_recognizers(options.recognizer), gate=not options.every_sentence)
    resources = load_resources()
    if options.file is not None:
        document = make_reader(resources)(options.file)
    else:
        data = options.text.encode("utf-8", errors="replace")
        document = read_bytes(data, name="text", format="plain", knowledge=reading_knowledge(resources))
    print(explainer(resources, config)(document, options.sentence))
    return 0


def command_check(options: argparse.Namespace) -> int:
    """`jishi check`: prints how much there is, or the first problem."""
    resources = load_resources(options.resources) if options.resources else load_resources()
    triggers = sum(len(rule.triggers) for rule in resources.rules)
    print(
        f"resources are fine: {len(resources.lexicon)} names, {sum(map(len, resources.words.values()))} words in "
        f"{len(resources.words)} classes, {len(resources.patterns)} patterns, {len(resources.rules)} event rules with "
        f"{triggers} triggers, {len(resources.cues)} cues"
    )
    return 0
