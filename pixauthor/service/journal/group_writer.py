"""One writer for all: whoever comes while a commit is under way is carried by the next one.

The disk is asked a few hundred times a second, and not once for each candidate.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from pixauthor.errors import PixauthorError
from pixauthor.service.journal.journal import Overtaken
from pixauthor.service.journal.sqlite_works import Row, append_all

MOST_IN_ONE_COMMIT: Final = 500
Work: TypeAlias = Callable[[sqlite3.Connection], Any]


@dataclass(slots=True)
class _Job:
    """What one caller asks of the writer, and where he waits; ``rows``: the events, when it is no more than these."""

    work: Work
    rows: Sequence[Row]
    waiting: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop
    result: Any = None
    error: BaseException | None = None


class GroupWriter:
    """A thread that owns the only connection that writes."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        failure: Callable[[Exception], Exception],
        turn: AbstractContextManager[object],
    ) -> None:
        """Start the thread.

        ``failure`` makes of a fault of the disk what callers are told; ``turn`` is held while a commit is under way.
        """
        self._connection = connection
        self._failure = failure
        self._turn = turn
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write_on, name="journal", daemon=True)
        self._thread.start()

    async def write(self, work: Work, rows: Sequence[Row] = ()) -> Any:
        """Do ``work`` within a commit and return what it gives; it is on disk when this returns.

        ``rows``: the events that ``work`` writes, when it does nothing else: those of all callers go together.

        Raises:
            Overtaken: when a row of that key exists.
            Exception: what ``failure`` makes of a fault; nothing of that commit is then written.
        """
        loop = asyncio.get_running_loop()
        job = _Job(work=work, rows=rows, waiting=loop.create_future(), loop=loop)
        self._jobs.put(job)
        return await job.waiting

    async def close(self) -> None:
        """Finish what was asked, and let go of the connection."""
        self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)
        self._connection.close()

    def _write_on(self) -> None:
        ended = False
        while not ended:
            jobs = [self._jobs.get()]
            try:
                with self._turn:
                    # Who came while another process wrote is carried, too.
                    jobs += _drain(self._jobs)
                    asked = [job for job in jobs if job is not None]
                    self._commit(asked)
            except OSError as error:
                asked = [job for job in jobs if job is not None]
                for job in asked:
                    job.error = self._failure(error)
            for loop in {job.loop for job in asked}:
                loop.call_soon_threadsafe(_tell, [job for job in asked if job.loop is loop])
            ended = None in jobs

    def _commit(self, jobs: list[_Job]) -> None:
        if not jobs:
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            left = [job for job in jobs if not job.rows]
            if not append_all(self._connection, [row for job in jobs for row in job.rows]):
                # One of them cannot be written: to each his own.
                self._connection.execute("ROLLBACK")
                self._connection.execute("BEGIN IMMEDIATE")
                left = jobs
            for job in left:
                _attempt(self._connection, job)
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            for job in jobs:
                job.error = self._failure(error)


def _attempt(connection: sqlite3.Connection, job: _Job) -> None:
    """Do one caller's work; what goes wrong with it is his alone."""
    connection.execute("SAVEPOINT job")
    try:
        job.result = job.work(connection)
    except (sqlite3.IntegrityError, PixauthorError) as error:
        job.error = error if isinstance(error, PixauthorError) else Overtaken()
        connection.execute("ROLLBACK TO job")
    connection.execute("RELEASE job")


def _drain(jobs: "queue.SimpleQueue[_Job | None]") -> list[_Job | None]:
    found: list[_Job | None] = []
    while len(found) < MOST_IN_ONE_COMMIT:
        try:
            found.append(jobs.get_nowait())
        except queue.Empty:
            break
    return found


def _tell(jobs: list[_Job]) -> None:
    for job in jobs:
        if job.waiting.done():
            continue
        if job.error is None:
            job.waiting.set_result(job.result)
        else:
            job.waiting.set_exception(job.error)
