"""The component behind `nlp.add_pipe("jishi")`; spaCy finds it through an entry point and alone imports this module."""

import hashlib
from typing import Any

from spacy.language import Language

from jishi.assemble import assemble
from jishi.config import Config
from jishi.document import Document, Source
from jishi.io.spacy import Align, annotate, register
from jishi.read import fold, reading_knowledge
from jishi.read.dates import find_date
from jishi.resources import load_resources

register()


@Language.factory(
    "jishi",
    assigns=["doc.ents", "doc.spans", "doc._.mentions", "doc._.entities", "doc._.events"],
    default_config={"segmenter": "jieba", "recognizers": ["rules"], "align": "split", "overwrite_ents": True},
)
def make_component(
    nlp: Language, name: str, segmenter: str, recognizers: list[str], align: Align, overwrite_ents: bool
) -> "Component":
    """The component with its options, as they stand in the pipeline's config.

    Raises:
        ConfigError: an unknown segmenter or recognizer, or one that cannot be loaded.
    """
    return Component(tuple(recognizers), segmenter, align, overwrite_ents)


class Component:
    """Puts Jishi's mentions, entities and events on a Doc; pickles as its options, for `nlp.pipe(n_process=2)`."""

    def __init__(self, recognizers: tuple[str, ...], segmenter: str, align: Align, overwrite_ents: bool) -> None:
        resources = load_resources()
        self.options = (recognizers, segmenter, align, overwrite_ents)
        self.knowledge = reading_knowledge(resources)
        self.pipeline = assemble(resources, Config(segmenter=segmenter, recognizers=recognizers))
        self.align: Align = align
        self.overwrite = overwrite_ents

    def __call__(self, doc: Any) -> Any:
        if not len(doc):
            return doc
        return annotate(doc, self.pipeline(self.read(doc)), align=self.align, overwrite=self.overwrite)

    def __reduce__(self) -> tuple[type["Component"], tuple[object, ...]]:
        return Component, self.options

    def read(self, doc: Any) -> Document:
        """The Doc's text as a document, with `user_data["title"]` and `["date"]`, or the date that the text tells."""
        text, folded = doc.text, fold(doc.text)
        title = str(doc.user_data.get("title") or "")
        paragraphs = [line.strip() for line in folded.splitlines() if line.strip()]
        found = find_date(fold(title), paragraphs, self.knowledge.year, self.knowledge.event_suffixes)
        date = doc.user_data.get("date") or found
        source = Source("", "spacy", hashlib.sha256(text.encode()).hexdigest())
        return Document(id=title or "doc", title=title, text=text, folded=folded, source=source, date=date)
