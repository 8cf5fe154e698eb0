"""Candidates on raw sockets, light enough that the service is what is measured: a program of its own.

Each enters with a code, answers question after question, and begins anew with another code when he has his result. A
request without an answer (the service was killed) is sent again, as the page of a candidate does. What was acknowledged
is written down, to be looked for in the journal afterwards.

    python -m bench.service_client PLAN.json
"""

import asyncio
import gc
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from bench.service_link import Link, Notes, Reply

_COOKIE = re.compile(rb"set-cookie: (pixauthor=[^;\r]+)", re.IGNORECASE)
OK, STALE = 200, 409
SEEN = "seen.json"
"""File beside the plan that tells what was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the candidates do.

    Args:
        ports: of the instances; a candidate goes from one to the next, request by request.
        answers: values to choose from, by item.
        think: mean seconds before an answer, exponentially distributed; 0: none.
        warm: seconds at the beginning that do not count.
        stop: file that ends it before ``seconds`` when it is there; empty: none.
    """

    ports: list[int]
    codes: list[str]
    answers: dict[str, list[Any]]
    candidates: int
    seconds: float
    warm: float = 0.0
    think: float = 0.0
    stop: str = ""
    seed: int = 1


class Candidate:
    """One person after another, on the same chair."""

    def __init__(self, plan: Plan, codes: Iterator[str], notes: Notes, number: int) -> None:
        self._plan, self._codes, self._notes = plan, codes, notes
        self._rng = random.Random(plan.seed * 1_000_003 + number)  # noqa: S311 (not a secret)
        self._links = [Link(port, notes) for port in plan.ports]
        self._turn = number
        # Not the clock of the loop: it stands still while the loop is at work.
        self.over_at = time.perf_counter() + plan.seconds
        self._counts_from = self.over_at - plan.seconds + plan.warm
        self.finished = asyncio.get_running_loop().create_future()

    def enter(self) -> None:
        """Enter with the next code; without one, he is done."""
        code = next(self._codes, None)
        if code is None:
            self.finished.set_result(None)
            return
        head = _head("POST /api/entry", b"") + b"content-length: "
        self._send(head, {"code": code, "identity": f"Zoé {code}"}, self._entered)

    def _send(self, head: bytes, data: dict[str, Any], reply: Reply) -> None:
        body = orjson.dumps(data)
        self._turn += 1
        self._link.ask(b"%b%d\r\n\r\n%b" % (head, len(body), body), reply)

    @property
    def _link(self) -> Link:
        return self._links[self._turn % len(self._links)]

    def _entered(self, status: int, head: bytes, body: bytes) -> None:
        self._notes.count(status)
        found = _COOKIE.search(head)
        if found is None:
            raise SystemExit(f"{status}: {body[:500]!r}")
        # What is the same in all that he sends is written once.
        self._answering = _head("POST /api/session/answer", found[1]) + b"content-length: "
        self._going_on = _head("POST /api/session/next", found[1]) + b"content-length: "
        self._turn += 1
        self._link.ask(_head("GET /api/session", found[1]) + b"\r\n", self._seen)

    def _seen(self, status: int, _head: bytes, body: bytes) -> None:
        self._notes.count(status)
        now = time.perf_counter()
        if now > self.over_at:
            self.finished.set_result(None)
            return
        if status not in (OK, STALE):
            raise SystemExit(f"{status}: {body[:500]!r}")
        view = orjson.loads(body)
        if view["screen"] == "question":
            self._asked = (view["session"], view["rank"], view["item"]["item"])
            pause = self._rng.expovariate(1 / self._plan.think) if self._plan.think else 0.0
            if pause == 0:
                self._answer()
            elif now + pause < self.over_at:
                asyncio.get_running_loop().call_later(pause, self._answer)
            else:
                # Who is still thinking at the end does not answer: all at once would be another load.
                asyncio.get_running_loop().call_later(self.over_at - now, self.finished.set_result, None)
        elif view["screen"] == "result":
            self.enter()
        else:
            self._send(self._going_on, {"session": view["session"], "rank": view["rank"]}, self._seen)

    def _answer(self) -> None:
        session, rank, item = self._asked
        self._value = self._rng.choice(self._plan.answers[item])
        self._begun = time.perf_counter()
        data = {"session": session, "item": item, "rank": rank, "value": self._value}
        self._send(self._answering, data, self._answered)

    def _answered(self, status: int, head: bytes, body: bytes) -> None:
        if self._begun >= self._counts_from:
            self._notes.waits.append(time.perf_counter() - self._begun)
        if status == OK:
            self._notes.acknowledged.append((*self._asked, self._value))
        self._seen(status, head, body)


def _head(line: str, cookie: bytes) -> bytes:
    """Return the beginning of a request of this method and path."""
    head = f"{line} HTTP/1.1\r\nhost: localhost\r\nx-pixauthor: 1\r\ncontent-type: application/json\r\n"
    return head.encode() + (b"cookie: %b\r\n" % cookie if cookie else b"")


async def run(plan: Plan) -> Notes:
    """Seat all candidates and wait until they are done."""
    notes, codes = Notes(), iter(plan.codes)
    # A fault of a candidate is one of this program: end at once, and say so.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: _end(context))
    seated = [Candidate(plan, codes, notes, number) for number in range(plan.candidates)]
    for candidate in seated:
        candidate.enter()
    watching = asyncio.create_task(_watch(plan.stop, seated)) if plan.stop else None
    await asyncio.wait_for(asyncio.gather(*(one.finished for one in seated)), plan.seconds + 60)
    if watching:
        watching.cancel()
    return notes


async def _watch(stop: str, seated: list[Candidate]) -> None:
    while not Path(stop).exists():
        await asyncio.sleep(0.1)
    for candidate in seated:
        candidate.over_at = 0.0


def _end(context: dict[str, Any]) -> None:
    print(context["message"], repr(context.get("exception")), file=sys.stderr)
    os._exit(1)


def main() -> None:
    """Read the plan, write what was seen beside it as JSON."""
    path = Path(sys.argv[1])
    plan = Plan(**orjson.loads(path.read_bytes()))
    gc.disable()
    cpu, start = time.process_time(), time.perf_counter()
    import uvloop

    notes = uvloop.run(run(plan))
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    told = {**asdict(notes), "seconds": seconds, "cpu": cpu}
    # To a file: of what was printed with both cores busy, Python 3.12.1 let go of all beyond what a pipe holds.
    path.with_name(SEEN).write_bytes(orjson.dumps(told, option=orjson.OPT_NON_STR_KEYS))


if __name__ == "__main__":
    main()
