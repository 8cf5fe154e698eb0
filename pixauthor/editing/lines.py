"""Lines as such, for what fields do not tell: comments, blank lines, quoting, line ends."""

import re
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from pixauthor.editing.spans import newline_of

_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


def merge_lines(base: str, mine: str, theirs: str) -> str | None:
    """Return ``theirs`` with the lines that I changed; None where both changed lines that touch."""
    rows = base.splitlines(keepends=True)
    edits = sorted({*_edits(rows, mine), *_edits(rows, theirs)})
    for (_, end, _), (start, _, _) in pairwise(edits):
        if start <= end:
            return None
    for start, end, lines in reversed(edits):
        rows[start:end] = lines
    return "".join(rows)


def _edits(rows: list[str], text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return what ``text`` has in place of ``rows[start:end]``, wherever it differs."""
    lines = text.splitlines(keepends=True)
    codes = SequenceMatcher(a=rows, b=lines, autojunk=False).get_opcodes()
    return [(start, end, tuple(lines[i:j])) for kind, start, end, i, j in codes if kind != "equal"]


def with_line_ends(old: str, typed: str) -> str:
    """Return what was typed over ``old`` in a field that knows line feeds only, with the line ends of the file."""
    if "\r" not in old:
        return typed
    rows, lines = _LINE.findall(old), typed.split("\n")
    usual = newline_of(old)
    ends = [usual] * len(lines)
    matcher = SequenceMatcher(a=[words for words, _ in rows], b=lines, autojunk=False)
    for start, place, count in matcher.get_matching_blocks():
        for step in range(count):
            ends[place + step] = rows[start + step][1] or usual
    ends[-1] = ""
    for place, (line, end) in enumerate(zip(lines[1:], ends[1:], strict=True)):
        if (ends[place], line, end) == ("\r", "", "\n"):
            # An empty line that was not behind a bare carriage return before would be read as the rest of it.
            ends[place] = "\r\n"
    return "".join(line + end for line, end in zip(lines, ends, strict=True))
