"""The trained model: what is taken of it where the rules speak, are silent, or do not know the subject; its folder."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jishi.document import Document, Mention, Sentence, Source, Span, Token
from jishi.errors import ConfigError
from jishi.recognize.features import FORMAT, Features, make_sight
from jishi.recognize.knowledge import make_model
from jishi.recognize.statistical import model_finder, names
from jishi.recognize.trained import OURS, Tag, available, load_model
from jishi.resources import Resources

TEXT = "三浦少将抵达乔沟。"
CARD = (
    'name = "tiny"\nformat = {format}\nweights = "w.crf"\nlists = "l.tsv"\n[sha256]\n"w.crf" = "{w}"\n"l.tsv" = "{l}"\n'
)
LIST = b"name\tkind\n\xe4\xb9\x94\xe6\xb2\x9f\tcity\n"


def document(text: str, *mentions: Mention) -> Document:
    """A text of one sentence without words."""
    return Document(
        "", "", text, text, Source("", "", ""), sentences=(Sentence(Span(0, len(text))),), mentions=mentions
    )


def see(one: Document, *, doubtful: bool = False) -> Iterator[tuple[int, list[Features]]]:
    """The characters themselves."""
    yield 0, [[character] for character in one.folded]


def tagger(*found: tuple[str, str, float]) -> Tag:
    """Tags these names, with these probabilities, wherever they stand."""

    def tag(stretch: Sequence[Features]) -> list[tuple[str, float]]:
        text = "".join(features[0] for features in stretch)
        tags = [("O", 1.0)] * len(text)
        for name, label, probability in found:
            start = text.find(name)
            if start >= 0:
                tags[start : start + len(name)] = [
                    (f"{'B' if place == 0 else 'I'}-{label}", probability) for place in range(len(name))
                ]
        return tags

    return tag


def found(one: Document, *said: tuple[str, str, float]) -> list[tuple[str, str]]:
    """What the finder proposes."""
    finder = model_finder(see, tagger(*said), frozenset({"三浦"}), frozenset({"少将"}))
    return [(one[mention.span], mention.label) for mention in finder(one)]


FORCE = Mention(Span(5, 6), "UNIT", "unit.test")


def test_gaps_are_filled_by_what_is_sure() -> None:
    war = document("敌军抵达某团驻乔沟。", FORCE)
    assert found(war, ("乔沟", "PLACE", 0.95)) == [("乔沟", "PLACE")]
    assert not found(war, ("乔沟", "PLACE", 0.85))


def test_a_name_fills_other_gaps_of_a_text_on_war() -> None:
    war = document("敌军抵达某团驻乔沟，退出乔沟。", FORCE)
    assert found(war, ("乔沟", "PLACE", 0.95)) == [("乔沟", "PLACE")] * 2


def test_where_there_is_war_the_rules_are_not_contradicted_and_offices_left_to_them() -> None:
    war = document("敌军抵达某团驻乔沟。", FORCE, Mention(Span(7, 9), "PERSON", "name.chinese", 0.6))
    assert not found(war, ("乔沟", "PLACE", 1.0))
    assert not found(war, ("敌军", "ORG", 1.0))


def test_where_there_is_no_war_the_model_is_believed_sooner() -> None:
    peace = document("大学在乔沟。", Mention(Span(3, 5), "PERSON", "name.chinese", 0.6))
    assert found(peace, ("乔沟", "PLACE", 0.5)) == [("乔沟", "PLACE")]
    assert not found(peace, ("乔沟", "PLACE", 0.3))


def test_a_surname_takes_its_title_with_it() -> None:
    assert found(document(TEXT), ("三浦", "PERSON", 1.0)) == [("三浦少将", "PERSON")]
    assert found(document(TEXT), ("三浦", "PLACE", 1.0)) == [("三浦", "PLACE")]


def test_names_are_as_sure_as_their_least_sure_character() -> None:
    tags = [("B-ORG", 0.9), ("I-ORG", 0.7), ("B-PERSON", 0.8), ("O", 1.0), ("I-PLACE", 0.9), ("B-UNIT", 1.0)]
    assert list(names(10, tags)) == [(Span(10, 12), "ORG", 0.7), (Span(12, 13), "PERSON", 0.8)]


def test_features_cover_every_character_of_every_sentence(resources: Resources) -> None:
    sight = make_sight(make_model(resources), {"city": ["乔沟"]})
    stretches = list(sight(document(TEXT)))
    assert [(start, len(stretch)) for start, stretch in stretches] == [(0, len(TEXT))]
    assert "city=B" in stretches[0][1][6]
    assert "city=E" in stretches[0][1][7]


def test_doubtful_clauses_are_those_with_unknown_words_in_no_mention(resources: Resources) -> None:
    sight = make_sight(make_model(resources), {})
    snow = document("新疆下雪，乔沟也下雪，大家高兴。", Mention(Span(0, 2), "PLACE", "lexicon.place"))
    words = [(0, 2, "ns"), (2, 4, "v"), (5, 6, None), (6, 7, None), (7, 8, "d"), (8, 10, "v"), (11, 13, "n")]
    cut = replace(snow, tokens=tuple(Token(Span(start, end), pos) for start, end, pos in words))
    assert [start for start, _ in sight(cut, doubtful=True)] == [5]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny model that calls every 沟 the end of a place."""
    crf = pytest.importorskip("pycrfsuite", reason="needs the extra [model]")
    trainer = crf.Trainer(verbose=False)
    for _ in range(5):
        trainer.append([["乔"], ["沟"], ["。"]], ["B-PLACE", "I-PLACE", "O"])
    trainer.train(str(tmp_path / "w.crf"))
    (tmp_path / "l.tsv").write_bytes(LIST)
    write_card(tmp_path)
    return tmp_path


def write_card(folder: Path, format: int = FORMAT) -> None:
    """The card of what is in the folder."""
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("w.crf", "l.tsv")}
    text = CARD.format(format=format, w=sums["w.crf"], l=sums["l.tsv"])
    (folder / "card.toml").write_text(text, encoding="utf-8")


def test_a_model_is_loaded_from_its_folder(folder: Path) -> None:
    model = load_model(folder)
    assert [tag for tag, _ in model.tag([["乔"], ["沟"], ["。"]])] == ["B-PLACE", "I-PLACE", "O"]
    assert model.lists == {"city": ["乔沟"]}


def remove_folder(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()


def other_weights(folder: Path) -> None:
    (folder / "w.crf").write_bytes(b"other")


def no_weights(folder: Path) -> None:
    (folder / "w.crf").unlink()


def broken_weights(folder: Path) -> None:
    other_weights(folder)
    write_card(folder)


def broken_row(folder: Path) -> None:
    (folder / "l.tsv").write_bytes(LIST + "文渊\n".encode())
    write_card(folder)


BROKEN: list[tuple[Callable[[Path], object], str]] = [
    (remove_folder, "no such folder"),
    (lambda folder: (folder / "card.toml").unlink(), "card.toml cannot be read"),
    (lambda folder: (folder / "card.toml").write_text("name = ", "utf-8"), "card.toml cannot be read"),
    (lambda folder: (folder / "card.toml").write_text('name = "tiny"', "utf-8"), "has no format, weights"),
    (lambda folder: write_card(folder, FORMAT + 1), f"format {FORMAT + 1}, this version of Jishi reads {FORMAT}"),
    (other_weights, "w.crf is not the file of the card"),
    (no_weights, "w.crf cannot be read"),
    (broken_weights, "the weights cannot be read"),
    (broken_row, "line 3: not a name and a kind"),
]


@pytest.mark.parametrize(("damage", "problem"), BROKEN)
def test_a_damaged_model_is_refused_in_one_line(folder: Path, damage: Callable[[Path], object], problem: str) -> None:
    damage(folder)
    with pytest.raises(ConfigError) as caught:
        load_model(folder)
    assert problem in str(caught.value)
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(not available(), reason="needs the extra [model] and models/names of a checkout")
def test_our_model_is_what_its_card_says() -> None:
    assert load_model(OURS).lists.keys() == {"city", "part"}
