"""What every stage promises, on the project's own articles, on short texts, and on texts that nobody would write."""

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jishi.assemble import assemble, stages, until
from jishi.config import Config
from jishi.document import ENTITY_LABELS, LABELS, Document, Quantity, Source, Span, Stage, Time
from jishi.read import find_inputs, fold, make_reader
from jishi.resources import Resources

CORPUS = find_inputs([Path(__file__).parent.parent / "corpus" / "raw"])
LAYERS = ("sentences", "tokens", "mentions", "tokens", "mentions", "entities", "events", "relations")
SHORT = [
    "1937年9月25日，第115师在平型关伏击日军。",
    "日軍被薛岳擊敗後撤退，死傷三萬餘人。",
    "据报道，马仲英试图攻占迪化，但未能成功；盛世才说：“我们不会投降！”次日，他率第36师退往和田。",
    "战士们越过草地。",
    "OK 1937!",
    "。",
    " \n。！？\n\n",
    "“《（「",
    "😀𠮷军进攻𠮷城。",
    "第第第三三三师师师进进攻攻",
    "被被把把将将由由为为所所的的的",
    "进攻" * 200,
    "1937年" * 50 + "日军",
    "甲" * 3000,
]
PIECES = ["日军", "蒋介石", "第36师", "迪化", "苏联", "1937年7月", "次日", "约7000名", "飞机", "进攻", "被", "把", "将"]
PIECES += [
    "派",
    "命令",
    "的",
    "在",
    "向",
    "与",
    "和",
    "、",
    "，",
    "。",
    "；",
    "“",
    "”",
    "（",
    "）",
    "《",
    "》",
    "：",
    "\n",
    " ",
]
PIECES += [
    "未能",
    "试图",
    "据报道",
    "击败",
    "撤退",
    "率",
    "所",
    "为",
    "他",
    "该师",
    "其",
    "占领",
    "伤亡",
    "提供",
    "武器",
    "于",
    "至",
]


def plain(text: str) -> Document:
    """A document of that text that no stage has seen."""
    headings = (Span(0, text.index("\n")),) if text[:1].strip() and "\n" in text else ()
    return Document("例", "例", text, fold(text), Source("", "plain", ""), date="1937", headings=headings)


@pytest.fixture(scope="module", params=["jieba", "rjieba"])
def parts(request: pytest.FixtureRequest, resources: Resources) -> tuple[Stage, ...]:
    """The stages in their order, with either segmenter."""
    return stages(resources, Config(segmenter=request.param))


@pytest.fixture(scope="module")
def read(resources: Resources) -> Sequence[Document]:
    """The project's own articles, read."""
    return [make_reader(resources)(path) for path in CORPUS]


def check_stages(document: Document, parts: Sequence[Stage]) -> Document:
    """The document after all stages, each of which must have kept its promises."""
    for stage, layer in zip(parts, LAYERS, strict=True):
        before, document = document, stage(document)
        assert isinstance(document, Document)
        for field in fields(Document):
            if field.name != layer:
                assert getattr(document, field.name) == getattr(before, field.name), f"{layer} changed {field.name}"
        assert stage(before) == document, f"{layer}: another result the second time"
        assert stage(document) == document, f"{layer}: not idempotent"
    return document


def check_document(document: Document) -> None:
    """What is true of every finished document."""
    check_spans(document)
    for one, other in zip(document.mentions, document.mentions[1:], strict=False):
        assert one.span.end <= other.span.start, "mentions overlap or are out of order"
    for token in document.tokens:
        for mention in document.mentions:
            crossing = token.span.overlaps(mention.span) and not mention.span.contains(token.span)
            assert not crossing, f"{document[token.span]} crosses {document[mention.span]}"
    check_mentions(document)
    check_entities(document)
    check_events(document)


def check_spans(document: Document) -> None:
    """Every span lies in the text; sentences and tokens are in order and cover it; folding keeps the length."""
    assert len(document.text) == len(document.folded)
    for items in (document.sentences, document.tokens):
        end = 0
        for item in items:
            assert end <= item.span.start
            assert not document.text[end : item.span.start].strip(), "text outside every sentence or token"
            end = item.span.end
        assert not document.text[end:].strip()
    for token in document.tokens:
        assert sum(sentence.span.contains(token.span) for sentence in document.sentences) == 1


def check_mentions(document: Document) -> None:
    """A mention is not blank, has a known label, lies in one sentence, and has a value only where labels have one."""
    for mention in document.mentions:
        assert mention.label in LABELS
        assert mention.rule
        assert document[mention.span] == document[mention.span].strip()
        assert any(sentence.span.contains(mention.span) for sentence in document.sentences)
        kind = {"TIME": Time, "QUANTITY": Quantity}.get(mention.label, type(None))
        assert isinstance(mention.value, kind)


def check_entities(document: Document) -> None:
    """Every mention that can have an entity has exactly one, whose mentions are the document's."""
    own = set(document.mentions)
    owned = [mention for entity in document.entities for mention in entity.mentions]
    assert len(owned) == len(set(owned))
    assert set(owned) == {mention for mention in own if mention.label in ENTITY_LABELS}
    for entity in document.entities:
        assert entity.name
        assert entity.mentions
        assert list(entity.mentions) == sorted(entity.mentions, key=lambda mention: mention.span)
        assert entity.name not in entity.aliases
        assert len(set(entity.aliases)) == len(entity.aliases)


def check_events(document: Document) -> None:
    """Triggers are no mentions and lie in their sentences, one event a trigger; arguments are the document's."""
    mentions, entities = set(document.mentions), set(document.entities)
    triggers = [event.trigger for event in document.events]
    assert len(set(triggers)) == len(triggers)
    assert triggers == sorted(triggers)
    for event in document.events:
        sentence = document.sentences[event.sentence]
        assert sentence.span.contains(event.trigger)
        assert not sentence.heading, "headings give no events"
        assert not [one for one in document.mentions if one.span.overlaps(event.trigger)], document[event.trigger]
        for cue in event.cues:
            assert cue.span.end <= len(document.text)
        for argument in event.arguments:
            assert argument.mention in mentions
            assert argument.why
            if argument.entity is not None:
                assert argument.entity in entities
                assert argument.mention in argument.entity.mentions
            else:
                assert argument.mention.label not in ENTITY_LABELS
            if not argument.inferred:
                assert sentence.span.contains(argument.mention.span)
        filled = [(argument.role, argument.mention.span) for argument in event.arguments]
        assert len(set(filled)) == len(filled), "a role has the same filler twice"


def test_the_stages_are_all_here(parts: tuple[Stage, ...]) -> None:
    assert len(parts) == len(LAYERS)


def test_promises_on_articles(read: Sequence[Document], parts: tuple[Stage, ...]) -> None:
    assert len(read) >= 5
    for document in read:
        check_document(check_stages(document, parts))


@pytest.mark.parametrize("text", SHORT, ids=lambda text: text[:12].encode("unicode_escape").decode())
def test_promises_on_short_texts(text: str, parts: tuple[Stage, ...]) -> None:
    check_document(check_stages(plain(text), parts))


@settings(deadline=None, max_examples=100, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join).filter(str.strip))
def test_promises_on_any_text(text: str, pipeline: Stage) -> None:
    check_document(pipeline(plain(text)))


def test_mentions_do_not_depend_on_the_segmenters_part_of_the_text(resources: Resources) -> None:
    """The same sentence among others has the same sentences and tokens as alone."""
    alone, text = plain(SHORT[0]), f"{SHORT[3]}{SHORT[0]}"
    parts = stages(resources, Config())[:2]
    first, second = (parts[1](parts[0](document)) for document in (alone, plain(text)))
    shift = len(SHORT[3])
    words = [document_token for document_token in second.tokens if document_token.span.start >= shift]
    assert [second[token.span] for token in words] == [first[token.span] for token in first.tokens]


def test_assemble_runs_all_stages(resources: Resources, parts: tuple[Stage, ...]) -> None:
    document = plain(SHORT[0])
    whole = assemble(resources)(document)
    assert whole.events
    assert until(resources, Config(), document, len(LAYERS)) == whole
    assert until(resources, Config(), document, 0) == document
    assert until(resources, Config(), document, 1) == replace(document, sentences=whole.sentences)
