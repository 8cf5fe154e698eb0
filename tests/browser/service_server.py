"""The session service on the sample bundle, started by ``pixauthor serve``, killed and started again by a test."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from lab_server import free_port
from service_samples import KEY, sample_bundle

from pixauthor.bundles.build import Bundle
from pixauthor.bundles.store import save_bundle

STARTUP_SECONDS = 60


class Service:
    """A process that serves, on a port and a folder that stay the same when it is started again."""

    def __init__(self, folder: Path, bundle: Bundle | None = None) -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.state, self.log = folder / "state", folder / "log"
        save_bundle(bundle or sample_bundle(), folder / "bundle", "essai-1")
        (folder / "key.pub").write_text(KEY.public.render(), encoding="utf-8")

    def start(self, *options: str) -> None:
        command = [*self._command(), str(self.folder / "bundle"), "--key", str(self.folder / "key.pub")]
        command += ["--port", str(self.port), "--folder", str(self.state), *options]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + STARTUP_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.address, timeout=5):  # noqa: S310 - of this machine
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.3)
        pytest.fail(f"the service did not start:\n{self.log.read_text()[-2000:]}")

    def kill(self) -> None:
        """Take the process away as a power cut does."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def invite(self, *options: str, language: str = "fr") -> str:
        """Return a link to the entry page in a language."""
        command = [*self._command(), "invite", "--competence", "1.2", "--folder", str(self.state), *options]
        done = subprocess.run([*command, "--address", self.address], capture_output=True, text=True, check=True)
        (link,) = (word for word in done.stdout.split() if "://" in word)
        return f"{link}&lang={language}"

    def verify(self) -> int:
        """Return the exit status of ``pixauthor session verify``: every chain whole, every sitting the same again."""
        command = [sys.executable, "-m", "pixauthor", "session", "verify", "--folder", str(self.state)]
        command += ["--bundle", str(self.folder / "bundle"), "--key", str(self.folder / "key.pub")]
        return subprocess.run(command, check=False).returncode

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "pixauthor", "serve"]
