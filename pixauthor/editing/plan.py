"""What an action will do to files, before it does it: a value that can be shown, refused or executed."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Write ``text`` to ``path``, whose bytes have now the SHA-256 ``before`` ("": it is not there)."""

    path: str
    text: str
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Copy the file ``source`` to ``path``, which is not there."""

    source: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Take the file ``path`` away; ``before`` as for ``Write``, and "" for a file of any content."""

    path: str
    before: str = ""


Change: TypeAlias = Write | Copy | Remove


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Changes that are made together or not at all; paths are relative to the items folder (POSIX)."""

    changes: tuple[Change, ...]
