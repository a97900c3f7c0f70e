"""What the READMEs say is so: commands and snippets run and print what is shown, samples and tables hold."""

import csv
import re
import shlex
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from jishi.batch import RUN_FILES
from jishi.cli import main
from jishi.document import Quantity, Stage
from jishi.io.tables import JOIN, ROLES, value_text
from jishi.read import SUFFIXES, read_bytes, reading_knowledge
from jishi.resources import Resources, load_resources
from jishi.settings import read_settings

ROOT = Path(__file__).parent.parent
RESOURCES = ROOT / "pipeline" / "jishi" / "resources"
READMES = ("README.md", "README.zh.md")
FENCE = re.compile(r"^```(?P<language>[a-z]+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)#:]+)\)")
CUT = "…"
ACTIVATE = ". .venv/bin/activate"
# the file of each thing that the worked example adds, in the order of its blocks
ADDITIONS = ("lexicons/place.tsv", "patterns/unit.toml", "events/force.toml")
SAMPLE = "type trigger agent patient place destination time quantity polarity modality source"
Capture = pytest.CaptureFixture[str]


@dataclass(frozen=True, slots=True)
class Block:
    """A code block and its language."""

    language: str
    code: str


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str) -> list[Block]:
    return [Block(match["language"], match["code"]) for match in FENCE.finditer(text_of(name))]


def table(name: str, *, columns: int, known: str) -> list[list[str]]:
    """The rows, without the head, of the first table of that many columns in which a row begins with the known cell."""
    for lines in re.findall(r"(?:^\|.*\|\n)+", text_of(name), re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in lines.splitlines()]
        if len(rows[0]) == columns and known in (row[0] for row in rows):
            return rows[2:]
    raise AssertionError(f"{name} has no table with {known}")


def events(folder: Path) -> list[dict[str, str]]:
    with (folder / "events.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def missing(shown: str, printed: str) -> list[str]:
    """The shown lines that were not printed in that order; what was cut out is marked."""
    rest = iter([line.strip() for line in printed.splitlines()])
    return [line for line in shown.splitlines() if line != CUT and line.strip() not in rest]


@pytest.fixture(scope="module")
def richer(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    """The resources with what the worked example adds."""
    folder = tmp_path_factory.mktemp("richer") / "resources"
    shutil.copytree(RESOURCES, folder)
    added = [block for block in blocks(READMES[0]) if block.language in ("tsv", "toml")]
    for name, block in zip(ADDITIONS, added, strict=True):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        head, *rows = text.splitlines()
        if block.language == "tsv":
            text = "\n".join([head, *sorted([*rows, block.code.strip()]), ""])
        else:
            text += f"\n{block.code}"
        path.write_text(text, encoding="utf-8")
    return load_resources(folder)


@pytest.fixture
def checkout(tmp_path: Path, resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the articles; we are in it, and commands get the shipped resources without reading them again."""
    monkeypatch.setattr("jishi.cli.load_resources", lambda: resources)
    for name in ("raw", "gold"):
        shutil.copytree(ROOT / "corpus" / name, tmp_path / "corpus" / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_line(line: str, targets: Iterable[str]) -> None:
    """Runs a shell line in this process; make is not run, but its target must be there."""
    program, *arguments = shlex.split(line)
    if program == "make":
        assert set(arguments) <= set(targets), line
    elif line != ACTIVATE:
        assert program == "jishi", line
        assert main(arguments) == 0, line


def test_blocks_run(
    checkout: Path, resources: Resources, richer: Resources, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Every command and snippet works, in order, and prints what the block behind it shows."""
    targets = re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE)
    current, ran, compared, printed = resources, 0, 0, ""
    monkeypatch.setattr("jishi.cli.load_resources", lambda: current)
    for block in blocks(READMES[0]):
        if block.language == "sh":
            for line in block.code.splitlines():
                run_line(line, targets)
                ran += 1
        elif block.language == "python":
            exec(compile(block.code, "README", "exec"), {"__name__": "readme"})
            ran += 1
        elif block.language in ("tsv", "toml"):
            current = richer
        elif printed:
            assert missing(block.code, printed) == []
            compared += 1
        output = capsys.readouterr()
        assert output.err == ""
        printed = output.out
    assert ran >= 10
    assert compared >= 4
    assert {path.name for path in (checkout / "outputs" / "two").iterdir()} >= {"events.csv", "run.json"}


def test_both_readmes_have_the_same_blocks() -> None:
    assert blocks(READMES[0]) == blocks(READMES[1])
    assert {block.language for block in blocks(READMES[0])} == {"text", "sh", "python", "tsv", "toml"}


def test_worked_example_adds_something(resources: Resources, richer: Resources) -> None:
    assert len(richer.lexicon) == len(resources.lexicon) + 1
    assert len(richer.patterns) == len(resources.patterns) + 1
    assert len(richer.rules) == len(resources.rules) + 1


def test_mistake_is_named_as_shown(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "resources"
    shutil.copytree(RESOURCES, folder)
    rule = blocks(READMES[0])[[block.language for block in blocks(READMES[0])].index("toml") + 1].code
    with (folder / ADDITIONS[-1]).open("a", encoding="utf-8") as file:
        file.write("\n" + rule.replace('["object", "at"]', '["objekt", "at"]'))
    assert main(["check", "--resources", str(folder)]) == 2
    message = capsys.readouterr().err.strip().removeprefix("jishi: ")
    assert all(f"`{message}`" in text_of(name) for name in READMES)


@pytest.mark.parametrize("name", READMES)
def test_sample_rows(name: str, corpus_run: Path) -> None:
    head = SAMPLE.split()
    assert f"| {' | '.join(head)} |" in text_of(name)
    shown = table(name, columns=len(head), known="DEFEAT")
    found = [[row[column] for column in head] for row in events(corpus_run)]
    assert len(shown) == 8
    assert [row for row in shown if row not in found] == []


def test_picture(corpus_run: Path) -> None:
    """Its events are those of its sentence, and what it says of each is so; plain attributes are left out."""
    picture = blocks(READMES[0])[0].code
    sentence = re.search(r"^sentence +(.*)$", picture, re.MULTILINE)
    assert sentence is not None
    rows = [row for row in events(corpus_run) if row["sentence"] == sentence[1]]
    shown = re.findall(r"^(?:events)? +([A-Z]+) (\w+)  (.*)$", picture, re.MULTILINE)
    assert [(row["type"], row["trigger"]) for row in rows] == [(kind, trigger) for kind, trigger, _ in shown]
    for row, (_, _, details) in zip(rows, shown, strict=True):
        assert dict(pair.split("=") for pair in details.split()) == said(row)


def said(row: Mapping[str, str]) -> dict[str, str]:
    """What is worth saying of an event in the picture."""
    return {
        column: row[column] for column in ("modality", *ROLES, "source", "time") if row[column] not in ("", "actual")
    }


@pytest.mark.parametrize("name", READMES)
def test_run_folder(name: str, corpus_run: Path) -> None:
    listed = {row[0].strip("`") for row in table(name, columns=2, known="`events.csv`")}
    assert listed == {path.name for path in corpus_run.iterdir()} == RUN_FILES


@pytest.mark.parametrize("name", READMES)
def test_types_and_their_words(name: str, resources: Resources) -> None:
    rows = table(name, columns=5, known="ATTACK")
    words = {(rule.type, word) for rule in resources.rules for word in rule.triggers}
    assert [row[0] for row in rows] == list(resources.schema.types)
    assert [(row[0], word) for row in rows for word in row[2].split() if (row[0], word) not in words] == []


@pytest.mark.parametrize("name", READMES)
def test_roles_are_named(name: str, resources: Resources) -> None:
    text = text_of(name)
    assert [role for role in resources.schema.roles if role not in text] == []


@pytest.mark.parametrize("name", READMES)
def test_values(name: str, resources: Resources, pipeline: Stage) -> None:
    rows = table(name, columns=2, known="3月16日")
    text = "，".join(surface for surface, _ in rows) + "。"
    data = text.encode()
    document = pipeline(read_bytes(data, name="values", format="plain", knowledge=reading_knowledge(resources)))
    values = [value_text(mention) for mention in document.mentions if mention.value is not None]
    assert values == [value.strip("`") for _, value in rows]
    units = [mention.value.unit for mention in document.mentions if isinstance(mention.value, Quantity)]
    assert units[:1] == ["名"]


@pytest.mark.parametrize("name", READMES)
def test_errors(name: str, checkout: Path, capsys: Capture) -> None:
    rows = table(name, columns=2, known="`jishi run nowhere`")
    assert len(rows) >= 3
    for command, message in rows:
        assert main(shlex.split(command.strip("`"))[1:]) == 2
        assert capsys.readouterr().err == message.strip("`") + "\n"
    assert [path.name for path in checkout.iterdir()] == ["corpus"]


@pytest.mark.parametrize("name", READMES)
def test_settings_are_real(name: str, tmp_path: Path) -> None:
    """The configuration file that is shown is one; its block is no part of the worked example."""
    match = re.search(r"^```TOML\n(.*?)^```$", text_of(name), re.MULTILINE | re.DOTALL)
    assert match is not None
    (tmp_path / "jishi.toml").write_text(match[1], encoding="utf-8")
    assert read_settings(tmp_path / "jishi.toml")["jobs"] == 4


@pytest.mark.parametrize("name", READMES)
def test_kinds_of_input(name: str) -> None:
    rows = table(name, columns=3, known="`wiki-markdown`")
    listed = {suffix: row[0].strip("`") for row in rows for suffix in re.findall(r"`(\.\w+)`", row[1])}
    assert listed == SUFFIXES


@pytest.mark.parametrize("name", READMES)
def test_options_are_real(name: str, capsys: Capture) -> None:
    named = set(re.findall(r"--[a-z]+", text_of(name)))
    real: set[str] = set()
    for command in (
        "run",
        "config",
        "explain",
        "check",
        "rules",
        "spark",
        "load",
        "export",
        "gold export",
        "gold import",
    ):
        with pytest.raises(SystemExit):
            main([*command.split(), "--help"])
        real |= set(re.findall(r"--[a-z]+", capsys.readouterr().out))
    assert named == real - {"--help"}


@pytest.mark.parametrize("name", [*READMES, "corpus/README.md", "models/README.md"])
def test_links_lead_somewhere(name: str) -> None:
    targets = {match["target"] for match in LINK.finditer(text_of(name))}
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []
    assert targets or name == "models/README.md"


def test_the_joint_is_as_shown() -> None:
    """Several fillers of a role stand in one cell, joined by this."""
    assert all(f"`{JOIN}`" in text_of(name) for name in READMES)
