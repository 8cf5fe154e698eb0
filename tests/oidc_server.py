"""A certified OpenID Connect provider (npm, oidc-provider) on loopback, started and ended by the test that needs it."""

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SECRET = secrets.token_urlsafe(32)
PROVIDER = Path(__file__).parent / "service" / "oidc_provider.mjs"
NODE_PARTS = PROVIDER.parents[2] / "node_modules" / "oidc-provider"
STARTUP_SECONDS = 60


@contextmanager
def running_provider(folder: Path, back: str) -> Iterator[str]:
    """Give the provider's address: it knows the service as ``pixauthor`` with ``SECRET``; browsers go ``back``."""
    node = shutil.which("node")
    if node is None or not NODE_PARTS.is_dir():
        sentence = "Node ou oidc-provider manque (npm ci) : la connexion OpenID Connect ne peut pas être essayée."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "provider.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [node, str(PROVIDER), str(port), back], stdout=out, stderr=out, env={**os.environ, "OIDC_SECRET": SECRET}
        )
    try:
        deadline = time.monotonic() + STARTUP_SECONDS
        while "listening" not in log.read_text() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "listening" in log.read_text(), log.read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
