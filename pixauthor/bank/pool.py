"""Checking many files at once, in as many processes as there are cores."""

import gc
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from pixauthor.bank.check_file import FileResult, Setting, check_file
from pixauthor.bank.lint import RULES

# Starting two processes takes as long as checking this many files.
MANY: Final = 300
_CHUNK: Final = 50
# Nodes and tokens come and go by the thousand and never in cycles.
_GC_THRESHOLD: Final = 100_000
_setting: list[Setting] = []


def check_files(relatives: Sequence[str], setting: Setting) -> Iterator[FileResult]:
    """Yield the result of each file, in order."""
    processes = min(os.cpu_count() or 1, len(relatives) // (MANY // 2))
    # Rules are functions, some of them closures, which do not travel: workers have the usual ones.
    if len(relatives) < MANY or processes < 2 or setting.rules is not RULES:
        yield from (check_file(relative, setting) for relative in relatives)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Spawned, not forked: a notebook kernel or a progress bar has threads, which a fork would leave holding locks.
    context = multiprocessing.get_context("spawn")
    portable = (replace(setting, rules=()),)
    with ProcessPoolExecutor(processes, context, initializer=_prepare, initargs=portable) as executor:
        yield from executor.map(_check, relatives, chunksize=_CHUNK)


def _prepare(setting: Setting) -> None:
    gc.set_threshold(_GC_THRESHOLD)
    _setting[:] = [replace(setting, rules=RULES)]


def _check(relative: str) -> FileResult:
    return check_file(relative, _setting[0])
