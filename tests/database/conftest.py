"""A run to load, and a real PostgreSQL of the tests' own on loopback."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jishi.batch import run
from jishi.config import Config
from jishi.resources import Resources

TEXTS = {
    "忻口": "1937年9月13日，日军在忻口进攻卫立煌部队，日军阵亡约500人。卫立煌率军守住忻口。",
    "太原": "1937年11月8日，日军占领太原，卫立煌撤退到临汾。",
}


@pytest.fixture(scope="session")
def small_run(resources: Resources, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over two short articles."""
    folder = tmp_path_factory.mktemp("articles")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    out = tmp_path_factory.mktemp("runs") / "small"
    run([folder], out, resources, Config(formats=("jsonl",)))
    return out


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, if it is installed."""
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).parent if found else installed[-1].parent if installed else None


def unprivileged() -> str | None:
    """Who is to run the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    return next(name for name in ("postgres", "nobody") if any(one.pw_name == name for one in pwd.getpwall()))


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a PostgreSQL that was started for these tests."""
    psycopg = pytest.importorskip("psycopg", reason="the extra [postgres] is not installed")
    if (bin := programs()) is None:
        pytest.skip("PostgreSQL is not installed")
    folder, user, port = Path(tempfile.mkdtemp(prefix="jishi-pg-")), unprivileged(), free_port()
    if user is not None:
        shutil.chown(folder, user)
    who = {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
    data = folder / "data"
    subprocess.run(
        [bin / "initdb", "-D", data, "-U", "jishi", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        **who,
    )
    command = [bin / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-F"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **who)
    url = f"postgresql://jishi:secret@127.0.0.1:{port}/postgres"
    try:
        for _ in range(300):
            try:
                psycopg.connect(url).close()
                break
            except psycopg.OperationalError:
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(server: str) -> str:
    """The URL of an empty database."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return server
