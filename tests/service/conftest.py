"""A real PostgreSQL server for the tests, started by them under a folder of theirs, and gone with them."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from coroutines import completed

FOLDERS = "/usr/lib/postgresql/*/bin"


def find_server() -> Path | None:
    """Return the folder of PostgreSQL's programs; None when it is not installed."""
    beside = shutil.which("pg_ctl")
    found = [Path(beside).parent] if beside else sorted(Path("/").glob(FOLDERS.lstrip("/")))
    return found[-1] if found else None


def as_server(command: list[str], folder: Path) -> None:
    """Run a program of the server; root may not, so it becomes another user."""
    user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(
        command, check=True, cwd=folder, capture_output=True, env={**os.environ, "LC_ALL": "C.UTF-8"}, **user
    )


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server on loopback; without PostgreSQL the test is skipped, but never where CI=true."""
    programs = find_server()
    if programs is None:
        sentence = "PostgreSQL n’est pas installé (apt install postgresql) : son journal ne peut pas être essayé."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    # A socket's path may not be long, and other users must get in.
    folder = Path(subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip())
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    as_server([str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "pixauthor", "-E", "UTF8"], folder)
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
    start = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"]
    as_server(start, folder)
    try:
        yield f"postgresql://pixauthor@127.0.0.1:{port}/postgres"
    finally:
        as_server([str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], folder)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def journal_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty journal is, on each kind of database."""
    if request.param == "sqlite":
        return str(tmp_path / "journal.sqlite")
    server: str = request.getfixturevalue("empty_postgresql")
    return server


@pytest.fixture
def empty_postgresql(postgresql: str) -> str:
    """Address of a database without tables, whatever a test before left in it."""
    completed(_emptied(postgresql))
    return postgresql


async def _emptied(server: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(server)
    await connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    await connection.close()
