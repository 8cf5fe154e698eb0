"""The index of a bank, from its files; a cache keeps the rows of those that have not changed."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pixauthor.bank.scan import FRAMEWORK_FILE, State, is_item, scan
from pixauthor.bank.search_index import Index, Measured
from pixauthor.bank.search_row import Row, read_row
from pixauthor.canonical import digest
from pixauthor.errors import PixauthorError
from pixauthor.files import is_file, read_bytes, write_atomic
from pixauthor.framework.store import read_framework
from pixauthor.source.reader import read_document
from pixauthor.version import __version__

CACHE_FILE: Final = ".cache/search.json"
MAX_CACHE_BYTES: Final = 200_000_000
# Raised when a row changes its fields or how they are read.
_FORMAT: Final = f"pixauthor-search/2 {__version__}"

# As in a check: what was written so shortly before could change again within one tick of the file system's clock.
_UNSETTLED_NS: Final = 2_000_000_000
_NEVER: Final = 0

Rows = dict[str, tuple[State, Row]]


def load_index(
    items_dir: Path,
    *,
    cache: Path | None = None,
    measured: Mapping[str, Measured] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Index:
    """Return the index of everything under ``items_dir``, faulty items too.

    Args:
        items_dir: the folder of ``framework.yaml`` and of one folder per competence.
        cache: file that keeps the rows; none by default. A file counts as unchanged while its date, size and inode are.
        measured: of the last calibration, by ``id@version``.
        on_progress: told how many of the changed files are read, of how many.
    """
    started = time.time_ns()
    found = scan(items_dir).items
    kept = _load_rows(cache) if cache else {}
    rows: Rows = {path: kept[path] for path, state in found.items() if path in kept and kept[path][0] == state}
    stale = [path for path in found if path not in rows]
    for done, path in enumerate(stale, start=1):
        rows[path] = _settled(found[path], started), _read(items_dir, path)
        if on_progress is not None:
            on_progress(done, len(stale))
    if cache and (stale or len(kept) != len(rows)):
        _save_rows(cache, rows)
    framework, _ = read_framework(items_dir / FRAMEWORK_FILE, FRAMEWORK_FILE)
    return Index(rows=[rows[path][1] for path in sorted(rows)], framework=framework, measured=measured or {})


def reread(index: Index, items_dir: Path, paths: Iterable[str]) -> Index:
    """Return the index after these files (relative to the items folder) were written, moved or removed."""
    rows = {row.path: row for row in index.rows}
    for path in paths:
        rows.pop(path, None)
        if is_item(path) and is_file(items_dir / path):
            rows[path] = _read(items_dir, path)
    return replace(index, rows=[rows[path] for path in sorted(rows)])


def _read(items_dir: Path, path: str) -> Row:
    document = read_document(items_dir / path, path).document
    return read_row(document.data if document else None, path)


def _settled(state: State, started_ns: int) -> State:
    return state if state[0] < started_ns - _UNSETTLED_NS else (_NEVER, *state[1:])


def _load_rows(path: Path) -> Rows:
    """Return what the cache keeps; nothing when it is not ours or damaged: it is made again."""
    try:
        seal, _, body = read_bytes(path, MAX_CACHE_BYTES).partition(b"\n")
        if digest(body).encode() != seal:
            return {}
        data = json.loads(body)
        if data["format"] != _FORMAT:
            return {}
        return {path: (_decode_state(state), _decode_row(row)) for path, (state, row) in data["rows"].items()}
    except (PixauthorError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _save_rows(path: Path, rows: Rows) -> None:
    body = json.dumps({"format": _FORMAT, "rows": rows}, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        write_atomic(path, digest(body).encode() + b"\n" + body)
    except PixauthorError:
        # A folder that cannot be written costs speed, not the search.
        return


def _decode_state(state: list[int]) -> State:
    modified, size, inode = state
    return int(modified), int(size), int(inode)


def _decode_row(row: list[Any]) -> Row:
    return Row._make(tuple(one) if isinstance(one, list) else one for one in row)
