"""UIMA CAS as XMI, for INCEpTION: X.xmi an article and TypeSystem.xml for all; needs the extra `cas`.

jishi.Mention and jishi.Event (on its trigger) are annotations, jishi.Argument is a link with role and target.
XMI counts UTF-16 units; dkpro-cassis turns them into code points and back.
"""

import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jishi.document import Document
from jishi.errors import ConfigError, ReadError
from jishi.io.exchange import (
    FormatError,
    Happening,
    Mark,
    Scheme,
    Sheet,
    WriteError,
    entity_cell,
    entity_of,
    file_name,
    make_sheet,
    read_sheet,
)

if TYPE_CHECKING:
    import cassis

TYPES_FILE = "TypeSystem.xml"
MENTION, EVENT, ARGUMENT, HEAD = "jishi.Mention", "jishi.Event", "jishi.Argument", "jishi.Head"
SENTENCE = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
XMI_ID = "{http://www.omg.org/XMI}id"
STRING = "uima.cas.String"
MENTION_FEATURES = ("label", "entity", "value")
# Features of an event, and the fields that they hold; `type` is a reserved name in cassis.
EVENT_FEATURES = {"eventType": "type", "timeBasis": "time_basis"}
EVENT_FEATURES |= {name: name for name in ("subtype", "polarity", "modality", "source", "time")}


def type_system() -> "cassis.TypeSystem":
    """The types; a feature `arguments` of links with role and target is what INCEpTION calls a slot feature."""
    cassis = _cassis()
    types = cassis.TypeSystem()
    mention, event = types.create_type(MENTION), types.create_type(EVENT)
    link = types.create_type(ARGUMENT, supertypeName="uima.cas.TOP")
    head = types.create_type(HEAD, supertypeName="uima.cas.AnnotationBase")
    types.create_type(SENTENCE)
    metadata = types.create_type(METADATA, supertypeName="uima.tcas.DocumentAnnotation")
    for owner, names in ((mention, MENTION_FEATURES), (event, EVENT_FEATURES), (head, ("json",))):
        for name in names:
            types.create_feature(owner, name, STRING)
    for name in ("documentId", "documentTitle"):
        types.create_feature(metadata, name, STRING)
    types.create_feature(link, "role", STRING)
    types.create_feature(link, "target", MENTION)
    types.create_feature(event, "arguments", "uima.cas.FSArray", elementType=ARGUMENT, multipleReferencesAllowed=False)
    return types


def _cassis() -> Any:
    try:
        import cassis
    except ImportError as error:
        raise ConfigError("xmi needs dkpro-cassis: pip install 'jishi[cas]'") from error
    return cassis


def write_cas(documents: Iterable[Document], folder: Path, scheme: Scheme) -> Iterator[Path]:
    """Writes an article at a time, and the type system; gives the files as they are written."""
    types = type_system()
    path = folder / TYPES_FILE
    with path.open("xb") as file:
        file.write((types.to_xml() or "").encode("utf-8"))
    yield path
    for document in documents:
        path = folder / f"{file_name(document.id)}.xmi"
        try:
            text = make_cas(make_sheet(document), types).to_xmi(pretty_print=True)
        except ValueError as error:
            # lxml: control characters and lone surrogates have no place in XML.
            raise WriteError(document.id, f"its text cannot stand in XML: {error}") from error
        with path.open("xb") as file:
            file.write(text.encode("utf-8"))
        yield path


def make_cas(sheet: Sheet, types: "cassis.TypeSystem") -> "cassis.Cas":
    """The CAS of a sheet."""
    made = _cassis().Cas(typesystem=types)
    made.sofa_string, made.sofa_mime = sheet.text, "text/plain"
    mention, event, link, head, sentence, metadata = map(
        types.get_type, (MENTION, EVENT, ARGUMENT, HEAD, SENTENCE, METADATA)
    )
    facts = {"documentId": sheet.head["id"], "documentTitle": sheet.head["title"], "language": "zh"}
    made.add(metadata(begin=0, end=len(sheet.text), **facts))
    made.add(head(json=json.dumps(sheet.head, ensure_ascii=False)))
    made.add_all(sentence(begin=one["start"], end=one["end"]) for one in sheet.head["sentences"])
    marks = {}
    for mark in sheet.marks:
        features = {"label": mark.label, "entity": entity_cell(mark), "value": mark.value}
        marks[mark.id] = mention(begin=mark.start, end=mark.end, **features)
    made.add_all(marks.values())
    array = types.get_type("uima.cas.FSArray")
    for one in sheet.happenings:
        links = [link(role=role, target=marks[key]) for role, key in one.arguments]
        features = {name: getattr(one, held) for name, held in EVENT_FEATURES.items()}
        made.add(event(begin=one.start, end=one.end, arguments=array(elements=links), **features))
    return made


def read_cas(path: Path, scheme: Scheme) -> Iterator[Document]:
    """The documents of an .xmi file, or of a folder of such; a TypeSystem.xml beside them is used, else our own.

    Raises:
        ReadError: a file that cannot be used, with id and problem.
    """
    files = sorted(path.glob("*.xmi")) if path.is_dir() else [path]
    if not files:
        raise ReadError(path, "no .xmi in it")
    for file in files:
        types = _read_types(file.parent / TYPES_FILE)
        data = checked_xml(file)
        check_offsets(file, data)
        try:
            loaded = _cassis().load_cas_from_xmi(BytesIO(data), typesystem=types, lenient=True)
        except Exception as error:  # cassis lets through whatever broken XMI makes happen inside it
            raise ReadError(file, f"not a CAS: {type(error).__name__}: {error}") from error
        try:
            yield read_sheet(file, _sheet(loaded, file.stem), scheme, "xmi", data)
        except FormatError as error:
            raise ReadError(file, str(error)) from error


def _read_types(path: Path) -> "cassis.TypeSystem":
    """The type system of a file, ours where there is none; it must have our types."""
    if not path.exists():
        return type_system()
    try:
        types = _cassis().load_typesystem(BytesIO(checked_xml(path)))
    except ReadError:
        raise
    except Exception as error:  # see read_cas
        raise ReadError(path, f"not a type system: {type(error).__name__}: {error}") from error
    for name in (MENTION, EVENT, ARGUMENT):
        if not types.contains_type(name):
            raise ReadError(path, f"the type {name} is missing")
    return types


def checked_xml(path: Path) -> bytes:
    """The bytes of a well-formed XML file without a document type, so that nothing is expanded or fetched.

    Raises:
        ReadError: any other file.
    """
    _cassis()
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        data = path.read_bytes()
        tree = etree.parse(BytesIO(data), parser)
    except (OSError, etree.XMLSyntaxError) as error:
        raise ReadError(path, str(error)) from error
    if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
        raise ReadError(path, "line 1: a document type declaration (DOCTYPE) is not accepted")
    return data


def check_offsets(path: Path, data: bytes) -> None:
    """Raises ReadError for an annotation whose begin and end are no span of its text; cassis would let it pass.

    An offset may also not fall between the two units of one character.
    """
    from lxml import etree

    tree = etree.parse(BytesIO(data))
    borders: dict[str, set[int]] = {}
    for sofa in tree.iter("{*}Sofa"):
        units = accumulate((1 + (sign > "\uffff") for sign in sofa.get("sofaString", "")), initial=0)
        borders[sofa.get(XMI_ID, "")] = set(units)
    for one in tree.iter():
        begin, end, known = one.get("begin"), one.get("end"), borders.get(one.get("sofa", ""))
        if begin is None or end is None or known is None:
            continue
        if not (begin.isdecimal() and end.isdecimal() and {int(begin), int(end)} <= known and int(begin) <= int(end)):
            where = f"id {one.get(XMI_ID)}"
            raise ReadError(path, f"{where}: {begin}..{end} is no span of the text, in UTF-16 units")


def _sheet(loaded: "cassis.Cas", stem: str) -> Sheet:
    text = loaded.sofa_string or ""
    head = {"id": stem, "sentences": _sentences(loaded)} | _head(loaded)
    marks, ids = [], {}
    for number, one in enumerate(loaded.select(MENTION), 1):
        start, end, where = _span(one, text)
        ids[id(one)] = f"m{number}"
        entity = entity_of(one.entity, one.label or "", text[start:end])
        marks.append(Mark(f"m{number}", start, end, one.label or "", entity, one.value, where))
    happenings = tuple(_happening(one, f"e{number}", text, ids) for number, one in enumerate(loaded.select(EVENT), 1))
    return Sheet(text, head, tuple(marks), happenings)


def _happening(one: Any, name: str, text: str, ids: dict[int, str]) -> Happening:
    start, end, where = _span(one, text)
    links = one.arguments.elements if one.arguments else ()
    arguments = tuple(_argument(link, ids, where) for link in links)
    # INCEpTION leaves out what nobody has filled in.
    given = {held: getattr(one, feature, None) for feature, held in EVENT_FEATURES.items()}
    fields = {held: value for held, value in given.items() if value}
    return Happening(name, start, end, fields.pop("type", ""), arguments, where=where, **fields)


def _span(one: Any, text: str) -> tuple[int, int, str]:
    where = f"id {one.xmiID}"
    if not (isinstance(one.begin, int) and isinstance(one.end, int)) or not 0 <= one.begin < one.end <= len(text):
        raise FormatError(where, f"{one.begin}..{one.end} is no span of the {len(text)} characters")
    return one.begin, one.end, where


def _argument(link: Any, ids: dict[int, str], where: str) -> tuple[str, str]:
    if link.target is None or id(link.target) not in ids:
        raise FormatError(where, f"the target of {link.role} is no mention")
    return link.role or "", ids[id(link.target)]


def _sentences(loaded: "cassis.Cas") -> list[dict[str, int]]:
    if not loaded.typesystem.contains_type(SENTENCE):
        return []
    return [{"start": one.begin, "end": one.end} for one in loaded.select(SENTENCE)]


def _head(loaded: "cassis.Cas") -> dict[str, Any]:
    """What our own type carries, or the name that INCEpTION knows the document by."""
    types = loaded.typesystem
    for one in loaded.select(HEAD) if types.contains_type(HEAD) else ():
        try:
            head = json.loads(one.json)
        except (ValueError, TypeError, RecursionError) as error:
            raise FormatError(f"id {one.xmiID}", f"its json cannot be read: {error}") from error
        if not isinstance(head, dict):
            raise FormatError(f"id {one.xmiID}", "its json is no object")
        return head
    return {}
