"""The loader refuses what cannot be used and says where: file, rule, problem."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jishi.cli import main
from jishi.errors import ResourceError
from jishi.read import fold
from jishi.resources import Resources, load_resources
from jishi.resources.load import FOLDER

Break = Callable[[str, str], None]

PATTERN = """
[[rule]]
id = "place.made"
label = "PLACE"
pattern = '新城'
examples = ["新城"]
"""
EVENT = """
[[rule]]
id = "attack.made"
event = "ATTACK"
triggers = ["猛扑"]
[[rule.examples]]
text = "甲军猛扑迪化。"
patient = "迪化"
"""
CUE = """
[[cue]]
id = "polarity.made"
kind = "polarity"
value = "negative"
words = ["毫未"]
scope = "next"
examples = [{ text = "甲军毫未抵抗。", trigger = "抵抗", polarity = "negative" }]
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A resource folder with the real schema and one rule of each kind."""
    folder = tmp_path_factory.mktemp("resources") / "small"
    for name in ("words", "lexicons", "patterns", "events", "cues", "tables"):
        (folder / name).mkdir(parents=True)
    shutil.copy(FOLDER / "events" / "schema.toml", folder / "events")
    (folder / "words" / "city.tsv").write_text("word\n城\n县城\n", encoding="utf-8")
    (folder / "lexicons" / "place.tsv").write_text(
        "name\tcanonical\tkind\n迪化\t乌鲁木齐\tcity\n乌鲁木齐\t乌鲁木齐\tcity\n", encoding="utf-8"
    )
    (folder / "tables" / "eras.tsv").write_text("era\tfirst\n民国\t1912\n", encoding="utf-8")
    (folder / "patterns" / "fragments.toml").write_text("[fragments]\nnew = '新'\n", encoding="utf-8")
    (folder / "patterns" / "place.toml").write_text(PATTERN, encoding="utf-8")
    (folder / "events" / "force.toml").write_text(EVENT, encoding="utf-8")
    (folder / "cues" / "polarity.toml").write_text(CUE, encoding="utf-8")
    return folder


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    """A copy of the small folder to break."""
    return Path(shutil.copytree(small, tmp_path / "resources"))


def refusal(folder: Path) -> tuple[str, str, str]:
    """File, rule and problem of the error that the folder gives."""
    with pytest.raises(ResourceError) as caught:
        load_resources(folder)
    error = caught.value
    assert str(error) == f"{error.path.name}: {error.rule}: {error.problem}"
    assert "\n" not in str(error)
    return error.path.name, error.rule, error.problem


def test_the_small_folder_is_fine(small: Path) -> None:
    found = load_resources(small)
    assert [entry.name for entry in found.lexicon] == ["迪化", "乌鲁木齐"]
    assert found.words == {"city": ("县城", "城")}
    assert [pattern.id for pattern in found.patterns] == ["place.made"]
    assert [rule.id for rule in found.rules] == ["attack.made"]
    assert [cue.id for cue in found.cues] == ["polarity.made"]
    assert found.tables["eras"] == ({"era": "民国", "first": "1912"},)
    assert found.rules[0].roles["agent"].slots == ("subject",)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("label =", "lable = 'x'\nlabel =", "unknown keys ['lable']"),
        ("PLACE", "TOWN", "unknown label TOWN"),
        ('label = "PLACE"\n', "", "no label"),
        ("pattern = '新城'\n", "", "no pattern"),
        ("'新城'", "'{old}城'", "unknown fragment {old}"),
        ("'新城'", "'(新城'", "not a regular expression: missing ), unterminated subpattern at position 0"),
        ("'新城'", "'(?:新城)?'", "matches the empty string in ''"),
        ("'新城'", "'(?<=新)(?:市)?'", "matches the empty string in '新城'"),
        ("'新城'", "'新(?P<mention>市?)城'", "matches the empty string in '新城'"),
        ("'新城'", "1", "pattern has a value of the wrong type: 1"),
        ('examples = ["新城"]', "", "a rule needs an example"),
        ('examples = ["新城"]', "examples = []", "a rule needs an example"),
        ('examples = ["新城"]', 'examples = "新城"', "examples has a value of the wrong type: '新城'"),
        ('examples = ["新城"]', "examples = [1]", "an example is a text, not 1"),
    ],
)
def test_pattern(folder: Path, old: str, new: str, problem: str) -> None:
    assert old in PATTERN
    (folder / "patterns" / "place.toml").write_text(PATTERN.replace(old, new), encoding="utf-8")
    assert refusal(folder) == ("place.toml", "place.made", problem)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("event =", "evnet = 'x'\nevent =", "unknown keys ['evnet']"),
        ('"ATTACK"', '"PARTY"', "unknown event type PARTY"),
        ('event = "ATTACK"\n', "", "unknown event type None"),
        ('triggers = ["猛扑"]\n', "", "a rule needs triggers and an example"),
        ('["猛扑"]', '"猛扑"', "triggers has a value of the wrong type: '猛扑'"),
        ('["猛扑"]', '["猛扑", "猛扑"]', "a trigger is listed twice"),
        ("triggers =", 'subtype = "siege"\ntriggers =', "unknown subtype siege"),
        ("triggers =", 'content = "wished"\ntriggers =', "unknown content wished"),
        (
            "triggers =",
            "not_after = '[城'\ntriggers =",
            "not a regular expression: unterminated character set at position 0",
        ),
        ("triggers =", "pivot = 'yes'\ntriggers =", "pivot has a value of the wrong type: 'yes'"),
        ("triggers =", "roles.victim = {}\ntriggers =", "unknown roles ['victim']"),
        ("triggers =", "roles.agent = { from = ['behind'] }\ntriggers =", "unknown slots ['behind']"),
        ("triggers =", "roles.agent = { labels = ['TOWN'] }\ntriggers =", "unknown labels ['TOWN']"),
        ("triggers =", "roles.agent = { form = ['subject'] }\ntriggers =", "unknown keys ['form']"),
        ("triggers =", "roles.agent = 'subject'\ntriggers =", "'subject' is not a table"),
        ("patient =", "victim =", "unknown keys ['victim']"),
        ('patient = "迪化"', 'patient = "哈密"', "'哈密' is not in its example"),
        ('text = "甲军猛扑迪化。"\n', "", "an example without text"),
    ],
)
def test_event_rule(folder: Path, old: str, new: str, problem: str) -> None:
    assert old in EVENT
    (folder / "events" / "force.toml").write_text(EVENT.replace(old, new), encoding="utf-8")
    assert refusal(folder) == ("force.toml", "attack.made", problem)


def test_event_rule_without_example(folder: Path) -> None:
    (folder / "events" / "force.toml").write_text(EVENT.split("[[rule.examples]]")[0], encoding="utf-8")
    assert refusal(folder) == ("force.toml", "attack.made", "a rule needs triggers and an example")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("kind =", "knid = 'x'\nkind =", "unknown keys ['knid']"),
        ('"negative"\nwords', '"doubtful"\nwords', "unknown kind or value polarity=doubtful"),
        ('"polarity"\nvalue', '"mood"\nvalue', "unknown kind or value mood=negative"),
        ('"next"', '"page"', "unknown scope page"),
        ('scope = "next"\n', "", "unknown scope None"),
        ('words = ["毫未"]\n', "", "a cue needs words and an example"),
        ('["毫未"]', '"毫未"', "words has a value of the wrong type: '毫未'"),
        ("scope =", "not_before = '*'\nscope =", "not a regular expression: nothing to repeat at position 0"),
    ],
)
def test_cue(folder: Path, old: str, new: str, problem: str) -> None:
    assert old in CUE
    (folder / "cues" / "polarity.toml").write_text(CUE.replace(old, new), encoding="utf-8")
    assert refusal(folder) == ("polarity.toml", "polarity.made", problem)


def test_cue_without_example(folder: Path) -> None:
    (folder / "cues" / "polarity.toml").write_text(CUE.split("examples")[0], encoding="utf-8")
    assert refusal(folder) == ("polarity.toml", "polarity.made", "a cue needs words and an example")


@pytest.mark.parametrize(
    ("place", "text", "name"),
    [("patterns", PATTERN, "place.made"), ("events", EVENT, "attack.made"), ("cues", CUE, "polarity.made")],
)
def test_duplicate_id(folder: Path, place: str, text: str, name: str) -> None:
    first = next(path.name for path in sorted((folder / place).glob("*.toml")) if name in path.read_text("utf-8"))
    (folder / place / "zz.toml").write_text(text, encoding="utf-8")
    assert refusal(folder) == ("zz.toml", name, f"duplicate id, also in {first}")


@pytest.mark.parametrize("place", ["patterns/place.toml", "events/force.toml", "cues/polarity.toml"])
def test_rule_without_id(folder: Path, place: str) -> None:
    path = folder / place
    path.write_text(re.sub(r'id = "[a-z.]+"\n', "", path.read_text("utf-8")), encoding="utf-8")
    assert refusal(folder) == (path.name, "?", "no id")


@pytest.mark.parametrize(
    "place",
    ["patterns/place.toml", "patterns/fragments.toml", "events/force.toml", "events/schema.toml", "cues/polarity.toml"],
)
def test_files_that_are_no_toml(folder: Path, place: str) -> None:
    path = folder / place
    good = path.read_text("utf-8")
    path.write_text(good + "\n= 1\n", encoding="utf-8")
    name, rule, problem = refusal(folder)
    assert (name, rule) == (path.name, "file")
    assert problem.startswith("Invalid statement (at line ")
    path.write_bytes("# 甲".encode("gbk") + good.encode())
    assert refusal(folder) == (path.name, "file", "not UTF-8 (byte 2)")
    path.write_text(good + "\n[extra]\nx = 1\n", encoding="utf-8")
    name, rule, problem = refusal(folder)
    assert (name, rule) == (path.name, "file")
    assert problem == "unknown keys ['extra']"


def test_fragments(folder: Path) -> None:
    base = folder / "patterns" / "fragments.toml"
    (folder / "patterns" / "place.toml").write_text(PATTERN.replace("'新城'", "'{new}城'"), encoding="utf-8")
    assert load_resources(folder).patterns[0].regex.pattern == "(?:新)城"
    base.write_text("[fragments]\nnew = '{newer}'\nnewer = '{new}'\n", encoding="utf-8")
    assert refusal(folder) == ("place.toml", "place.made", "fragments refer to each other in a circle")
    base.write_text("[fragments]\nnew = 1\n", encoding="utf-8")
    assert refusal(folder) == ("fragments.toml", "new", "a fragment is a text, not 1")


@pytest.mark.parametrize(
    ("text", "rule", "problem"),
    [
        ("name\tcanonical\tkind\n迪化\t迪化\n", "line 2", "2 columns instead of 3: ['迪化', '迪化']"),
        ("name\tcanonical\tkind\n迪化\t迪化\tcity\n\n", "line 3", "1 columns instead of 3: ['']"),
        ("name\tcanonical\tkind\n迪化\t\t\n哈密\t\t\n迪化\t\t\n", "line 4", "empty, padded or repeated name '迪化'"),
        ("name\tcanonical\tkind\n 迪化\t\t\n", "line 2", "empty, padded or repeated name ' 迪化'"),
        ("name\tcanonical\tkind\n\t迪化\t\n", "line 2", "empty, padded or repeated name ''"),
        ("canonical\tkind\n迪化\tcity\n", "line 1", "no column name: ['canonical', 'kind']"),
        ("", "line 1", "no column name: ['']"),
    ],
)
def test_lexicon(folder: Path, text: str, rule: str, problem: str) -> None:
    (folder / "lexicons" / "place.tsv").write_text(text, encoding="utf-8")
    assert refusal(folder) == ("place.tsv", rule, problem)


def test_lexicon_of_no_label(folder: Path) -> None:
    (folder / "lexicons" / "town.tsv").write_text("name\n迪化\n", encoding="utf-8")
    assert refusal(folder) == ("town.tsv", "file", "TOWN is no label")


@pytest.mark.parametrize(
    ("text", "rule", "problem"),
    [
        ("word\n城\n城\n", "line 3", "empty or repeated word '城'"),
        ("word\n\n", "line 2", "empty or repeated word ''"),
        ("words\n城\n", "line 1", "no column word: ['words']"),
        ("\ufeffword\n城\n", "line 1", "no column word: ['\\ufeffword']"),
    ],
)
def test_words(folder: Path, text: str, rule: str, problem: str) -> None:
    (folder / "words" / "city.tsv").write_text(text, encoding="utf-8")
    assert refusal(folder) == ("city.tsv", rule, problem)


def test_table(folder: Path) -> None:
    (folder / "tables" / "eras.tsv").write_text("era\tfirst\n民国\n", encoding="utf-8")
    assert refusal(folder) == ("eras.tsv", "line 2", "1 columns instead of 2: ['民国']")


def test_schema(folder: Path) -> None:
    schema = folder / "events" / "schema.toml"
    good = schema.read_text("utf-8")
    schema.write_text(good.replace("roles.patient ", "roles.victim ", 1), encoding="utf-8")
    assert refusal(folder) == ("schema.toml", "ATTACK", "unknown roles ['victim']")
    schema.write_text(good.replace("\n[types.ATTACK]\n", '\n[types.ATTACK]\nplural = "x"\n'), encoding="utf-8")
    assert refusal(folder) == ("schema.toml", "ATTACK", "unknown keys ['plural']")
    schema.unlink()
    assert refusal(folder) == ("schema.toml", "file", "No such file or directory")


def test_line_ends_do_not_matter(folder: Path) -> None:
    before = load_resources(folder)
    path = folder / "lexicons" / "place.tsv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_resources(folder).lexicon == before.lexicon


def test_digest_is_of_names_and_contents(folder: Path, tmp_path: Path) -> None:
    first = load_resources(folder).digest
    again = Path(shutil.copytree(folder, tmp_path / "again"))
    assert load_resources(again).digest == first
    (again / "README.md").write_text("read me", encoding="utf-8")
    assert load_resources(again).digest == first
    (again / "cues" / "polarity.toml").rename(again / "cues" / "other.toml")
    assert load_resources(again).digest not in {first, load_resources(folder).digest + "x"}
    assert re.fullmatch("[0-9a-f]{64}", first)


def test_check(capsys: pytest.CaptureFixture[str], small: Path, folder: Path) -> None:
    assert main(["check"]) == 0
    assert main(["check", "--resources", str(small)]) == 0
    assert capsys.readouterr().out.splitlines()[1] == (
        "resources are fine: 2 names, 2 words in 1 classes, 1 patterns, 1 event rules with 1 triggers, 1 cues, "
        "0 relations"
    )
    (folder / "cues" / "polarity.toml").write_text(CUE.replace("next", "page"), encoding="utf-8")
    assert main(["check", "--resources", str(folder)]) == 2
    assert capsys.readouterr().err == "jishi: polarity.toml: polarity.made: unknown scope page\n"


def test_shipped_resources_are_simplified(resources: Resources) -> None:
    """Matching runs on folded text: a Traditional character in a resource would never be found."""
    texts = {
        "words": [word for words in resources.words.values() for word in words],
        "names": [entry.name for entry in resources.lexicon],
        "patterns": [pattern.regex.pattern for pattern in resources.patterns],
        "triggers": [trigger for rule in resources.rules for trigger in rule.triggers],
        "cues": [word for cue in resources.cues for word in (*cue.words, *cue.terminators)],
    }
    found = {kind: [text for text in listed if fold(text) != text] for kind, listed in texts.items()}
    assert json.dumps(found, ensure_ascii=False) == json.dumps({kind: [] for kind in texts})


def test_shipped_tables_are_sorted() -> None:
    for path in [*(FOLDER / "lexicons").glob("*.tsv"), *(FOLDER / "words").glob("*.tsv")]:
        names = [line.split("\t")[0] for line in path.read_text("utf-8").splitlines()[1:]]
        assert names == sorted(names), path.name
