"""A state and a look as the JSON that the browser draws."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pixauthor.bank.item import Status
from pixauthor.delivery.presentation import presented
from pixauthor.editing.conflict import FieldChange, compare
from pixauthor.editing.fixes import has_fix
from pixauthor.editing.options import right_order
from pixauthor.editing.store import Conflict
from pixauthor.editing.values import ABSENT, Pointer
from pixauthor.errors import PixauthorError
from pixauthor.findings import Finding
from pixauthor.locale import catalogue, text
from pixauthor.widgets.editor.deeds import name_of_field
from pixauthor.widgets.editor.examine import Look
from pixauthor.widgets.editor.state import EditorState
from pixauthor.widgets.editor.trying import words_of
from pixauthor.widgets.present import present

View = dict[str, Any]
_SILENCEABLE: Final = "L"
_ORDER: Final = {"error": 0, "warning": 1, "info": 2}


def view_status(state: EditorState, look: Look, scored: tuple[int, str] | None, language: str) -> View:
    """Return what the bar at the top says.

    Args:
        state: of the editor.
        look: at its text.
        scored: of the file as opened (``scored_in_service``).
        language: of the words.
    """
    data = look.data
    return {
        "path": state.opened.path,
        "id": str(data.get("id", "")),
        "title": str(data.get("title", "")),
        "type": _word("widgets", "types", data.get("type"), language),
        "status": _word("widgets", "statuses", data.get("status"), language),
        "version": data.get("version"),
        "dirty": state.dirty,
        "missing": state.opened.text is None,
        "undo": state.history.present.label if state.history.past else "",
        "redo": state.history.future[0].label if state.history.future else "",
        "problem": state.problem,
        "focus": list(state.focus),
        "readable": look.document is not None,
        "draft": _draft(state, language),
        "changed": _needs_version(look, scored),
    }


def _word(room: str, table: str, value: Any, language: str) -> str:
    words: Mapping[str, str] = catalogue(language, room)[table]
    return words.get(str(value), "" if value is None else str(value))


def _draft(state: EditorState, language: str) -> str:
    """Return the sentence that offers a draft; "" when there is none."""
    if state.draft is None:
        return ""
    at = state.draft.saved_at.astimezone()
    day = text("editor.day", language, day=at.day, month=at.month, year=at.year)
    name = "draft" if state.draft.base_digest == state.opened.digest else "draft-older"
    return text(f"editor.offer.{name}", language, day=day, time=f"{at:%H:%M}")


def _needs_version(look: Look, scored: tuple[int, str] | None) -> bool:
    """Say whether what is scored has changed in an item that is in service, and its version has not."""
    now = look.summary
    return bool(scored and now and now.version == scored[0] and now.key_digest != scored[1])


def scored_in_service(look: Look) -> tuple[int, str] | None:
    """Return version and digest of what is scored, of an item in service; None for a draft."""
    summary = look.summary
    if summary is None or not Status(summary.status).operative:
        return None
    return summary.version, summary.key_digest


def view_findings(look: Look, language: str) -> list[View]:
    """Return the findings, the gravest first, each with the field that it is about."""
    shown = [_finding(number, one, pointer, language) for number, (one, pointer) in enumerate(look.findings)]
    return sorted(shown, key=lambda one: (_ORDER[one["severity"]], one["line"], one["column"]))


def _finding(number: int, finding: Finding, pointer: Pointer, language: str) -> View:
    return {
        "number": number,
        "code": finding.code,
        "severity": finding.severity.value,
        "severity_said": text(f"widgets.severities.{finding.severity}", language),
        "message": finding.message(language),
        "hint": finding.hint(language),
        "pointer": list(pointer),
        "field": name_of_field(pointer) if pointer else "",
        "line": finding.place.line,
        "column": finding.place.column,
        "fix": has_fix(finding),
        "silence": finding.code if finding.code.startswith(_SILENCEABLE) else "",
    }


def view_data(look: Look, language: str) -> View:
    """Return the values of the form: the item as its file says it, with what is worked out beside."""
    data = dict(look.data)
    tests = data.get("tests")
    return {
        "values": data,
        "order": right_order(data) if data.get("type") == "ordering" else [],
        "answers": [_answer(look, test, language) for test in tests] if isinstance(tests, list) else [],
    }


def _answer(look: Look, test: Any, language: str) -> str:
    answer = test.get("answer") if isinstance(test, Mapping) else test
    return words_of(look.item, answer, language) if look.item else json.dumps(answer, ensure_ascii=False)


def view_preview(look: Look, pages: Mapping[str, str]) -> View:
    """Return the item as a candidate sees it, in the order of one session."""
    if look.item is None:
        return {}
    return {"item": present(presented(look.item, 0), pages), "gradable": look.gradable}


def view_conflict(conflict: Conflict | None, language: str) -> View:
    """Return a conflict: what both sides made of each field; nothing when there is none."""
    if conflict is None:
        return {}
    return {
        "deleted": conflict.deleted,
        "fields": list(_fields(conflict, language)),
    }


def _fields(conflict: Conflict, language: str) -> Iterator[View]:
    if conflict.base.text is None or conflict.theirs.text is None:
        return
    try:
        changes = compare(conflict.base.text, conflict.mine, conflict.theirs.text).changes
    except PixauthorError:
        # One of the three is not YAML: only whole texts can be chosen.
        return
    for change in changes:
        yield _change(change, language)


def _change(change: FieldChange, language: str) -> View:
    sides = {side: _value(getattr(change, side), language) for side in ("base", "mine", "theirs")}
    return {"pointer": list(change.pointer), "field": name_of_field(change.pointer), "clashes": change.clashes, **sides}


def _value(value: Any, language: str) -> str:
    if value is ABSENT:
        return text("editor.conflict.absent", language)
    return value.strip("\n") if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
