"""The pages of the service: the session notebook without its code, the way in, and the files that they load.

The address of a file holds the digest of all of them, so that a browser keeps what it has until something changes.
"""

import json
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pixauthor.canonical import digest
from pixauthor.locale import text
from pixauthor.service.http import Refused, language_of
from pixauthor.service.notebook import session_leaf
from pixauthor.widgets._shared import assemble
from pixauthor.widgets.present import runner_texts
from pixauthor.widgets.store import load_asset

SHARED: Final = (*assemble.SHARED, *assemble.RUNNER, "_shared/item.css", "runner/index.css")
OWN: Final = (
    *("entry.js", "session.js", "service.js", "service.css"),
    *("supervise.js", "board.js", "board_acts.js", "office.js", "author.js", "office.css"),
)
KINDS: Final[Mapping[str, str]] = {"js": "text/javascript", "css": "text/css"}
_SHELL: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{base}_shared/item.css">
<link rel="stylesheet" href="{base}runner/index.css">
<link rel="stylesheet" href="{base}pages/service.css">
<script type="application/json" id="texts">{texts}</script>
<script type="module" src="{base}pages/{name}.js"></script>
</head>
<body class="pxa">
<main id="page" class="pxa-page">
<header class="pxa-head">
<h1>{heading}</h1>
<a id="other" href="?lang={other_code}" lang="{other_code}" hreflang="{other_code}">{other_language}</a>
</header>
<div class="pxa-leaf pxa-prose">{before}</div>
<div id="runner"><noscript><p>{noscript}</p></noscript></div>
<div class="pxa-leaf pxa-prose">{after}</div>
</main>
</body>
</html>
"""


@cache
def assets() -> Mapping[str, bytes]:
    """Return the files that pages load, by their address under the digest."""
    shared = {name: load_asset(name).encode() for name in SHARED}
    folder = files("pixauthor.service").joinpath("pages")
    return {**shared, **{f"pages/{name}": folder.joinpath(name).read_bytes() for name in OWN}}


@cache
def version() -> str:
    """Return the digest of all files, shortened."""
    return digest(b"\0".join(name.encode() + b"\0" + data for name, data in sorted(assets().items())))[:16]


def routes() -> list[Route]:
    """Return the routes of pages and files."""
    return [
        Route("/", _entry, methods=["GET"]),
        Route("/session", _session, methods=["GET"]),
        Route("/assets/{version}/{path:path}", _asset, methods=["GET"]),
    ]


async def _entry(request: Request) -> Response:
    return HTMLResponse(shell("entry", language_of(request)))


async def _session(request: Request) -> Response:
    return HTMLResponse(shell("session", language_of(request)))


async def _asset(request: Request) -> Response:
    data = assets().get(request.path_params["path"])
    if data is None or request.path_params["version"] != version():
        raise Refused(404, "service.no-page")
    kind = KINDS[request.path_params["path"].rpartition(".")[2]]
    return Response(data, media_type=kind, headers={"cache-control": "public, max-age=31536000, immutable"})


@cache
def shell(name: str, language: str) -> str:
    """Return a page: its texts as data, its script and its styles by address."""
    texts, leaf = runner_texts(language), session_leaf(language)
    return _SHELL.format(
        language=language,
        title=escape(text(f"runner.{name}.title", language)),
        base=f"/assets/{version()}/",
        # A closing tag in a sentence would end the element.
        texts=json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c"),
        noscript=escape(text("runner.noscript", language)),
        heading=escape(leaf.title),
        before=leaf.before_html,
        after=leaf.after_html,
        other_code=texts["entry"]["other_code"],
        other_language=escape(texts["entry"]["other_language"]),
        name=name,
    )
