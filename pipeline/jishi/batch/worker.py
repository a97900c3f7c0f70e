"""The work on one article: pure, the same in this process and in another, and never an exception."""

import gc
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jishi.assemble import assemble
from jishi.config import Config
from jishi.document import Document
from jishi.errors import ConfigError, ReadError
from jishi.io import Failure, Parts, part_maker, part_names
from jishi.read import Raw, read_raw, reading_knowledge
from jishi.resources import Resources

Extractor = Callable[[Raw], Document | Failure]
Packer = Callable[[Raw], bytes | Failure]


@dataclass(frozen=True, slots=True)
class Result:
    """A finished article as what is written of it and counted."""

    id: str
    path: str
    sha256: str
    content: str  # hash of the clean text
    characters: int
    entities: int
    mentions: Mapping[str, int]
    events: Mapping[str, int]
    parts: Parts


def make_extractor(resources: Resources, config: Config) -> Extractor:
    """Turns an article into a document; one that cannot be read or breaks the pipeline gives the reason."""
    knowledge, pipeline = reading_knowledge(resources), assemble(resources, config)

    def extract(raw: Raw) -> Document | Failure:
        try:
            document = read_raw(raw, knowledge)
        except ReadError as error:
            return Failure(raw.path, "read", error.reason)
        except ConfigError as error:
            return Failure(raw.path, "read", str(error))
        except Exception as error:
            # A parser can fail in ways that nobody has thought of; one article must not end a night's run.
            return Failure(raw.path, "read", reason(error))
        try:
            return pipeline(document)
        except Exception as error:
            return Failure(raw.path, "pipeline", reason(error))

    return extract


def make_packer(resources: Resources, config: Config) -> Packer:
    """Turns an article into the packed result that is kept in the journal and sent from one process to another."""
    extract, parts = make_extractor(resources, config), part_maker(part_names(config.formats))
    settle()

    def work(raw: Raw) -> bytes | Failure:
        document = extract(raw)
        if isinstance(document, Failure):
            return document
        try:
            return pack(make_result(document, parts(document)))
        except Exception as error:
            return Failure(raw.path, "write", reason(error))

    return work


def settle() -> None:
    """Keeps the garbage collector from going through what is loaded, which stays to the end, time and again."""
    gc.collect()
    gc.freeze()


def reason(error: Exception) -> str:
    """The error on one line."""
    return f"{type(error).__name__}: {error}".replace("\n", " ").strip()


def make_result(document: Document, parts: Parts) -> Result:
    """The document's counts, with its parts."""
    return Result(
        id=document.id,
        path=document.source.path,
        sha256=document.source.sha256,
        content=hashlib.sha256(document.text.encode()).hexdigest(),
        characters=len(document.text),
        entities=len(document.entities),
        mentions=Counter(mention.label for mention in document.mentions),
        events=Counter(event.type for event in document.events),
        parts=parts,
    )


def pack(result: Result) -> bytes:
    """The result as compressed bytes: a line of JSON, then the parts."""
    head: dict[str, Any] = {key: getattr(result, key) for key in Result.__slots__}
    head["parts"] = {name: len(part) for name, part in result.parts.items()}
    return zlib.compress(b"\n".join([json.dumps(head).encode(), b"".join(result.parts.values())]), 1)


def unpack(data: bytes) -> Result:
    """The result that was packed.

    Raises:
        ValueError, zlib.error: bytes that are none.
    """
    line, _, body = zlib.decompress(data).partition(b"\n")
    head = json.loads(line)
    parts, start = {}, 0
    for name, size in head["parts"].items():
        parts[name] = body[start : start + size]
        start += size
    return Result(**head | {"parts": parts})
