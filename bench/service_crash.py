"""Kill the service under load, again and again; then look for every answer that it had acknowledged.

Candidates answer as fast as they can. The process is killed (SIGKILL) at moments drawn by chance, started again on the
same port, and candidates send again what was not answered, as their pages do. At the end ``pixauthor session verify``
reads every chain and plays every sitting again, and each acknowledged answer is looked for in the journal: there, once,
as it was sent.

    python -m bench.service_crash [--kills 50] [--workers 2]
"""

import argparse
import json
import random
import socket
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.service_client import Plan
from bench.service_room import Room, begin_load, bury, end_load, furnish, invite, start

CANDIDATES = 24
SOONEST, LATEST = 0.2, 0.8
"""Seconds between the moment when the service listens and its death."""
START_SECONDS = 10.0
"""What a start may take on a busy machine, reckoned generously."""
VERIFY_SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was found after all deaths."""

    kills: int
    acknowledged: int
    written: int
    lost: int
    doubled: int
    sent_again: int
    verified: bool
    words: str

    @property
    def sound(self) -> bool:
        """Nothing was lost or doubled, and every chain is whole and played again alike."""
        return self.verified and not self.lost and not self.doubled


def crash(room: Room, kills: int, workers: int = 1, seed: int = 1) -> Outcome:
    """Kill the service of a room so often, under load, and return what is left.

    With several workers it is every other time one of them alone, in whose place the service has to put another.
    """
    rng, port = random.Random(seed), free_port()  # noqa: S311 (not a secret)
    codes = invite(room, CANDIDATES * (kills + 10), feedback=False)
    stop = room.folder / "stop"
    plan = Plan(
        ports=[port],
        codes=codes,
        answers=room.answers,
        candidates=CANDIDATES,
        seconds=kills * START_SECONDS + START_SECONDS,
        stop=str(stop),
    )
    client = begin_load(room, plan)
    process = None
    for number in range(kills):
        process = process or start(room, port, workers)[0]
        time.sleep(rng.uniform(SOONEST, LATEST))
        team = psutil.Process(process.pid).children()
        if team and number % 2 == 0:
            rng.choice(team).kill()
            continue
        for one in (psutil.Process(process.pid), *team):
            one.kill()
        bury(process)
        process = None
    process = process or start(room, port, workers)[0]
    time.sleep(LATEST)
    stop.touch()
    seen = end_load(room, client, plan.seconds)
    process.terminate()
    bury(process)
    return _compare(room, kills, seen)


def _compare(room: Room, kills: int, seen: dict[str, Any]) -> Outcome:
    command = room.command("session", "verify", "--bundle", str(room.folder / "bundle"))
    verified = subprocess.run(command, capture_output=True, text=True, timeout=VERIFY_SECONDS)
    acknowledged = [_named(*one) for one in seen["acknowledged"]]
    written = Counter(_written(Path(room.journal)))
    places = Counter(place for place, _ in written)
    return Outcome(
        kills=kills,
        acknowledged=len(acknowledged),
        written=written.total(),
        lost=sum(one not in written for one in acknowledged),
        doubled=sum(count - 1 for count in places.values()) + sum(count - 1 for count in written.values()),
        sent_again=seen["sent_again"],
        verified=verified.returncode == 0,
        words=(verified.stdout + verified.stderr).strip()[-500:],
    )


def _named(sitting: str, rank: int, item: str, value: Any) -> tuple[tuple[str, int], str]:
    return (sitting, rank), json.dumps([item, value], sort_keys=True)


def _written(path: Path) -> Iterable[tuple[tuple[str, int], str]]:
    """Yield the answers of the journal file, each with its sitting and its rank there."""
    reader = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    ranks: Counter[str] = Counter()
    for sitting, line in reader.execute("SELECT sitting, line FROM events ORDER BY sitting, number"):
        event = json.loads(line)
        if event["event"] == "answer-given":
            ranks[sitting] += 1
            yield _named(sitting, ranks[sitting], event["item"], event["value"])
    reader.close()


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main() -> None:
    """Kill, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--items", type=int, default=320)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixauthor-bench-") as name:
        begun = time.perf_counter()
        found = crash(furnish(Path(name) / "room", options.items), options.kills)
    seconds = time.perf_counter() - begun
    print(f"killed {found.kills} times in {seconds:.0f} s; {found.sent_again} requests were sent again")
    counts = f"{found.acknowledged} answers acknowledged, {found.written} written"
    print(f"{counts}: {found.lost} lost, {found.doubled} doubled")
    print(f"session verify: {'sound' if found.verified else 'NOT SOUND'}: {found.words}")
    if not found.sound:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
