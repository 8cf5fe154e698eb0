"""Simulator pages: one file each, small, and without network."""

import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.interactions import Simulator
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.errors import PixauthorError
from pixauthor.files import MAX_TEXT_BYTES, is_file, read_text
from pixauthor.findings import Finding, Severity

# Data, fragments and values filled in by a script stay inside the page. Addresses that are only shown do no harm, nor
# do the names of XML vocabularies.
_INSIDE: Final = r"(?!\s*(?:data:|blob:|about:|#|\$\{|[\"'>]))"
_ELEMENTS: Final = "img|script|iframe|frame|audio|video|source|track|embed|object|link|image|use|input"
_CALLS: Final = ("fetch", "import", "importScripts", "sendBeacon")
_OBJECTS: Final = ("XMLHttpRequest", "WebSocket", "EventSource", "RTCPeerConnection")
# By a word that each contains: most pages have none of them, which is known fast.
_NETWORK: Final = (
    (
        "<",
        re.compile(
            rf"<(?:{_ELEMENTS})\b[^<>]{{0,2000}}?\s(?:src|srcset|href|xlink:href|poster|data)\s*=\s*[\"']?{_INSIDE}"
            r"[^\s\"'<>]{1,200}|<base\b|<meta[^<>]{0,200}http-equiv\s*=\s*.?refresh",
            re.IGNORECASE,
        ),
    ),
    ("@import", re.compile(r"@import\b")),
    ("url(", re.compile(rf"\burl\(\s*[\"']?{_INSIDE}[^\s\"')]{{1,200}}")),
    ("import", re.compile(r"\bimport\s*(?:[\w{}*, ]{1,200}\bfrom\s*)?[\"']")),
    *((name, re.compile(rf"\b{name}\s*\(")) for name in _CALLS),
    *((name, re.compile(rf"\b{name}\b")) for name in _OBJECTS),
)


def read_page(context: ItemContext) -> str:
    """Return the page of a simulator item; "" when there is none to read, which rules X08 and X25 say."""
    try:
        return _text(context)
    except PixauthorError:
        return ""


def _text(context: ItemContext) -> str:
    interaction = context.item.interaction
    if not isinstance(interaction, Simulator):
        return ""
    path = context.folder / interaction.page
    return read_text(path) if is_file(path) else ""


def _readable(context: ItemContext) -> Iterator[Finding]:
    try:
        _text(context)
    except PixauthorError as error:
        # files.too-large, files.encoding, files.unreadable: the words after the dot are our variants.
        variant = error.message.partition(".")[2]
        yield found("X25", context.place("page"), Severity.ERROR, variant, file=context.data["page"], **error.fields)


def _network(context: ItemContext) -> Iterator[Finding]:
    page = read_page(context)
    matches = [match for word, pattern in _NETWORK if word in page and (match := pattern.search(page))]
    if matches:
        first = min(matches, key=lambda match: match.start())
        fields = {"line": page.count("\n", 0, first.start()) + 1, "extract": " ".join(first[0].split())[:80]}
        yield found("X26", context.place("page"), file=context.data["page"], **fields)


_SIMULATOR: Final = "{type: simulator, page: media/dossiers-2-01.html}"

RULES: Final = (
    Rule(
        code="X25",
        slug="page-unreadable",
        severity=Severity.ERROR,
        why=f"A simulator page is one UTF-8 file of {MAX_TEXT_BYTES} bytes at most.",
        bad=f"""\
{_SIMULATOR}
---
$files: {{1.2/media/dossiers-2-01.html: {{base64: PHRpdGxlPuk8L3RpdGxlPg==}}}}
""",
        good=f"""\
{_SIMULATOR}
---
$files: {{1.2/media/dossiers-2-01.html: "<title>é</title>"}}
""",
        check=_readable,
    ),
    Rule(
        code="X26",
        slug="page-network",
        severity=Severity.ERROR,
        why="A page that fetches anything fails offline and tells a stranger who takes the test.",
        bad=f"""\
{_SIMULATOR}
---
$files: {{1.2/media/dossiers-2-01.html: '<script src="https://cdn.example.org/x.js"></script>'}}
""",
        good=f"""\
{_SIMULATOR}
---
$files: {{1.2/media/dossiers-2-01.html: '<a href="#menu">https://www.example.org</a>'}}
""",
        check=_network,
    ),
)
