"""Two authors on one file as the JSON that the browser draws: what each made of every field."""

import json
from collections.abc import Iterator
from typing import Any

from pixauthor.editing.conflict import FieldChange, compare
from pixauthor.editing.store import Conflict
from pixauthor.editing.values import ABSENT
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.widgets.editor.deed import name_of_field

View = dict[str, Any]


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
