"""The commands `gold export` and `gold import`: annotation to and from the formats of other tools."""

import argparse
import errno
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jishi.document import Document
from jishi.resources.types import Schema

if TYPE_CHECKING:
    from jishi.io.exchange import Scheme

FORMATS = ("brat", "label-studio", "xmi", "conll", "ann")
NOTES = {
    "conll": "conll holds mentions, entities and values; {events} events were left out",
    "ann": "ann holds no unit, anchor, approximate range or subtype; {losses} things differ or need a fix",
}
SHOWN = 10  # losses that are listed for an article


def add_commands(actions: "argparse._SubParsersAction[Any]") -> None:
    """Adds the commands to those of `gold`."""
    exporting = actions.add_parser("export", help="write gold or predictions for another annotation tool")
    exporting.add_argument("files", nargs="+", type=Path, metavar="PATH", help=".ann, .json gold, .jsonl, run folder")
    exporting.add_argument("--to", required=True, metavar="FORMAT", help=f"one of {', '.join(FORMATS)}")
    exporting.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the files")
    exporting.set_defaults(command=command_export)
    importing = actions.add_parser("import", help="read what another annotation tool wrote")
    importing.add_argument("path", type=Path, metavar="PATH", help="file or folder of that tool")
    importing.add_argument(
        "--from", required=True, dest="source", metavar="FORMAT", help=f"one of {', '.join(FORMATS)}"
    )
    importing.add_argument(
        "--out", type=Path, required=True, metavar="OUT", help="FILE.jsonl for records, a folder for .ann files"
    )
    importing.set_defaults(command=command_import)


def command_export(options: argparse.Namespace) -> int:
    """`jishi gold export`: writes the files, and says what the format does not hold."""
    from jishi.evaluate.load import load_documents
    from jishi.io.annotation import AnnotationError
    from jishi.resources import load_resources

    check_format(options.to)
    schema = load_resources().schema
    try:
        documents = load_documents(options.files, schema)
    except AnnotationError as error:
        sys.stderr.write("".join(f"{problem}\n" for problem in error.problems))
        return 2
    export(documents, options.to, options.out, make_scheme(schema))
    return 0


def command_import(options: argparse.Namespace) -> int:
    """`jishi gold import`: writes records, or one .ann file an article."""
    from jishi.errors import ConfigError, ReadError
    from jishi.io import write_documents
    from jishi.io.annotation import AnnotationError
    from jishi.resources import load_resources

    check_format(options.source)
    if not options.path.exists():
        raise ReadError(options.path, "no such file or folder")
    scheme = make_scheme(load_resources().schema)
    try:
        documents = [with_sentences(document) for document in reader(options.source)(options.path, scheme)]
    except AnnotationError as error:
        sys.stderr.write("".join(f"{problem}\n" for problem in error.problems))
        return 2
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            raise ReadError(options.path, f"document {document.id} comes twice")
        seen.add(document.id)
    if options.out.suffix != ".jsonl":
        export(documents, "ann", options.out, scheme)
        return 0
    try:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        write_documents(documents, options.out)
    except OSError as error:
        raise ConfigError(f"{options.out}: cannot be written: {error.strerror or error}") from error
    say(f"{options.out}: {counts(documents)}")
    return 0


def say(text: str) -> None:
    """Prints a text."""
    sys.stdout.write(text + "\n")


def counts(documents: Iterable[Document]) -> str:
    """How much there is."""
    documents = list(documents)
    mentions = sum(len(document.mentions) for document in documents)
    events = sum(len(document.events) for document in documents)
    return f"{len(documents)} documents, {mentions} mentions, {events} events"


def check_format(name: str) -> None:
    """Raises ConfigError for a format that there is not."""
    from jishi.errors import ConfigError

    if name not in FORMATS:
        raise ConfigError(f"unknown format {name}: choose from {', '.join(FORMATS)}")


def make_scheme(schema: Schema) -> "Scheme":
    """What annotation may use of the schema."""
    from jishi.io.exchange import Scheme

    return Scheme({name: tuple(kind.subtypes) for name, kind in schema.types.items()}, schema.roles)


def writer(name: str) -> "Callable[[Iterable[Document], Path, Scheme], Iterator[Path]]":
    """What writes documents in a format into a folder, and gives the files."""
    from jishi.io import brat, cas, conll, decompile, label_studio

    return {
        "brat": brat.write_brat,
        "label-studio": label_studio.write_label_studio,
        "xmi": cas.write_cas,
        "conll": conll.write_conll,
        "ann": decompile.write_annotations,
    }[name]


def reader(name: str) -> "Callable[[Path, Scheme], Iterator[Document]]":
    """What reads the documents of a format from a file or folder."""
    from jishi.io import brat, cas, conll, decompile, label_studio

    return {
        "brat": brat.read_brat,
        "label-studio": label_studio.read_label_studio,
        "xmi": cas.read_cas,
        "conll": conll.read_conll,
        "ann": decompile.read_annotations,
    }[name]


def export(documents: list[Document], name: str, folder: Path, scheme: "Scheme") -> None:
    """Writes the documents into a folder, where no file of the same name may be, and prints counts and notes."""
    from tempfile import TemporaryDirectory

    from jishi.errors import ConfigError

    documents = [with_sentences(document) for document in documents]
    if name == "conll":
        documents = [with_tokens(document) for document in documents]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Written aside first, so that a document that cannot be written leaves nothing half done.
        with TemporaryDirectory(dir=folder, prefix=".") as aside:
            files = list(writer(name)(documents, Path(aside), scheme))
            for file in files:
                if (folder / file.name).exists():
                    raise FileExistsError(errno.EEXIST, "exists", str(folder / file.name))
            for file in files:
                file.rename(folder / file.name)
    except FileExistsError as error:
        raise ConfigError(
            f"{error.filename}: is there already, and may be somebody's work: choose another --out"
        ) from error
    except OSError as error:
        raise ConfigError(f"{error.filename or folder}: cannot be written: {error.strerror or error}") from error
    say(f"{folder}: {len(files)} files, {counts(documents)}")
    losses = [f"{document.id}: {loss}" for document in documents for loss in list_losses(document, name, scheme)]
    events = sum(len(document.events) for document in documents)
    if (name == "conll" and events) or (name == "ann" and (losses or any(map(has_more, documents)))):
        say("note: " + NOTES[name].format(events=events, losses=len(losses)))
    for loss in losses[:SHOWN]:
        say("  " + loss)
    if len(losses) > SHOWN:
        say(f"  … and {len(losses) - SHOWN} more")


def has_more(document: Document) -> bool:
    """True if values or events have details that hand annotation has no notation for."""
    from jishi.document import Quantity, Time
    from jishi.io.exchange import value_text

    values = ((mention.label, mention.value) for mention in document.mentions)
    written = (value_text(label, value) for label, value in values if isinstance(value, Time | Quantity))
    return any("{" in (text or "") for text in written) or any(event.subtype or event.time for event in document.events)


def list_losses(document: Document, name: str, scheme: "Scheme") -> tuple[str, ...]:
    """What an .ann file of the document says otherwise; other formats say everything, or one note is enough."""
    from jishi.io.decompile import annotation_losses

    if name != "ann":
        return ()
    return annotation_losses(document, frozenset(scheme.types), frozenset(scheme.roles))


def with_sentences(document: Document) -> Document:
    """The document; if it came without sentences, with those that the pipeline would cut."""
    from jishi.segment import split_sentences

    if document.sentences or not document.text.strip():
        return document
    cut = split_sentences(document)
    starts = [sentence.span.start for sentence in cut.sentences]
    events = tuple(
        replace(event, sentence=max(0, sum(start <= event.trigger.start for start in starts) - 1))
        for event in cut.events
    )
    return replace(cut, events=events)


def with_tokens(document: Document) -> Document:
    """The document; if it came without tokens, as hand annotation does, with those of the default segmenter."""
    from jishi.segment import make_segmenter, segment_words

    return document if document.tokens else segment_words(make_segmenter("jieba", []))(document)
