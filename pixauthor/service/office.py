"""The pages of those who work with the service: a shell without a line of script in it, for each."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from pixauthor.locale import catalogue, text
from pixauthor.service import site
from pixauthor.service.http import language_of

_SHELL: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{base}_shared/item.css">
<link rel="stylesheet" href="{base}runner/index.css">
<link rel="stylesheet" href="{base}pages/service.css">
<link rel="stylesheet" href="{base}pages/office.css">
<script type="application/json" id="texts">{texts}</script>
<script type="module" src="{base}pages/{name}.js"></script>
</head>
<body class="pxa">
<main id="page" class="pxa-office"><noscript><p>{noscript}</p></noscript></main>
</body>
</html>
"""


def routes() -> list[Route]:
    """Return the routes of the pages."""
    return [Route("/supervise", _supervise, methods=["GET"]), Route("/author", _author, methods=["GET"])]


async def _supervise(request: Request) -> Response:
    return HTMLResponse(shell("supervise", language_of(request)))


async def _author(request: Request) -> Response:
    return HTMLResponse(shell("author", language_of(request)))


@cache
def shell(name: str, language: str) -> str:
    """Return a page: its texts as data, its script and its styles by address."""
    texts = {**catalogue(language, name), **_BORROWED[name](language)}
    return _SHELL.format(
        language=language,
        title=escape(text(f"{name}.title", language)),
        base=f"/assets/{site.version()}/",
        # A closing tag in a sentence would end the element.
        texts=json.dumps(texts, ensure_ascii=False).replace("<", "\\u003c"),
        noscript=escape(text(f"{name}.noscript", language)),
        name=name,
    )


def _of_supervisors(language: str) -> Mapping[str, Any]:
    return {"categories": catalogue(language, "runner")["report"]["categories"]}


def _of_authors(language: str) -> Mapping[str, Any]:
    widgets = catalogue(language, "widgets")
    return {name: widgets[name] for name in ("item", "types", "statuses")}


_BORROWED: Final[Mapping[str, Callable[[str], Mapping[str, Any]]]] = {
    "supervise": _of_supervisors,
    "author": _of_authors,
}
"""Words that a page has in common with others."""
