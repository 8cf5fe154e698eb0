"""A plan, executed: all of its changes, or none."""

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from pixauthor.canonical import digest
from pixauthor.editing.plan import Change, Copy, Plan, Remove, Write
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import is_inside, read_bytes, write_atomic

# Hidden, so that a check of the bank never reads it, and beside the items, so that renaming works.
_STAGE: Final = ".pixauthor-"


def execute(plan: Plan, items_dir: Path) -> None:
    """Make the changes of ``plan`` under ``items_dir``.

    New content is written aside first; then files are renamed, and renamed back if one of them cannot be. (A machine
    that dies between two renames leaves the old files in a hidden folder of the items folder.)

    Raises:
        PixauthorError: when a file is not as the plan expects, or something cannot be written; all is then as it was.
    """
    for change in plan.changes:
        _require_expected(change, items_dir)
    try:
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=items_dir))
    except OSError as error:
        raise _half_done(items_dir, error) from None
    try:
        fresh = [_prepare(change, stage / str(number), items_dir) for number, change in enumerate(plan.changes)]
        _switch([(items_dir / change.path, new) for change, new in zip(plan.changes, fresh, strict=True)], stage)
    except OSError as error:
        _discard(stage)
        raise _half_done(items_dir, error) from None
    except PixauthorError:
        _discard(stage)
        raise
    shutil.rmtree(stage, ignore_errors=True)


def _require_expected(change: Change, items_dir: Path) -> None:
    path = items_dir / change.path
    for inside in (change.path, change.source) if isinstance(change, Copy) else (change.path,):
        if not is_inside(items_dir / inside, items_dir):
            raise PixauthorError("files.outside", place=Place(path=inside))
    expected = "" if isinstance(change, Copy) else change.before
    if isinstance(change, Copy) and not (items_dir / change.source).is_file():
        raise PixauthorError("editing.gone", path=change.source)
    if isinstance(change, Remove) and not path.is_file():
        raise PixauthorError("editing.gone", path=change.path)
    if not expected and not isinstance(change, Remove) and os.path.lexists(path):
        raise PixauthorError("editing.exists", path=change.path)
    if expected and (not path.is_file() or digest(read_bytes(path)) != expected):
        raise PixauthorError("editing.changed", path=change.path)


def _prepare(change: Change, staged: Path, items_dir: Path) -> Path | None:
    if isinstance(change, Write):
        write_atomic(staged, change.text.encode("utf-8"))
        return staged
    if isinstance(change, Copy):
        shutil.copyfile(items_dir / change.source, staged)
        return staged
    return None


def _switch(pairs: list[tuple[Path, Path | None]], stage: Path) -> None:
    """Put each new file in its place (None: nothing), or leave everything as it was.

    A file that changes is there at every moment, old or new: who reads it meanwhile is never told that it is missing.
    """
    undo: list[Callable[[], Any]] = []
    try:
        for number, (path, fresh) in enumerate(pairs):
            old = stage / f"{number}.old"
            if fresh is None:
                path.rename(old)
                undo.append(partial(old.rename, path))
            elif path.exists():
                _keep(path, old)
                undo.append(partial(old.unlink, missing_ok=True))
                fresh.replace(path)
                undo.append(partial(old.replace, path))
            else:
                _make_folders(path.parent, undo)
                fresh.rename(path)
                undo.append(path.unlink)
    except OSError:
        for step in reversed(undo):
            step()
        raise


def _keep(path: Path, old: Path) -> None:
    """Give a file a second name, or a copy where the file system knows no such thing."""
    try:
        os.link(path, old, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(path, old, follow_symlinks=False)


def _make_folders(folder: Path, undo: list[Callable[[], Any]]) -> None:
    if not folder.is_dir():
        _make_folders(folder.parent, undo)
        folder.mkdir()
        undo.append(folder.rmdir)


def _discard(stage: Path) -> None:
    """Remove what was written aside, but never an old file that could not be put back."""
    if not any(stage.glob("*.old")):
        shutil.rmtree(stage, ignore_errors=True)


def _half_done(items_dir: Path, error: OSError) -> PixauthorError:
    return PixauthorError("editing.half-done", place=Place(path=str(items_dir)), reason=error.strerror or str(error))
