"""Markdown of authors in a terminal: HTML is shown as text, never swallowed."""

import re
from typing import Final

from markdown_it import MarkdownIt
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table

# Rich's own parser lets HTML through, then draws nothing of it: `<img>` in a question about HTML would vanish.
_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(source: str) -> str:
    """Return text without control signs: what an item says must not drive the terminal."""
    return _CONTROLS.sub("", source)


def prose(source: str) -> Markdown:
    """Return Markdown of several paragraphs, ready to print."""
    markdown = Markdown("", hyperlinks=False)
    markdown.parsed = _PARSER.parse(printable(source))
    return markdown


def inline(mark: str, source: str) -> Padding:
    """Return one choice: its mark, then its text."""
    row = Table.grid(padding=(0, 1))
    row.add_row(f"{mark})", prose(source))
    return Padding(row, (0, 0, 0, 2))
