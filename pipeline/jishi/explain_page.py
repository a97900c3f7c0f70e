"""A whole document explained as one HTML file that asks for nothing from outside."""

import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from jishi.document import Document, Event, Mention, Relation, Span
from jishi.explain import Trace, describe, no_events, value_text
from jishi.extract import Extraction
from jishi.resources import Resources

TEMPLATE = Path(__file__).with_name("explain_page.html")
TEXTS = Path(__file__).with_name("explain_page.toml")
Pairs = Mapping[str, tuple[str, str]]


def make_page(traced: Trace, files: Mapping[str, str]) -> str:
    """The page; `files` says in which file each event rule is."""
    texts = {key: (pair[0], pair[1]) for key, pair in tomllib.loads(TEXTS.read_text(encoding="utf-8")).items()}
    document = traced.document
    counts = (len(document.sentences), len(document.mentions), len(document.events), len(document.relations))
    size = said(texts, "size", *counts)
    parts = [f"<header><h1>{escape(document.title)}</h1><button id='language'>中文 / English</button></header>{size}"]
    names = ("PERSON", "PLACE", "UNIT", "ORG", "GROUP", "TIME", "QUANTITY", "WEAPON", "EVENT")
    parts.append("<p class='legend'>" + " ".join(f"<mark class='{name}'>{name}</mark>" for name in names))
    parts.append(f" <b class='trigger'>{said(texts, 'trigger')}</b> <s>{said(texts, 'refused')}</s></p>")
    parts += (section(traced, one, files, texts) for one in traced.extractions)
    before, _, after = TEMPLATE.read_text(encoding="utf-8").partition("{{BODY}}")
    return before.replace("{{TITLE}}", escape(document.title)) + "\n".join(parts) + after


def rule_files(resources: Resources, folder: Path) -> Mapping[str, str]:
    """The file of each event rule, by the rule's id."""
    known = {rule.id for rule in resources.rules}
    return {
        raw["id"]: f"events/{path.name}"
        for path in sorted((folder / "events").glob("*.toml"))
        for raw in tomllib.loads(path.read_text(encoding="utf-8")).get("rule", ())
        if raw.get("id") in known
    }


def said(texts: Pairs, key: str, *values: object) -> str:
    """A text in both languages, of which the page shows one."""
    english, chinese = (escape(text.format(*values)) for text in texts[key])
    return f"<span class='en'>{english}</span><span class='zh'>{chinese}</span>"


def section(traced: Trace, extraction: Extraction, files: Mapping[str, str], texts: Pairs) -> str:
    """A sentence with what is marked in it, its events, and what gave none."""
    document = traced.document
    sentence = document.sentences[extraction.sentence]
    tag = "h2" if sentence.heading else "p"
    text = f"<{tag} class='text'>{marked(document, extraction, sentence.span)}</{tag}>"
    events = "".join(event_part(document, event, extraction, files, texts) for event in extraction.events)
    more = "".join(f"<li>{line}</li>" for line in (*lost(traced, sentence.span), *refused(document, extraction)))
    rest = f"<details><summary>{said(texts, 'not_taken')}</summary><ul>{more}</ul></details>" if more else ""
    return f"<section id='s{extraction.sentence + 1}'>{text}{events}{rest}</section>"


def marked(document: Document, extraction: Extraction, span: Span) -> str:
    """The sentence with its mentions, triggers and refused words."""
    triggers = {event.trigger: event for event in extraction.events}
    marks: list[tuple[Span, str, str, str]] = []
    first = bisect_left(document.mentions, span.start, key=lambda one: one.span.start)
    last = bisect_left(document.mentions, span.end, key=lambda one: one.span.start)
    for mention in document.mentions[first:last]:
        marks.append((mention.span, "mark", mention.label, mention_title(document, mention)))
    marks += ((place, "b", "trigger", f"{event.type} · {event.rule}") for place, event in triggers.items())
    marks += ((place, "s", "refused", why) for place, why in dict(no_events(extraction)).items())
    rank = {"mark": 0, "b": 1, "s": 2}
    parts, at = [], span.start
    for place, tag, kind, title in sorted(marks, key=lambda one: (one[0].start, rank[one[1]], -one[0].end)):
        if place.start < at:
            continue
        parts.append(escape(document.text[at : place.start]))
        parts.append(f"<{tag} class='{kind}' title='{escape(title)}'>{escape(document[place])}</{tag}>")
        at = place.end
    return "".join((*parts, escape(document.text[at : span.end])))


def mention_title(document: Document, mention: Mention) -> str:
    """Label, value and rules of a mention."""
    value = f" = {value_text(mention.value)}" if mention.value is not None else ""
    return f"{mention.label}{value} · {', '.join(mention.evidence) or mention.rule}"


def event_part(document: Document, event: Event, extraction: Extraction, files: Mapping[str, str], texts: Pairs) -> str:
    """An event: rule and file, arguments with their paths, attributes with their cues, relations, open roles."""
    rows = []
    for one in event.arguments:
        name = document[one.mention.span]
        entity = f" → {one.entity.name}" if one.entity is not None and one.entity.name != name else ""
        value = f" = {value_text(one.mention.value)}" if one.mention.value is not None else ""
        inferred = said(texts, "inferred") if one.inferred else ""
        rows.append((escape(one.role), f"{escape(name + entity + value)} <i>{escape(one.why)}</i> {inferred}"))
    for kind, told in (("polarity", event.polarity), ("modality", event.modality), ("source", event.source)):
        cues = "、".join(document[cue.span] for cue in event.cues if cue.kind == kind)
        if cues or told not in {"positive", "actual", None}:
            rows.append((kind, f"{escape(str(told))} <i>{escape(cues)}</i>"))
    if event.time is not None:
        rows.append(("time", f"{escape(event.time)} <i>{escape(event.time_basis or '')}</i>"))
    rows += (("relation", escape(line)) for line in relations(document, event))
    remarks = dict(extraction.open_roles).get(event.trigger, ())
    rows += ((said(texts, "open"), f"<i>{escape(remark)}</i>") for remark in remarks)
    body = "".join(f"<tr><th>{name}</th><td>{text}</td></tr>" for name, text in rows)
    subtype = f" {event.subtype}" if event.subtype else ""
    rule = f"{event.rule} ({files[event.rule]})" if event.rule in files else event.rule
    head = f"<b>{escape(event.type + subtype)}</b> {escape(document[event.trigger])} <code>{escape(rule)}</code>"
    return f"<details class='event'><summary>{head}</summary><table>{body}</table></details>"


def relations(document: Document, event: Event) -> Iterator[str]:
    """The relations of an event, either way."""
    for one in document.relations:
        if event.trigger in (one.source.trigger, one.target.trigger):
            yield relation_text(document, one)


def relation_text(document: Document, one: Relation) -> str:
    """A relation in one line."""
    pair = f"{document[one.source.trigger]} → {document[one.target.trigger]}"
    return f"{one.kind}: {pair} · {document[one.cue]} · {one.why}"


def lost(traced: Trace, span: Span) -> Iterator[str]:
    """The candidates for mentions that lost, and to what."""
    for one in traced.rejections:
        if span.contains(one.loser.span):
            loser, winner = (describe(traced.document, each) for each in (one.loser, one.winner))
            yield f"{escape(loser)} ⟶ {escape(winner)}"


def refused(document: Document, extraction: Extraction) -> Iterator[str]:
    """The event words that gave no event, and why."""
    for place, why in no_events(extraction):
        yield f"<s>{escape(document[place])}</s> {escape(why)}"
