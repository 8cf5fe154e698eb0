"""Several processes behind one address: each answers on a core of its own, the first one only looks after them.

They are forks of a process that has loaded the content and holds the sockets: what they read they share, and a
connection that came to one that died waits for the one that takes its place.
"""

import gc
import os
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from pixauthor.errors import PixauthorError
from pixauthor.service import log

REST_SECONDS: Final = 1.0
"""How long the place of a worker that died stays empty: what kills workers at once must not keep a core busy."""
READY: Final = b"."
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)

Work: TypeAlias = Callable[[Callable[[], None]], None]
"""What a worker does until it is told to end; it calls its argument once it is ready."""


def run_crew(works: Sequence[Work], announce: Callable[[], None]) -> None:
    """Do each of ``works`` in a process of its own until told to end; one that dies is begun anew.

    Args:
        works: must end at SIGTERM, and when ``orphaned`` says so.
        announce: called once all are ready.

    Raises:
        PixauthorError: when one ends before it was ready.
    """
    # What is alive now stays so in all: a collection would write to pages that they share.
    gc.collect()
    gc.freeze()
    crew = _Crew(works=works)
    before = {number: signal.signal(number, crew.dismiss) for number in _SIGNALS}
    try:
        for rank in range(len(works)):
            crew.begin(rank)
        announce()
        crew.look_after()
    finally:
        crew.dismiss()
        crew.wait()
        for number, handler in before.items():
            signal.signal(number, handler)
        gc.unfreeze()


def orphaned(parent: int) -> bool:
    """Say whether the process that looks after this one is gone; ``parent`` is its id."""
    return os.getppid() != parent


@dataclass(slots=True, kw_only=True)
class _Crew:
    """The workers there are, by process id, each with its rank among the works."""

    works: Sequence[Work]
    ranks: dict[int, int] = field(default_factory=dict)
    dismissed: bool = False

    def begin(self, rank: int) -> None:
        """Start a worker and wait until it is ready. Raises ``PixauthorError`` when it ends before."""
        reader, writer = os.pipe()
        # No signal between the fork and what it changes: a worker would dismiss the others, or be missed.
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        pid = os.fork()
        if pid == 0:
            os.close(reader)
            _work(self.works[rank], writer)
        self.ranks[pid] = rank
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        os.close(writer)
        with os.fdopen(reader, "rb", buffering=0) as news:
            if not news.read(1) and not self.dismissed:
                raise PixauthorError("service.worker-lost")

    def look_after(self) -> None:
        """Put another worker in the place of each that dies, until all are dismissed."""
        while not self.dismissed:
            rank = self.wait_for_one()
            if rank is not None and not self.dismissed:
                log.say("worker-died", worker=rank)
                time.sleep(REST_SECONDS)
                self.begin(rank)

    def wait(self) -> None:
        """Wait until none is left."""
        while self.ranks:
            self.wait_for_one()

    def wait_for_one(self) -> int | None:
        """Return the rank of a worker that has ended; None when it was none of ours."""
        pid, _ = os.wait()
        return self.ranks.pop(pid, None)

    def dismiss(self, *_: object) -> None:
        """Tell all to end."""
        self.dismissed = True
        for pid in self.ranks:
            os.kill(pid, signal.SIGTERM)


def _work(work: Work, writer: int) -> None:
    """Be a worker, and never come back: what the first process has still to do is not done twice."""
    status = 1
    try:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        work(lambda: os.close(writer) if os.write(writer, READY) else None)
        status = 0
    except KeyboardInterrupt:
        status = 0
    except BaseException as error:
        log.say_fault(error, "worker")
    finally:
        os._exit(status)
