"""A state and a look as the JSON that the browser draws."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pixauthor.bank.item import Status
from pixauthor.delivery.presentation import presented
from pixauthor.editing.fixes import has_fix
from pixauthor.editing.options import right_order
from pixauthor.editing.values import Pointer
from pixauthor.findings import Finding
from pixauthor.framework.model import Framework
from pixauthor.locale import catalogue, text
from pixauthor.widgets.editor.deed import name_of_field
from pixauthor.widgets.editor.drawings import Drawings
from pixauthor.widgets.editor.examine import Look
from pixauthor.widgets.editor.forms import describe_form, describe_skills
from pixauthor.widgets.editor.state import EditorState
from pixauthor.widgets.editor.trying import Seen, describe_seen, try_answer, words_of
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
        "drawn": look.item is not None,
        "draft": _draft(state, language),
        "changed": needs_version(look, scored),
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


def needs_version(look: Look, scored: tuple[int, str] | None) -> bool:
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
    shown = [_finding(one, pointer, language) for one, pointer in look.findings]
    return sorted(shown, key=lambda one: (_ORDER[one["severity"]], one["line"], one["column"]))


def asked_finding(look: Look, asked: View, language: str) -> tuple[Finding, Pointer] | None:
    """Return the finding that the page showed as ``asked``, wherever it stands by now; None when it is gone."""
    shown = ("code", "pointer", "message")
    for found, pointer in look.findings:
        view = _finding(found, pointer, language)
        if all(view[name] == asked[name] for name in shown):
            return found, pointer
    return None


def _finding(found: Finding, pointer: Pointer, language: str) -> View:
    finding = replace(found, fields=_in_words(found, pointer))
    return {
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


def _in_words(finding: Finding, pointer: Pointer) -> Mapping[str, Any]:
    """Return the fields of a finding of shape with the field called as the form calls it, not as the file does."""
    name = {"S01": "name"}.get(finding.code, "field")
    if not finding.code.startswith("S") or not pointer or name not in finding.fields:
        return finding.fields
    return {**finding.fields, name: name_of_field(pointer)}


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


def view_trial(look: Look, answer: Any, language: str) -> View:
    """Return what the answer that is tried is worth; nothing without one, or without a whole key."""
    if answer is None or look.item is None or not look.gradable:
        return {}
    # A file is shown without its bytes, which the browser has.
    shown = {"name": answer["name"]} if isinstance(answer, Mapping) and "content" in answer else answer
    return {**try_answer(look.item, answer, language), "answer": shown}


def view_seen(look: Look, seen: Sequence[Seen], language: str) -> View:
    """Return the answers that candidates gave, with what they are worth now."""
    if look.item is None or not look.gradable:
        return {"rows": []}
    return {"rows": [describe_seen(one, look.item, language) for one in seen]}


def scene_of(look: Look, framework: Framework, drawings: Drawings, language: str) -> View:
    """Return what a look changes on the page, by trait; what cannot be read leaves its part as it was."""
    scene: View = {"findings": view_findings(look, language)}
    if look.document is not None:
        data, response = look.data, look.data.get("response")
        way = str(response.get("type", "")) if isinstance(response, dict) else ""
        known = str(data.get("type", "")) in catalogue(language, "widgets")["types"]
        scene["form"] = describe_form(str(data["type"]), way, language) if known else []
        scene["skills"] = describe_skills(framework, data.get("competence"), language)
        scene["data"] = view_data(look, language)
    if look.item is not None:
        pages, scene["media"] = drawings.of(look.item)
        scene["preview"] = view_preview(look, pages)
    return scene
