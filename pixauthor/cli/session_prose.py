"""Markdown of authors in a terminal: HTML is shown as text, never swallowed."""

from typing import Final

from markdown_it import MarkdownIt
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table

# Rich's own parser lets HTML through, then draws nothing of it: `<img>` in a question about HTML would vanish.
_PARSER: Final = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def prose(source: str) -> Markdown:
    """Return Markdown of several paragraphs, ready to print."""
    markdown = Markdown("", hyperlinks=False)
    markdown.parsed = _PARSER.parse(source)
    return markdown


def inline(mark: str, source: str) -> Padding:
    """Return one choice: its mark, then its text."""
    row = Table.grid(padding=(0, 1))
    row.add_row(f"{mark})", prose(source))
    return Padding(row, (0, 0, 0, 2))
