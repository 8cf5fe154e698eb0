"""The E-step on a Dask cluster.

Each worker gets some of the answers once, as the argument of a task that hands it on; the scheduler keeps the tasks, so
that what a lost worker held is made again on another. Each iteration sends out the tables and brings back sums.
"""

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Any, Final

import dask
import numpy as np
from distributed import CancelledError, Client, Security
from distributed.comm.core import connect

from pixauthor.errors import PixauthorError
from pixauthor.irt.answers import CHUNK, Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import Expectation, expect_chunk, prepare

SPAN: Final = 1_000_000
"""Answers of one task, about: four megabytes."""
FAN: Final = 8
"""Sums added by one task."""
PATIENCE: Final = 5.0
"""Seconds to wait for a scheduler, and for its workers."""
LONELY: Final = 60.0
"""Seconds to wait for another worker when all are lost."""

_ADDRESS: Final = re.compile(r"(tcp|tls)://[^\s/]+:\d{1,5}/?")


class ClusterSource:
    """Answers on the workers of a cluster. A worker that is lost costs time, no result.

    Sums are taken in an order that does not depend on the workers. Workers need this package, in the same version.

    Args:
        address: of the scheduler, ``tcp://host:port``.
        answers: of all persons.
        dtype: of the tables.
        patience: seconds to wait for the scheduler and for a first worker.
        lonely: seconds to wait for another worker when all are lost.

    Raises:
        PixauthorError: when there is no scheduler at the address, or it has no worker.
    """

    def __init__(
        self,
        address: str,
        answers: Answers,
        dtype: type[np.floating] = np.float64,
        *,
        patience: float = PATIENCE,
        lonely: float = LONELY,
    ) -> None:
        self._address = address
        self._dtype = dtype
        self._lonely = lonely
        self._client = _connect(address, patience)
        self._spans = [self._submit(_hand_on, span) for span in spans(answers)]

    def expect(self, log_p: Floats, log_prior: Floats) -> Expectation:
        """Return the expectation over all persons (``irt.expect.Source``).

        Raises:
            PixauthorError: when the cluster is lost, or cannot do the work.
        """
        tables = self._submit(_hand_on, (log_p.astype(self._dtype), log_prior.astype(self._dtype)))
        sums = [self._submit(_expect, span, tables) for span in self._spans]
        while len(sums) > 1:
            sums = [self._submit(_add, sums[first : first + FAN]) for first in range(0, len(sums), FAN)]
        found: Expectation = self._wait_for(sums[0])
        return found

    def close(self) -> None:
        """Let go of the workers' memory and of the scheduler."""
        self._spans = []
        self._client.close()

    def __enter__(self) -> "ClusterSource":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _submit(self, work: Callable[..., Any], *arguments: Any) -> Any:
        # Answers are meant to travel with their task: no advice to scatter them, which would lose them with a worker.
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"}):
            return self._client.submit(work, *arguments, pure=False)

    def _wait_for(self, future: Any) -> Any:
        seen = time.monotonic()
        while True:
            try:
                return future.result(timeout=1.0)
            except TimeoutError:
                seen = time.monotonic() if self._has_workers() else seen
                if time.monotonic() - seen > self._lonely:
                    raise PixauthorError("sources.no-workers", address=self._address) from None
            except CancelledError:
                raise PixauthorError("sources.cluster-lost", address=self._address) from None
            except Exception as error:  # whatever a task raises, on a machine that is not ours
                raise PixauthorError(
                    "sources.cluster-failed", address=self._address, reason=_describe(error)
                ) from error

    def _has_workers(self) -> bool:
        return bool(self._client.scheduler_info()["workers"])


def spans(answers: Answers) -> Iterator[Answers]:
    """Yield the persons in order, whole chunks at a time, so that there are about ``SPAN`` answers to each part."""
    chunks = max(1, round(SPAN * -(-answers.n_persons // CHUNK) / max(answers.n_answers, 1)))
    return answers.chunks(chunks * CHUNK)


def _connect(address: str, patience: float) -> Any:
    if not _ADDRESS.fullmatch(address):
        raise PixauthorError("sources.bad-address", address=address)
    try:
        # Client itself would wait for ever for something that listens and says nothing. In a thread: a notebook has an
        # event loop already.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, _greet(address, patience)).result()
        client: Any = Client(address, timeout=patience, set_as_default=False)
    except Exception as error:  # anything may listen there, and say anything
        raise PixauthorError("sources.no-scheduler", address=address, reason=_describe(error)) from None
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        client.close()
        raise PixauthorError("sources.no-workers", address=address) from None
    return client


async def _greet(address: str, patience: float) -> None:
    talk = connect(address, timeout=patience, **Security().get_connection_args("client"))
    greeted: Any = await asyncio.wait_for(talk, patience + 1.0)
    await greeted.close()


def _describe(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _hand_on(value: Any) -> Any:
    """Return what was sent; a worker asks another for it, or the scheduler when that one is lost."""
    return value


def _expect(span: Answers, tables: tuple[Floats, Floats]) -> Expectation:
    dtype = tables[0].dtype.type
    return reduce(Expectation.__add__, (expect_chunk(prepare(part, dtype), *tables) for part in span.chunks()))


def _add(sums: Sequence[Expectation]) -> Expectation:
    return reduce(Expectation.__add__, sums)
