"""Three-way merge of lines, for what fields do not tell: comments, blank lines, quoting."""

from difflib import SequenceMatcher
from itertools import pairwise


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
