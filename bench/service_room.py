"""A real ``pixauthor serve`` on a bank of plain items, codes for its candidates, and what they may answer."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from bench.check_bank import shipped_words
from bench.plain_items import write_plain_bank
from bench.service_client import SEEN, Plan
from pixauthor.bundles.build import build_bundle
from pixauthor.bundles.manifest import Purpose
from pixauthor.bundles.offer import Offer, prepare
from pixauthor.bundles.store import create_keys, load_secret_key, save_bundle
from pixauthor.service.journal import open_journal
from pixauthor.service.register import Register, new_access
from pixauthor.workspace import open_workspace

_PORT = re.compile(r":(\d+)\b")
START_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A folder with a signed bundle of plain items, and a journal."""

    folder: Path
    database: str
    answers: dict[str, list[Any]]
    competences: tuple[str, ...]

    def command(self, *words: str) -> list[str]:
        """Return a command of the program on this journal."""
        where = ["--key", str(self.folder / "bundle.pub"), "--folder", str(self.folder / "service")]
        database = ["--database", self.database] if self.database else []
        return [sys.executable, "-m", "pixauthor", *words, *where, *database]

    @property
    def journal(self) -> str:
        """Where the journal is."""
        return self.database or str(self.folder / "service" / "journal.sqlite")


def furnish(folder: Path, n_items: int, database: str = "") -> Room:
    """Write a bank of plain items and a bundle of it into ``folder``, which is made."""
    write_plain_bank(folder, n_items, 1, shipped_words())
    space = open_workspace(folder)
    bank = tuple(space.bank)
    create_keys(folder / "bundle.key", folder / "bundle.pub")
    offer = Offer(items_dir=folder / "items", framework=space.framework, items=bank, findings=())
    request = prepare(offer, bank, name="charge", version="1", purpose=Purpose.DEMONSTRATION)
    save_bundle(build_bundle(request, load_secret_key(folder / "bundle.key", None)), folder / "bundle", "charge-1")
    asked = tuple(sorted({item.competence for item in bank}))
    answers = {item.id: [test.answer for test in item.tests] for item in bank}
    return Room(folder=folder, database=database, answers=answers, competences=asked)


def invite(room: Room, number: int, **fields: Any) -> list[str]:
    """Return the codes of ``number`` people who may sit through all competences."""

    async def work() -> list[str]:
        journal = await open_journal(room.journal)
        people = [new_access(room.competences, datetime.now(UTC), **fields) for _ in range(number)]
        await asyncio.gather(*(Register(journal).invite(one, f"Zoé {one.code}") for one in people))
        await journal.close()
        return [one.code for one in people]

    return asyncio.run(work())


@contextmanager
def serving(
    room: Room, port: int = 0, instances: int = 1, workers: int = 1
) -> Iterator[list[tuple[psutil.Process, int]]]:
    """Start instances of the service and give each with its port; they are told to end afterwards."""
    processes = [start(room, port, workers) for _ in range(instances)]
    try:
        yield [(psutil.Process(process.pid), bound) for process, bound in processes]
    finally:
        for process, _ in processes:
            process.terminate()
        for process, _ in processes:
            bury(process)


def start(room: Room, port: int = 0, workers: int = 1) -> tuple["subprocess.Popen[str]", int]:
    """Start the service and return it with its port, once it listens."""
    command = room.command("serve", "run", str(room.folder / "bundle"), "--port", str(port))
    command += ["--workers", str(workers)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return process, started(process)


def started(process: "subprocess.Popen[str]") -> int:
    """Return the port of a service that says where it listens."""
    for line in process.stdout or ():
        found = _PORT.search(line)
        if found:
            return int(found[1])
    raise SystemExit(f"the service did not start: {process.wait()}")


def bury(process: "subprocess.Popen[str]") -> None:
    """Wait for the end of a process that was told to end, and let go of its output."""
    with process:
        process.wait(START_SECONDS)


def begin_load(room: Room, plan: Plan) -> "subprocess.Popen[str]":
    """Start the candidates of a plan, in a process of their own."""
    path = room.folder / "plan.json"
    path.write_text(json.dumps(asdict(plan)), encoding="utf-8")
    command = [sys.executable, "-m", "bench.service_client", str(path)]
    return subprocess.Popen(command, text=True)


def end_load(room: Room, client: "subprocess.Popen[str]", seconds: float) -> dict[str, Any]:
    """Return what the candidates have seen."""
    if status := client.wait(seconds):
        raise SystemExit(f"the candidates did not come to an end: {status}")
    seen: dict[str, Any] = json.loads((room.folder / SEEN).read_bytes())
    return seen


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else float("nan")
