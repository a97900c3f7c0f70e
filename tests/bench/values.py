"""Compares times and quantities with other tools: right span and value, wrong values apart from missing ones, speed.

    python tests/bench/values.py [--gold FOLDER ...] [--peers PYTHON] [--repeat 5] [--out outputs/bench-values.md]

PYTHON is an interpreter with jionlp==1.5.29, recognizers-text-suite, cn2an, emoji==1.7.0 and setuptools<81; it need not
have jishi. A FOLDER holds gold articles, as JSON (text, date, mentions) or as the .ann files of corpus/gold.
A value counts as days: 1934-01 is the 1st to the 31st, however a tool writes it. For context a peer is told the
article's year or the first year in the text. A peer's quantity is right if its number is.
Speed is text by processor time. The programs take turns, so that a slow minute hits them all, and the ratio is the
median over the turns; in each turn a tool is a process of its own that reads every article for the first time.
"""

import argparse
import csv
import json
import re
import subprocess
import sys
import time
from calendar import monthrange
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

Found = list[tuple[int, int, list[str]]]
SPEC = Path(__file__).parent.parent / "spec"
SEASONS = {"21": ("03-01", "05-31"), "22": ("06-01", "08-31"), "23": ("09-01", "11-30"), "24": ("12-01", "12-31")}
KINDS = {"jishi": "time quantity", "jionlp": "time", "recognizers-text": "time quantity", "cn2an": "quantity"}
MARK = re.compile(r"\[(?P<surface>[^\[\]]+?) (?:(?P<label>[A-Z]+)|-)(?P<value> [^\[\]]+)?\]")
HEAD = (
    "# Times and quantities beside other tools",
    "",
    "Wrong is a value that is not the one wanted, or one where none is wanted. cn2an is handed the numerals to read.",
    "Slower: processor time as a multiple of this project's on the same texts, median over the turns.",
    "",
    "| texts | kind | tool | right | share | wrong | missing | characters/s | slower |",
    "|---|---|---|---|---|---|---|---|---|",
)
WARM_UP = "1934年1月，约三千人。次日，光绪二十年七月初一，三天后，两个星期。"
PEERS = ("jionlp", "recognizers-text", "cn2an")


def days(value: str) -> str:
    """First and last day of an EDTF value; what has none (durations, open and unknown parts, numbers) as it is."""
    value = value.replace("~", "")
    parts = value.split("/")
    ends = [ends_of(part) for part in parts]
    if len(parts) > 2 or None in ends:
        return value
    return f"{ends[0][0]}/{ends[-1][1]}"  # type: ignore[index]


def ends_of(part: str) -> tuple[str, str] | None:
    """First and last day of one EDTF date, None if it is not that simple."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", part):
        return part[:16], part[:16]
    if match := re.fullmatch(r"(\d{4})-(2[1-4])", part):
        first, last = SEASONS[match[2]]
        return f"{match[1]}-{first}", f"{match[1]}-{last}"
    if re.fullmatch(r"\d{4}-(0\d|1[0-2])", part):
        return f"{part}-01", f"{part}-{monthrange(int(part[:4]), int(part[5:]))[1]}"
    if re.fullmatch(r"\d{4}", part):
        return f"{part}-01-01", f"{part}-12-31"
    if re.fullmatch(r"\d{2,3}X{1,2}", part) and len(part) == 4:
        return f"{part.replace('X', '0')}-01-01", f"{part.replace('X', '9')}-12-31"
    return None


def spec_rows(kind: str) -> Iterator[dict[str, Any]]:
    """The rows of a spec table as tasks: text, year, expected spans with values."""
    with (SPEC / f"{kind}.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            start = row["text"].rfind(row["span"]) if row["span"] else 0
            want = [[start, start + len(row["span"]), row["value"]]] if row["span"] else []
            yield {"kind": kind, "text": row["text"], "date": row["anchor"], "want": want, "all": not row["span"]}


def gold_rows(folder: Path, kind: str) -> Iterator[dict[str, Any]]:
    """The gold articles as tasks; every mention of the kind is wanted."""
    golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    golds += [read_annotation(path) for path in sorted(folder.glob("*.ann"))]
    for gold in golds:
        want = [
            [m["start"], m["end"], m["value"]] for m in gold["mentions"] if m["label"] == kind.upper() and m["value"]
        ]
        yield {"kind": kind, "text": gold["text"], "date": gold.get("date") or "", "want": want, "all": False}


def read_annotation(path: Path) -> dict[str, Any]:
    """Text, date and mentions of an .ann file: [surface LABEL value], > events, # headers; paragraphs end blank."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
    date = re.search(r"^# date: *(?P<date>\S+)", head, re.MULTILINE)
    paragraphs = re.split(r"\n\n+", re.sub(r"^[>#].*\n?", "", body, flags=re.MULTILINE).strip("\n"))
    marked = "\n".join(paragraph.replace("\n", "") for paragraph in paragraphs)
    text, mentions, position = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[position : match.start()]
        start, position = len(text), match.end()
        text += match["surface"]
        value = (match["value"] or "").strip()
        mentions.append({"start": start, "end": len(text), "label": match["label"], "value": value})
    return {"text": text + marked[position:], "date": date["date"] if date else "", "mentions": mentions}


def year_of(task: dict[str, Any]) -> int:
    """The year a peer is told: the article's, else the first in the text, else one in the middle of it all."""
    found = re.search(r"\d{4}", task["date"]) or re.search(r"(?<!\d)1[789]\d\d(?=年)", task["text"])
    return int(found[0]) if found else 1934


def serve_jishi() -> Callable[[dict[str, Any]], Found]:
    """This project."""
    import opencc

    from jishi.document import Quantity, Time
    from jishi.resolve import value_finder
    from jishi.resources import load_resources

    resources, fold = load_resources(), opencc.OpenCC("t2s").convert
    finders = {"time": value_finder(resources, "TIME"), "quantity": value_finder(resources, "QUANTITY")}

    def run(task: dict[str, Any]) -> Found:
        text, found = task["text"], []
        for mention in finders[task["kind"]](text, task["date"] or None, fold(text)):
            value, text_value = mention.value, ""
            if isinstance(value, Time):
                text_value = value.edtf or value.duration or ""
            elif isinstance(value, Quantity):
                low, high = (
                    ("" if end is None else f"{end:.6f}".rstrip("0").rstrip(".")) for end in (value.low, value.high)
                )
                text_value = low if low == high else f"{low}..{high}"
            found.append((mention.span.start, mention.span.end, [text_value] if text_value else []))
        return found

    return run


def serve_jionlp() -> Callable[[dict[str, Any]], Found]:
    """JioNLP's time extractor; it has no extractor of counts."""
    import jionlp

    def run(task: dict[str, Any]) -> Found:
        if task["kind"] == "quantity":
            return []
        found: Found = []
        for item in jionlp.ner.extract_time(task["text"], time_base={"year": year_of(task), "month": 1, "day": 1}):
            value = item["detail"]["time"]
            if isinstance(value, list):
                ends = [str(end)[:10] for end in value]
                exact = str(value[0])[:16].replace(" ", "T") if value[0] == value[-1] else ends[0]
                values = ["/".join(ends), f"{exact}/{exact}"]
            else:
                units = {"year": "Y", "month": "M", "week": "W", "day": "D", "hour": "H", "minute": "M"}
                values = [
                    ("PT" if unit in {"hour", "minute"} else "P") + f"{number:g}{units[unit]}"
                    for unit, number in value.items()
                    if unit in units and isinstance(number, (int, float))
                ]
            found.append((*item["offset"], values))
        return found

    return run


def serve_recognizers() -> Callable[[dict[str, Any]], Found]:
    """Microsoft's Recognizers-Text; any of its readings may be the right one."""
    from datetime import datetime

    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number
    from recognizers_suite import Culture

    def run(task: dict[str, Any]) -> Found:
        if task["kind"] == "quantity":
            items = recognize_number(task["text"], Culture.Chinese)
            return [(r.start, r.end + 1, [str(r.resolution["value"])] if r.resolution else []) for r in items]
        items = recognize_datetime(task["text"], Culture.Chinese, reference=datetime(year_of(task), 6, 1))
        found: Found = []
        for item in items:
            values: list[str] = []
            for reading in (item.resolution or {}).get("values", []):
                values.append(reading.get("timex", ""))
                values.append(reading.get("value", ""))
                values.append(f"{reading.get('start', '')}/{reading.get('end', '')}")
            found.append((item.start, item.end + 1, values))
        return found

    return run


def serve_cn2an() -> Callable[[dict[str, Any]], Found]:
    """cn2an reads numerals and finds none: it is handed the numeral of each wanted span."""
    import cn2an

    def run(task: dict[str, Any]) -> Found:
        found: Found = []
        for start, end, _ in task["want"] if task["kind"] == "quantity" else ():
            numeral = re.search(r"[0-9.,零一二两三四五六七八九十百千万亿几数]+", task["text"][start:end])
            try:
                found.append((start, end, [f"{cn2an.cn2an(numeral[0], 'smart'):g}" if numeral else ""]))
            except (ValueError, IndexError):
                continue
        return found

    return run


SERVERS = {
    "jishi": serve_jishi,
    "jionlp": serve_jionlp,
    "recognizers-text": serve_recognizers,
    "cn2an": serve_cn2an,
}


def serve(name: str) -> None:
    """Reads tasks as JSON from standard input and writes what the tool finds, with the processor seconds it took."""
    tasks = json.load(sys.stdin)
    run = SERVERS[name]()
    # Whatever is loaded at the first use, such as calendars, is loaded before the clock starts.
    run({"kind": tasks[0]["kind"], "text": WARM_UP, "date": "1934", "want": [], "all": False})
    answers, started = [], time.process_time()
    for task in tasks:
        try:
            answers.append(run(task))
        except Exception:  # a peer that crashes on a text has found nothing
            answers.append([])
    json.dump({"answers": answers, "seconds": time.process_time() - started}, sys.stdout)


def judge(task: dict[str, Any], found: Found, *, exact: bool) -> Counter[str]:
    """right, wrong (a value that is not the one wanted, or one where none is wanted) and missing."""
    count: Counter[str] = Counter()
    if task["all"]:
        count["wrong" if any(values for *_, values in found) else "right"] += 1
    for start, end, value in task["want"]:
        near = [item for item in found if item[0] < end and start < item[1] and item[2]]
        if not value:
            count["wrong" if near else "right"] += 1
            continue
        fits = [item for item in near if not exact or (item[0], item[1]) == (start, end)]
        right = any(days(value) in {days(read) for read in item[2]} for item in fits)
        count["right" if right else "wrong" if near else "missing"] += 1
    return count


def ask(name: str, tasks: list[dict[str, Any]], peers: str) -> dict[str, Any] | None:
    """A tool's answers and seconds, None if it is not installed; some print before they answer."""
    python = sys.executable if name == "jishi" else peers
    command = [python, __file__, "--serve", name]
    result = subprocess.run(command, input=json.dumps(tasks), capture_output=True, text=True, check=False)
    line = result.stdout.rstrip().split("\n")[-1]
    return json.loads(line) if result.returncode == 0 and line.startswith("{") else None


def rows(title: str, tasks: list[dict[str, Any]], peers: str, repeat: int) -> Iterator[str]:
    """One line of the report for each tool that knows the kind."""
    kind, size = tasks[0]["kind"], sum(len(task["text"]) for task in tasks)
    names = [name for name in ("jishi", *PEERS) if kind in KINDS[name]]
    turns = [{name: ask(name, tasks, peers) for name in names} for _ in range(repeat)]
    for name in names:
        answers = [turn[name] for turn in turns]
        if answers[0] is None:
            yield f"| {title} | {kind} | {name} | not installed | | | | | |"
            continue
        exact = not (name != "jishi" and kind == "quantity")
        pairs = zip(tasks, answers[0]["answers"], strict=True)
        count = sum((judge(task, found, exact=exact) for task, found in pairs), Counter())
        total = max(sum(count.values()), 1)
        seconds = [max(answer["seconds"], 1e-9) for answer in answers if answer]
        ratio = median(
            one / turn["jishi"]["seconds"] for one, turn in zip(seconds, turns, strict=True) if turn["jishi"]
        )
        yield (
            f"| {title} | {kind} | {name} | {count['right']} of {total} | {count['right'] / total:.3f} | "
            f"{count['wrong']} | {count['missing']} | {size / median(seconds):,.0f} | {ratio:.1f} |"
        )


def main() -> int:
    """Writes the report to standard output and, if asked, to a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, nargs="*", default=[])
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--serve", choices=SERVERS)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve)
        return 0
    sets = [("own table", list(spec_rows(kind))) for kind in ("time", "quantity")]
    sets += [(str(folder), list(gold_rows(folder, kind))) for folder in args.gold for kind in ("time", "quantity")]
    lines = [*HEAD]
    for title, tasks in sets:
        if tasks:
            lines += rows(title, tasks, args.peers, args.repeat)
    report = "\n".join(lines) + "\n"
    sys.stdout.write(report)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(report, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
