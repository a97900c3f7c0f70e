"""What the finders know, taken from the resources."""

import re
from collections.abc import Callable, Sequence, Set

from jishi.document import LABELS, Finder, Label
from jishi.errors import ConfigError
from jishi.recognize.characters import NameModel, read_weights, surname_regex
from jishi.recognize.compose import Words
from jishi.recognize.features import make_sight
from jishi.recognize.lexicon import Doubts
from jishi.recognize.links import classifier
from jishi.recognize.names import Context
from jishi.recognize.places import PlaceWords
from jishi.recognize.statistical import model_finder
from jishi.recognize.tokens import token_finder
from jishi.recognize.trained import load_model, model_folder
from jishi.recognize.votes import Classify, Judge, Vote
from jishi.resources import LexiconEntry, Resources, alternatives

FORCES = ("force_noun", "force_head", "formation", "branch", "soldier")  # what a place before it belongs to
ADVERBIAL = frozenset({"other", "linker", "modal"})  # classes of function words that follow a name: 先后, 随后, 准备
SUFFIXES: tuple[tuple[str, Label], ...] = (
    ("place_suffix", "PLACE"),
    ("people_suffix", "GROUP"),
    ("org_head", "ORG"),
    ("org_typed", "ORG"),
    ("force_head", "UNIT"),
    ("link_unit_suffix", "UNIT"),
    ("event_head", "EVENT"),
)


def all_entries(resources: Resources) -> list[LexiconEntry]:
    """The lexicons and, as places, the countries and provinces that only the word classes have."""
    entries = list(resources.lexicon)
    known = {entry.name for entry in entries}
    for name, kind in (("nationality", "country"), ("province", "province")):
        added = [word for word in resources.words[name] if len(word) > 1 and word not in known]
        entries += [LexiconEntry(word, word, "PLACE", kind) for word in added]
        known |= set(added)
    return entries


def make_token_finder(resources: Resources) -> Finder:
    """The finder for places of the segmenter's dictionary."""
    words = resources.words
    left = frozenset(words["place_left"])
    return token_finder(frozenset(words["place_generic"]), left, frozenset(words["place_suffix"]))


def make_place_words(resources: Resources) -> PlaceWords:
    """What surrounds places, from the word classes."""
    listed = {name: frozenset(words) for name, words in resources.words.items()}
    return PlaceWords(
        verbs=listed["place_verb"],
        fates=listed["place_fate"],
        kinds=listed["place_kind_strong"],
        events=listed["event_kind"],
        followers=listed["place_follower"],
        never=listed["not_place_char"],
        generic=listed["place_generic"],
        after=listed["place_after"],
        kind_words=listed["place_kind_word"],
        told=listed["event_verb"] | listed["event_head"] | {word for rule in resources.rules for word in rule.triggers},
        falls=listed["place_fall"],
        fall_adverbs=listed["fall_adverb"],
        leads=leading(resources),
    )


def leading(resources: Resources) -> re.Pattern[str]:
    """What says behind a name that it leads: 在某人等的亲自指挥下."""
    adverbs, verbs = (alternatives(resources.words[name]) for name in ("leading_adverb", "leading_verb"))
    return re.compile(f"等?人?的?(?:{adverbs})?(?:{verbs})")


def make_model(resources: Resources) -> NameModel:
    """The character model from the word classes and tables."""
    tables = resources.tables
    surnames = {row["surname"]: int(row["weight"]) for row in tables.get("surname_weight", ())}
    japanese = {word for word in resources.words["japanese_surname"] if len(word) > 1}
    double = japanese | set(resources.words["double_surname"])
    return NameModel(
        surnames,
        double - japanese,
        frozenset(japanese - set(resources.words["place_generic"])),
        read_weights(tables.get("given_character", ()), ("first", "second", "single")),
        read_weights(tables.get("transliteration_character", ()), ("inside", "first", "last")),
        surname_regex(surnames, double),
    )


def make_model_finder(resources: Resources, model: NameModel, name: str) -> Finder:
    """The finder that asks the trained model `model` or `model:DIR`.

    Raises:
        ConfigError: the model cannot be loaded.
    """
    surnames = set(model.surnames) | model.double_surnames | model.japanese_surnames
    titles = frozenset(resources.words["title_after"])
    trained = load_model(model_folder(name))
    return model_finder(make_sight(model, trained.lists), trained.tag, surnames, titles)


def make_doubts(resources: Resources) -> Doubts:
    """What speaks against an entry of a lexicon: 山口 is none, 甘肃人 says where one comes from."""
    words = resources.words
    listed: dict[Label, Sequence[str]] = {
        "PLACE": words["place_generic"],
        "WEAPON": words["weapon_generic"],
        "GROUP": (*words["group_generic"], *(f"{province}人" for province in words["province"])),
    }
    stop = {(label, word) for label, generic in listed.items() for word in generic}
    return Doubts(stop, frozenset(words["place_left"]), words["event_verb"], frozenset(words["place_kind_word"]))


def make_context(resources: Resources) -> Context:
    """What stands around persons, from the word classes."""
    listed = {name: frozenset(words) for name, words in resources.words.items()}
    before, after = listed["title_before"], listed["title_after"]
    return Context(
        before=before,
        after=after,
        left=listed["name_left"],
        right=listed["name_right"],
        avoid=listed["not_given_char"],
        nations=listed["army_country"],
        followers=listed["place_follower"] | listed["place_fate"],
        places=listed["place_suffix"] - listed["place_suffix_weak"],
        functions=listed["surname_function"],
        against=listed["name_against"],
        locative=listed["place_left"],
        endings=listed["foreign_place_ending"],
        place_ends=listed["place_end"],
        known=frozenset(entry.name for entry in resources.lexicon if entry.label == "PERSON"),
        parts=listed["name_part"],
        named=frozenset(entry.name for entry in resources.lexicon if entry.label != "PERSON"),
        kind_words=listed["place_kind_word"],
        before_ends=frozenset(title[-1] for title in before),
        after_starts=frozenset(title[0] for title in after),
        taking=listed["place_taken"],
        leads=leading(resources),
        held=re.compile(f"[^，。；：、的]{{2,16}}(?:{alternatives(listed['office_end'])})[，。；、]"),
        adverbs=frozenset(
            row["word"]
            for row in resources.tables["function_words"]
            if row["class"] in ADVERBIAL and len(row["word"]) == 2
        ),
        never_given=listed["name_left"]
        | listed["name_right"]
        | {row["word"] for row in resources.tables["function_words"] if len(row["word"]) == 1},
    )


def make_words(resources: Resources) -> Words:
    """What the composition of long designations knows, from the word classes."""
    listed = {name: frozenset(words) for name, words in resources.words.items()}
    qualifying = listed["branch"] | listed["unit_kind"]
    modifiers: dict[Label, Set[str]] = {
        "PLACE": listed["region_part"],
        "UNIT": qualifying | listed["unit_part"],
        "ORG": listed["org_modifier"],
        "EVENT": listed["event_modifier"],
    }
    return Words(
        modifiers=modifiers,
        modifier_ends=frozenset(word[-1] for each in modifiers.values() for word in each),
        qualifying=qualifying,
        verbal=listed["verbal_branch"],
        locative=listed["locative"],
        nations=listed["nationality"],
        armies=listed["army_country"],
        outer=listed["outer_place"] | listed["province"] | listed["nationality"],
        tribes=listed["tribe"],
        kinds=listed["place_kind"],
        kind_words=listed["place_kind_word"],
        parts=listed["force_part"],
    )


def make_classifier(resources: Resources, model: NameModel) -> Callable[[str], Label | None]:
    """Labels of titles by lexicon, suffix and name shape."""
    known: dict[str, Label] = {entry.name: entry.label for entry in resources.lexicon}
    suffixes = {word: label for name, label in SUFFIXES for word in resources.words[name]}
    return classifier(suffixes, known, lambda title: model.chinese(title) or "·" in title)


def make_judge(resources: Resources, model: NameModel, context: Context, classify: Classify) -> Judge:
    """What proposals of other recognizers are checked with, from the word classes."""
    forces = frozenset(word for name in FORCES for word in resources.words[name])
    return Judge(model, context, classify, frozenset(resources.words["place_generic"]), forces)


def make_votes(resources: Resources, recognizer: str) -> dict[str, Vote]:
    """The labels that a recognizer's tags stand for, from the table `recognizer_label`.

    Raises:
        ConfigError: a row with an unknown label or a strength that is no number.
    """
    votes: dict[str, Vote] = {}
    for row in resources.tables["recognizer_label"]:
        label = next((label for label in LABELS if label == row["label"]), None)
        if label is None or not row["strength"].replace(".", "", 1).isdigit():
            raise ConfigError(f"recognizer_label.tsv: {row['recognizer']} {row['tag']}: unknown label or no strength")
        if row["recognizer"] == recognizer:
            votes[row["tag"]] = Vote(label, float(row["strength"]))
    return votes
