"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jishi.document import Document, Source, Span
from jishi.segment import split_sentences

SOURCE = Source("", "plain", "")


def document(text: str, headings: tuple[Span, ...] = ()) -> Document:
    return Document("例", "例", text, text, SOURCE, headings=headings)


@pytest.mark.parametrize(
    "marked",
    [
        "甲军进城。|乙军退走！|丙地？|丁地；|戊地",
        "甲说：“进城！|明天走。”|乙军退走。",
        "甲说“‘进城。’”）|乙军。",
        "他问「走？！」|乙。",
        "（甲军进城。）|乙军。",
        "称为“甲军”。|乙军",
        '甲说"进城。"|乙说"退走。|明天。"|丙',
        '甲"乙"军。|"丙"军。',
        "甲军…… 乙军,3.5万。|",
        "甲军。|\n乙军|\n\n丙军。|  |丁",
        "。|",
    ],
)
def test_sentences(marked: str) -> None:
    text = marked.replace("|", "")
    sentences = split_sentences(document(text)).sentences
    expected = [part.strip() for part in marked.split("|") if part.strip()]
    assert [text[one.span.start : one.span.end] for one in sentences] == expected


def test_a_heading_is_one_sentence() -> None:
    done = split_sentences(document("甲？乙。\n丙。丁", (Span(0, 4),)))
    assert [(one.span.start, one.span.end, one.heading) for one in done.sentences] == [
        (0, 4, True),
        (5, 7, False),
        (7, 8, False),
    ]


@given(st.text(st.sampled_from('甲乙。！；”“"）（ \n　')))
def test_every_character_is_in_one_sentence(text: str) -> None:
    done = split_sentences(document(text))
    covered = [index for one in done.sentences for index in range(one.span.start, one.span.end)]
    assert len(covered) == len(set(covered))
    assert covered == sorted(covered)
    assert all(index in set(covered) for index, char in enumerate(text) if not char.isspace())
    assert split_sentences(done) == done
    assert all("\n" not in done[one.span] for one in done.sentences)
