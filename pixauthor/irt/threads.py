"""How work is spread over cores: threads of our own, one for each core, and none of BLAS's inside them.

BLAS sums in another order when it has more threads; kept to one, it gives the same bytes on any number of cores.
"""

import os
from contextlib import AbstractContextManager
from functools import cache

from threadpoolctl import ThreadpoolController


def n_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_blas_thread() -> AbstractContextManager[object]:
    """Return a context in which BLAS has one thread."""
    limits: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return limits


@cache
def _controller() -> ThreadpoolController:
    # SciPy brings a BLAS of its own: both must be loaded before they are looked for.
    import scipy.linalg  # noqa: F401

    return ThreadpoolController()
