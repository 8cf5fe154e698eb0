"""Why a YAML file does not parse, in the author's terms.

libyaml says what it expected; people need to know which sign of their text misled it. Each trap recognises one
complaint of libyaml (0.2.5) by its words and by the line it stands on, and offers what to write.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pixauthor.errors import Place
from pixauthor.findings import Finding

if TYPE_CHECKING:
    import yaml

_LONG: Final = 80
_CONTROL: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PAIR: Final = re.compile(r"(?P<head>\s*(?:- +)*[\w-]+ *: +)(?P<text>[^\s\"'|>\[{#].*)")
_AFTER_QUOTE: Final = re.compile(r"""(?:^|: +|- +|[\[{,] *)(?P<quote>["']).*(?P=quote)""")

_FLOW_TEXT: Final = re.compile(r"[^\s,:\[{][^,:\[{]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Complaint:
    """What libyaml said, and where: ``line`` is the text of the line, ``rest`` what follows the mark on it."""

    words: str
    lines: list[str]
    mark: tuple[int, int]
    context: tuple[int, int] | None

    @property
    def line(self) -> str:
        return self.lines[self.mark[0]] if self.mark[0] < len(self.lines) else ""

    @property
    def rest(self) -> str:
        return self.line[self.mark[1] :]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Diagnosis:
    variant: str
    at: tuple[int, int]
    fields: Mapping[str, Any]


_Trap = Callable[[_Complaint], _Diagnosis]


def explain_syntax(error: "yaml.YAMLError", text: str, path: str) -> Finding:
    """Return what is wrong with ``text``, which libyaml refused with ``error``."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _control_character(error, text, path)
    context = getattr(error, "context_mark", None)
    complaint = _Complaint(
        words=f"{getattr(error, 'context', None) or ''}: {getattr(error, 'problem', None) or ''}",
        lines=text.splitlines(),
        mark=(mark.line, mark.column),
        context=(context.line, context.column) if context else None,
    )
    if "single document" in complaint.words:
        return Finding(code="Y07", place=_place(path, complaint.mark))
    if "undefined alias" in complaint.words:
        return Finding(code="Y03", variant="alias", place=_place(path, complaint.mark))
    diagnosis = _diagnose(complaint)
    return Finding(code="Y01", variant=diagnosis.variant, place=_place(path, diagnosis.at), fields=diagnosis.fields)


def quoted(text: str) -> str:
    """Return the start of ``text`` as YAML in quotes: double ones, or single ones when it holds double ones."""
    text = text if len(text) <= _LONG else text[:_LONG] + "…"
    return f'"{text}"' if '"' not in text and "\\" not in text else "'" + text.replace("'", "''") + "'"


def _diagnose(complaint: _Complaint) -> _Diagnosis:
    trap = next((trap for words, trap in _TRAPS.items() if words in complaint.words), _unknown)
    return trap(complaint)


def _at_mark(variant: str) -> _Trap:
    return lambda complaint: _Diagnosis(variant=variant, at=complaint.mark, fields={})


def _at_context(variant: str) -> _Trap:
    return lambda complaint: _Diagnosis(variant=variant, at=complaint.context or complaint.mark, fields={})


def _second_colon(complaint: _Complaint) -> _Diagnosis:
    if _AFTER_QUOTE.search(complaint.line[: complaint.mark[1]]):
        return _Diagnosis(variant="quote", at=complaint.mark, fields={})
    pair = _PAIR.fullmatch(complaint.line)
    if pair is None or complaint.mark[1] < pair.end("head"):
        return _Diagnosis(variant="indent", at=complaint.mark, fields={})
    fields = {"suggestion": pair["head"].strip() + " " + quoted(pair["text"].strip())}
    return _Diagnosis(variant="colon", at=complaint.mark, fields=fields)


def _forbidden_start(complaint: _Complaint) -> _Diagnosis:
    sign = complaint.rest[:1]
    if sign == "\t":
        return _Diagnosis(variant="tab", at=complaint.mark, fields={})
    fields = {"sign": sign, "suggestion": _quoted_rest(complaint, *complaint.mark)}
    return _Diagnosis(variant="sign", at=complaint.mark, fields=fields)


def _star(complaint: _Complaint) -> _Diagnosis:
    line, column = complaint.context or complaint.mark
    fields = {"sign": complaint.lines[line][column], "suggestion": _quoted_rest(complaint, line, column)}
    return _Diagnosis(variant="sign", at=(line, column), fields=fields)


def _quoted_rest(complaint: _Complaint, line: int, column: int) -> str:
    before, value = complaint.lines[line][:column], complaint.lines[line][column:]
    return quoted(re.split(r"[,\]}]", value)[0].strip() if set(before) & set("[{") else value.strip())


def _open_bracket(complaint: _Complaint) -> _Diagnosis:
    if complaint.rest.startswith(":"):
        start = _FLOW_TEXT.search(complaint.line[: complaint.mark[1]])
        fields = {"suggestion": _quoted_rest(complaint, complaint.mark[0], start.start() if start else 0)}
        return _Diagnosis(variant="flow-colon", at=complaint.mark, fields=fields)
    if _AFTER_QUOTE.search(complaint.line[: complaint.mark[1]]):
        return _Diagnosis(variant="quote", at=complaint.mark, fields={})
    return _Diagnosis(variant="bracket", at=complaint.context or complaint.mark, fields={})


def _no_key(complaint: _Complaint) -> _Diagnosis:
    after_quote = _AFTER_QUOTE.search(complaint.line[: complaint.mark[1]])
    return _Diagnosis(variant="quote" if after_quote else "indent", at=complaint.mark, fields={})


def _unknown(complaint: _Complaint) -> _Diagnosis:
    return _Diagnosis(variant="", at=complaint.mark, fields={"problem": complaint.words.strip(": ")})


# First match wins; the words are libyaml's.
_TRAPS: Final[Mapping[str, _Trap]] = {
    "mapping values are not allowed": _second_colon,
    "cannot start any token": _forbidden_start,
    "found a tab character": _at_mark("tab"),
    "scanning an alias": _star,
    "scanning an anchor": _star,
    "scanning a quoted scalar": _at_context("unclosed"),
    "unknown escape character": _at_mark("escape"),
    "hexdecimal number": _at_mark("escape"),
    "expected ',' or": _open_bracket,
    "could not find expected ':'": _at_context("no-colon"),
    "did not find expected key": _no_key,
    "did not find expected '-' indicator": _no_key,
    "block sequence entries are not allowed": _at_mark("dash"),
    "scanning a block scalar": _at_mark("block"),
}


def _control_character(error: "yaml.YAMLError", text: str, path: str) -> Finding:
    found = _CONTROL.search(text)
    if found is None:
        return Finding(code="Y01", place=Place(path=path), fields={"problem": str(error)})
    before = text[: found.start()]
    at = before.count("\n"), len(before) - before.rfind("\n") - 1
    return Finding(code="Y09", place=_place(path, at), fields={"sign": f"U+{ord(found[0]):04X}"})


def _place(path: str, at: tuple[int, int]) -> Place:
    return Place(path=path, line=at[0] + 1, column=at[1] + 1)
