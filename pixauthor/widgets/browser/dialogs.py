"""The actions on items as dialogs: what each asks for, and the plan that it makes of it.

A dialog computes its plan at every change, so that the files that will change are seen before anything is done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from pixauthor.bank.item import ItemType
from pixauthor.editing.actions import duplicate, make_alternative, move_to_skill, new_item, rename
from pixauthor.editing.plan import Plan
from pixauthor.editing.retire import retire
from pixauthor.editing.shelf import Shelf, place_of, require_free
from pixauthor.editing.spans import read
from pixauthor.editing.translate import translate
from pixauthor.errors import PixauthorError
from pixauthor.locale import LANGUAGES


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """An action that is being prepared.

    Args:
        kind: one of ``FIELDS``.
        item: id of the item that is acted upon; "" for a new one.
        values: what was typed or chosen, by field.
        fault: why it could not be executed, until something is changed.
    """

    kind: str
    item: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""


FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "new": ("skill", "type", "locale", "id", "author"),
    "duplicate": ("author",),
    "alternative": ("author",),
    "translate": ("locale", "author"),
    "move": ("skill",),
    "rename": ("id",),
    "retire": (),
}
_FIRST: Final = {"type": ItemType.SINGLE_CHOICE.value, "locale": LANGUAGES[0]}


def open_dialog(kind: str, shelf: Shelf, item: str = "", **values: str) -> Dialog:
    """Return a dialog with what is known beforehand filled in.

    Raises:
        PixauthorError: when there is no such item, or its file cannot be read.
    """
    known = {name: _FIRST.get(name, "") for name in FIELDS[kind]}
    if item:
        path = shelf.path_of(item)
        data = read(shelf.texts[path], path).data
        known |= {"skill": str(data.get("skill", "")), "id": item, "locale": _other(str(data.get("locale") or "fr"))}
    known |= {name: value for name, value in values.items() if value}
    return _proposed(Dialog(kind=kind, item=item, values={name: known[name] for name in FIELDS[kind]}), shelf)


def fill(dialog: Dialog, name: str, value: str, shelf: Shelf) -> Dialog:
    """Return the dialog with another value in a field; a new skill proposes a new id."""
    if name not in FIELDS[dialog.kind]:
        return dialog
    values = {**dialog.values, name: value}
    if name == "skill" and "id" in values:
        values["id"] = ""
    return _proposed(replace(dialog, values=values, fault=""), shelf)


def _proposed(dialog: Dialog, shelf: Shelf) -> Dialog:
    if dialog.kind != "new" or dialog.values["id"] or dialog.values["skill"] not in shelf.framework.skills:
        return dialog
    return replace(dialog, values={**dialog.values, "id": shelf.next_id(dialog.values["skill"])})


def plan_of(dialog: Dialog, shelf: Shelf, today: date) -> Plan:
    """Return what the dialog will do.

    Raises:
        PixauthorError: naming what is missing, or why it cannot be done.
    """
    for name in FIELDS[dialog.kind]:
        if not dialog.values[name].strip():
            raise PixauthorError(f"browser.missing.{name}")
    return _PLANS[dialog.kind](dialog, shelf, today)


def _new(dialog: Dialog, shelf: Shelf, today: date) -> Plan:
    values = dialog.values
    facts = {"skill": values["skill"], "author": values["author"].strip(), "locale": values["locale"]}
    place_of(shelf, values["skill"])
    require_free(shelf, values["id"])
    return new_item(shelf, type_=ItemType(values["type"]), id_=values["id"], today=today, **facts)


def _with_author(action: Callable[..., Plan]) -> Callable[[Dialog, Shelf, date], Plan]:
    return lambda dialog, shelf, today: action(shelf, dialog.item, author=dialog.values["author"].strip(), today=today)


def _translate(dialog: Dialog, shelf: Shelf, today: date) -> Plan:
    facts = {"locale": dialog.values["locale"], "author": dialog.values["author"].strip()}
    return translate(shelf, dialog.item, today=today, **facts)


_PLANS: Final[Mapping[str, Callable[[Dialog, Shelf, date], Plan]]] = {
    "new": _new,
    "duplicate": _with_author(duplicate),
    "alternative": _with_author(make_alternative),
    "translate": _translate,
    "move": lambda dialog, shelf, _: move_to_skill(shelf, dialog.item, dialog.values["skill"]),
    "rename": lambda dialog, shelf, _: rename(shelf, dialog.item, dialog.values["id"].strip()),
    "retire": lambda dialog, shelf, today: retire(shelf, dialog.item, today=today),
}


def _other(locale: str) -> str:
    return next((one for one in LANGUAGES if one != locale), locale)
