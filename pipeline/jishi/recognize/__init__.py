"""Recognition: finders propose mentions in rounds, `choose` alone decides."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain

from jishi.document import Document, Finder, Mention, Stage
from jishi.recognize.choose import Choice, Groups, Rejection, choose, keep, pool
from jishi.recognize.compose import compose_finder
from jishi.recognize.coordination import coordination_finder
from jishi.recognize.knowledge import (
    all_entries,
    make_classifier,
    make_context,
    make_doubts,
    make_model,
    make_place_words,
    make_token_finder,
    make_words,
)
from jishi.recognize.lexicon import lexicon_finder
from jishi.recognize.links import link_finder, title_finder
from jishi.recognize.names import chinese_finder, dotted_finder, foreign_finder, titled_finder
from jishi.recognize.patterns import pattern_finder
from jishi.recognize.places import unknown_place_finder
from jishi.recognize.propagate import spread_finder, surname_finder
from jishi.resources import Resources

__all__ = ["Choice", "Rejection", "choose", "recognition_tracer", "recognize"]
HEAD = ".head."
Rounds = Sequence[Sequence[Finder]]


def recognize(resources: Resources) -> Stage:
    """The stage that fills `mentions`."""
    rounds = make_rounds(resources)
    return lambda document: replace(document, mentions=keep(gather(rounds, document)))


def recognition_tracer(resources: Resources) -> Callable[[Document], Sequence[Rejection]]:
    """For a document as recognition gets it: every candidate that was not kept, and what it lost to."""
    rounds = make_rounds(resources)
    return lambda document: choose(chain.from_iterable(gather(rounds, document).values())).lost


def gather(rounds: Rounds, document: Document) -> Groups:
    """The candidates of all rounds; the finders of a later round see what would be kept so far."""
    groups: Groups = {}
    for finders in rounds:
        seen = replace(document, mentions=keep(groups))
        pool(groups, propose(finders, seen))
    return groups


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
        lexicon_finder(all_entries(resources), make_doubts(resources)),
        link_finder(classify, verbs),
        chinese_finder(model, context),
        foreign_finder(model, context),
        dotted_finder(model),
        titled_finder(model, context),
        title_finder(classify, verbs),
        make_token_finder(resources),
        unknown_place_finder(make_place_words(resources)),
    ]
    spread = spread_finder()
    surnames = surname_finder(model, context)
    return (names, [spread, coordination_finder(), compose], [spread, compose, surnames])
