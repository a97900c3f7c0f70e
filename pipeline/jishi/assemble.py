"""THE PIPELINE, in order: read this first.

bytes ─ read ─ segment ─ recognize ─ resolve ─ link ─ extract ─▶ Document ─▶ io
"""

from collections.abc import Sequence
from functools import reduce

from jishi.config import Config
from jishi.document import Document, Stage
from jishi.extract import extract, relate
from jishi.link import link
from jishi.recognize import recognize
from jishi.resolve import resolve_values
from jishi.resources import Resources
from jishi.segment import make_segmenter, mention_cutter, particle_cutter, segment_words, split_sentences


def stages(resources: Resources, config: Config) -> tuple[Stage, ...]:
    """The stages in the order in which they run; each replaces one layer of the document."""
    # Event words, titles and function words are told to the segmenter so that it does not cut them in two.
    triggers = {word for rule in resources.rules for word in rule.triggers}
    titles = {word for name in ("title_before", "title_after") for word in resources.words.get(name, ())}
    functions = {row["word"] for row in resources.tables["function_words"]}
    words = sorted(word for word in triggers | titles | functions if len(word) > 1)
    segmenter = make_segmenter(config.segmenter, words, resources.tables.get("segmenter_pos", ()))
    return (
        split_sentences,
        segment_words(segmenter),
        recognize(resources, config.recognizers),
        compose(
            (
                mention_cutter(segmenter, frozenset(resources.words.get("title_after", ()))),
                particle_cutter(segmenter, resources.tables["function_words"]),
            )
        ),
        resolve_values(resources),
        link(resources),
        extract(resources, gate=config.gate),
        relate(resources),
    )


def compose(parts: Sequence[Stage]) -> Stage:
    """One stage that runs the parts in order."""
    return lambda document: reduce(lambda done, stage: stage(done), parts, document)


def assemble(resources: Resources, config: Config | None = None) -> Stage:
    """The whole pipeline as one stage: a read document in, a document with events out."""
    return compose(stages(resources, config or Config()))


def until(resources: Resources, config: Config, document: Document, last: int) -> Document:
    """The document after the first `last` stages."""
    return compose(stages(resources, config)[:last])(document)
