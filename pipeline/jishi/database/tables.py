"""The tables: columns, keys, indexes and views, as data and as SQL. An offset counts characters of `documents.text`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

VERSION = 1
# From each earlier version the statements that lead to the next one; views are made anew after them.
MIGRATIONS: Mapping[int, Sequence[str]] = {}

Kind = Literal["text", "integer", "real", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `needed` ones are never empty."""

    name: str
    kind: Kind
    needed: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the columns of its key come first; `foreign` has the columns that point to the key of a table."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign: tuple[tuple[tuple[str, ...], str], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


def table(name: str, columns: str, foreign: str = "", indexes: str = "") -> Table:
    """A table from words: `id* title text?` is a key, a needed text and one that may be empty.

    `name:integer` has another kind than text; `document,entity>entities` points to the key of a table.
    """
    made, key = [], []
    for word in columns.split():
        label, _, kind = word.rstrip("*?").partition(":")
        made.append(Column(label, kind or "text", not word.endswith("?")))  # type: ignore[arg-type]
        if word.endswith("*"):
            key.append(label)
    pairs = (word.split(">") for word in foreign.split())
    points = tuple((tuple(names.split(",")), target) for names, target in pairs)
    return Table(name, tuple(made), tuple(key), points, tuple(tuple(word.split(",")) for word in indexes.split()))


SPAN = "start_char:integer end_char:integer"
# In an order in which every table comes after those that it points to.
TABLES: tuple[Table, ...] = (
    table("runs", "id* version resources config documents:integer characters:integer failures:integer"),
    table("documents", "id* run title date? text digest", "run>runs", "run"),
    table("sources", "document* path format sha256 encoding?", "document>documents"),
    table("sentences", f"document* number:integer* {SPAN} text heading:boolean", "document>documents"),
    table(
        "entities",
        "document* id* name label link? latitude:real? longitude:real?",
        "document>documents",
        "name,label label",
    ),
    table("aliases", "document* entity* alias*", "document,entity>entities", "alias"),
    table(
        "mentions",
        f"document* id* {SPAN} text label entity? rule confidence:real",
        "document>documents document,entity>entities",
        "document,entity text",
    ),
    table("times", "document* mention* edtf? duration? anchor?", "document,mention>mentions", "edtf"),
    table(
        "quantities",
        "document* mention* low:real? best:real? high:real? unit? approximate:boolean kind?",
        "document,mention>mentions",
    ),
    table(
        "events",
        f"document* id* type subtype? trigger {SPAN} polarity modality source? time? time_basis? "
        "sentence:integer rule confidence:real",
        "document>documents document,sentence>sentences",
        "type,time time",
    ),
    table(
        "arguments",
        "document* event* number:integer* role mention entity? inferred:boolean why?",
        "document,event>events document,mention>mentions document,entity>entities",
        "document,entity document,mention",
    ),
    table(
        "relations",
        "document* id* kind source target cue why?",
        "document>documents document,source>events document,target>events",
        "document,source document,target",
    ),
)
BY_NAME: Mapping[str, Table] = {one.name: one for one in TABLES}
VIEWS = ("battles", "losses", "timeline")


def owner(one: Table) -> str:
    """The column that says to which document a row belongs."""
    return "id" if one.name == "documents" else "document"


def quoted(names: Sequence[str]) -> str:
    """The names as SQL has them."""
    return ", ".join(f'"{name}"' for name in names)


def table_sql(one: Table, types: Mapping[Kind, str], *, constraints: bool = True) -> str:
    """The statement that makes the table; `constraints` are the keys that point to other tables and its own."""
    lines = [f'"{column.name}" {types[column.kind]}{" NOT NULL" if column.needed else ""}' for column in one.columns]
    if constraints:
        lines.append(f"PRIMARY KEY ({quoted(one.key)})")
        for names, target in one.foreign:
            lines.append(f'FOREIGN KEY ({quoted(names)}) REFERENCES "{target}" ({quoted(BY_NAME[target].key)})')
    return f'CREATE TABLE "{one.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def index_sql(one: Table) -> Iterator[str]:
    """The statements that make its indexes."""
    for names in one.indexes:
        yield f'CREATE INDEX "{one.name}_{"_".join(names)}" ON "{one.name}" ({quoted(names)})'


def view_sql() -> list[str]:
    """The statements that make the views."""
    text = files("jishi.database").joinpath("views.sql").read_text(encoding="utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return [part.strip() for part in code.split(";") if part.strip()]
