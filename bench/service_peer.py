"""The least that a service of sessions can do: one row and one commit for each request, and a question as long as ours.

python -m bench.service_peer FILE.sqlite
"""

import asyncio
import socket
import sqlite3
import sys
from typing import Any

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

VIEW: dict[str, Any] = {"session": "x" * 22, "screen": "question", "item": {"item": "", "stem_html": "x" * 1500}}


def make_app(path: str) -> Starlette:
    """Return the service."""
    journal = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL"):
        journal.execute(f"PRAGMA {setting}")
    journal.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, line TEXT NOT NULL)")

    async def enter(_request: Request) -> Response:
        return JSONResponse({"to": "/session"}, headers={"set-cookie": "pixauthor=x"})

    async def look(_request: Request) -> Response:
        return JSONResponse({**VIEW, "rank": 1})

    async def answer(request: Request) -> Response:
        data = await request.json()
        journal.execute("INSERT INTO answers (line) VALUES (?)", (str(data),))
        return JSONResponse({**VIEW, "rank": data["rank"] + 1})

    return Starlette(
        routes=[
            Route("/api/session/answer", answer, methods=["POST"]),
            Route("/api/entry", enter, methods=["POST"]),
            Route("/api/session", look, methods=["GET"]),
        ]
    )


def main() -> None:
    """Serve until told to end."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    server = uvicorn.Server(uvicorn.Config(make_app(sys.argv[1]), log_config=None, access_log=False))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(server.serve(sockets=[listener]))


if __name__ == "__main__":
    main()
