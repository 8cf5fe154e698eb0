"""Taking an item out of use: nothing that may have been answered is ever deleted (pix.md §2.3)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pixauthor.bank.item import Status
from pixauthor.editing.edit import set_value
from pixauthor.editing.plan import Plan
from pixauthor.editing.shelf import Shelf, alternatives_of, write_over
from pixauthor.editing.spans import read
from pixauthor.editing.templates import ITEM_ORDER
from pixauthor.errors import PixauthorError

# Retiring a draft makes it obsolete; a validated item is archived first: it still serves the sessions that have it.
FOLLOWING: Final[Mapping[str, Status]] = {
    Status.DRAFT: Status.OBSOLETE,
    Status.VALIDATED: Status.ARCHIVED,
    Status.ARCHIVED: Status.OBSOLETE,
}


def retire(shelf: Shelf, id_: str, *, today: date) -> Plan:
    """Return the plan that gives an item the status that follows its own.

    Raises:
        PixauthorError: ``editing.retired`` when no status follows; ``editing.needed`` when it would leave alternatives
            in use without their prototype.
    """
    path = shelf.path_of(id_)
    status = _status(read(shelf.texts[path], path).data)
    following = FOLLOWING.get(status)
    if following is None:
        raise PixauthorError("editing.retired", id=id_)
    if following is Status.OBSOLETE and (used := _alternatives_in_use(shelf, id_)):
        raise PixauthorError("editing.needed", id=id_, alternatives=", ".join(used))
    text = set_value(shelf.texts[path], ("status",), following.value)
    text = set_value(text, ("updated",), today.isoformat(), order=ITEM_ORDER)
    return Plan(changes=(write_over(shelf, path, text),))


def _alternatives_in_use(shelf: Shelf, id_: str) -> list[str]:
    found = [read(shelf.texts[path], path).data for _, path in alternatives_of(shelf, id_)]
    return [str(data.get("id")) for data in found if _status(data) in {Status.VALIDATED, Status.ARCHIVED}]


def _status(data: Mapping[str, Any]) -> str:
    return str(data.get("status", ""))
