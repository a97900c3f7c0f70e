"""Recognition: finders propose mentions in rounds, `choose` alone decides."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from jishi.document import Document, Finder, Label, Mention, Stage
from jishi.recognize.characters import NameModel, read_weights, surname_regex
from jishi.recognize.choose import Choice, Rejection, choose, keep
from jishi.recognize.compose import Words, compose_finder
from jishi.recognize.coordination import coordination_finder
from jishi.recognize.lexicon import Doubts, lexicon_finder
from jishi.recognize.links import classifier, link_finder, title_finder
from jishi.recognize.names import Context, chinese_finder, dotted_finder, foreign_finder, titled_finder
from jishi.recognize.patterns import pattern_finder
from jishi.recognize.propagate import spread_finder, surname_finder
from jishi.recognize.tokens import located_finder, token_finder
from jishi.resources import Resources

__all__ = ["Choice", "Rejection", "choose", "recognition_tracer", "recognize"]
HEAD = ".head."
AREAS = ("country", "province", "city", "county", "town")
Rounds = Sequence[Sequence[Finder]]


def recognize(resources: Resources) -> Stage:
    """The stage that fills `mentions`."""
    rounds = make_rounds(resources)
    return lambda document: replace(document, mentions=keep(gather(rounds, document)))


def recognition_tracer(resources: Resources) -> Callable[[Document], Sequence[Rejection]]:
    """For a document as recognition gets it: every candidate that was not kept, and what it lost to."""
    rounds = make_rounds(resources)
    return lambda document: choose(gather(rounds, document)).lost


def gather(rounds: Rounds, document: Document) -> list[Mention]:
    """The candidates of all rounds; the finders of a later round see what would be kept so far."""
    candidates: list[Mention] = []
    for number, finders in enumerate(rounds):
        seen = replace(document, mentions=keep(candidates)) if number else replace(document, mentions=())
        candidates += propose(finders, seen)
    return candidates


def propose(finders: Iterable[Finder], document: Document) -> list[Mention]:
    """What all finders propose."""
    return [mention for finder in finders for mention in finder(document)]


def make_rounds(resources: Resources) -> Rounds:
    """Finders by round; those of a later round see what the rounds before kept."""
    model = make_model(resources)
    context = make_context(resources)
    whole = [pattern for pattern in resources.patterns if HEAD not in pattern.id]
    heads = [pattern for pattern in resources.patterns if HEAD in pattern.id]
    compose = compose_finder(heads, make_words(resources))
    classify = make_classifier(resources, model)
    verbs = resources.words["event_verb"]
    names: list[Finder] = [
        pattern_finder(whole),
        lexicon_finder(resources.lexicon, make_doubts(resources)),
        link_finder(classify, verbs),
        chinese_finder(model, context),
        foreign_finder(model, context),
        dotted_finder(model),
        titled_finder(model, context),
        title_finder(classify, verbs),
        make_token_finder(resources),
        located_finder(context.locative, frozenset(resources.words["place_follower"]), make_doubts(resources).stop),
    ]
    spread = spread_finder()
    surnames = surname_finder(model, context)
    return (names, [spread, coordination_finder(), compose], [spread, compose, surnames], [compose])


def make_token_finder(resources: Resources) -> Finder:
    """The finder for places of the segmenter's dictionary."""
    words = resources.words
    left = frozenset(words["place_left"])
    return token_finder(frozenset(words["place_generic"]), left, frozenset(words["place_suffix"]))


def make_model(resources: Resources) -> NameModel:
    """The character model from the word classes and tables."""
    tables = resources.tables
    surnames = {row["surname"]: int(row["weight"]) for row in tables.get("surname_weight", ())}
    double = frozenset(resources.words["double_surname"])
    return NameModel(
        surnames,
        double,
        read_weights(tables.get("given_character", ()), ("first", "second", "single")),
        read_weights(tables.get("transliteration_character", ()), ("inside", "first", "last")),
        surname_regex(surnames, double),
    )


def make_doubts(resources: Resources) -> Doubts:
    """What speaks against an entry of a lexicon: 山口 is none, 甘肃人 says where one comes from."""
    words = resources.words
    provinces = {f"{province}人" for province in words["province"]}
    stop = provinces | {*words["place_generic"], *words["weapon_generic"]}
    return Doubts(stop, frozenset(words["place_left"]), words["event_verb"])


def make_context(resources: Resources) -> Context:
    """What stands around persons, from the word classes."""
    words = resources.words
    return Context(
        frozenset(words["title_before"]),
        frozenset(words["title_after"]),
        frozenset(words["name_left"]),
        frozenset(words["name_right"]),
        frozenset(words["not_given_char"]),
        frozenset(words["place_suffix"]) - frozenset(words["place_suffix_weak"]),
        frozenset(words["surname_function"]),
        frozenset(words["name_against"]),
        frozenset(words["place_left"]),
    )


def make_words(resources: Resources) -> Words:
    """What the composition of long designations knows, from the word classes."""
    listed = {name: frozenset(words) for name, words in resources.words.items()}
    kinds = {kind: size for size, kind in enumerate(AREAS)}
    qualifying = listed["branch"] | listed["unit_kind"]
    return Words(
        modifiers={
            "PLACE": listed["region_part"],
            "UNIT": qualifying | listed["unit_part"],
            "ORG": listed["org_modifier"],
            "EVENT": listed["event_modifier"],
        },
        qualifying=qualifying,
        verbal=listed["verbal_branch"],
        locative=listed["locative"],
        nations=listed["nationality"],
        sizes={e.name: kinds[e.kind] for e in resources.lexicon if e.label == "PLACE" and e.kind in kinds},
        tribes=listed["tribe"],
        kinds=listed["place_kind"],
        kind_words=listed["place_kind_word"],
    )


def make_classifier(resources: Resources, model: NameModel) -> Callable[[str], Label | None]:
    """Labels of titles by lexicon, suffix and name shape."""
    known: dict[str, Label] = {entry.name: entry.label for entry in resources.lexicon}
    suffixes: dict[str, Label] = {}
    for name, label in (
        ("place_suffix", "PLACE"), ("people_suffix", "GROUP"), ("org_head", "ORG"), ("org_typed", "ORG"),
        ("force_head", "UNIT"), ("link_unit_suffix", "UNIT"), ("event_head", "EVENT"),
    ):  # fmt: skip
        suffixes |= {word: label for word in resources.words.get(name, ())}  # type: ignore[misc]
    return classifier(suffixes, known, lambda title: model.chinese(title) or "·" in title)
