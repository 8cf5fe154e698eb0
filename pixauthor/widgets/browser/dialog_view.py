"""A dialog as the JSON that the browser draws: its fields, its plan line by line, or why there is none."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pixauthor.editing.plan import Change, Copy, Plan, Remove, Write
from pixauthor.editing.shelf import Shelf
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.widgets.browser.dialogs import FIELDS, Dialog, plan_of

# More would not be read: the rest is counted.
_MOST_STEPS: Final = 12


def view_dialog(dialog: Dialog | None, shelf: Shelf | None, today: date, language: str) -> dict[str, Any]:
    """Return a dialog as it is drawn; nothing when none is open."""
    if dialog is None or shelf is None:
        return {}
    view = {
        "kind": dialog.kind,
        "item": dialog.item,
        "fields": [{"name": name, "value": dialog.values[name]} for name in FIELDS[dialog.kind]],
    }
    try:
        steps = steps_of(plan_of(dialog, shelf, today), language)
    except PixauthorError as error:
        # What was not asked yet is no fault of anybody: it is said as a hint.
        missing = error.message.startswith("browser.missing.")
        return {
            **view,
            "steps": [],
            "ready": False,
            "missing": missing,
            "fault": dialog.fault or error.render(language),
        }
    return {**view, "steps": steps, "ready": True, "missing": False, "fault": dialog.fault}


def steps_of(plan: Plan, language: str) -> list[str]:
    """Return what a plan does, one sentence a file."""
    said = [_step(change, language) for change in plan.changes[:_MOST_STEPS]]
    rest = len(plan.changes) - len(said)
    return [*said, *([text("browser.step.more", language, n=rest)] if rest else [])]


def _step(change: Change, language: str) -> str:
    fields: Mapping[str, str] = {"path": f"items/{change.path}"}
    match change:
        case Copy(source=source):
            return text("browser.step.copy", language, source=f"items/{source}", **fields)
        case Remove():
            return text("browser.step.remove", language, **fields)
        case Write(before=""):
            return text("browser.step.write", language, **fields)
        case Write():
            return text("browser.step.change", language, **fields)
