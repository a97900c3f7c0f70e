"""Compares words with those of other segmenters on CoNLL-U files, without and with the recognition of names.

    python tests/bench/segmentation.py FILE.conllu … [--out outputs/bench-segmentation.md]

Every segmenter gets the folded text of each sentence. The mentions are those that the pipeline finds, for the files
have none: a word crosses if a mention begins or ends inside it. Unknown are the words that jieba's dictionary does not
have, digits and punctuation aside.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from jishi.assemble import compose, stages
from jishi.config import Config
from jishi.document import Document, Source, Span, Stage
from jishi.evaluate.baselines import lac_tagger
from jishi.evaluate.score import Score
from jishi.evaluate.segmentation import count_unknown
from jishi.evaluate.tally import count_keys, words_across
from jishi.read import fold
from jishi.resources import load_resources
from jishi.segment import make_segmenter, segment_words, split_sentences
from jishi.segment.words import known_words

OURS = "with recognition"
RECOGNIZED = 4  # stages until the words are cut at the borders of the mentions
HEAD = (
    "# Words beside other segmenters",
    "",
    "| text | segmenter | F1 | P | R | right | unknown found | words across mentions |",
    "|---|---|--:|--:|--:|--:|--:|--:|",
)


def sentences(path: Path) -> Iterator[tuple[Document, set[Span]]]:
    """The sentences of a file as documents with their words; a word that its text does not have raises ValueError."""
    text, words, place = "", set[Span](), 0
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        columns = line.split("\t")
        if line.startswith("# text = "):
            text, words, place = line.removeprefix("# text = "), set(), 0
        elif columns[0].isdigit():
            start = text.index(columns[1], place)
            place = start + len(columns[1])
            words.add(Span(start, place))
        elif not line and words:
            yield split_sentences(Document(path.stem, "", text, fold(text), Source(path.name, "conllu", ""))), words
            words = set()


def systems() -> dict[str, Stage]:
    """What is compared: a stage that gives a document its words."""
    resources = load_resources()
    lac = lac_tagger()
    ours = {name: stages(resources, Config(segmenter=name)) for name in ("jieba", "rjieba")}
    return (
        {f"{name} alone": segment_words(make_segmenter(name)) for name in ours}
        | ({"LAC alone": segment_words(lac)} if lac else {})
        | {f"{name} with the words of the rules": compose(parts[:2]) for name, parts in ours.items()}
        | {f"{name} {OURS}": compose(parts[:RECOGNIZED]) for name, parts in ours.items()}
    )


def rows(path: Path) -> Iterator[str]:
    """The rows of a file."""
    known, compared = known_words(), systems()
    counts = {name: [Score(), Score(), Score()] for name in compared}
    for document, gold in sentences(path):
        mentions = compared[f"jieba {OURS}"](document).mentions
        for name, stage in compared.items():
            done = stage(document)
            words = {token.span for token in done.tokens}
            across = len(
                words_across(words, [one.span for one in (done.mentions if name.endswith(OURS) else mentions)])
            )
            found = count_keys(gold, words), count_unknown(document, gold, words, known), Score(across, across, across)
            counts[name] = [one + other for one, other in zip(counts[name], found, strict=True)]
    for name, (cut, unknown, crossing) in counts.items():
        figures = " | ".join(f"{100 * part:.2f}" for part in (cut.f1, cut.precision, cut.recall))
        found = f"{100 * unknown.recall:.1f} ({unknown.tp} of {unknown.gold})"
        yield f"| {path.stem} | {name} | {figures} | {cut.tp} of {cut.gold} | {found} | {crossing.tp} |"


def main() -> int:
    """Writes the report to standard output and, if asked, to a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.conllu")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    report = "\n".join([*HEAD, *(row for path in args.files for row in rows(path))]) + "\n"
    sys.stdout.write(report)
    if args.out:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(report, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
