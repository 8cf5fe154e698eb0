"""JupyterLab on a workspace, started by ``pixauthor lab`` for as long as a block runs."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

TOKEN = "essai"  # noqa: S105 - of a server that lives for one test
STARTUP_SECONDS = 180
# Root may not start Jupyter by default; commands are reached through the application.
CONFIG = "c.ServerApp.allow_root = True\nc.LabApp.expose_app_in_browser = True\n"


@contextmanager
def running_lab(root: Path, home: Path, environment: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the address of a JupyterLab whose own folders are under ``home``: nothing of the tester's is touched."""
    (home / "config").mkdir()
    (home / "config" / "jupyter_lab_config.py").write_text(CONFIG, encoding="utf-8")
    settings = isolated(home, {"JUPYTER_TOKEN": TOKEN, "PIXAUTHOR_LANG": "fr", **(environment or {})})
    port = free_port()
    command = [sys.executable, "-m", "pixauthor", "lab", str(root), "--no-browser", "--port", str(port)]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, env=settings, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api?token={TOKEN}", process, home / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def isolated(home: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which Jupyter keeps its own files under ``home``."""
    folders = {f"JUPYTER_{name}_DIR": str(home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    return {**os.environ, **folders, "HOME": str(home), "IPYTHONDIR": str(home / "ipython"), **environment}


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until a server answers, be it that there is nothing at this address."""
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - of this machine
                return
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    pytest.fail(f"The server did not start:\n{log.read_text()[-2000:]}")
