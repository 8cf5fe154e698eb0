"""Checking many files at once, in as many processes as there are cores."""

import gc
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from pixauthor.bank.check_file import check_batch
from pixauthor.bank.check_setting import FileResult, Setting
from pixauthor.bank.lint import EVERYDAY, RULES

# Below this, one process has finished before two have started.
MANY: Final = 300
# Enough to keep the code of a stage in the processor's caches, and few enough to share work evenly.
_BATCH: Final = 40
# Nodes and tokens come and go by the thousand and never in cycles.
_GC_THRESHOLD: Final = 100_000
_USUAL: Final = (EVERYDAY, RULES)
_setting: list[Setting] = []


def check_files(relatives: Sequence[str], setting: Setting) -> Iterator[FileResult]:
    """Yield the result of each file, in order."""
    batches = [relatives[start : start + _BATCH] for start in range(0, len(relatives), _BATCH)]
    processes = min(os.cpu_count() or 1, len(relatives) // (MANY // 2))
    # Rules are functions, some of them closures, which do not travel: workers have the usual ones.
    if len(relatives) < MANY or processes < 2 or setting.rules not in _USUAL:
        yield from chain.from_iterable(check_batch(batch, setting) for batch in batches)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Read before the fork, the modules of the rules are not read once by each process.
    len(setting.rules)
    context = multiprocessing.get_context(_start_method())
    portable = (replace(setting, rules=()), _USUAL.index(setting.rules))
    with ProcessPoolExecutor(processes, context, initializer=_prepare, initargs=portable) as executor:
        yield from chain.from_iterable(executor.map(_check, batches))


def _start_method() -> str:
    # A fork has everything imported already, but would leave the locks of other threads (a notebook kernel, a progress
    # bar) held for ever; elsewhere than on Linux it is not to be trusted at all.
    alone = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if alone else "spawn"


def _prepare(setting: Setting, usual: int) -> None:
    gc.set_threshold(_GC_THRESHOLD)
    _setting[:] = [replace(setting, rules=_USUAL[usual])]


def _check(batch: Sequence[str]) -> tuple[FileResult, ...]:
    return check_batch(batch, _setting[0])
