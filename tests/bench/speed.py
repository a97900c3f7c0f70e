"""Time and memory of `jishi run`, and of the pipeline alone, beside jieba.posseg on the same text, in one go.

    python tests/bench/speed.py corpus/raw [--repeat 5] [--documents 1000] [--documents 100000] [--out outputs/bench.md]

Every measurement is a process of its own, and the programs take turns, so that a slow minute hits them all.
jieba.posseg gets the clean text twice: in Simplified characters, as the pipeline's segmenter gets it, and as it is. It
is many times slower on Traditional text, so the first is what the ratios compare with. Then runs over many short
articles, made of the corpus, show whether memory and time a document stay what they are.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import vary

ENOUGH = 200_000  # characters of clean text
REPEAT = 5
REFERENCE = "jieba.posseg, Simplified text"
SEGMENTERS = ("jieba", "rjieba")
# Linux counts kilobytes, macOS bytes.
MEGABYTE = 1024**2 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Measurement:
    """One process: seconds from start to end, until it was ready, and of its work alone; peak memory in MB."""

    whole: float
    memory: float
    ready: float | None = None
    work: float | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """What is measured: its name in the report and the arguments to Python."""

    name: str
    arguments: tuple[str, ...]


def main() -> None:
    """Measures and writes the report."""
    options = parser().parse_args()
    if options.child:
        CHILDREN[options.child](*options.paths)
        return
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        characters, articles = json.loads(start(child("prepare", work, *options.paths))[0])
        programs = list(make_programs(work))
        found: dict[str, list[Measurement]] = {program.name: [] for program in programs}
        for _ in range(options.repeat):
            for program in programs:
                found[program.name].append(measure(program.arguments))
        scale = [
            (documents, measure_many(work, options.paths, documents, options.characters))
            for documents in options.documents
        ]
    lines = [*report_lines(found, characters, articles, options.repeat), *scale_lines(scale)]
    report = "\n".join(lines) + "\n"
    sys.stdout.write(report)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(report, encoding="utf-8")


def parser() -> argparse.ArgumentParser:
    """The options; `--child` is for the processes that this one starts."""
    top = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    top.add_argument("paths", nargs="+", metavar="PATH", help="articles and folders, as for jishi run")
    top.add_argument("--repeat", type=int, default=REPEAT, metavar="N", help=f"measurements of each (default {REPEAT})")
    top.add_argument(
        "--documents", type=int, action="append", default=[], metavar="N", help="a run over so many; repeat for more"
    )
    top.add_argument("--characters", type=int, default=400, metavar="N", help="of each of those, about (default 400)")
    top.add_argument("--out", type=Path, metavar="FILE.md", help="write the report there as well")
    top.add_argument("--child", choices=CHILDREN, help=argparse.SUPPRESS)
    return top


def child(kind: str, *arguments: object) -> tuple[str, ...]:
    """The arguments to Python that start this file as a child."""
    return (__file__, "--child", kind, *map(str, arguments))


def make_programs(work: Path) -> Iterator[Program]:
    """What is compared, in the order of measurement."""
    for name in SEGMENTERS:
        run = ("-m", "jishi", "run", str(work / "articles"), "--out", str(work / f"run-{name}"), "--segmenter", name)
        yield Program(f"jishi run, {name}", run)
        yield Program(f"jishi run, {name}, 2 jobs", (*run[:-1], name, "--jobs", "2"))
        yield Program(f"pipeline alone, {name}", child("pipeline", work, name))
    yield Program(REFERENCE, child("posseg", work, "folded"))
    yield Program("jieba.posseg, text as it is", child("posseg", work, "text"))


def start(arguments: Sequence[str]) -> tuple[str, float, float]:
    """What the process printed, the seconds it took, and its peak memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = process.stdout, process.stderr
    assert output is not None
    assert errors is not None
    printed, complaints = output.read(), errors.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    output.close()
    errors.close()
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{complaints}")
    return printed, seconds, usage.ru_maxrss / MEGABYTE


def measure(arguments: Sequence[str]) -> Measurement:
    """One process; what it knows itself is the JSON object on its last line."""
    began = time.time()
    printed, seconds, memory = start(arguments)
    last = printed.splitlines()[-1]
    if not last.startswith("{"):
        return Measurement(seconds, memory)
    clock = json.loads(last)
    return Measurement(seconds, memory, clock["ready"] - began, clock["done"] - clock["ready"])


def measure_many(work: Path, paths: Sequence[str], documents: int, characters: int) -> Measurement:
    """A run over that many short articles of about so many characters."""
    vary.write(Path(paths[0]), work / f"many-{documents}", documents, characters)
    run = ("run", str(work / f"many-{documents}"), "--out", str(work / "many-run"), "--segmenter", "rjieba")
    found = measure(("-m", "jishi", *run, "--format", "csv"))
    shutil.rmtree(work / f"many-{documents}")
    shutil.rmtree(work / "many-run")
    return found


def scale_lines(scale: Sequence[tuple[int, Measurement]]) -> Iterator[str]:
    """The table of the runs over many articles."""
    if not scale:
        return
    yield ""
    yield "Runs over short articles, rjieba, CSV only:"
    yield ""
    yield "| articles | seconds | articles a second | peak memory |"
    yield "|---|---|---|---|"
    for documents, one in scale:
        yield f"| {documents:,} | {one.whole:.1f} | {documents / one.whole:.1f} | {one.memory:.0f} MB |"


def tell(value: object) -> None:
    """Tells the parent."""
    sys.stdout.write(json.dumps(value) + "\n")


def prepare(work: str, *paths: str) -> None:
    """Copies the articles until there are enough characters, and writes their clean texts; prints how much there is."""
    from jishi.read import find_inputs, make_reader
    from jishi.resources import load_resources

    read, folder = make_reader(load_resources()), Path(work) / "articles"
    folder.mkdir()
    files = find_inputs([Path(path) for path in paths])
    texts: dict[str, list[str]] = {"text": [], "folded": []}
    number = 0
    while sum(map(len, texts["text"])) < ENOUGH:
        number += 1
        for file in files:
            document = read(file)
            texts["text"].append(document.text)
            texts["folded"].append(document.folded)
            # A copy would not be processed, so each has a line of its own.
            data = file.read_bytes() + f"\n\n第{number}份。\n".encode()
            (folder / f"{file.stem}-{number}{file.suffix}").write_bytes(data)
    for name, each in texts.items():
        (Path(work) / f"{name}.json").write_text(json.dumps(each), encoding="utf-8")
    tell([sum(map(len, texts["text"])), len(texts["text"])])


def pipeline(work: str, segmenter: str) -> None:
    """The stages alone, those of a run by default, over articles that were read before the clock starts."""
    from jishi.assemble import assemble
    from jishi.batch.worker import settle
    from jishi.config import Config
    from jishi.read import find_inputs, make_reader
    from jishi.recognize import MODEL, RULES, available
    from jishi.resources import load_resources

    resources = load_resources()
    recognizers = (RULES, MODEL) if available() else (RULES,)
    stage = assemble(resources, Config(segmenter=segmenter, recognizers=recognizers))
    settle()
    ready = time.time()
    documents = list(map(make_reader(resources), find_inputs([Path(work) / "articles"])))
    reading = time.time() - ready
    for document in documents:
        stage(document)
    tell({"ready": ready, "done": time.time() - reading})


def posseg(work: str, name: str) -> None:
    """jieba.posseg over the clean texts of that name, paragraph by paragraph."""
    import logging
    import warnings

    warnings.simplefilter("ignore")
    import jieba.posseg

    jieba.setLogLevel(logging.ERROR)
    texts = json.loads((Path(work) / f"{name}.json").read_text(encoding="utf-8"))
    jieba.initialize()
    ready = time.time()
    for text in texts:
        for paragraph in text.splitlines():
            for _ in jieba.posseg.cut(paragraph):
                pass
    tell({"ready": ready, "done": time.time()})


CHILDREN: Mapping[str, Callable[..., None]] = {"prepare": prepare, "pipeline": pipeline, "posseg": posseg}


def report_lines(
    found: Mapping[str, Sequence[Measurement]], characters: int, articles: int, repeat: int
) -> Iterator[str]:
    """The report as Markdown."""
    yield f"{articles} articles, {characters:,} characters of clean text, {repeat} processes each, in turns;"
    yield f"Python {platform.python_version()}, {os.cpu_count()} cores. Characters a second: median (lowest to highest)"
    yield ""
    yield "| program | whole process | × posseg | after loading | × posseg | ready after | peak memory |"
    yield "|---|---|---|---|---|---|---|"
    whole = {name: [characters / one.whole for one in each] for name, each in found.items()}
    work = {name: [characters / one.work for one in each if one.work] for name, each in found.items()}
    for name, each in found.items():
        ready = [one.ready for one in each if one.ready is not None]
        cells = [
            name,
            spread(whole[name]),
            ratio(whole[name], whole[REFERENCE]),
            spread(work[name]),
            ratio(work[name], work[REFERENCE]),
            f"{median(ready):.2f} s" if ready else "",
            f"{median(one.memory for one in each):.0f} MB",
        ]
        yield f"| {' | '.join(cells)} |"


def spread(values: Sequence[float]) -> str:
    """The median with the lowest and the highest."""
    return f"{median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})" if values else ""


def ratio(values: Sequence[float], reference: Sequence[float]) -> str:
    """How many times as fast as the reference."""
    return f"{median(values) / median(reference):.2f}" if values else ""


if __name__ == "__main__":
    main()
