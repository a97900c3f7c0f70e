"""Recognition: finders propose mentions in rounds, `choose` alone decides."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain

from jishi.backends import LOADERS, SPELLINGS, backend_names, kind
from jishi.document import Document, Finder, Mention, Stage
from jishi.errors import ConfigError
from jishi.recognize.choose import Choice, Pool, Rejection, choose, keep
from jishi.recognize.compose import compose_finder
from jishi.recognize.coordination import coordination_finder
from jishi.recognize.knowledge import (
    all_entries,
    make_classifier,
    make_context,
    make_doubts,
    make_judge,
    make_model,
    make_model_finder,
    make_place_words,
    make_token_finder,
    make_votes,
    make_words,
)
from jishi.recognize.lexicon import lexicon_finder
from jishi.recognize.links import link_finder, title_finder
from jishi.recognize.names import chinese_finder, dotted_finder, foreign_finder, titled_finder
from jishi.recognize.patterns import pattern_finder
from jishi.recognize.places import unknown_place_finder
from jishi.recognize.propagate import army_finder, spread_finder, surname_finder
from jishi.recognize.trained import available
from jishi.recognize.votes import Judge, vote_finder
from jishi.resources import Resources

__all__ = ["MODEL", "RULES", "Choice", "Rejection", "available", "choose", "recognition_tracer", "recognize"]
HEAD = ".head."
RULES, MODEL = "rules", "model"
Rounds = Sequence[Sequence[Finder]]


def recognize(resources: Resources, recognizers: Iterable[str] = ()) -> Stage:
    """The stage that fills `mentions`: by the rules, and by what other recognizers say where these are silent.

    Raises:
        ConfigError: an unknown recognizer, or one that cannot be loaded.
    """
    rounds = make_rounds(resources, recognizers)
    return lambda document: replace(document, mentions=keep(gather(rounds, document)))


def recognition_tracer(
    resources: Resources, recognizers: Iterable[str] = ()
) -> Callable[[Document], Sequence[Rejection]]:
    """For a document as recognition gets it: every candidate that was not kept, and what it lost to."""
    rounds = make_rounds(resources, recognizers)
    return lambda document: choose(chain.from_iterable(gather(rounds, document).groups.values())).lost


def gather(rounds: Rounds, document: Document) -> Pool:
    """The candidates of all rounds; the finders of a later round see what would be kept so far."""
    pool = Pool()
    for finders in rounds:
        pool.add(propose(finders, replace(document, mentions=keep(pool))))
    return pool


def propose(finders: Iterable[Finder], document: Document) -> list[Mention]:
    """What all finders propose."""
    return [mention for finder in finders for mention in finder(document)]


def make_rounds(resources: Resources, recognizers: Iterable[str] = ()) -> Rounds:
    """Finders by round; those of a later round see what the rounds before kept."""
    model = make_model(resources)
    context = make_context(resources)
    whole = [pattern for pattern in resources.patterns if HEAD not in pattern.id]
    heads = [pattern for pattern in resources.patterns if HEAD in pattern.id]
    compose = compose_finder(heads, make_words(resources))
    classify = make_classifier(resources, model)
    verbs = resources.words["event_verb"]
    titled = titled_finder(model, context)
    names: list[Finder] = [
        pattern_finder(whole),
        lexicon_finder(all_entries(resources), make_doubts(resources)),
        link_finder(classify, verbs),
        chinese_finder(model, context),
        foreign_finder(model, context),
        dotted_finder(model, context),
        titled,
        title_finder(classify, verbs),
        make_token_finder(resources),
        unknown_place_finder(make_place_words(resources)),
    ]
    spread = spread_finder()
    surnames = surname_finder(model, context)
    armies = army_finder(model, frozenset(resources.words["force_noun"]))
    rules: list[Sequence[Finder]] = [
        names,
        [spread, armies, titled, coordination_finder(), compose],
        [spread, compose, surnames],
    ]
    others = [name for name in dict.fromkeys(recognizers) if name != RULES]
    for name in others:
        if name.partition(":")[0] == MODEL:
            rules[-1] = [*rules[-1], make_model_finder(resources, model, name)]
    asked = [name for name in others if name.partition(":")[0] != MODEL]
    voters = make_voters(resources, asked, make_judge(resources, model, context, classify))
    return [*rules, voters] if voters else rules


def make_voters(resources: Resources, recognizers: Iterable[str], judge: Judge) -> list[Finder]:
    """A finder for each recognizer of other people."""
    voters: list[Finder] = []
    for name in recognizers:
        if kind(name) not in LOADERS:
            choices = ", ".join((RULES, MODEL, f"{MODEL}:DIR", *SPELLINGS))
            raise ConfigError(f"unknown recognizer {name}: choose from {choices}")
        voters.append(vote_finder(kind(name), backend_names(name), make_votes(resources, kind(name)), judge))
    return voters
