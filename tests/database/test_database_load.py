"""Runs in databases: the same rows everywhere, loading again, newer runs, damage, versions, views."""

import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from jishi.batch import run
from jishi.cli import main
from jishi.config import Config
from jishi.database import load, tables
from jishi.database.tables import TABLES, VIEWS, index_sql, view_sql
from jishi.errors import ConfigError, JishiError, ReadError
from jishi.io.records import read_records
from jishi.resources import Resources

Query = Callable[[str], list[Any]]
KINDS = ("sqlite", "duckdb", "parquet", "postgresql")


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Query]:
    """The URL of an empty database of every kind, and how to ask it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a.db'}", sqlite_query(tmp_path / "a.db")
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")
        return url, postgres_query(url)
    duckdb = pytest.importorskip("duckdb", reason="the extra [duckdb] is not installed")
    pytest.importorskip("pyarrow", reason="the extra [parquet] is not installed")
    if request.param == "duckdb":
        return f"duckdb:///{tmp_path / 'a.duckdb'}", duckdb_query(duckdb, tmp_path / "a.duckdb")
    return f"parquet:{tmp_path / 'tables'}", parquet_query(duckdb, tmp_path / "tables")


def sqlite_query(path: Path) -> Query:
    def ask(statement: str) -> list[Any]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(statement).fetchall()

    return ask


def postgres_query(url: str) -> Query:
    import psycopg

    def ask(statement: str) -> list[Any]:
        with psycopg.connect(url) as connection:
            return list(connection.execute(statement).fetchall())  # type: ignore[call-overload]

    return ask


def duckdb_query(duckdb: Any, path: Path) -> Query:
    def ask(statement: str) -> list[Any]:
        with duckdb.connect(str(path), read_only=True) as connection:
            return list(connection.execute(statement).fetchall())

    return ask


def parquet_query(duckdb: Any, folder: Path) -> Query:
    def ask(statement: str) -> list[Any]:
        with duckdb.connect() as connection:
            for one in TABLES:
                connection.execute(f"CREATE VIEW {one.name} AS FROM '{folder / one.name}.parquet'")
            for view in view_sql():
                connection.execute(view)
            return list(connection.execute(statement).fetchall())

    return ask


def contents(ask: Query) -> dict[str, list[Any]]:
    """All rows of all tables, sorted; booleans as numbers, which SQLite has."""
    rows = {one.name: ask(f'SELECT * FROM "{one.name}"') for one in TABLES}
    plain = {name: [tuple(int(x) if isinstance(x, bool) else x for x in row) for row in rows[name]] for name in rows}
    return {name: sorted(plain[name], key=str) for name in plain}


def changed(source: Path, folder: Path, change: Callable[[list[dict[str, Any]]], Any], version: str = "9") -> Path:
    """A copy of a run with other records, of another version."""
    folder.mkdir()
    records = [json.loads(line) for line in (source / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    change(records)
    lines = "".join(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n" for record in records)
    (folder / "documents.jsonl").write_text(lines, encoding="utf-8")
    told = json.loads((source / "run.json").read_text(encoding="utf-8")) | {"version": version}
    (folder / "run.json").write_text(json.dumps(told), encoding="utf-8")
    return folder


def test_every_row_arrives(database: tuple[str, Query], corpus_run: Path) -> None:
    url, ask = database
    loaded = load(corpus_run, url)
    records = [record for _, record in read_records(corpus_run / "documents.jsonl")]
    assert loaded.documents["new"] == len(records) == ask("SELECT count(*) FROM documents")[0][0]
    arguments = sorted(
        (record["id"], event["id"], number, one["role"], one["mention"], one["entity"])
        for record in records
        for event in record["events"]
        for number, one in enumerate(event["arguments"], start=1)
    )
    found = ask("SELECT document, event, number, role, mention, entity FROM arguments")
    assert sorted(map(tuple, found)) == arguments
    texts = {(record["id"], one["id"]): one["text"] for record in records for one in record["mentions"]}
    cut = "substr(documents.text, start_char + 1, end_char - start_char)"
    joined = f"SELECT document, mentions.id, {cut} FROM mentions JOIN documents ON documents.id = document"
    assert {(document, id): text for document, id, text in ask(joined)} == texts
    counted = {one.name: ask(f"SELECT count(*) FROM {one.name}")[0][0] for one in TABLES if one.name != "runs"}
    assert counted == {one.name: loaded.rows[one.name] for one in TABLES if one.name != "runs"}
    assert all(loaded.rows[name] for name in ("quantities", "times", "aliases"))


def test_databases_agree(small_run: Path, tmp_path: Path, database: tuple[str, Query]) -> None:
    url, ask = database
    load(small_run, url)
    load(small_run, f"sqlite:///{tmp_path / 'beside.db'}")
    assert contents(ask) == contents(sqlite_query(tmp_path / "beside.db"))


def test_loading_twice_changes_nothing(small_run: Path, database: tuple[str, Query]) -> None:
    url, ask = database
    load(small_run, url)
    before = contents(ask)
    again = load(small_run, url)
    assert contents(ask) == before
    assert (again.documents["unchanged"], sum(again.rows.values())) == (2, 0)


def test_a_newer_run_replaces_what_has_changed(small_run: Path, tmp_path: Path, database: tuple[str, Query]) -> None:
    def change(records: list[dict[str, Any]]) -> None:
        records[0]["title"] = "别题"
        records[0]["events"] = records[0]["events"][:1]

    url, ask = database
    load(small_run, url)
    first = contents(ask)
    loaded = load(changed(small_run, tmp_path / "newer", change), url)
    assert +loaded.documents == {"unchanged": 1, "replaced": 1}
    second = contents(ask)
    assert [row[1] for row in second["runs"]] == ["9"]  # no document of the first is left
    assert len({row[1] for row in second["documents"]}) == 1
    assert "别题" in {row[2] for row in second["documents"]}
    assert len(second["events"]) < len(first["events"])
    load(small_run, url)
    assert contents(ask) == first


def test_a_run_of_other_documents_stands_beside(small_run: Path, tmp_path: Path, database: tuple[str, Query]) -> None:
    def rename(records: list[dict[str, Any]]) -> None:
        records[:] = [records[0] | {"id": "另一篇"}, records[1] | {"title": "新"}]

    url, ask = database
    load(small_run, url)
    load(changed(small_run, tmp_path / "other", rename), url)
    assert ask("SELECT count(*) FROM documents") == [(3,)]
    assert ask("SELECT count(*) FROM runs") == [(2,)]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda lines: lines[1][:50], "line 2: not JSON"),
        (lambda lines: lines[1].replace('"label":"PERSON"', '"label":"MAN"'), "line 2: not as the contract has it"),
        (lambda lines: lines[1].replace('"mention":"m1"', '"mention":"m99"'), "line 2: event e1: no mention m99"),
        (lambda lines: lines[0], "line 2: 太原 comes twice"),
        (lambda lines: "[1]\n", "line 2: not as the contract has it"),
        (lambda lines: lines[1].replace("卫立煌", "\\ud800"), "line 2: a character that is none"),
    ],
)
def test_a_damaged_record_loads_nothing(
    damage: Callable[[list[str]], str], words: str, small_run: Path, tmp_path: Path, database: tuple[str, Query]
) -> None:
    url, ask = database
    load(small_run, url)
    before = contents(ask)
    bad = changed(small_run, tmp_path / "bad", lambda records: [record.update(title="新") for record in records])
    lines = (bad / "documents.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    lines = [json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines]
    (bad / "documents.jsonl").write_text(lines[0] + damage(lines), encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        load(bad, url)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert contents(ask) == before


KILLED = """
import os, signal, sys
from jishi.database import load, parquet, sql

def die(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)

sql.SqlStore.finish = parquet.ParquetStore.finish = die
load(__import__("pathlib").Path(sys.argv[1]), sys.argv[2])
"""


def test_a_killed_load_changes_nothing(small_run: Path, tmp_path: Path, database: tuple[str, Query]) -> None:
    url, ask = database
    load(small_run, url)
    before = contents(ask)
    newer = changed(small_run, tmp_path / "newer", lambda records: [record.update(title="新") for record in records])
    done = subprocess.run([sys.executable, "-c", KILLED, newer, url], check=False)
    assert done.returncode == -signal.SIGKILL
    assert contents(ask) == before
    assert load(newer, url).documents["replaced"] == 2
    assert ask("SELECT DISTINCT title FROM documents") == [("新",)]


def test_views(small_run: Path, database: tuple[str, Query]) -> None:
    url, ask = database
    load(small_run, url)
    assert ("忻口", "1937-09", 2, 1) in [tuple(row) for row in ask("SELECT * FROM battles")]
    losses = ask("SELECT side, type, best, unit, time FROM losses")
    assert ("日军", "CASUALTY", 500, "人", "1937-09-13") in [tuple(row) for row in losses]
    life = ask("SELECT time, type FROM timeline WHERE person = '卫立煌' ORDER BY time, type")
    assert ("1937-11-08", "RETREAT") in [tuple(row) for row in life]


def earlier(path: Path) -> None:
    """Makes the database one of version 0, which had no `why` of arguments and no timeline."""
    with closing(sqlite3.connect(path)) as connection:
        for name in VIEWS:
            connection.execute(f"DROP VIEW {name}")
        connection.execute("ALTER TABLE arguments DROP COLUMN why")
        connection.execute("UPDATE schema_version SET version = 0")
        connection.commit()


def test_an_earlier_version_is_upgraded(small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    load(small_run, f"sqlite:///{path}")
    earlier(path)
    monkeypatch.setattr(tables, "MIGRATIONS", {0: ['ALTER TABLE arguments ADD COLUMN "why" TEXT']})
    loaded = load(
        changed(small_run, tmp_path / "b", lambda records: records[0].update(title="新")), f"sqlite:///{path}"
    )
    ask = sqlite_query(path)
    assert ask("SELECT version FROM schema_version") == [(tables.VERSION,)]
    assert loaded.documents["replaced"] == 1
    assert ask("SELECT count(*) FROM timeline")[0][0] > 0


def test_an_upgrade_that_fails_leaves_all_as_it_was(
    small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    load(small_run, f"sqlite:///{path}")
    earlier(path)
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r"a\.db: made by a Jishi too early to go on from \(schema 0\)"):
        load(small_run, f"sqlite:///{path}")
    monkeypatch.setattr(tables, "MIGRATIONS", {0: ["DROP TABLE arguments", "no SQL"]})
    with pytest.raises(ConfigError, match=r"a\.db: near"):
        load(small_run, f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_later_version_is_refused(
    small_run: Path, database: tuple[str, Query], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = database
    with monkeypatch.context() as patch:
        patch.setattr(tables, "VERSION", 7)
        load(small_run, url)
    with pytest.raises(ConfigError, match=r"schema 7, here 1"):
        load(small_run, url)


def test_keys_are_kept(small_run: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    load(small_run, f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in (
            "DELETE FROM events",
            "INSERT INTO arguments SELECT * FROM arguments",
            "UPDATE arguments SET mention = 'm999'",
            "DELETE FROM documents",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
        indexes = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {statement.split('"')[1] for one in TABLES for statement in index_sql(one)} <= indexes


def test_relations(small_run: Path, tmp_path: Path) -> None:
    def relate(records: list[dict[str, Any]]) -> None:
        first, second = (event["id"] for event in records[0]["events"][:2])
        cue = {"start": 0, "end": 1, "text": records[0]["text"][0]}
        relation = {"id": "r1", "kind": "before", "source": first, "target": second, "cue": cue, "why": "order"}
        records[0]["relations"] = [relation]

    load(changed(small_run, tmp_path / "b", relate), f"sqlite:///{tmp_path / 'a.db'}")
    assert sqlite_query(tmp_path / "a.db")("SELECT id, kind, source, target FROM relations") == [
        ("r1", "before", "e1", "e2")
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "nowhere: no such run folder"),
        (["empty"], "empty: not a run folder: no documents.jsonl in it (was it made with --format jsonl?)"),
        (["RUN/run.json"], "RUN/run.json: not a run folder"),
        (["RUN", "mysql://x:y@z/a"], "mysql: no database that is known: choose from"),
        (["RUN", "text.txt"], "text.txt: no database that is known: choose from"),
        (["RUN", "sqlite:///text.txt"], "text.txt: file is not a database"),
        (["RUN", "sqlite:///text.txt/a.db"], "text.txt/a.db: cannot be opened: "),
        (["RUN", "sqlite:///other.db"], "other.db: has other tables of these names: events"),
        (["RUN", "duckdb:///text.txt"], "text.txt: "),
        (["RUN", "parquet:full"], "full: not empty and not only tables of Jishi"),
        (["RUN", "parquet:text.txt"], "text.txt: is a file, not a folder for Parquet"),
        (["RUN", "postgresql://me:secret@127.0.0.1:1/x"], "postgresql://127.0.0.1:1/x: "),
    ],
)
def test_what_cannot_be_loaded(
    arguments: list[str],
    words: str,
    small_run: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if ":" in arguments[-1] and (module := arguments[-1].partition(":")[0]) in {"duckdb", "postgresql", "parquet"}:
        pytest.importorskip({"duckdb": "duckdb", "postgresql": "psycopg", "parquet": "pyarrow"}[module])
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes").write_text("x")
    (tmp_path / "text.txt").write_text("no database at all, but long enough to be read as one" * 3)
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE events (a)")
    (tmp_path / "RUN").symlink_to(small_run)
    before = {path.name for path in tmp_path.iterdir()}
    assert main(["load", *arguments]) == 2
    output = capsys.readouterr()
    assert output.err.startswith(f"jishi: {words}")
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert "secret" not in output.err
    assert {path.name for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("url", "library", "extra"),
    [
        ("postgresql://127.0.0.1/x", "psycopg", "postgres"),
        ("duckdb:///a.duckdb", "duckdb", "duckdb"),
        ("parquet:a", "pyarrow", "parquet"),
    ],
)
def test_a_missing_extra(
    url: str, library: str, extra: str, small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(JishiError) as caught:
        load(small_run, url)
    assert str(caught.value).endswith(f"needs {library}, which is not installed: pip install 'jishi[{extra}]'")
    assert list(tmp_path.iterdir()) == []


def test_the_default_and_what_is_printed(
    small_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["load", str(small_run)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "documents   2: new 2"
    assert lines[-1].startswith("loaded into outputs/jishi.db, ")
    assert sqlite_query(tmp_path / "outputs" / "jishi.db")("SELECT count(*) FROM documents") == [(2,)]


def test_a_zero_character(small_run: Path, tmp_path: Path, postgres: str) -> None:
    bad = changed(small_run, tmp_path / "bad", lambda records: records[0].update(title="a\0b"))
    with pytest.raises(ConfigError) as caught:
        load(bad, postgres)
    assert "\n" not in str(caught.value)
    assert postgres_query(postgres)("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'") == [
        (0,)
    ]


def test_a_run_without_events(tmp_path: Path, resources: Resources, database: tuple[str, Query]) -> None:
    (tmp_path / "空.txt").write_text("天气很好。", encoding="utf-8")
    run([tmp_path / "空.txt"], tmp_path / "run", resources, Config(formats=("jsonl",)))
    url, ask = database
    load(tmp_path / "run", url)
    assert ask("SELECT id FROM documents") == [("空",)]
