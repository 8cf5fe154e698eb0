"""A page that says one thing: what went wrong on the way between two sites, where no script of ours can say it."""

from html import escape
from typing import Any, Final

from starlette.responses import HTMLResponse, Response

from pixauthor.locale import text
from pixauthor.service import site

_PAGE: Final = """<!doctype html>
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
</head>
<body class="pxa">
<main class="pxa-page">
<section class="pxa-runner pxa-entrance">
<h1 class="pxa-title">{title}</h1>
<p>{words}</p>
<p><a href="{back}">{again}</a></p>
</section>
</main>
</body>
</html>
"""


def notice_page(status: int, message: str, language: str, back: str, **fields: Any) -> Response:
    """Return the page of a message of the catalogue; ``back``: where to try again."""
    page = _PAGE.format(
        language=language,
        base=f"/assets/{site.version()}/",
        title=escape(text("service.notice-title", language)),
        words=escape(text(message, language, **fields)),
        back=escape(back),
        again=escape(text("service.notice-again", language)),
    )
    return HTMLResponse(page, status)
