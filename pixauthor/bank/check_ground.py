"""What a check stands on, read once: files and their states, what is remembered of them, and under which conditions."""

import os
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from pixauthor.bank.check_cache import Entry, Memory, load_memory
from pixauthor.bank.check_setting import FileResult, Setting
from pixauthor.bank.history import load_committed
from pixauthor.bank.lint import UsualRules
from pixauthor.bank.lint.outside import Outside
from pixauthor.bank.lint.rule import Committed
from pixauthor.bank.scan import Scan, State, scan
from pixauthor.canonical import digest, digest_value
from pixauthor.errors import PixauthorError
from pixauthor.files import read_bytes
from pixauthor.locale import current_language
from pixauthor.resources import shipped
from pixauthor.version import __version__

# A file written so shortly before the check could change again within one tick of the file system's clock (2 s on FAT).
_UNSETTLED_NS: Final = 2_000_000_000
_NEVER: Final = 0
_ROOMS: Final = ("bank", "framework", "grading", "source")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """All that a check stands on, read once."""

    setting: Setting
    found: Scan
    memory: Memory | None
    program: str
    surroundings: str
    committed: Mapping[str, Committed]
    today: date
    outside: Outside
    started_ns: int

    @cached_property
    def files(self) -> Mapping[str, State]:
        """Everything that is read: items, and what was said of them."""
        return self.found.items | self.found.reviews


def survey(setting: Setting, cache: Path | None, today: date, outside: Outside) -> Ground:
    """Read all that a check stands on; ``cache`` remembers the last one."""
    started = time.time_ns()
    found = scan(setting.items_dir)
    program = _program(setting)
    committed = load_committed(setting.items_dir)
    old = {path: [one.version, one.key_digest] for path, one in committed.items()}
    return Ground(
        setting=setting,
        found=found,
        memory=load_memory(cache, program) if cache else None,
        program=program,
        surroundings=digest_value([today.isoformat(), sorted(found.media), old, outside.stamp]),
        committed=committed,
        today=today,
        outside=outside,
        started_ns=started,
    )


def remembered(relative: str, state: State, ground: Ground) -> Entry | None:
    """Return what the last check kept of a file, if neither it nor a file that it names has changed."""
    entry = ground.memory.entries.get(relative) if ground.memory else None
    items_dir = ground.setting.items_dir
    if entry is None:
        return None
    if entry.media and any(ground.found.state(items_dir, name) != old for name, old in entry.media.items()):
        return None
    if entry.state == state:
        return entry
    # A checkout or a copy gives new dates to old content.
    try:
        same = digest(read_bytes(items_dir / relative, state[1])) == entry.digest
    except PixauthorError:
        return None
    return entry._replace(state=_settled(state, ground)) if same else None


def to_entry(result: FileResult, ground: Ground) -> Entry:
    """Return what is to be remembered of a file."""
    items_dir = ground.setting.items_dir
    states = {name: ground.found.state(items_dir, name) for name in (result.summary.media if result.summary else ())}
    return Entry(
        state=_settled(ground.files[result.path], ground),
        digest=result.digest,
        media={name: _settled(state, ground) if state else None for name, state in states.items()} if states else {},
        findings=result.findings,
    )


def _settled(state: State, ground: Ground) -> State:
    return state if state[0] < ground.started_ns - _UNSETTLED_NS else (_NEVER, *state[1:])


def _program(setting: Setting) -> str:
    """Return the digest of all that decides what a file is told, save the file and what it names."""
    package = Path(__file__).parents[1]
    code = [*package.glob("*.py"), *(one for room in _ROOMS for one in (package / room).rglob("*.py"))]
    return digest_value(
        [
            __version__,
            platform.python_version(),
            current_language(),
            str(setting.framework),
            str(setting.people),
            str(setting.lint),
            setting.rules.name if isinstance(setting.rules, UsualRules) else [rule.code for rule in setting.rules],
            [[str(path), *_fingerprint(path)] for path in sorted([*code, *shipped("schemas").rglob("*.json")])],
        ]
    )


def _fingerprint(path: Path) -> tuple[int, int]:
    status = os.stat(path)  # noqa: PTH116 (half the time of Path.stat)
    return status.st_mtime_ns, status.st_size
