"""What an author does to the text of an item, by the name of the command that the browser sends."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from pixauthor.editing import blanks, edit, options
from pixauthor.editing.conflict import Side, compare, merge
from pixauthor.editing.fixes import fix
from pixauthor.editing.forms import FieldForm, form_for
from pixauthor.editing.lines import with_line_ends
from pixauthor.editing.spans import read
from pixauthor.editing.store import Conflict
from pixauthor.editing.templates import ITEM_ORDER
from pixauthor.editing.values import ABSENT, Pointer, value_at
from pixauthor.errors import PixauthorError
from pixauthor.reviewing.revision import as_version
from pixauthor.widgets.editor import question_deeds
from pixauthor.widgets.editor.deed import Command, Deed, label_of, name_of_field


def settled(conflict: Conflict, side: str, choices: Sequence[Sequence[Any]]) -> str:
    """Return the text after a conflict: ``theirs``, or a merge with ``choices`` as pairs of pointer and side."""
    if side == "theirs" or conflict.base.text is None or conflict.theirs.text is None:
        return conflict.theirs.text or ""
    comparison = compare(conflict.base.text, conflict.mine, conflict.theirs.text)
    return merge(comparison, {tuple(pointer): Side(kept) for pointer, kept in choices})


def _set(text: str, command: Command) -> Deed:
    pointer, value = _pointer(command), command.get("value")
    done = _clear(text, pointer) if value is None else _put(text, pointer, value)
    return Deed(text=done, label=name_of_field(pointer))


def _put(text: str, pointer: Pointer, value: Any) -> str:
    return edit.set_value(text, pointer, _in_style(text, pointer, value), order=_order(text, pointer))


def _in_style(text: str, pointer: Pointer, value: Any) -> Any:
    """Return a text that ends as the one that it replaces: blocks of YAML end with a line break, typed text not."""
    old = value_at(read(text).data, pointer)
    if isinstance(value, str) and isinstance(old, str) and old.endswith("\n") and value and not value.endswith("\n"):
        return value + "\n"
    return value


def _clear(text: str, pointer: Pointer) -> str:
    """Take a field out, and the optional groups that it leaves empty, up to a row of a list."""
    data = read(text).data
    if value_at(data, pointer) is ABSENT:
        return text
    while len(pointer) > 1 and len(value_at(data, pointer[:-1])) == 1 and _may_go(text, pointer[:-1]):
        pointer = pointer[:-1]
    return edit.remove(text, pointer)


def _may_go(text: str, pointer: Pointer) -> bool:
    """Say whether a group or list may go once it is empty: rows of lists, the key and what is required stay."""
    field = find_field(text, pointer)
    return isinstance(pointer[-1], str) and pointer[0] != "key" and not (field and field.required)


def _insert(text: str, command: Command) -> Deed:
    """Add a row to a list, at the end: with its first closed-list values and empty texts, to be filled in."""
    pointer = _pointer(command)
    value = command["value"] if "value" in command else _fresh(find_field(text, pointer))
    done, count = _appended(text, pointer, value)
    return Deed(text=done, label=name_of_field(pointer), focus=(*pointer, count))


def _appended(text: str, pointer: Pointer, value: Any) -> tuple[str, int]:
    """Return ``text`` with ``value`` at the end of a list, which may not be there yet, and its place in it."""
    there = value_at(read(text).data, pointer)
    if there is ABSENT or there is None or there == []:
        return edit.set_value(text, pointer, [value], order=_order(text, pointer)), 0
    count = len(there) if isinstance(there, list) else 0
    return edit.insert(text, (*pointer, count), value), count


def _fresh(field: FieldForm | None) -> Any:
    if field is None or not field.fields:
        return ""
    return {part.name: part.options[0] if part.options else "" for part in field.fields if part.required}


def _remove(text: str, command: Command) -> Deed:
    pointer = _pointer(command)
    return Deed(text=_clear(text, pointer), label=name_of_field(pointer), focus=_before(pointer))


def _before(pointer: Pointer) -> Pointer:
    *above, last = pointer
    return (*above, max(last - 1, 0)) if isinstance(last, int) else tuple(above)


def _move(text: str, command: Command) -> Deed:
    pointer, to = _pointer(command), int(command["to"])
    if pointer[0] == "entries" and isinstance(pointer[-1], int):
        done = options.move_entry(options.complete_order(text), pointer[-1], to)
    else:
        done = edit.move(text, pointer, to)
    return Deed(text=done, label=name_of_field(pointer[:-1]), focus=(*pointer[:-1], to))


def _rename_key(text: str, command: Command) -> Deed:
    pointer = _pointer(command)
    done = blanks.rename_key(text, pointer, str(command["to"]))
    return Deed(text=done, label=name_of_field(pointer[:-1]), focus=(*pointer[:-1], str(command["to"])))


def _keep_test(text: str, command: Command) -> Deed:
    test = {name: command[name] for name in ("answer", "outcome", "credit", "note") if name in command}
    done, _ = _appended(text, ("tests",), test)
    return Deed(text=done, label=name_of_field(("tests",)))


def _skill(text: str, command: Command) -> Deed:
    """Set the skill with its level; both are of the competence whose folder the file is in."""
    for name in ("skill", "level"):
        text = edit.set_value(text, (name,), command[name], order=ITEM_ORDER)
    return Deed(text=text, label=name_of_field(("skill",)))


def _raise_version(text: str, _command: Command) -> Deed:
    version = value_at(read(text).data, ("version",))
    raised = version + 1 if isinstance(version, int) else 1
    return Deed(text=as_version(text, raised), label=name_of_field(("version",)))


def _fix(text: str, command: Command) -> Deed:
    """Mend what a finding says; the widget gives the finding itself."""
    done = fix(text, _pointer(command), command["finding"])
    return Deed(text=text if done is None else done, label=label_of("fix"), focus=_pointer(command))


def _write(text: str, command: Command) -> Deed:
    """Take the whole text as it was typed, YAML or not yet."""
    typed = with_line_ends(text, str(command["text"]))
    try:
        typed.encode()
    except UnicodeEncodeError:
        # Half of a pair, which no file can hold.
        raise PixauthorError("editing.value", field="YAML") from None
    return Deed(text=typed, label=label_of("write"))


def find_field(text: str, pointer: Pointer) -> FieldForm | None:
    """Return the description of the field at ``pointer``; None when the form has none."""
    fields: Sequence[FieldForm] = [field for section in form_for(read(text).data).values() for field in section]
    found = None
    for step in (step for step in pointer if isinstance(step, str)):
        if found is not None and found.item is not None:
            found = found.item  # the name of a value, which the author gave
            fields = found.fields
            continue
        found = next((field for field in fields if field.name == step), None)
        if found is None:
            return None
        fields = found.fields
    return found


def _order(text: str, pointer: Pointer) -> Sequence[str]:
    above = find_field(text, pointer[:-1]) if len(pointer) > 1 else None
    return tuple(field.name for field in above.fields) if above else ITEM_ORDER


def _pointer(command: Command) -> Pointer:
    return tuple(command["pointer"])


DEEDS: Final[Mapping[str, Callable[[str, Command], Deed]]] = {
    "set": _set,
    "insert": _insert,
    "remove": _remove,
    "move": _move,
    "add-option": question_deeds.add_option,
    "remove-option": question_deeds.remove_option,
    "right": question_deeds.right,
    "add-blank": question_deeds.add_blank,
    "remove-blank": question_deeds.remove_blank,
    "rename-blank": question_deeds.rename_blank,
    "rename-key": _rename_key,
    "keep-test": _keep_test,
    "skill": _skill,
    "raise-version": _raise_version,
    "fix": _fix,
    "write": _write,
}
