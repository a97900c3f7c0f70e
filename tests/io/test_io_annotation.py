"""Hand annotation to documents, and every kind of mistake with its file and line."""

from pathlib import Path

import pytest

from jishi.document import Document, Quantity, Span, Time
from jishi.errors import ReadError
from jishi.io import from_record, read_documents, to_record, write_documents
from jishi.io.annotation import AnnotationError, read_annotation
from jishi.resources import Resources

GOOD = """# id: 某战斗
# date: 1937

[1937年9月 TIME 1937-09]，[第115师 UNIT =八路军第115师]在[平型关 PLACE]伏击[日军 UNIT]，歼敌[千人 QUANTITY 1000~]。
> ATTACK 伏击 agent=第115师 patient=日军 time=1937年9月 place=平型关
> DEFEAT 歼 agent=第115师 quantity=千人

[八路军第115师 UNIT]进攻[日军 UNIT]，未能再进攻[日军 UNIT]，[他 -]撤退。
> ATTACK 进攻 agent=八路军第115师 patient=日军
> ATTACK 进攻#2 [negative] [attempted] [source:据报道] agent=八路军第115师 patient=日军#2
> RETREAT 撤退 agent=@八路军第115师 place=@平型关
"""
TYPES = frozenset({"ATTACK", "DEFEAT", "RETREAT"})
ROLES = frozenset({"agent", "patient", "time", "place", "quantity"})


def read(text: str, folder: Path) -> Document:
    """The document of an annotation."""
    path = folder / "某.ann"
    path.write_text(text, encoding="utf-8")
    return read_annotation(path, TYPES, ROLES)


def test_text_and_mentions(tmp_path: Path) -> None:
    document = read(GOOD, tmp_path)
    assert (document.id, document.date) == ("某战斗", "1937")
    assert document.text.splitlines() == [
        "1937年9月，第115师在平型关伏击日军，歼敌千人。",
        "八路军第115师进攻日军，未能再进攻日军，他撤退。",
    ]
    assert [document[mention.span] for mention in document.mentions][:4] == [
        "1937年9月",
        "第115师",
        "平型关",
        "日军",
    ]
    assert document.mentions[0].value == Time(edtf="1937-09")
    assert document.mentions[4].value == Quantity(1000, 1000, 1000, approximate=True)
    assert {entity.name: len(entity.mentions) for entity in document.entities} == {
        "八路军第115师": 2,
        "平型关": 1,
        "日军": 3,
    }


def test_events(tmp_path: Path) -> None:
    document = read(GOOD, tmp_path)
    first, _, again, negative, retreat = document.events
    assert {argument.role: document[argument.mention.span] for argument in first.arguments} == {
        "agent": "第115师",
        "patient": "日军",
        "time": "1937年9月",
        "place": "平型关",
    }
    assert (first.sentence, again.sentence) == (0, 1)
    assert again.trigger.start < negative.trigger.start
    assert (negative.polarity, negative.modality, negative.source) == ("negative", "attempted", "据报道")
    assert negative.arguments[1].mention == document.mentions[7]
    assert [(a.inferred, document[a.mention.span]) for a in retreat.arguments] == [
        (True, "八路军第115师"),
        (True, "平型关"),
    ]


def test_round_trip(tmp_path: Path) -> None:
    document = read(GOOD, tmp_path)
    assert from_record(to_record(document)) == document
    write_documents([document], tmp_path / "gold.jsonl")
    assert list(read_documents(tmp_path / "gold.jsonl")) == [document]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7000~", Quantity(7000, 7000, 7000, approximate=True)),
        ("800..899", Quantity(800, 899, None)),
        ("400..", Quantity(400, None, None)),
        ("..200", Quantity(None, 200, None)),
        ("0.2", Quantity(0.2, 0.2, 0.2)),
    ],
)
def test_quantities(written: str, value: Quantity, tmp_path: Path) -> None:
    assert read(f"# id: 一\n[若干 QUANTITY {written}]人。", tmp_path).mentions[0].value == value


@pytest.mark.parametrize(
    "written", ["1934", "193X", "1934-21", "1934-XX-XX", "1934-01/1934-04", "../1934", "1934~", "XXXX-04-12"]
)
def test_times(written: str, tmp_path: Path) -> None:
    assert read(f"# id: 一\n[那时 TIME {written}]。", tmp_path).mentions[0].value == Time(edtf=written)


@pytest.mark.parametrize("written", ["P30D", "PXW", "P2XD", "PT3H", "P30D~"])
def test_durations(written: str, tmp_path: Path) -> None:
    assert read(f"# id: 一\n[一阵 TIME {written}]。", tmp_path).mentions[0].value == Time(duration=written)


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("place=平型关", "place=太原", 5, "place=太原 is not in the sentence"),
        ("place=平型关", "place=歼敌", 5, "place=歼敌 is no mention"),
        ("place=平型关", "town=平型关", 5, "unknown role town"),
        ("place=平型关", "place=平型关#2", 5, "place=平型关 is mentioned 1 times, #2 asked for"),
        ("place=平型关", "place=1937年9月", 5, "place=1937年9月 is a TIME"),
        ("time=1937年9月", "time=平型关", 5, "time=平型关 is a PLACE"),
        ("time=1937年9月", "time=@平型关", 5, "time has to be a mention, not @平型关"),
        ("> ATTACK 伏击", "> RAID 伏击", 5, "unknown event type RAID"),
        ("> ATTACK 伏击", "> ATTACK 突袭", 5, "trigger 突袭 is not in the sentence"),
        ("> ATTACK 伏击", "> ATTACK 平型关", 5, "trigger 平型关 lies in a mention"),
        ("> ATTACK 伏击", "> ATTACK 伏击#2", 5, "trigger 伏击 occurs 1 times outside the mentions, #2 asked for"),
        ("> ATTACK 伏击", "> ATTACK", 5, "cannot read the trigger in ''"),
        ("> DEFEAT 歼 ", "> DEFEAT 歼敌 ", 6, None),
        ("[平型关 PLACE]", "[平型关 TOWN]", 4, "unknown label TOWN of 平型关"),
        ("[平型关 PLACE]", "[平[型 UNIT]关 PLACE]", 4, "broken, nested or overlapping mark near"),
        ("[平型关 PLACE]", "[平型关 PLACE", 4, "broken, nested or overlapping mark near"),
        ("TIME 1937-09", "TIME", 4, "TIME 1937年9月 has no value"),
        ("TIME 1937-09", "TIME 1937年", 4, "bad TIME value 1937年 of 1937年9月"),
        ("1000~", "千余", 4, "bad QUANTITY value 千余 of 千人"),
        ("[negative]", "[never]", 10, "unknown attribute [never]"),
        ("[attempted]", "[attempted] [planned]", 10, "two modalities: attempted and planned"),
        ("place=@平型关", "place=@太原", 11, "place=@太原: no mention has this entity"),
        ("=八路军第115师]", "=第18集团军]", 4, "entity name 第18集团军 of 第115师 does not occur in the text"),
        ("，歼敌", "。歼敌", 4, "more than one sentence in the line: …"),
        ("# id: 某战斗", "# name: 某战斗", 1, 'no "# id:" line'),
        ("agent=@八路军第115师", "agent=@八路军第115师 agent=@八路军第115师", 11, "an argument of 撤退 is given twice"),
        ("[他 -]", "[他 - 某]", 8, "[他 -] takes nothing after the sign"),
    ],
)
def test_problems_name_file_and_line(old: str, new: str, line: int, problem: str | None, tmp_path: Path) -> None:
    assert old in GOOD
    if problem is None:
        read(GOOD.replace(old, new, 1), tmp_path)
        return
    with pytest.raises(AnnotationError) as caught:
        read(GOOD.replace(old, new, 1), tmp_path)
    assert any(one.startswith(f"{tmp_path / '某.ann'}:{line}: {problem}") for one in caught.value.problems), (
        caught.value
    )


def test_all_problems_are_told(tmp_path: Path) -> None:
    broken = GOOD.replace("place=平型关", "place=太原").replace("RETREAT", "FLEE").replace("[negative]", "[no]")
    with pytest.raises(AnnotationError) as caught:
        read(broken, tmp_path)
    assert len(caught.value.problems) == 3
    assert str(caught.value).count("\n") == 2


def test_overlapping_triggers_and_two_labels(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r":3: its trigger overlaps the trigger 进攻 of line 4"):
        read("# id: 一\n[日军 UNIT]进攻击退。\n> DEFEAT 攻击退\n> ATTACK 进攻", tmp_path)
    with pytest.raises(AnnotationError, match=r":2: entity 南京 is a PLACE before and a ORG here"):
        read("# id: 一\n[南京 PLACE]与[南京 ORG]。", tmp_path)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        read_annotation(tmp_path / "none.ann", TYPES, ROLES)
    (tmp_path / "gbk.ann").write_bytes("# id: 一\n战斗。".encode("gbk"))
    with pytest.raises(ReadError):
        read_annotation(tmp_path / "gbk.ann", TYPES, ROLES)


def test_windows_line_ends_and_mark(tmp_path: Path) -> None:
    path = tmp_path / "某.ann"
    path.write_bytes(("\ufeff" + GOOD.replace("\n", "\r\n")).encode())
    document = read_annotation(path, TYPES, ROLES)
    assert document.text == read(GOOD, tmp_path).text
    assert document.sentences[0].span == Span(0, len(document.text.split("\n")[0]))


CORPUS = sorted((Path(__file__).parent.parent.parent / "corpus" / "gold").rglob("*.ann"))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_corpus_is_well_formed(path: Path, resources: Resources) -> None:
    document = read_annotation(path, frozenset(resources.schema.types), frozenset(resources.schema.roles))
    assert document.id == path.stem
    assert from_record(to_record(document)) == document
