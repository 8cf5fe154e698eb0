"""What the form does to the text of a campaign: every edit is text in, text out, and changes nothing else.

A command is what the browser sends: ``{"do": "set", "pointer": ["stages", 0, "title"], "value": "…"}``.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pixauthor.editing.edit import insert, move, remove, set_value
from pixauthor.editing.spans import read
from pixauthor.editing.values import ABSENT, Pointer, value_at
from pixauthor.locale import text as say

Command = Mapping[str, Any]
ORDER: Final = (
    *("id", "title", "kind", "code", "locale", "message", "external_id_label", "opens", "closes"),
    *("target_profile", "competences", "tubes", "stages", "badges", "multiple_sendings"),
    *("improve_after", "reset_after", "feedback", "right_answers"),
    *("threshold", "prescriber_title", "prescriber_description", "criteria", "skills", "up_to"),
)
_OPTIONAL: Final = frozenset(
    {"message", "external_id_label", "opens", "closes", "prescriber_title", "prescriber_description"}
    | {"improve_after", "reset_after"}
)
_KEYS: Final = {"competences": "code", "tubes": "id"}


def edit(text: str, command: Command) -> str:
    """Return the text after a command; one that the form does not know changes nothing.

    Raises:
        PixauthorError: when the edit cannot be made without changing something else.
    """
    editor = _EDITORS.get(str(command.get("do")))
    return editor(text, command) if editor else text


def label_of(command: Command) -> str:
    """Return what tells edits apart: typing on in one field is one step for undo."""
    return "/".join(map(str, (command.get("do"), *_pointer(command), command.get("name", ""))))


def _set(text: str, command: Command) -> str:
    pointer = _pointer(command)
    name = str(pointer[-1])
    value = _READERS.get(name, str)(command["value"])
    if value == "" and name in _OPTIONAL:
        return text if value_at(read(text).data, pointer) is ABSENT else remove(text, pointer)
    return set_value(text, pointer, value, order=ORDER)


def _target(text: str, command: Command) -> str:
    """Target a competence or a tube up to a level; up to none: not any more."""
    kind, name, level = str(command["kind"]), str(command["name"]), str(command["value"])
    there = value_at(read(text).data, ("target_profile", kind))
    rows = there if isinstance(there, list) else []
    at = next((at for at, row in enumerate(rows) if row.get(_KEYS[kind]) == name), len(rows))
    if not level:
        return _without(text, ("target_profile", kind), at) if at < len(rows) else text
    if at < len(rows):
        return set_value(text, ("target_profile", kind, at, "up_to"), int(level))
    return _with(text, ("target_profile", kind), {_KEYS[kind]: name, "up_to": int(level)})


def _add(text: str, command: Command) -> str:
    pointer = _pointer(command)
    return _with(text, pointer, _fresh(str(pointer[-1]), value_at(read(text).data, pointer)))


def _drop(text: str, command: Command) -> str:
    *above, at = _pointer(command)
    return _without(text, tuple(above), int(at))


def _shift(text: str, command: Command) -> str:
    return move(text, _pointer(command), int(command["to"]))


def _skill(text: str, command: Command) -> str:
    """Let a criterion ask for a skill, or not."""
    pointer = (*_pointer(command), "skills")
    there = value_at(read(text).data, pointer)
    skills = there if isinstance(there, list) else []
    if command["value"] and command["name"] not in skills:
        return _with(text, pointer, command["name"])
    if not command["value"] and command["name"] in skills:
        return _without(text, pointer, skills.index(command["name"]))
    return text


def _with(text: str, pointer: Pointer, value: Any) -> str:
    there = value_at(read(text).data, pointer)
    if not isinstance(there, list) or not there:
        return set_value(text, pointer, [value], order=ORDER)
    return insert(text, (*pointer, len(there)), value)


def _without(text: str, pointer: Pointer, at: int) -> str:
    there = value_at(read(text).data, pointer)
    # An empty list has no meaning in a campaign: its key goes too.
    return remove(text, pointer if isinstance(there, list) and len(there) == 1 else (*pointer, at))


def _fresh(kind: str, there: Any) -> dict[str, Any]:
    rows = [row for row in there if isinstance(row, dict)] if isinstance(there, list) else []
    if kind == "stages":
        thresholds = [row["threshold"] for row in rows if isinstance(row.get("threshold"), int)]
        threshold = min(100, max(thresholds, default=-20) + 20)
        return {"threshold": threshold, "title": say("campaign.form.new_stage")}
    if kind == "badges":
        taken = {row.get("id") for row in rows}
        name = next(name for number in range(1, 1000) if (name := f"badge-{number}") not in taken)
        return {"id": name, "title": say("campaign.form.new_badge"), "criteria": [{"threshold": 80}]}
    return {"threshold": 80}


def _pointer(command: Command) -> Pointer:
    return tuple(step if isinstance(step, int) else str(step) for step in command.get("pointer", ()))


def _whole(value: Any) -> Any:
    """Return a whole number; what is none stays text, and the check says so."""
    words = str(value).strip()
    return int(words) if words.removeprefix("-").isdecimal() else words


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("threshold", "improve_after", "reset_after"), _whole),
    **dict.fromkeys(("multiple_sendings", "feedback", "right_answers"), bool),
}
_EDITORS: Final[Mapping[str, Callable[[str, Command], str]]] = {
    "set": _set,
    "target": _target,
    "add": _add,
    "drop": _drop,
    "move": _shift,
    "skill": _skill,
}
