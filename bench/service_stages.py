"""What one answer costs inside the service, stage by stage, without network and disk.

The fastest of many turns is told: what a machine does for others makes every mean too long, and the least hardly so.

    python -m bench.service_stages [--items 640] [--sittings 20]
"""

import argparse
import asyncio
import random
import tempfile
import time
import timeit
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from starlette.types import Message as Part
from starlette.types import Scope

from bench.service_room import Room, furnish, percentile
from pixauthor.delivery import conduct
from pixauthor.delivery.sitting import step_sitting
from pixauthor.delivery.store import GENESIS
from pixauthor.service.app import make_app
from pixauthor.service.candidate import COOKIE, ROLE, CandidateDesk
from pixauthor.service.chain import chain
from pixauthor.service.desk import Desk
from pixauthor.service.journal.sqlite import SqliteJournal
from pixauthor.service.loading import load_content
from pixauthor.service.messages import Message, Order
from pixauthor.service.seal import Seal
from pixauthor.service.views import Drawings, view_of

TURNS, REPEATS = 15, 800
ANSWERED = 6
"""Questions answered before the one whose stages are measured."""


class Forgetful(SqliteJournal):
    """A journal that writes no answer down."""

    async def append(self, sitting: str, number: int, lines: Sequence[bytes]) -> None:
        """Write nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The candidate's part of a service, on the bundle of a room."""

    room: Room
    candidate: CandidateDesk

    async def seat(self) -> str:
        """Open a sitting without feedback."""
        order = Order(candidate="c", competences=self.room.competences, feedback=False)
        return await self.candidate.desk.open(order)

    async def sit(self, rng: random.Random) -> list[float]:
        """Answer a whole sitting; return the seconds that each answer took."""
        app, sitting, waits = make_app(self.candidate.routes()), await self.seat(), list[float]()
        cookie = self.candidate.seal.close(ROLE, sitting)
        view, _ = await _asked(app, cookie, "next", {"session": sitting, "rank": 0})
        while view["screen"] != "result":
            data = {"session": sitting, "rank": view["rank"]}
            if view["screen"] == "question":
                item = view["item"]["item"]
                value = rng.choice(self.room.answers[item])
                view, seconds = await _asked(app, cookie, "answer", {**data, "item": item, "value": value})
                waits.append(seconds)
            else:
                view, _ = await _asked(app, cookie, "next", data)
        return waits

    async def stages(self) -> Mapping[str, Callable[[], Any]]:
        """Return what happens at one answer, each part to be done again and again."""
        desk, sitting, at = self.candidate.desk, await self.seat(), datetime.now(UTC)
        state = (await desk.go_on(sitting, 0)).state
        while state.answered < ANSWERED or state.asked is None:
            if state.asked:
                message = Message(item=state.asked.item, rank=state.rank)
                state = (await desk.answer(sitting, message, self.room.answers[state.asked.item][0])).state
            else:
                state = (await desk.go_on(sitting, state.rank)).state
        scopes, value = desk.content.scopes(self.room.competences, "fr"), self.room.answers[state.asked.item][0]
        given = conduct.answer(state, scopes, value, at)
        after = step_sitting(state, given, scopes)
        following = conduct.go_on(after, scopes, at)
        cookie, drawings = self.candidate.seal.close(ROLE, sitting), self.candidate.drawings
        view = view_of(state, scopes, drawings, at, "fr")
        return {
            "seal read": lambda: self.candidate.seal.read(ROLE, cookie),
            "answer graded": lambda: conduct.answer(state, scopes, value, at),
            "state after the answer": lambda: step_sitting(state, given, scopes),
            "next question chosen": lambda: conduct.go_on(after, scopes, at),
            "state after the question": lambda: step_sitting(after, following[0], scopes),
            "two events written and chained": lambda: chain((given, *following), GENESIS),
            "view made": lambda: view_of(state, scopes, drawings, at, "fr"),
            "view written": lambda: orjson.dumps(view),
        }


async def _asked(app: Any, cookie: str, name: str, data: dict[str, Any]) -> tuple[dict[str, Any], float]:
    """Send a command to an application; return the view that comes back, and the seconds that it took."""
    body, parts = orjson.dumps(data), list[Part]()
    headers = {"host": "localhost", "x-pixauthor": "1", "content-type": "application/json"}
    headers |= {"cookie": f"{COOKIE}={cookie}", "content-length": str(len(body))}
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": f"/api/session/{name}",
        "root_path": "",
        "query_string": b"",
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
    }

    async def receive() -> Part:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(part: Part) -> None:
        parts.append(part)

    begun = time.perf_counter()
    await app(scope, receive, send)
    seconds = time.perf_counter() - begun
    return orjson.loads(parts[1]["body"]), seconds


async def run(folder: Path, n_items: int, n_sittings: int) -> None:
    """Measure and print."""
    room = furnish(folder, n_items)
    content = load_content(room.folder / "bundle", room.folder / "bundle.pub")
    # The same questions in each run.
    rng = random.Random(1)  # noqa: S311 (not a secret)
    journal = Forgetful(folder / "journal.sqlite")
    desk = Desk(content, journal, clock=lambda: datetime.now(UTC), new_seed=lambda: rng.getrandbits(31))
    house = House(room=room, candidate=CandidateDesk(desk, Drawings(content), Seal(key=bytes(32))))
    waits = [wait for _ in range(n_sittings) for wait in await house.sit(rng)]
    print(f"{'whole answers, the tenth best':34}{1e6 * percentile(waits, 0.1):8.1f} µs, best {1e6 * min(waits):.1f}")
    for name, stage in (await house.stages()).items():
        least = min(timeit.repeat(stage, number=TURNS, repeat=REPEATS)) / TURNS
        print(f"{name:34}{1e6 * least:8.1f} µs")
    await desk.journal.close()


def main() -> None:
    """Measure in a folder that is thrown away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=640)
    parser.add_argument("--sittings", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pixauthor-bench-") as name:
        asyncio.run(run(Path(name), options.items, options.sittings))


if __name__ == "__main__":
    main()
