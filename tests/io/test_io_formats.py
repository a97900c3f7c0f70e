"""Annotation to the formats of other tools and back: the same document, and clear errors for files that are broken."""

import importlib.util
import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishi.cli import main
from jishi.document import (
    ENTITY_LABELS,
    LABELS,
    Argument,
    Document,
    Entity,
    Event,
    Mention,
    Quantity,
    Sentence,
    Source,
    Span,
    Time,
)
from jishi.errors import ConfigError, JishiError, ReadError
from jishi.io import read_documents, write_documents
from jishi.io.annotation import RULE, read_annotation
from jishi.io.brat import read_brat, write_brat
from jishi.io.cas import read_cas, write_cas
from jishi.io.conll import read_conll, write_conll
from jishi.io.decompile import annotation_losses, annotation_text, facts, write_annotations
from jishi.io.exchange import Scheme, WriteError, escape, file_name, read_value, unescape, value_text
from jishi.io.label_studio import configuration, read_label_studio, write_label_studio
from jishi.read import fold
from jishi.resources import Resources

GOLD = sorted((Path(__file__).parent.parent.parent / "corpus" / "gold" / "dev").glob("*.ann"))
Writer = Callable[[Iterable[Document], Path, Scheme], Iterator[Path]]
Reader = Callable[[Path, Scheme], Iterator[Document]]
FORMATS: dict[str, tuple[Writer, Reader]] = {
    "brat": (write_brat, read_brat),
    "label-studio": (write_label_studio, read_label_studio),
    "xmi": (write_cas, read_cas),
    "conll": (write_conll, read_conll),
}
HAS_CAS = importlib.util.find_spec("cassis") is not None
NO_CAS = pytest.mark.skipif(not HAS_CAS, reason="dkpro-cassis, the extra `cas`, is not installed")
NAMES = [pytest.param(name, marks=NO_CAS) if name == "xmi" else name for name in FORMATS]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def scheme(resources: Resources) -> Scheme:
    """The types, subtypes and roles that are shipped."""
    types = {name: tuple(kind.subtypes) for name, kind in resources.schema.types.items()}
    return Scheme(types, resources.schema.roles)


@pytest.fixture
def shipped(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands get the shipped resources without reading them again."""
    monkeypatch.setattr("jishi.resources.load_resources", lambda: resources)


@pytest.fixture(scope="module")
def gold(scheme: Scheme) -> list[Document]:
    """The hand-annotated articles."""
    return [read_annotation(path, frozenset(scheme.types), frozenset(scheme.roles)) for path in GOLD]


def there_and_back(name: str, documents: Sequence[Document], folder: Path, scheme: Scheme) -> list[Document]:
    """What a format gives back of the documents, in their order."""
    write, read = FORMATS[name]
    assert list(write(documents, folder, scheme))
    order = [document.id for document in documents]
    return sorted(read(folder, scheme), key=lambda document: order.index(document.id))


def said(document: Document, name: str) -> Document:
    """The document without what the format drops: how the program found it, tokens, relations; of CoNLL also events."""
    same = {mention: replace(mention, rule=RULE, strength=1.0, evidence=()) for mention in document.mentions}
    entities = {
        entity: replace(entity, mentions=tuple(same[mention] for mention in entity.mentions))
        for entity in document.entities
    }
    events = tuple(
        replace(
            event,
            rule=RULE,
            confidence=1.0,
            cues=(),
            arguments=tuple(
                sorted(
                    (
                        replace(one, why="", mention=same[one.mention], entity=one.entity and entities[one.entity])
                        for one in event.arguments
                    ),
                    key=lambda one: (one.role, one.mention.span),
                )
            ),
        )
        for event in document.events
    )
    return replace(
        document,
        tokens=(),
        relations=(),
        mentions=tuple(same.values()),
        entities=tuple(entities.values()),
        events=() if name == "conll" else events,
    )


@pytest.mark.parametrize("name", NAMES)
def test_gold_comes_back(name: str, gold: list[Document], tmp_path: Path, scheme: Scheme) -> None:
    assert len(gold) >= 20
    back = there_and_back(name, gold, tmp_path, scheme)
    assert [said(one, "") for one in back] == [said(one, name) for one in gold]
    if name != "conll":
        assert sum(len(one.events) for one in back) > 1000


@pytest.mark.parametrize("name", NAMES)
def test_runs_come_back(name: str, corpus_documents: Sequence[Document], tmp_path: Path, scheme: Scheme) -> None:
    back = there_and_back(name, corpus_documents, tmp_path, scheme)
    assert [said(one, "") for one in back] == [said(one, name) for one in corpus_documents]


def test_conll_keeps_tokens(corpus_documents: Sequence[Document], tmp_path: Path, scheme: Scheme) -> None:
    back = there_and_back("conll", corpus_documents, tmp_path, scheme)
    assert [one.tokens for one in back] == [one.tokens for one in corpus_documents]


def make(text: str, spans: Sequence[tuple[int, int, str]], triggers: Sequence[tuple[int, int]] = ()) -> Document:
    """A document of one sentence, every mention with an entity of its own where it can have one."""
    values = {"TIME": Time(edtf="1937-09"), "QUANTITY": Quantity(3, None, None, "名", True)}
    mentions = tuple(Mention(Span(a, b), label, RULE, 1.0, values.get(label)) for a, b, label in spans)  # type: ignore[arg-type]
    entities = tuple(
        Entity(f"{text[one.span.start : one.span.end].strip()}\\{number}", one.label, (one,))
        for number, one in enumerate(mentions)
        if one.label in ENTITY_LABELS
    )
    owner = {entity.mentions[0]: entity for entity in entities}
    arguments = tuple(
        Argument("agent", one, owner.get(one), inferred=bool(number % 2))
        for number, one in enumerate(mentions)
        if one in owner
    )
    events = tuple(
        Event("ATTACK", Span(a, b), RULE, 0, arguments, "raid", "negative", "planned", '据"报\n道', "1937-09")
        for a, b in triggers
    )
    sentences = (Sentence(Span(0, len(text))),) if text else ()
    source = Source("某.md", "wiki-markdown", "0" * 64)
    return Document(
        "某/战斗", "某战斗", text, fold(text), source, "1937", (), (), (), sentences, (), mentions, entities, events
    )


def without_entity(document: Document) -> Document:
    """The document with its first entity gone, and the others all called the same."""
    entities = {one: replace(one, name="甲") for one in document.entities[1:]}
    events = tuple(
        replace(
            event,
            arguments=tuple(replace(one, entity=one.entity and entities.get(one.entity)) for one in event.arguments),
        )
        for event in document.events
    )
    return replace(document, entities=tuple(entities.values()), events=events)


NASTY = {
    "names": without_entity(
        make("甲乙丙-打", [(0, 1, "UNIT"), (1, 2, "UNIT"), (2, 3, "PERSON"), (3, 4, "WEAPON")], [(4, 5)])
    ),
    "carriage returns": make("甲军\r\n进\r攻", [(0, 2, "UNIT"), (4, 7, "PLACE")], [(1, 2)]),
    "astral": make("𠮷军😀进攻𠮷城。", [(0, 2, "UNIT"), (5, 7, "PLACE")], [(3, 5)]),
    "quotes": make('他说：“"甲"\\n<乙>&\'」进攻', [(3, 7, "PERSON"), (10, 11, "PLACE")], [(15, 17)]),
    "line end in a mention": make("甲\n乙进攻。\n\n丙\n", [(0, 3, "UNIT"), (8, 9, "PLACE")], [(3, 5)]),
    "touching": make("甲乙丙打", [(0, 1, "UNIT"), (1, 2, "UNIT"), (2, 3, "TIME")], [(3, 4)]),
    "empty": make("", []),
    "nothing in it": make("没有战斗。", []),
    "traditional": make(
        "國軍進攻臺兒莊，傷亡三萬。", [(0, 2, "UNIT"), (4, 7, "PLACE"), (10, 12, "QUANTITY")], [(2, 4)]
    ),
    "signs of the formats": make(
        "_ O # text = 甲 - T1", [(0, 1, "UNIT"), (13, 14, "PLACE"), (15, 16, "UNIT")], [(4, 5)]
    ),
    "white space": make("甲\t乙\u3000丙 \u2028丁\x85戊", [(0, 3, "UNIT"), (4, 5, "PLACE")], [(7, 8)]),
    "two events on a word": make("甲进攻乙", [(0, 1, "UNIT"), (3, 4, "UNIT")], [(1, 3), (1, 3)]),
}


@pytest.mark.parametrize("kind", NASTY)
@pytest.mark.parametrize("name", NAMES)
def test_nasty_texts(name: str, kind: str, tmp_path: Path, scheme: Scheme) -> None:
    assert there_and_back(name, [NASTY[kind]], tmp_path, scheme)[0].text == NASTY[kind].text
    assert said(next(FORMATS[name][1](tmp_path, scheme)), "") == said(NASTY[kind], name)


PIECES = st.text(st.sampled_from("甲乙國𠮷😀a\"'\\<&#=_- \u3000。"), min_size=1, max_size=4).filter(
    lambda piece: piece == piece.strip()
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.tuples(PIECES, st.sampled_from(["", "", *LABELS])), min_size=1, max_size=8))
def test_offsets(name: str, parts: list[tuple[str, str]], scheme: Scheme) -> None:
    text, spans = "", []
    for piece, label in parts:
        spans += [(len(text), len(text) + len(piece), label)] if label else []
        text += piece
    document = make(text, spans, [(0, 1)])
    with tempfile.TemporaryDirectory() as folder:
        assert said(there_and_back(name, [document], Path(folder), scheme)[0], "") == said(document, name)


VALUES = [
    Time(edtf="1937-09-25"),
    Time(edtf="1937-09", anchor="1937年"),
    Time(duration="P3D"),
    Time(reason="no year before it"),
    Time(edtf="somewhen {odd}"),
    Quantity(7000, 7000, 7000, approximate=True),
    Quantity(800, 899, None, "人"),
    Quantity(None, 200, 150.5, "门", True, "count"),
    Quantity(400, None, None),
    Quantity(None, None, None, reason="unknown"),
    Quantity(1e-9, 1e22, None),
]


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_values_come_back(value: Time | Quantity) -> None:
    document = make("某", [(0, 1, "TIME" if isinstance(value, Time) else "QUANTITY")])
    mention = replace(document.mentions[0], value=value)
    written = value_text(mention.label, value)
    assert written
    from jishi.io.encode import value_record

    assert read_value(mention.label, written) == value_record(value)


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("TIME", "1937年"),
        ("QUANTITY", "千余"),
        ("PERSON", "1937"),
        ("TIME", '1937 {"a'),
        ("QUANTITY", '{"unit": "名"}'),
    ],
)
def test_bad_values(label: str, written: str) -> None:
    with pytest.raises(ValueError, match=r"bad|has no value"):
        read_value(label, written)


@given(st.text())
def test_escape(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not set(escape(text)) & set("\n\r\t")


def test_file_names() -> None:
    assert [file_name(name) for name in ("四·一二", "../a/b", "..", "a:b?")] == ["四·一二", "_a_b", "_", "a_b_"]


# --- hand annotation -------------------------------------------------------------------------------------------------


def test_annotation_comes_back(gold: list[Document], tmp_path: Path, scheme: Scheme) -> None:
    paths = list(write_annotations(gold, tmp_path, scheme))
    for document, path in zip(gold, paths, strict=True):
        back = read_annotation(path, frozenset(scheme.types), frozenset(scheme.roles))
        assert replace(back, source=document.source) == document
        assert annotation_losses(document, frozenset(scheme.types), frozenset(scheme.roles)) == ()


def test_annotation_of_a_run(corpus_documents: Sequence[Document], scheme: Scheme) -> None:
    """What the file says otherwise is told: with nothing told, the compiled file says the same."""
    for document in corpus_documents:
        types, roles = frozenset(scheme.types), frozenset(scheme.roles)
        losses = annotation_losses(document, types, roles)
        assert len(losses) < len(facts(document)) / 20
        assert annotation_text(document, types, roles).startswith(f"# id: {document.id}\n")


def test_annotation_of_what_it_cannot_hold(scheme: Scheme) -> None:
    types, roles = frozenset(scheme.types), frozenset(scheme.roles)
    with pytest.raises(WriteError, match="某/战斗: broken, nested or overlapping mark near"):
        annotation_text(make("见[1]。", []), types, roles)
    with pytest.raises(WriteError, match=r"某/战斗: its text has what an \.ann file cannot hold"):
        annotation_text(make("甲\n\n乙", []), types, roles)
    in_a_mention = make("甲军进攻乙", [(0, 3, "UNIT")], [(2, 4)])
    assert any("lies in a mention" in one or "not in" in one for one in annotation_losses(in_a_mention, types, roles))


# --- what people do in the tools -------------------------------------------------------------------------------------

SMALL = {
    "某.txt": "甲军进攻乙城，该军撤退。",
    "某.ann": "T1\tUNIT 0 2\t甲军\nT2\tUNIT 7 9\t该军\nT3\tATTACK 2 4\t进攻\nE1\tATTACK:T3 agent:T1\n",
}


def put(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def test_brat_from_scratch(tmp_path: Path, scheme: Scheme) -> None:
    """Without our own file beside it, and with coreference that somebody drew."""
    put(
        tmp_path,
        SMALL | {"某.ann": SMALL["某.ann"] + "*\tCoreference T1 T2\nA1\tNegation E1\n#1\tAnnotatorNotes E1\t据报道\n"},
    )
    document = next(read_brat(tmp_path, scheme))
    assert document.id == "某"
    assert [(one.name, len(one.mentions)) for one in document.entities] == [("甲军", 2)]
    assert (document.events[0].polarity, document.events[0].source) == ("negative", "据报道")
    put(tmp_path, {"某.ann": SMALL["某.ann"] + "R1\tCoreference Arg1:T1 Arg2:T2\n#1\tAnnotatorNotes T2\t=第一军\n"})
    assert [one.name for one in next(read_brat(tmp_path / "某.ann", scheme)).entities] == ["第一军"]


def test_brat_configuration(tmp_path: Path, gold: list[Document], scheme: Scheme) -> None:
    list(write_brat(gold[:1], tmp_path, scheme))
    written = (tmp_path / "annotation.conf").read_text(encoding="utf-8")
    sections = re.split(r"^\[(\w+)\]\n", written, flags=re.MULTILINE)
    assert sections[1::2] == ["entities", "relations", "events", "attributes"]
    assert sections[2].split() == list(LABELS)
    assert [line.split("\t")[0] for line in sections[6].strip().splitlines()] == list(scheme.types)


def test_label_studio_configuration(scheme: Scheme, tmp_path: Path, gold: list[Document]) -> None:
    """Every field of every result is one of the configuration, every value one of its choices."""
    from xml.etree import ElementTree

    root = ElementTree.fromstring(configuration(scheme))
    values = {tag.get("name"): {child.get("value") for child in tag} for tag in root}
    roles = {tag.get("value") for tag in root.iter("Relation")}
    list(write_label_studio(gold, tmp_path, scheme))
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    for row in (row for task in tasks for row in task["annotations"][0]["result"]):
        if row["type"] == "relation":
            assert set(row["labels"]) <= roles
        elif row["type"] == "textarea":
            assert values[row["from_name"]] == set()
        else:
            assert set(row["value"][row["type"]]) <= values[row["from_name"]]


def test_arrow_drawn_the_other_way(tmp_path: Path, scheme: Scheme) -> None:
    list(write_label_studio([NASTY["astral"]], tmp_path, scheme))
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    for row in tasks[0]["annotations"][0]["result"]:
        if row["type"] == "relation":
            row["from_id"], row["to_id"] = row["to_id"], row["from_id"]
    (tmp_path / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
    assert said(next(read_label_studio(tmp_path, scheme)), "") == said(NASTY["astral"], "")


@NO_CAS
def test_offsets_in_xmi_are_utf16(tmp_path: Path, scheme: Scheme) -> None:
    list(write_cas([NASTY["astral"]], tmp_path, scheme))
    written = (tmp_path / "某_战斗.xmi").read_text(encoding="utf-8")
    found = re.search(r'<jishi:Mention [^>]*begin="(\d+)" end="(\d+)"[^>]*label="PLACE"', written)
    assert found is not None
    assert [int(offset) for offset in found.groups()] == [7, 10]


# --- broken files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("0 2\t甲军", "0 99\t甲军", "某.ann: line 1: T1: 0..99 is no span of the 12 characters"),
        ("0 2\t甲军", "1 3\t甲军", "某.ann: line 1: T1: the text at 1..3 is '军进', not '甲军'"),
        ("UNIT 0 2", "TROOP 0 2", "某.ann: line 1: T1: unknown label TROOP"),
        ("T1\tUNIT", "T1 UNIT", "某.ann: line 1: cannot read 'T1 UNIT 0 2"),
        ("T2\tUNIT", "T1\tUNIT", "某.ann: line 2: id T1 comes twice"),
        ("7 9\t该军", "1 3\t军进", "某.ann: line 2: T2: mention '军进' overlaps mention '甲军'"),
        ("7 9\t该军", "7 8;9 10\t该 撤", "某.ann: line 2: T2: a span in pieces"),
        ("agent:T1", "agent:T9", "某.ann: line 4: E1: agent is T9, which is no mention"),
        ("agent:T1", "chief:T1", "某.ann: line 4: E1: unknown role chief"),
        ("agent:T1", "agent:E1", "某.ann: line 4: E1: its argument E1 is an event"),
        ("agent:T1", "agent=T1", "某.ann: line 4: E1: cannot read the argument 'agent=T1'"),
        ("ATTACK:T3", "ATTACK:T8", "某.ann: line 4: E1: its trigger T8 is not there"),
        ("ATTACK", "RAID", "某.ann: line 4: E1: unknown event type RAID"),
        ("E1\tATTACK:T3 agent:T1\n", "", "某.ann: line 3: T3: unknown label ATTACK"),
        ("E1\tATTACK:T3", "A1\tCertain T1\nE1\tATTACK:T3", "某.ann: line 4: unknown attribute Certain"),
        ("E1\tATTACK:T3", "A1\tModality E1 maybe\nE1\tATTACK:T3", "某.ann: document: 'maybe' is not one of"),
        ("E1\tATTACK:T3", "#1\tAnnotatorNotes T9\tx\nE1\tATTACK:T3", "某.ann: attribute or note of T9: there is no"),
        (
            "E1\tATTACK:T3",
            "#1\tAnnotatorNotes T1\t1937\nE1\tATTACK:T3",
            "某.ann: line 1: T1: a UNIT has no value: 1937",
        ),
        ("E1\tATTACK:T3", "R1\tPart Arg1:T1 Arg2:T2\nE1\tATTACK:T3", "某.ann: line 4: unknown relation Part"),
    ],
)
def test_broken_brat(old: str, new: str, problem: str, tmp_path: Path, scheme: Scheme) -> None:
    assert old in SMALL["某.ann"]
    put(tmp_path, SMALL | {"某.ann": SMALL["某.ann"].replace(old, new)})
    with pytest.raises(ReadError) as caught:
        list(read_brat(tmp_path, scheme))
    assert str(caught.value).startswith(f"{tmp_path}/{problem}")


def test_brat_files_missing(tmp_path: Path, scheme: Scheme) -> None:
    with pytest.raises(ReadError, match=r"no \.txt with \.ann in it"):
        list(read_brat(tmp_path, scheme))
    put(tmp_path, {"某.ann": SMALL["某.ann"]})
    with pytest.raises(ReadError, match=r"某\.txt: .*No such file"):
        list(read_brat(tmp_path, scheme))
    (tmp_path / "某.ann").rename(tmp_path / "某.txt")
    with pytest.raises(ReadError, match=r"某\.ann: .*No such file"):
        list(read_brat(tmp_path, scheme))


@pytest.mark.parametrize("head", ["[]", "{", '{"entities": []}', '{"sentences": 3}', '{"entities": {"甲军": {}}}'])
def test_broken_heads(head: str, tmp_path: Path, scheme: Scheme) -> None:
    put(tmp_path, SMALL | {"某.head.json": head})
    with pytest.raises(ReadError, match="某"):
        list(read_brat(tmp_path, scheme))


def test_text_that_was_changed(tmp_path: Path, scheme: Scheme) -> None:
    list(write_brat([NASTY["nothing in it"]], tmp_path, scheme))
    put(tmp_path, {"某_战斗.txt": "没有大战斗。"})
    with pytest.raises(ReadError, match=r"某_战斗\.ann: the text is not the one that was exported"):
        list(read_brat(tmp_path, scheme))


def change(tasks: Any, path: Sequence[str | int], value: object) -> None:
    """Puts a value at a path of keys and indexes."""
    for step in path[:-1]:
        tasks = tasks[step]
    tasks[path[-1]] = value


RESULT = (0, "annotations", 0, "result")


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        ((*RESULT, 0, "value", "end"), 99, "task 1: region m1: 0..99 is no span of the 8 characters"),
        ((*RESULT, 0, "value", "end"), "2", "task 1: region m1: 0..2 is no span of the 8 characters"),
        ((*RESULT, 0, "value", "text"), "乙", "task 1: region m1: the text at 0..2 is '𠮷军', not '乙'"),
        ((*RESULT, 0, "value", "labels"), ["TROOP"], "task 1: region m1: unknown label TROOP"),
        ((*RESULT, 0, "value", "labels"), ["UNIT", "ORG"], "task 1: region m1: takes one label"),
        ((*RESULT, 0, "from_name"), "other", "task 1: region m1: takes one label of mention or event"),
        ((*RESULT, 1, "from_name"), "color", "task 1: region m1: color belongs to no such region"),
        ((*RESULT, 1, "value", "text"), ["甲", "乙"], "task 1: region m1: entity has 2 values"),
        ((*RESULT, -1, "labels"), ["chief"], "task 1: region e1: unknown role chief"),
        ((*RESULT, -1, "labels"), [], "task 1: relation e1 to m2: it has no role"),
        ((*RESULT, -1, "from_id"), "m9", "task 1: relation m9 to m2: no end of it is a trigger"),
        ((*RESULT, -1, "to_id"), "m9", "task 1: region e1: agent_inferred is m9, which is no mention"),
        ((0, "annotations"), [{"result": []}, {"result": []}], "task 1: 2 annotations: keep that of one annotator"),
        ((0, "data"), {}, "task 1: 'text' is missing or names nothing"),
        ((0,), "task", "task 1: string indices must be integers"),
        ((*RESULT, 0, "id"), "m2", "task 1: region m2: the id comes twice"),
    ],
)
def test_broken_label_studio(
    path: Sequence[str | int], value: object, problem: str, tmp_path: Path, scheme: Scheme
) -> None:
    list(write_label_studio([NASTY["astral"]], tmp_path, scheme))
    file = tmp_path / "tasks.json"
    tasks = json.loads(file.read_text(encoding="utf-8"))
    change(tasks, path, value)
    file.write_text(json.dumps(tasks), encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        list(read_label_studio(file, scheme))
    assert str(caught.value).startswith(f"{file}: {problem}")


@pytest.mark.parametrize(
    ("written", "problem"),
    [("[", "line 1: Expecting value"), ("{}", "not a list of tasks"), ("[" * 100_000, "maximum recursion depth")],
)
def test_broken_json(written: str, problem: str, tmp_path: Path, scheme: Scheme) -> None:
    file = tmp_path / "tasks.json"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(ReadError, match=re.escape(f"{file}: {problem}")):
        list(read_label_studio(file, scheme))


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (r'end="3"( [^>]*label="UNIT")', r'end="99"\1', r"id \d+: \d+\.\.\d+ is no span of the text, in UTF-16 units"),
        (
            r'begin="0"( end="3" [^>]*label="UNIT")',
            r'begin="1"\1',
            r"id \d+: \d+\.\.\d+ is no span of the text, in UTF-16 units",
        ),
        ('label="UNIT"', 'label="TROOP"', "unknown label TROOP"),
        ('eventType="ATTACK"', 'eventType="RAID"', "unknown event type RAID"),
        ('role="agent"', 'role="chief"', "unknown role chief"),
        (r' target="\d+"', "", "the target of agent is no mention"),
        (r"</xmi:XMI>", "", r"line \d+"),
        (
            r"(<xmi:XMI)",
            r'<!DOCTYPE x [<!ENTITY a "b">]>\1',
            r"a document type declaration \(DOCTYPE\) is not accepted",
        ),
        (r' modality="planned"', ' modality="maybe"', "'maybe' is not one of"),
        (r'json="\{', 'json="', "its json cannot be read"),
    ],
)
@NO_CAS
def test_broken_xmi(old: str, new: str, problem: str, tmp_path: Path, scheme: Scheme) -> None:
    list(write_cas([NASTY["astral"]], tmp_path, scheme))
    file = tmp_path / "某_战斗.xmi"
    written, count = re.subn(old, new, file.read_text(encoding="utf-8"), count=1)
    assert count == 1
    file.write_text(written, encoding="utf-8")
    with pytest.raises(ReadError, match=problem) as caught:
        list(read_cas(file, scheme))
    assert str(caught.value).startswith(f"{file}: ")


@NO_CAS
def test_xmi_fetches_nothing(tmp_path: Path, scheme: Scheme) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    for declaration in ('<!ENTITY a SYSTEM "secret">', '<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">'):
        (tmp_path / "某.xmi").write_text(f"<!DOCTYPE x [{declaration}]><x>&a;</x>", encoding="utf-8")
        with pytest.raises(ReadError, match="DOCTYPE"):
            list(read_cas(tmp_path, scheme))


@NO_CAS
def test_text_that_xml_cannot_hold(tmp_path: Path, scheme: Scheme) -> None:
    with pytest.raises(WriteError, match="某/战斗: its text cannot stand in XML"):
        list(write_cas([make("甲\x0c乙", [])], tmp_path, scheme))


@NO_CAS
def test_type_systems(tmp_path: Path, scheme: Scheme) -> None:
    """The type system is read where it is there; without one ours is meant; one without our types is refused."""
    list(write_cas([NASTY["astral"]], tmp_path, scheme))
    (tmp_path / "TypeSystem.xml").unlink()
    assert said(next(read_cas(tmp_path, scheme)), "") == said(NASTY["astral"], "")
    namespace = "http://uima.apache.org/resourceSpecifier"
    put(tmp_path, {"TypeSystem.xml": f'<typeSystemDescription xmlns="{namespace}"/>'})
    with pytest.raises(ReadError, match=r"TypeSystem\.xml: the type jishi\.Mention is missing"):
        list(read_cas(tmp_path, scheme))


@pytest.mark.skipif(HAS_CAS, reason="dkpro-cassis is installed")
def test_without_the_extra(tmp_path: Path, scheme: Scheme) -> None:
    with pytest.raises(ConfigError, match=r"pip install 'jishi\[cas\]'"):
        list(write_cas([], tmp_path, scheme))


CONLL = "# newdoc id = 某\n# text = 甲军 进攻\n甲\tn\tB-UNIT\t甲军\t_\n军\t_\tI-UNIT\t_\t_\n进攻\tv\tO\t_\t_\n\n"


def test_conll_from_scratch(tmp_path: Path, scheme: Scheme) -> None:
    document = next(
        read_conll(put(tmp_path, {"某.conll": CONLL + "# newdoc id = 又\n# text = 乙\n乙\t_\tO\t_\t_\n"}), scheme)
    )
    assert (document.id, document.text) == ("某", "甲军 进攻")
    assert [(one.span, one.label) for one in document.mentions] == [(Span(0, 2), "UNIT")]
    assert [token.pos for token in document.tokens] == ["n", None, "v"]
    assert [one.id for one in read_conll(tmp_path, scheme)] == ["某", "又"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("军\t_\tI-UNIT", "君\t_\tI-UNIT", "line 4: token '君' is not what the text has next: '军 进攻'"),
        ("进攻\tv\tO\t_\t_\n", "", "line 5: no token for '进攻' of the text above"),
        ("B-UNIT", "B-TROOP", "line 4: I-UNIT continues no UNIT"),
        ("军\t_\tI-UNIT", "军\t_\tI-ORG", "line 4: I-ORG continues no ORG"),
        ("O\t_\t_", "X\t_\t_", "line 5: unknown tag X"),
        ("O\t_\t_", "B-TROOP\t_\t_", "line 5: unknown label TROOP"),
        ("O\t_\t_", "B-TIME\t_\tsoon", "line 5: bad TIME value soon"),
        ("O\t_\t_", "O\t_", "line 5: 4 columns, not 5"),
        ("# text = 甲军 进攻\n", "", "line 2: a token without a '# text =' line above it"),
        ("# text", "# head = {\n# text", "line 2: cannot read the head"),
        (CONLL, "\n", "line 1: no document in it"),
    ],
)
def test_broken_conll(old: str, new: str, problem: str, tmp_path: Path, scheme: Scheme) -> None:
    assert old in CONLL
    put(tmp_path, {"某.conll": CONLL.replace(old, new)})
    with pytest.raises(ReadError) as caught:
        list(read_conll(tmp_path, scheme))
    assert str(caught.value).startswith(f"{tmp_path}/某.conll: {problem}")


def test_mention_across_sentences(tmp_path: Path, scheme: Scheme) -> None:
    document = replace(make("甲。乙", [(0, 3, "UNIT")]), sentences=(Sentence(Span(0, 2)), Sentence(Span(2, 3))))
    with pytest.raises(WriteError, match="某/战斗: '甲。乙' at 0 is in no sentence"):
        list(write_conll([document], tmp_path, scheme))


@pytest.mark.parametrize("name", NAMES)
def test_other_files(name: str, tmp_path: Path, scheme: Scheme) -> None:
    """A folder with nothing for the format, a file that is not UTF-8, one that is not there."""
    read = FORMATS[name][1]
    with pytest.raises(ReadError):
        list(read(tmp_path, scheme))
    with pytest.raises(ReadError):
        list(read(tmp_path / "none.xmi", scheme))
    (tmp_path / "gbk.ann").write_bytes("甲军".encode("gbk"))
    with pytest.raises(ReadError):
        list(read(tmp_path / "gbk.ann", scheme))


# --- commands --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*NAMES, "ann"])
@pytest.mark.usefixtures("shipped")
def test_commands(name: str, gold: list[Document], tmp_path: Path, capsys: Capture) -> None:
    chosen = [str(path) for path in GOLD[:3]]
    assert main(["gold", "export", *chosen, "--to", name, "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert ("note: conll holds mentions" in printed) == (name == "conll")
    assert main(["gold", "import", str(tmp_path / "out"), "--from", name, "--out", str(tmp_path / "g.jsonl")]) == 0
    back = sorted(read_documents(tmp_path / "g.jsonl"), key=lambda one: one.id)
    same = [said(replace(one, source=Source("", "", "")), "") for one in back]
    assert same == [
        said(replace(one, source=Source("", "", "")), name) for one in sorted(gold[:3], key=lambda one: one.id)
    ]
    assert main(["gold", "import", str(tmp_path / "out"), "--from", name, "--out", str(tmp_path / "hand")]) == 0
    assert main(["gold", "compile", str(tmp_path / "hand"), "--out", str(tmp_path / "again.jsonl")]) == 0
    assert len(list(read_documents(tmp_path / "again.jsonl"))) == 3


@pytest.mark.usefixtures("shipped")
def test_work_is_not_overwritten(tmp_path: Path, capsys: Capture) -> None:
    command = ["gold", "export", str(GOLD[0]), "--to", "brat", "--out", str(tmp_path)]
    assert main(command) == 0
    capsys.readouterr()
    assert main(command) == 2
    assert "is there already" in capsys.readouterr().err
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.usefixtures("shipped")
def test_a_failed_export_leaves_nothing(tmp_path: Path, capsys: Capture) -> None:
    good, bad = make("甲军进攻。", []), replace(make("见[1]。", []), id="又")
    write_documents([good, bad], tmp_path / "g.jsonl")
    assert main(["gold", "export", str(tmp_path / "g.jsonl"), "--to", "ann", "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("jishi: 又: broken, nested")
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("export nowhere --to brat --out x", "nowhere: no such file or folder"),
        ("import nowhere --from brat --out x", "nowhere: no such file or folder"),
        ("export nowhere --to word --out x", "unknown format word: choose from brat, label-studio, xmi, conll, ann"),
        ("import nowhere --from word --out x", "unknown format word: choose from brat, label-studio, xmi, conll, ann"),
    ],
)
def test_command_errors(command: str, message: str, capsys: Capture) -> None:
    assert main(["gold", *command.split()]) == 2
    assert capsys.readouterr().err == f"jishi: {message}\n"


@pytest.mark.usefixtures("shipped")
def test_sentences_and_their_events_are_found(tmp_path: Path) -> None:
    """A folder from brat alone gets its sentences from the pipeline, and every event the right one."""
    put(tmp_path, SMALL | {"某.txt": "停战。" + SMALL["某.txt"], "某.ann": "T3\tATTACK 5 7\t进攻\nE1\tATTACK:T3\n"})
    assert main(["gold", "import", str(tmp_path), "--from", "brat", "--out", str(tmp_path / "g.jsonl")]) == 0
    document = next(read_documents(tmp_path / "g.jsonl"))
    assert (len(document.sentences), document.events[0].sentence) == (2, 1)


def test_errors_are_ours() -> None:
    assert issubclass(WriteError, JishiError)
