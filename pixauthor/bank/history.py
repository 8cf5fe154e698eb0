"""What git's HEAD holds of the items that have changed since: old versions and the digests of their keys."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pixauthor.bank.lint.rule import Committed
from pixauthor.bank.lint.summary import digest_key
from pixauthor.source.parser import parse_document

TIMEOUT_SECONDS: Final = 20.0
# The repository may come from a stranger: no program that its configuration names is run.
_GIT: Final = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false")
_DIFF: Final = (
    *("diff", "--name-only", "-z", "--relative", "--diff-filter=M", "--no-renames", "--no-ext-diff", "--no-textconv"),
    *("HEAD", "--", "*.yaml"),
)
_CAT: Final = ("cat-file", "--batch")


def load_committed(items_folder: Path) -> Mapping[str, Committed]:
    """Return what HEAD holds of the item files that differ from it, by path relative to ``items_folder``.

    Empty without git, outside a repository, before the first commit, or when git does not answer in time. Git runs
    twice at most: for the names of the changed files, then for their old content.
    """
    names = [name.decode() for name in _git(items_folder, _DIFF).split(b"\0") if name and b"\n" not in name]
    if not names:
        return {}
    contents = _git(items_folder, _CAT, "".join(f"HEAD:./{name}\n" for name in names).encode())
    return {
        name: old for name, content in zip(names, _split_batch(contents), strict=False) if (old := _decode(content))
    }


def _git(folder: Path, arguments: Sequence[str], given: bytes = b"") -> bytes:
    program = shutil.which("git")
    if program is None:
        return b""
    # Set by git itself inside a hook, these would send us to another folder than ours.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell; file names go in by standard input
            [program, *_GIT, *arguments],
            cwd=folder,
            input=given,
            capture_output=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
            env=environment | {"GIT_OPTIONAL_LOCKS": "0"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return b""
    return done.stdout if done.returncode == 0 else b""


def _split_batch(output: bytes) -> Iterator[bytes]:
    """Yield the objects of ``git cat-file --batch``: ``<name> <kind> <size>``, content, new line; or ``… missing``."""
    start = 0
    while (end := output.find(b"\n", start)) >= 0:
        header = output[start:end].rsplit(b" ", 2)
        size = int(header[2]) if len(header) == 3 and header[1] == b"blob" else -1
        yield output[end + 1 : end + 1 + size] if size >= 0 else b""
        start = end + size + 2 if size >= 0 else end + 1


def _decode(content: bytes) -> Committed | None:
    document = parse_document(content.decode("utf-8", "replace"), "HEAD").document
    if document is None or not isinstance(document.data.get("version"), int):
        return None
    try:
        return Committed(
            version=document.data["version"], key_digest=digest_key(document.data), status=document.data["status"]
        )
    except (KeyError, TypeError, AttributeError):
        # An old file of another shape: nothing can be said of its key.
        return None
