"""The report as one HTML file that asks for nothing from outside: texts, charts, tables and errors are all in it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path

from jishi.evaluate.errors import by_kind, grouped
from jishi.evaluate.evaluation import Evaluation
from jishi.evaluate.lines import Line, given, number
from jishi.evaluate.metrics import kind_of
from jishi.evaluate.texts import Texts

TEMPLATE = Path(__file__).with_name("page.html")
CARDS = ("mentions.strict", "entities.lea", "events.type", "arguments.bound", "events.whole", "events.false")
CHARTED = (
    "mentions.strict",
    "entities.links",
    "values.time",
    "values.quantity",
    "events.trigger",
    "events.type",
    "arguments.identified",
    "arguments.classified",
    "arguments.bound",
    "events.whole",
)
DOCUMENT_KEYS = ("mentions.strict", "events.type", "arguments.bound", "events.false")
ERROR_COLUMNS = ("document", "layer", "kind", "cause", "what", "expected", "predicted", "rule", "sentence")
SPLIT = frozenset({"types", "roles"})  # groups that have a section of their own
LEFT, WIDTH, NUMBER, LABEL, BAR, GAP = 150, 480, 46, 24, 15, 7  # of a chart, in its own units


def make_page(evaluation: Evaluation, lines: Sequence[Line], texts: Texts) -> str:
    """The whole page."""
    parts = [
        head(evaluation, texts),
        cards(evaluation, texts),
        section("summary", texts, chart_of(evaluation, lines, CHARTED, texts), legend(evaluation, texts)),
        section("all_figures", texts, figures(evaluation, [one for one in lines if one.group not in SPLIT], texts)),
        section("by_type", texts, group_chart(evaluation, lines, "types", texts)),
        section("by_role", texts, group_chart(evaluation, lines, "roles", texts)),
        section("documents", texts, documents(evaluation, texts)),
        section("by_kind", texts, kinds(evaluation, texts)),
        section("causes", texts, causes(evaluation, texts)),
        errors(evaluation, texts),
    ]
    shown = evaluation.mistakes if evaluation.listed else ()
    rows = [{key: row[key] for key in ERROR_COLUMNS} for row in map(asdict, shown)]
    named = {name: texts.sections[name] for name in ("layer", "kind", "cause", "page")}
    # Inside a script element only a closing tag could end the data.
    data = json.dumps({"rows": rows, "texts": named}, ensure_ascii=False).replace("<", "\\u003c")
    before, _, rest = TEMPLATE.read_text(encoding="utf-8").partition("{{BODY}}")
    between, _, after = rest.partition("{{DATA}}")
    return "".join((before, "\n".join(parts), between, data, after))


def said(pair: tuple[str, str]) -> str:
    """A text in both languages, of which the page shows one."""
    english, chinese = map(escape, pair)
    return english if english == chinese else f'<span class="en">{english}</span><span class="zh">{chinese}</span>'


def section(name: str, texts: Texts, *parts: str) -> str:
    """A section with its title."""
    return f"<section><h2>{said(texts.both('page', name))}</h2>" + "".join(parts) + "</section>"


def head(evaluation: Evaluation, texts: Texts) -> str:
    """The title, the size, the signature and the notes."""
    counts = len(evaluation.documents), evaluation.characters
    english, chinese = (text.format(*counts) for text in texts.both("page", "size"))
    name = f" · {escape(evaluation.name)}" if evaluation.name else ""
    notes = "".join(f'<p class="small">{escape(note)}</p>' for note in evaluation.notes)
    return (
        f"<header><h1>jishi · {said(texts.both('page', 'title'))}{name}</h1>"
        f'<button id="language">中文 / English</button></header>'
        f"<p>{said((english, chinese))}</p>"
        f'<p class="signature">{escape(evaluation.signature)}</p>{notes}'
    )


def full_name(key: str, texts: Texts) -> tuple[str, str]:
    """The figure with its group before it."""
    group, figure = texts.both("group", key.partition(".")[0]), texts.both("figure", key)
    return f"{group[0]}: {figure[0]}", f"{group[1]}：{figure[1]}"


def cards(evaluation: Evaluation, texts: Texts) -> str:
    """The main figures, large."""
    found = []
    for key in CARDS:
        if key in evaluation.totals:
            interval = evaluation.intervals.get(key)
            bounds = f"{number(kind_of(key), interval.low)}–{number(kind_of(key), interval.high)}" if interval else ""
            found.append(
                f'<div class="card">{said(full_name(key, texts))}<b>{number(kind_of(key), evaluation.value(key))}</b>'
                f'<span class="small">{bounds}</span></div>'
            )
    return '<div class="cards">' + "".join(found) + "</div>"


def table(names: Iterable[str], rows: Iterable[Iterable[str]], *, text_columns: int = 1) -> str:
    """A table of cells that are HTML already."""

    def line(cells: Iterable[str], tag: str) -> str:
        marked = (' class="text"' if number < text_columns else "" for number in range(100))
        return (
            "<tr>"
            + "".join(f"<{tag}{mark}>{cell}</{tag}>" for mark, cell in zip(marked, cells, strict=False))
            + "</tr>"
        )

    body = "".join(line(row, "td") for row in rows)
    return f'<div class="wide"><table><thead>{line(names, "th")}</thead><tbody>{body}</tbody></table></div>'


def figure_cells(one: Line) -> list[str]:
    """The cells of a line but its name."""
    bounds = f"{number(one.kind, one.interval.low)}–{number(one.kind, one.interval.high)}" if one.interval else "—"
    counts = [f"{count:,.1f}".removesuffix(".0") for count in one.counts] if one.counts else ["", "", ""]
    if one.kind != "f1":
        counts[2] = ""
    parts = [number(one.kind, part) if part is not None else "" for part in (one.precision, one.recall)]
    return [
        f"<b>{number(one.kind, one.value)}</b>",
        bounds,
        *parts,
        *counts,
        *(number(one.kind, b) for b in one.baselines.values()),
    ]


def figure_header(evaluation: Evaluation, texts: Texts) -> list[str]:
    """The names of those cells."""
    names = ("figure", "score", "interval", "precision", "recall", "right", "gold", "predicted")
    return [
        *(said(texts.both("page", name)) for name in names),
        *(said(texts.both("baseline", name)) for name in evaluation.baselines),
    ]


def figures(evaluation: Evaluation, lines: Sequence[Line], texts: Texts) -> str:
    """The table of figures, each group under its name."""
    rows: list[str] = []
    header = figure_header(evaluation, texts)
    group = ""
    for one in lines:
        if one.group != group:
            group = one.group
            title = said(texts.both("group", group))
            rows.append(f'<tr class="group"><th colspan="{len(header)}">{title}</th></tr>')
        cells = [said(texts.both("figure", one.key)), *figure_cells(one)]
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    names = "".join(f"<th>{name}</th>" for name in header)
    return f'<div class="wide"><table><thead><tr>{names}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def legend(evaluation: Evaluation, texts: Texts) -> str:
    """What the bars of the chart are."""
    if not evaluation.baselines:
        return ""
    names = [texts.both("page", "ours"), *(texts.both("baseline", name) for name in evaluation.baselines)]
    keys = (f'<span class="key" style="background:{color(n)}"></span>{said(name)}' for n, name in enumerate(names))
    return f'<p class="small">{"".join(keys)}</p>'


def color(number: int) -> str:
    """The color of our bar and of those of the baselines."""
    return ("#2f6f9f", "#d2a24c", "#6f7b86", "#a9c3a0", "#c39bb8", "#9b8fc9")[min(number, 5)]


def chart_of(evaluation: Evaluation, lines: Sequence[Line], keys: Sequence[str], texts: Texts) -> str:
    """Bars of chosen figures with the baselines below each, and the table behind."""
    chosen = sorted((one for one in lines if one.key in keys), key=lambda one: keys.index(one.key))
    rows = [(full_name(one.key, texts), [one.value, *one.baselines.values()]) for one in chosen]
    cells = ([said(full_name(one.key, texts)), *figure_cells(one)] for one in chosen)
    return bars(rows, 1.0, per_cent, stacked=True) + behind(texts, figure_header(evaluation, texts), cells)


def group_chart(evaluation: Evaluation, lines: Sequence[Line], group: str, texts: Texts) -> str:
    """Bars of the figures of a group, the commonest first, and the table behind."""
    chosen = sorted((one for one in lines if one.group == group), key=lambda one: -(one.counts or (0, 0, 0))[1])
    rows = [
        ((f"{name} ({int((one.counts or (0, 0, 0))[1])})",) * 2, [one.value])
        for one in chosen
        for name in [texts.english("figure", one.key)]
    ]
    cells = ([said(texts.both("figure", one.key)), *figure_cells(one)] for one in chosen)
    return bars(rows, 1.0, per_cent) + behind(texts, figure_header(evaluation, texts), cells)


def per_cent(amount: float) -> str:
    return f"{100 * amount:.1f}"


def whole(amount: float) -> str:
    return f"{amount:.0f}"


def behind(texts: Texts, names: Iterable[str], rows: Iterable[Iterable[str]], *, text_columns: int = 1) -> str:
    """The table of a chart, to be opened."""
    title = said(texts.both("page", "table"))
    return f"<details><summary>{title}</summary>{table(names, rows, text_columns=text_columns)}</details>"


def bars(
    rows: Sequence[tuple[tuple[str, str], Sequence[float | None]]],
    most: float,
    write: Callable[[float], str],
    *,
    stacked: bool = False,
) -> str:
    """A bar chart: each row's first number thick, the others thin below it; names to the left or, stacked, above."""
    parts, top = [], 0
    left, anchor = (0, "start") if stacked else (LEFT, "end")
    for names, (first, *others) in rows:
        top += LABEL if stacked else GAP
        base = top - 5 if stacked else top + BAR - 3
        for language, name in zip(("en", "zh"), names, strict=True):
            place = f'x="{max(0, left - 8)}" y="{base}" text-anchor="{anchor}"'
            parts.append(f'<text class="{language}" {place}>{escape(name)}</text>')
        scale = (WIDTH - left - NUMBER) / most
        length = scale * (first or 0)
        parts.append(f'<rect x="{left}" y="{top}" width="{length:.1f}" height="{BAR}" fill="{color(0)}"/>')
        parts.append(
            f'<text x="{left + length + 6:.1f}" y="{top + BAR - 3}">{"—" if first is None else write(first)}</text>'
        )
        top += BAR
        for place_number, amount in enumerate(others, 1):
            length = scale * (amount or 0)
            parts.append(
                f'<rect x="{left}" y="{top + 1}" width="{length:.1f}" height="4" fill="{color(place_number)}"/>'
            )
            top += 5
    return f'<svg viewBox="0 0 {WIDTH} {top + GAP}" role="img">{"".join(parts)}</svg>'


def documents(evaluation: Evaluation, texts: Texts) -> str:
    """The main figures of each article, as bars of the bound arguments and as a table."""
    pairs = list(zip(evaluation.documents, evaluation.tallies, strict=True))
    charted = [((name,) * 2, [given("arguments.bound", tally)]) for name, tally in pairs]
    rows = (
        [escape(name), *(number(kind_of(key), given(key, tally)) for key in DOCUMENT_KEYS)] for name, tally in pairs
    )
    names = [said(texts.both("page", "document")), *(said(full_name(key, texts)) for key in DOCUMENT_KEYS)]
    title = f'<p class="small">{said(full_name("arguments.bound", texts))}</p>'
    return title + bars(charted, 1.0, per_cent) + behind(texts, names, rows)


def kinds(evaluation: Evaluation, texts: Texts) -> str:
    """How many errors of each kind."""
    counts: Mapping[str, int] = by_kind(evaluation.mistakes)
    rows = [(texts.both("kind", kind), [count]) for kind, count in counts.items()]
    cells = ([said(texts.both("kind", kind)), str(count)] for kind, count in counts.items())
    names = [said(texts.both("page", "kind")), said(texts.both("page", "count"))]
    return bars(rows, max(1, *counts.values()), whole) + behind(texts, names, cells)


def causes(evaluation: Evaluation, texts: Texts) -> str:
    """How many errors of each likely cause."""
    rows = (
        [
            *(said(texts.both(name, part)) for name, part in zip(("layer", "kind", "cause"), row[:3], strict=True)),
            str(row[3]),
        ]
        for row in grouped(evaluation.mistakes)
    )
    names = [said(texts.both("page", name)) for name in ("layer", "kind", "cause", "count")]
    found = list(rows)
    rest = behind(texts, names, found[15:], text_columns=3) if len(found) > 15 else ""
    return table(names, found[:15], text_columns=3) + rest


def errors(evaluation: Evaluation, texts: Texts) -> str:
    """The table of all errors, which the page fills, sorts and filters; or why there is none."""
    shown_as = {"predicted": "found"}
    names = "".join(
        f'<th data-column="{column}" tabindex="0">{said(texts.both("page", shown_as.get(column, column)))}</th>'
        for column in ERROR_COLUMNS
    )
    choices = "".join(
        f'<select id="choose-{name}" aria-label="{name}"></select>' for name in ("layer", "kind", "document")
    )
    tools = (
        f'<div class="tools"><input id="find" type="search" aria-label="filter">{choices}<span id="shown"></span></div>'
    )
    more = f'<p><button id="more">{said(texts.both("page", "more"))}</button></p>'
    body = f'<div class="wide"><table id="errors"><thead><tr>{names}</tr></thead><tbody></tbody></table></div>'
    if not evaluation.listed:
        reason = f"<p>{said(texts.both('page', 'unlisted'))}</p>"
        return section("errors", texts, reason, f"<div hidden>{tools}{body}{more}</div>")
    return section("errors", texts, tools, body, more)
