"""Start the service: bundle, journal and key in, a listening socket out."""

import asyncio
import gc
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette

from pixauthor.service import log, office, site
from pixauthor.service.admin import AdminDesk
from pixauthor.service.app import make_app
from pixauthor.service.author import AuthorDesk
from pixauthor.service.candidate import CandidateDesk
from pixauthor.service.content import Content
from pixauthor.service.crew import orphaned, run_crew
from pixauthor.service.desk import Desk
from pixauthor.service.entry import EntryDesk
from pixauthor.service.identity import Provider
from pixauthor.service.journal import Journal, open_journal
from pixauthor.service.keyfile import read_or_make_key, read_or_make_token
from pixauthor.service.listening import listening
from pixauthor.service.offers import Offers
from pixauthor.service.patience import Patience
from pixauthor.service.register import Register
from pixauthor.service.retry_desk import RetryDesk
from pixauthor.service.seal import Seal
from pixauthor.service.signin import SignInDesk
from pixauthor.service.supervised import SupervisedSessions
from pixauthor.service.supervisor import SupervisorDesk
from pixauthor.service.usher import Usher
from pixauthor.service.views import Drawings

COLLECTIONS: Final = (20_000, 20, 1000)
"""Thresholds of collection, each above Python's own: young ones took a twentieth of the time of an answer."""
GOODBYE_SECONDS: Final = 10
"""How long requests under way may take when the service is told to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where the service listens, and what it works on.

    Args:
        database: path of a SQLite file, or ``postgresql://…``.
        cookie_key, admin_token, author_token: see ``keyfile``.
        behind_tls: https ends at a proxy on this machine: cookies are for https, addresses are the proxy's word.
        workers: processes that answer; more than one share the journal as instances do.
        provider: who tells identities; None: people enter with codes alone.
    """

    content: Content
    database: str
    cookie_key: Path
    admin_token: Path
    author_token: Path
    host: str
    port: int
    workers: int = 1
    behind_tls: bool = False
    provider: Provider | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What seals cookies, and what shows who runs the service."""

    cookie: bytes
    admin_token: str
    author_token: str


def run(post: Post, announce: Callable[[int], None]) -> None:
    """Serve until told to end; ``announce`` is told the port once all is ready.

    Raises:
        PixauthorError: when the key, the address or the journal cannot be had; nothing is then started.
    """
    keys = Keys(
        cookie=read_or_make_key(post.cookie_key),
        admin_token=read_or_make_token(post.admin_token),
        author_token=read_or_make_token(post.author_token),
    )
    with listening(post.host, post.port, post.workers) as listeners:
        port = listeners[0].getsockname()[1]
        if post.workers == 1:
            _work(post, keys, listeners[0], lambda: announce(port))
            return
        # What keeps the journal from being opened is said once, before there are others.
        asyncio.run(_look_at_journal(post.database))
        run_crew([partial(_work, post, keys, one) for one in listeners], lambda: announce(port))


def make_service(
    content: Content,
    journal: Journal,
    seal: Seal,
    *,
    secure: bool,
    admin_token: str = "",
    author_token: str = "",
    provider: Provider | None = None,
) -> Starlette:
    """Return the whole service on an open journal, which it closes at its end.

    Without a token nobody has its role; without a provider nobody signs in but with a code.
    """
    desk = Desk(content, journal, clock=lambda: datetime.now(UTC))
    drawings = Drawings(content)
    candidate = CandidateDesk(desk, drawings, seal)
    usher = Usher(desk=desk, seal=seal, secure=secure)
    register, patience = Register(journal), Patience(journal, seal.key)
    entry = EntryDesk(usher=usher, register=register, patience=patience)
    sessions = SupervisedSessions(journal)
    supervisor = SupervisorDesk(usher=usher, register=register, sessions=sessions, patience=patience)
    signing_in = SignInDesk(usher=usher, offers=Offers(journal, register), patience=patience, provider=provider)
    admin = AdminDesk(
        desk=desk,
        register=register,
        sessions=sessions,
        patience=patience,
        token=admin_token or secrets.token_urlsafe(),
        started_at=desk.clock(),
    )

    author = AuthorDesk(
        content=content,
        drawings=drawings,
        usher=usher,
        patience=patience,
        token=author_token or secrets.token_urlsafe(),
    )

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await journal.close()

    return make_app(
        [
            *candidate.routes(),
            *RetryDesk(candidate, usher).routes(),
            *entry.routes(),
            *site.routes(),
            *office.routes(),
            *supervisor.routes(),
            *admin.routes(),
            *author.routes(),
            *signing_in.routes(),
        ],
        lifespan,
    )


def _work(post: Post, keys: Keys, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve in this process until told to end."""
    # Sittings hold hardly anything in rings: a full collection finds little, and stops thousands of them for a moment.
    gc.set_threshold(*COLLECTIONS)
    factory = None
    if find_spec("uvloop"):
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_serve(post, keys, listener, ready))


async def _serve(post: Post, keys: Keys, listener: socket.socket, ready: Callable[[], None]) -> None:
    journal = await open_journal(post.database, shared=post.workers > 1)
    app = make_service(
        post.content,
        journal,
        Seal(key=keys.cookie),
        secure=post.behind_tls,
        admin_token=keys.admin_token,
        author_token=keys.author_token,
        provider=post.provider,
    )
    parent = os.getppid()

    async def end_with_parent() -> None:
        if post.workers > 1 and orphaned(parent):
            server.should_exit = True

    server = uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=post.behind_tls,
            timeout_graceful_shutdown=GOODBYE_SECONDS,
            callback_notify=end_with_parent,
            timeout_notify=0,
        )
    )
    log.say("started", bundle=post.content.title, port=listener.getsockname()[1])
    ready()
    await server.serve(sockets=[listener])


async def _look_at_journal(database: str) -> None:
    await (await open_journal(database)).close()
