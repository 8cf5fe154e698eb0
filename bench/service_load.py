"""How many answers a second ``pixauthor serve`` makes durable, and how long candidates wait for the next question.

A real service on SQLite, in a process of its own, on a signed bundle of plain items; candidates are another process
(``service_client``) over loopback. Answers are counted in the database: rows of answers there when the warm-up
was over, and at the end. CPU seconds are those of the service alone; candidates take their part of the same cores.
The peer is the least that a service can do: Starlette and uvicorn as here, one row and one commit for each request, no
key, no next question, no chain.

    python -m bench.service_load [--seconds 20] [--items 640] [--workers 2] [--database postgresql://…]
"""

import argparse
import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import asyncpg
import psutil

from bench.service_client import Plan
from bench.service_room import Room, begin_load, bury, end_load, furnish, invite, percentile, serving, started

CLASS, CROWD = 64, 5_000
THINK_SECONDS = 30.0
ANSWERS_A_SITTING = 60
"""About so many; more codes than that are of no use to one candidate."""
MOST_ANSWERS_A_SECOND = 6_000
_COUNT = 'SELECT count(*) FROM events WHERE instr(CAST(line AS TEXT), \'"event":"answer-given"\') > 0'
_COUNT_ON_SERVER = 'SELECT count(*) FROM events WHERE position(\'"event":"answer-given"\'::bytea IN line) > 0'
_COUNT_OF_PEER = "SELECT count(*) FROM answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one load showed, without its warm-up."""

    name: str
    answers: int
    seconds: float
    cpu_seconds: float
    p50: float
    p99: float
    mib: float
    statuses: dict[str, int]


def committed(journal: str, words: str = _COUNT) -> int:
    """Return how many answers are in a database now, for others than who writes them."""
    if "://" in journal:
        return asyncio.run(_committed_on_server(journal))
    with closing(sqlite3.connect(f"file:{journal}?mode=ro", uri=True)) as reader:
        return int(reader.execute(words).fetchone()[0])


async def _committed_on_server(address: str) -> int:
    connection = await asyncpg.connect(address)
    try:
        return int(await connection.fetchval(_COUNT_ON_SERVER))
    finally:
        await connection.close()


def measure(
    name: str,
    room: Room,
    plan: Plan,
    processes: Sequence[psutil.Process],
    count: Callable[[str], int] = committed,
) -> Load:
    """Let the candidates of a plan answer, and look at the service meanwhile."""
    client = begin_load(room, plan)
    time.sleep(plan.warm)
    begun, before, cpu = time.perf_counter(), count(room.journal), _cpu(processes)
    time.sleep(max(0.0, plan.seconds - plan.warm))
    seconds, after, cpu = time.perf_counter() - begun, count(room.journal), _cpu(processes) - cpu
    mib = _mib(processes)
    seen = end_load(room, client, plan.seconds + 120)
    return Load(
        name=name,
        answers=after - before,
        seconds=seconds,
        cpu_seconds=cpu,
        p50=percentile(seen["waits"], 0.5),
        p99=percentile(seen["waits"], 0.99),
        mib=mib,
        statuses=seen["statuses"],
    )


def _cpu(processes: Sequence[psutil.Process]) -> float:
    return sum(times.user + times.system for times in (one.cpu_times() for one in _all(processes)))


def _mib(processes: Sequence[psutil.Process]) -> float:
    """Return what instances hold, with their workers; what these share counts once."""
    return max(sum(one.memory_full_info().pss for one in _all([process])) for process in processes) / 2**20


def _all(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    return [one for process in processes for one in (process, *process.children())]


def load_service(folder: Path, n_items: int, seconds: float, workers: int) -> list[Load]:
    """Return a class that answers as fast as it can, then a crowd that thinks."""
    room = furnish(folder, n_items)
    n_sittings = int(seconds * MOST_ANSWERS_A_SECOND / ANSWERS_A_SITTING) + CLASS
    fast = invite(room, n_sittings, feedback=False)
    crowd = invite(room, CROWD + n_sittings, feedback=False)
    warm = seconds / 2
    shared = {"answers": room.answers, "warm": warm}
    with serving(room, workers=workers) as [(process, port)]:
        plan = Plan(ports=[port], codes=fast, candidates=CLASS, seconds=warm + seconds, **shared)
        loads = [measure(f"{CLASS} candidates, no pause", room, plan, [process])]
    # Begun anew: what is in memory is of the crowd. All enter at once, which is no part of what is measured.
    with serving(room, workers=workers) as [(process, port)]:
        plan = Plan(
            ports=[port], codes=crowd, candidates=CROWD, seconds=2 * warm + seconds, think=THINK_SECONDS, **shared
        )
        loads.append(measure(f"{CROWD} candidates, {THINK_SECONDS:g} s to think", room, plan, [process]))
    return loads


def load_peer(folder: Path, seconds: float) -> Load:
    """Return the same class in front of a service that does nothing but commit."""
    room = Room(folder=folder, database=str(folder / "peer.sqlite"), answers={"": ["b"]}, competences=())
    with bare_service(folder) as (process, port):
        plan = Plan(
            ports=[port],
            codes=["x"] * CLASS,
            answers=room.answers,
            candidates=CLASS,
            seconds=1.5 * seconds,
            warm=seconds / 2,
        )
        name = "peer: Starlette, one commit per request"
        return measure(name, room, plan, [process], partial(committed, words=_COUNT_OF_PEER))


def load_instances(folder: Path, n_items: int, seconds: float, address: str) -> Load:
    """Return a class whose requests go to two instances by turns, on one PostgreSQL server."""
    room = furnish(folder, n_items, address)
    codes = invite(room, int(seconds * MOST_ANSWERS_A_SECOND / ANSWERS_A_SITTING) + CLASS, feedback=False)
    with serving(room, instances=2) as instances:
        plan = Plan(
            ports=[port for _, port in instances],
            codes=codes,
            answers=room.answers,
            candidates=CLASS,
            seconds=1.5 * seconds,
            warm=seconds / 2,
        )
        return measure("two instances on PostgreSQL, by turns", room, plan, [process for process, _ in instances])


@contextmanager
def bare_service(folder: Path) -> Iterator[tuple[psutil.Process, int]]:
    """Start the peer and give its process and port."""
    command = [sys.executable, "-m", "bench.service_peer", str(folder / "peer.sqlite")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield psutil.Process(process.pid), started(process)
    finally:
        process.terminate()
        bury(process)


def print_table(loads: Sequence[Load]) -> None:
    """Print one line per load; the ratio is that of CPU seconds per answer, to the first."""
    title = f"{'':42}{'answers/s':>10}{'CPU µs each':>12}{'ratio':>7}{'p50 ms':>8}{'p99 ms':>8}{'MiB':>6}  statuses"
    print(title)
    first = loads[0].cpu_seconds / max(loads[0].answers, 1)
    for one in loads:
        each = one.cpu_seconds / max(one.answers, 1)
        rates = f"{one.answers / one.seconds:10.0f}{1e6 * each:12.0f}{each / first:7.2f}"
        print(f"{one.name:42}{rates}{1000 * one.p50:8.1f}{1000 * one.p99:8.1f}{one.mib:6.0f}  {one.statuses}")


def main() -> None:
    """Load the service and its peer, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=640)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--database", default="", help="postgresql://… : measure two instances on it, too")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, {options.workers} workers, load {os.getloadavg()[0]:.1f} before")
    with tempfile.TemporaryDirectory(prefix="pixauthor-bench-") as name:
        (Path(name) / "peer").mkdir()
        peer = load_peer(Path(name) / "peer", options.seconds / 2)
        loads = [peer, *load_service(Path(name) / "room", options.items, options.seconds, options.workers)]
        if options.database:
            loads.append(load_instances(Path(name) / "two", options.items, options.seconds, options.database))
        print_table(loads)
    print(f"load {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()
