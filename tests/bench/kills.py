"""Kills a run at random moments until it is done, and counts what is lost or doubled.

    python tests/bench/kills.py corpus/raw [--kills 50] [--documents 400] [--minutes M] [--out outputs/kills.md]

Each round starts from nothing, and is killed and taken up again with `--resume` until it ends by itself; then every
file is compared with that of a run that nobody disturbed. With `--minutes` rounds go on for that long.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import vary

KILLS = 50


@dataclass(slots=True)
class Tally:
    """What happened in all rounds."""

    rounds: int = 0
    kills: int = 0
    lost: int = 0
    doubled: int = 0
    other: int = 0


def main() -> None:
    """Runs, kills, compares, reports."""
    top = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    top.add_argument("corpus", type=Path)
    top.add_argument("--kills", type=int, default=KILLS, metavar="N")
    top.add_argument("--documents", type=int, default=400, metavar="N")
    top.add_argument("--minutes", type=float, metavar="M")
    top.add_argument("--seed", type=int, default=1)
    top.add_argument("--out", type=Path, metavar="FILE.md")
    options = top.parse_args()
    dice, tally, began = random.Random(options.seed), Tally(), time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        vary.write(options.corpus, work / "in", options.documents, 300)
        seconds = undisturbed(work)
        while wanted(tally, options.kills, options.minutes, began):
            shutil.rmtree(work / "out", ignore_errors=True)
            one_round(work, dice, tally, seconds)
            compare(work / "whole", work / "out", tally)
    report = "\n".join(report_lines(tally, options.documents, time.monotonic() - began)) + "\n"
    sys.stdout.write(report)
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(report, encoding="utf-8")
    sys.exit(bool(tally.lost or tally.doubled or tally.other))


def wanted(tally: Tally, kills: int, minutes: float | None, began: float) -> bool:
    """True until there were enough kills, or enough time has passed."""
    return tally.kills < kills if minutes is None else time.monotonic() - began < 60 * minutes


def command(work: Path, name: str, *more: str) -> list[str]:
    """A run into the folder of that name."""
    return [sys.executable, "-m", "jishi", "run", str(work / "in"), "--out", str(work / name), "--quiet", *more]


def undisturbed(work: Path) -> float:
    """The seconds of a run that nobody disturbs."""
    began = time.monotonic()
    subprocess.run(command(work, "whole"), check=True)
    return time.monotonic() - began


def one_round(work: Path, dice: random.Random, tally: Tally, seconds: float) -> None:
    """Kills the run, and its processes at times, until it ends by itself."""
    tally.rounds += 1
    while True:
        jobs = dice.choice(["1", "2"])
        process = subprocess.Popen(command(work, "out", "--resume", "--jobs", jobs), start_new_session=True)
        try:
            process.wait(dice.uniform(0.2, seconds))
        except subprocess.TimeoutExpired:
            tally.kills += 1
            # The whole group, or the first process alone: then the others have to notice.
            (os.killpg if dice.random() < 0.5 else os.kill)(process.pid, signal.SIGKILL)
            process.wait()
            continue
        if process.returncode:
            raise SystemExit(f"the run ended with {process.returncode}")
        return


def compare(whole: Path, out: Path, tally: Tally) -> None:
    """Counts rows that one has and the other has not; run.json is compared without its timing."""
    for path in sorted(whole.iterdir()):
        one, other = path.read_bytes(), (out / path.name).read_bytes()
        if path.name == "run.json":
            records = [json.loads(data) for data in (one, other)]
            tally.other += any(records[0][key] != records[1][key] for key in records[0].keys() - {"timing"})
            continue
        rows, found = Counter(one.splitlines()), Counter(other.splitlines())
        tally.lost += (rows - found).total()
        tally.doubled += (found - rows).total()
        tally.other += one != other and rows == found


def report_lines(tally: Tally, documents: int, seconds: float) -> list[str]:
    """The report as Markdown."""
    return [
        f"{documents} articles; a run is killed at random moments and taken up again until it is done.",
        "",
        "| rounds | kills | rows lost | rows doubled | files otherwise different | minutes |",
        "|---|---|---|---|---|---|",
        f"| {tally.rounds} | {tally.kills} | {tally.lost} | {tally.doubled} | {tally.other} | {seconds / 60:.1f} |",
    ]


if __name__ == "__main__":
    main()
