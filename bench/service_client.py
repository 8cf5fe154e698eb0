"""Candidates on raw sockets, light enough that the service is what is measured: a program of its own.

Each enters with a code, answers question after question, and begins anew with another code when he has his result. A
request without an answer (the service was killed) is sent again, as the page of a candidate does. What was acknowledged
is written down, to be looked for in the journal afterwards.

    python -m bench.service_client PLAN.json
"""

import asyncio
import gc
import json
import os
import random
import re
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.service_link import Link, Notes, Reply

_COOKIE = re.compile(rb"set-cookie: (pixauthor=[^;\r]+)", re.IGNORECASE)
OK, STALE = 200, 409


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
        self.over_at = asyncio.get_running_loop().time() + plan.seconds
        self._counts_from = self.over_at - plan.seconds + plan.warm
        self.finished = asyncio.get_running_loop().create_future()

    def enter(self) -> None:
        """Enter with the next code; without one, he is done."""
        code = next(self._codes, None)
        if code is None:
            self.finished.set_result(None)
            return
        self._cookie = b""
        self._send("/api/entry", {"code": code, "identity": f"Zoé {code}"}, self._entered)

    def _send(self, path: str, data: dict[str, Any], reply: Reply) -> None:
        body = json.dumps(data, ensure_ascii=False).encode()
        head = f"POST {path} HTTP/1.1\r\nhost: localhost\r\nx-pixauthor: 1\r\ncontent-type: application/json\r\n"
        cookie = b"cookie: " + self._cookie + b"\r\n" if self._cookie else b""
        request = head.encode() + cookie + f"content-length: {len(body)}\r\n\r\n".encode() + body
        self._turn += 1
        self._link.ask(request, reply)

    @property
    def _link(self) -> Link:
        return self._links[self._turn % len(self._links)]

    def _entered(self, status: int, head: bytes, body: bytes) -> None:
        self._notes.count(status)
        found = _COOKIE.search(head)
        if found is None:
            raise SystemExit(f"{status}: {body[:500]!r}")
        self._cookie = found[1]
        self._turn += 1
        request = b"GET /api/session HTTP/1.1\r\nhost: localhost\r\ncookie: " + self._cookie + b"\r\n\r\n"
        self._link.ask(request, self._seen)

    def _seen(self, status: int, _head: bytes, body: bytes) -> None:
        self._notes.count(status)
        loop = asyncio.get_running_loop()
        if loop.time() > self.over_at:
            self.finished.set_result(None)
            return
        if status not in (OK, STALE):
            raise SystemExit(f"{status}: {body[:500]!r}")
        view = json.loads(body)
        if view["screen"] == "result":
            self.enter()
        elif view["screen"] == "question":
            pause = self._rng.expovariate(1 / self._plan.think) if self._plan.think else 0.0
            if pause:
                loop.call_later(min(pause, max(self.over_at - loop.time(), 0)), self._answer, view)
            else:
                self._answer(view)
        else:
            self._send("/api/session/next", {"session": view["session"], "rank": view["rank"]}, self._seen)

    def _answer(self, view: dict[str, Any]) -> None:
        item = view["item"]["item"]
        data = {"session": view["session"], "item": item, "rank": view["rank"]}
        value = self._rng.choice(self._plan.answers[item])
        begun = asyncio.get_running_loop().time()

        def answered(status: int, head: bytes, body: bytes) -> None:
            now = asyncio.get_running_loop().time()
            if begun >= self._counts_from:
                self._notes.waits.append(now - begun)
            if status == OK:
                self._notes.acknowledged.append((view["session"], view["rank"], item, value))
            self._seen(status, head, body)

        self._send("/api/session/answer", {**data, "value": value}, answered)


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
    """Read the plan, print what was seen as JSON."""
    plan = Plan(**json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    gc.disable()
    cpu, start = time.process_time(), time.perf_counter()
    import uvloop

    notes = uvloop.run(run(plan))
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    json.dump({**asdict(notes), "seconds": seconds, "cpu": cpu}, sys.stdout)


if __name__ == "__main__":
    main()
