"""Where nothing tells of war, no word is an event; an article on the subject is taken whole."""

import pytest

from jishi.document import Document, Stage
from jishi.read import read_bytes, reading_knowledge
from jishi.resources import Resources

WAR = "1938年3月，第31师在台儿庄抵抗日军，激战数日。"
PLAIN = ["公司任命王小丹担任销售经理。", "球队昨晚击败了对手。", "她到达北京后与朋友会面。"]


def document(text: str, resources: Resources) -> Document:
    return read_bytes(text.encode(), name="例", format="plain", knowledge=reading_knowledge(resources))


@pytest.mark.parametrize("text", PLAIN)
def test_everyday_sentences_give_no_events(text: str, pipeline: Stage, resources: Resources) -> None:
    assert not pipeline(document(text, resources)).events


@pytest.mark.parametrize("text", [WAR, "马仲英占领哈密。", "1900年，俄国入侵东北。"])
def test_sentences_that_tell_of_war_give_events(text: str, pipeline: Stage, resources: Resources) -> None:
    assert pipeline(document(text, resources)).events


def test_an_article_on_the_subject_is_taken_whole(pipeline: Stage, ungated: Stage, resources: Resources) -> None:
    last = "王小丹到达北京。"
    assert not pipeline(document(last, resources)).events
    assert ungated(document(last, resources)).events
    events = pipeline(document(WAR + last, resources)).events
    assert [event.type for event in events if event.sentence == 1] == ["MOVE"]


def test_a_war_sentence_among_many_others_is_still_read(pipeline: Stage, resources: Resources) -> None:
    events = pipeline(document("".join(PLAIN * 3) + WAR + "".join(PLAIN * 3), resources)).events
    assert {event.sentence for event in events} == {len(PLAIN) * 3}
