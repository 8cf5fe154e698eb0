"""Start the service: bundle, journal and key in, a listening socket out."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette

from pixauthor.bundles.store import find_parts, load_public_key, read_part
from pixauthor.errors import PixauthorError, Place
from pixauthor.service import log, office, site
from pixauthor.service.admin import AdminDesk
from pixauthor.service.app import make_app
from pixauthor.service.author import AuthorDesk
from pixauthor.service.candidate import CandidateDesk
from pixauthor.service.content import Content, open_content
from pixauthor.service.desk import Desk
from pixauthor.service.entry import EntryDesk
from pixauthor.service.identity import Provider
from pixauthor.service.journal import Journal, open_journal
from pixauthor.service.keyfile import read_or_make_key, read_or_make_token
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

PARTS: Final = 2
GOODBYE_SECONDS: Final = 10
"""How long requests under way may take when the service is told to end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """Where the service listens, and what it works on.

    Args:
        database: path of a SQLite file, or ``postgresql://…``.
        cookie_key, admin_token, author_token: see ``keyfile``.
        behind_tls: https ends at a proxy on this machine: cookies are for https, addresses are the proxy's word.
        provider: who tells identities; None: people enter with codes alone.
    """

    content: Content
    database: str
    cookie_key: Path
    admin_token: Path
    author_token: Path
    host: str
    port: int
    behind_tls: bool = False
    provider: Provider | None = None


def load_content(bundle: Path, key: Path) -> Content:
    """Return the content of a bundle on disk, after everything about it was verified.

    Raises:
        PixauthorError: when a part is missing, unsigned, altered, or of another bundle.
    """
    parts = find_parts(bundle)
    if len(parts) != PARTS:
        raise PixauthorError("service.needs-both", place=Place(path=str(bundle)))
    public, secret = (read_part(part) for part in parts)
    return open_content(public, secret, load_public_key(key))


def run(post: Post, announce: Callable[[int], None]) -> None:
    """Serve until told to end; ``announce`` is told the port once all is ready.

    Raises:
        PixauthorError: when the key, the address or the journal cannot be had; nothing is then started.
    """
    key = read_or_make_key(post.cookie_key)
    tokens = {name: read_or_make_token(getattr(post, name)) for name in ("admin_token", "author_token")}
    with listening(post.host, post.port) as listener:
        factory = None
        if find_spec("uvloop"):
            import uvloop

            factory = uvloop.new_event_loop
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(_serve(post, key, tokens, listener, announce))


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        PixauthorError: when the address is no one's here, or something listens there already.
    """
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise PixauthorError("service.no-address", host=host, port=port, reason=reason) from None
    return listener


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


async def _serve(
    post: Post, key: bytes, tokens: Mapping[str, str], listener: socket.socket, announce: Callable[[int], None]
) -> None:
    journal = await open_journal(post.database)
    app = make_service(post.content, journal, Seal(key=key), secure=post.behind_tls, provider=post.provider, **tokens)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=post.behind_tls,
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )
    port = listener.getsockname()[1]
    log.say("started", bundle=post.content.title, port=port)
    announce(port)
    await uvicorn.Server(config).serve(sockets=[listener])
