"""The E-step on answers that do not fit in memory."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import reduce

import numpy as np

from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import Expectation, expect_chunk, prepare


class Streamed:
    """Answers read anew at each E-step, a chunk at a time for each thread; the same bits as ``irt.expect.InMemory``.

    Args:
        answers: of all persons; ``columns`` may be a file mapped into memory.
        dtype: of the tables; float32 halves time and memory, and errs by about 1e-7 of a log-likelihood.
        n_threads: one for each core by default.
    """

    def __init__(self, answers: Answers, dtype: type[np.floating] = np.float64, n_threads: int | None = None) -> None:
        self._answers = answers
        self._dtype = dtype
        self._n_threads = n_threads or os.cpu_count() or 1

    def expect(self, log_p: Floats, log_prior: Floats) -> Expectation:
        """Return the expectation over all persons (``irt.expect.Source``)."""
        tables = log_p.astype(self._dtype), log_prior.astype(self._dtype)
        with ThreadPoolExecutor(self._n_threads) as pool:
            parts = pool.map(
                lambda part: expect_chunk(prepare(part, self._dtype), *tables), self._answers.chunks(CHUNK)
            )
            return reduce(Expectation.__add__, parts)
