"""Documents as spaCy's: a Doc with mentions, entities and events, and a DocBin of many."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, pairwise
from typing import Any, Literal

from jishi.document import Document, Span
from jishi.errors import ConfigError
from jishi.io.encode import Record, to_record

Align = Literal["split", "expand"]
SPANS = "jishi"  # the key in doc.spans
DOC_BIN = "documents.spacy"
LENGTH = 8  # bytes
LAYERS = ("mentions", "entities", "events")


def to_doc(document: Document, vocab: Any) -> Any:
    """A Doc of the document's own tokens, which no mention cuts, with everything that `annotate` puts on it."""
    from spacy.tokens import Doc
    from spacy.util import get_words_and_spaces

    words, spaces = get_words_and_spaces([document[token.span] for token in document.tokens], document.text)
    doc = Doc(vocab, words=words, spaces=spaces)
    doc.user_data["title"] = document.title
    return annotate(doc, document)


def annotate(doc: Any, document: Document, *, align: Align = "split", overwrite: bool = True) -> Any:
    """The Doc, whose text is the document's, with `ents`, `spans["jishi"]` and `_.mentions`, `_.entities`, `_.events`.

    Where tokens do not align, `split` cuts them at the borders of mentions and triggers; `expand` leaves them and
    gives spans of all tokens that are touched. Character offsets are exact in both. Entities that are already there
    go, unless `overwrite` is false: then they stay, and only mentions that overlap none of them are added.
    """
    from spacy.util import filter_spans

    register()
    if align == "split":
        cut(doc, borders(document))
    record = with_tokens(to_record(document), token_finder(doc))
    spans = [make_span(doc, mention) for mention in record["mentions"]]
    doc.spans[SPANS] = spans
    doc.ents = filter_spans(spans) if overwrite else [*doc.ents, *free(filter_spans(spans), doc.ents)]
    if not doc.has_annotation("SENT_START"):
        starts = {token.idx: token for token in doc}
        for token in doc:
            token.is_sent_start = False
        for sentence in document.sentences:
            if sentence.span.start in starts:
                starts[sentence.span.start].is_sent_start = True
    for layer in LAYERS:
        doc._.set(layer, record[layer])
    return doc


def register() -> None:
    """Makes `doc._.mentions`, `doc._.entities` and `doc._.events` known to spaCy, as empty lists."""
    from spacy.tokens import Doc

    for layer in LAYERS:
        if not Doc.has_extension(layer):
            Doc.set_extension(layer, default=[])


def borders(document: Document) -> list[int]:
    """Where mentions and triggers begin and end, in order."""
    spans: Iterable[Span] = chain(
        (mention.span for mention in document.mentions), (event.trigger for event in document.events)
    )
    return sorted({border for span in spans for border in (span.start, span.end)})


def cut(doc: Any, at: Sequence[int]) -> None:
    """Splits the tokens that a border falls into; groups of spans, which spaCy does not move, are made again."""
    groups = {name: [as_characters(span) for span in group] for name, group in doc.spans.items()}
    with doc.retokenize() as retokenizer:
        for token in list(doc):
            end = token.idx + len(token)
            inside = at[bisect_right(at, token.idx) : bisect_left(at, end)]
            if not inside:
                continue
            edges = [token.idx, *inside, end]
            parts = [doc.text[left:right] for left, right in pairwise(edges)]
            # The last part is the head, as heads of Chinese words mostly are; it hangs where the token hung.
            last = (token, len(parts) - 1)
            heads = [last] * (len(parts) - 1) + [last if token.head == token else token.head]
            retokenizer.split(token, parts, heads=heads)
    for name, group in groups.items():
        doc.spans[name] = [doc.char_span(*offsets, **more, alignment_mode="expand") for offsets, more in group]


def as_characters(span: Any) -> tuple[tuple[int, int], dict[str, Any]]:
    """A span's character offsets and what else `char_span` takes."""
    return (span.start_char, span.end_char), {"label": span.label, "kb_id": span.kb_id, "span_id": span.id}


def token_finder(doc: Any) -> Callable[[int, int], tuple[int, int]]:
    """For a stretch of characters, the tokens that it touches: the first, and the one behind the last."""
    starts = [token.idx for token in doc]

    def find(start: int, end: int) -> tuple[int, int]:
        return bisect_right(starts, start) - 1, bisect_left(starts, end)

    return find


def with_tokens(record: Record, find: Callable[[int, int], tuple[int, int]]) -> Record:
    """The layers of a record with `token_start` and `token_end` beside every `start` and `end`."""

    def add(value: Any) -> Any:
        if isinstance(value, Mapping):
            added = {key: add(item) for key, item in value.items()}
            if "start" in value and "end" in value:
                added["token_start"], added["token_end"] = find(value["start"], value["end"])
            return added
        return [add(item) for item in value] if isinstance(value, list) else value

    return {layer: add(record[layer]) for layer in LAYERS}


def make_span(doc: Any, mention: Record) -> Any:
    """A mention as a Span: its label, its id, and its entity's id as `kb_id_`."""
    from spacy.tokens import Span as TokenSpan

    first, last = mention["token_start"], mention["token_end"]
    return TokenSpan(doc, first, last, label=mention["label"], kb_id=mention["entity"] or "", span_id=mention["id"])


def free(spans: Iterable[Any], taken: Sequence[Any]) -> list[Any]:
    """The spans that share no token with those that are taken."""
    tokens = {at for span in taken for at in range(span.start, span.end)}
    return [span for span in spans if tokens.isdisjoint(range(span.start, span.end))]


def need_spacy() -> None:
    """Returns if spaCy is there.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        import spacy  # noqa: F401
    except ImportError as error:
        raise ConfigError(
            f"format spacy needs {error.name}, which is not installed: pip install 'jishi[spacy]'"
        ) from error


def doc_maker() -> Callable[[Document], bytes]:
    """A document as a DocBin of its own, its length in front: a part of what `join_docs` takes."""
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("zh").vocab

    def make(document: Document) -> bytes:
        data: bytes = DocBin(store_user_data=True, docs=[to_doc(document, vocab)]).to_bytes()
        return len(data).to_bytes(LENGTH) + data

    return make


def join_docs(parts: bytes) -> bytes:
    """One DocBin of all the parts, which stand side by side; it is made in memory."""
    from spacy.tokens import DocBin

    docs, start = DocBin(store_user_data=True), 0
    while start < len(parts):
        begin = start + LENGTH
        start = begin + int.from_bytes(parts[start:begin])
        docs.merge(DocBin(store_user_data=True).from_bytes(parts[begin:start]))
    data: bytes = docs.to_bytes()
    return data
