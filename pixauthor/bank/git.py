"""Running git in a folder that may come from a stranger: no program that its configuration names is run."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

TIMEOUT_SECONDS: Final = 20.0
_SAFE: Final = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "log.showSignature=false")


def run_git(folder: Path, arguments: Sequence[str], given: bytes = b"") -> bytes | None:
    """Return what git says in ``folder``, ``given`` on its standard input; None when there is no git, or it refuses."""
    program = shutil.which("git")
    if program is None:
        return None
    # Set by git itself inside a hook, these would send us to another folder than ours.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - no shell; file names come after `--` or by standard input
            [program, *_SAFE, *arguments],
            cwd=folder,
            input=given,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
            env=environment | {"GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def cat_files(folder: Path, objects: Sequence[str]) -> tuple[bytes | None, ...]:
    """Return the contents of objects such as ``HEAD:./1.2/a.yaml`` (no line break in any); None where there is none."""
    output = run_git(folder, ("cat-file", "--batch"), "".join(f"{name}\n" for name in objects).encode()) or b""
    found: list[bytes | None] = []
    start = 0
    # `<name> <kind> <size>`, content, new line; or `<name> missing`.
    while (end := output.find(b"\n", start)) >= 0:
        header = output[start:end].rsplit(b" ", 2)
        size = int(header[2]) if len(header) == 3 and header[2].isdigit() else -1
        found.append(output[end + 1 : end + 1 + size] if size >= 0 and header[1] == b"blob" else None)
        start = end + size + 2 if size >= 0 else end + 1
    return (*found, *[None] * (len(objects) - len(found)))
