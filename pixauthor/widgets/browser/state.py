"""What the bank browser shows, and what each command makes of it: a table of pure functions.

All that is asked stands in one query, which lists, tree and heat map change and people can read, type over and keep.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pixauthor.bank.search_edit import Bounds, value_of, with_bounds, with_value, without
from pixauthor.bank.search_fields import FIELDS
from pixauthor.bank.search_saved import SavedFilter
from pixauthor.errors import PixauthorError

PAGE_ROWS: Final = 25
LISTS: Final = ("type", "status", "competence", "locale", "author", "flag")
RANGES: Final = ("level", "difficulty")
PLACES: Final = ("area", "competence", "tube", "skill")
PANES: Final = ("tree", "heat")


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserState:
    """What is asked and shown.

    Args:
        query: see ``bank.search_query``.
        sort: a field, with ``-`` in front from high to low; "" for the order of files.
        page: from 0.
        pane: ``tree``, ``heat``, or "" for neither.
        opened: places of the tree that show what they hold, as ``kind:code``.
        chosen: path of the item that is looked at; "" without.
        kept: name of the saved filter that is used; "" when what is asked is another thing.
        folded: only the title of the browser is shown.
    """

    query: str = ""
    sort: str = ""
    page: int = 0
    pane: str = "tree"
    opened: frozenset[str] = frozenset()
    chosen: str = ""
    kept: str = ""
    folded: bool = False


Command = Mapping[str, Any]
"""What the browser sends: ``{"do": "narrow", "field": "type", "value": "number"}``."""
Reducer = Callable[[BrowserState, Command, str], BrowserState]


def reduce(state: BrowserState, command: Command, language: str) -> BrowserState:
    """Return what a command makes of the state; one that is none of these changes nothing.

    A list or a place changes the query in ``language``; a query that cannot be read is first put aside.
    """
    reducer = _REDUCERS.get(str(command.get("do")))
    if reducer is None:
        return state
    try:
        return reducer(state, command, language)
    except PixauthorError:
        return reducer(replace(state, query=""), command, language)


def apply_filter(state: BrowserState, name: str, kept: SavedFilter) -> BrowserState:
    """Return the state that asks what a saved filter asks."""
    return replace(_asking(state, kept.query), sort=kept.sort, kept=name)


def asked_skill(state: BrowserState) -> str:
    """Return the skill that the query asks for, which a new item will be of; "" when it asks for none."""
    try:
        return value_of(state.query, "skill")
    except PixauthorError:
        return ""


def _asking(state: BrowserState, query: str) -> BrowserState:
    return state if query == state.query else replace(state, query=query, page=0, kept="")


def _search(state: BrowserState, command: Command, _language: str) -> BrowserState:
    return _asking(state, str(command["query"]))


def _narrow(state: BrowserState, command: Command, language: str) -> BrowserState:
    if command["field"] not in LISTS:
        return state
    return _asking(state, with_value(state.query, command["field"], str(command["value"]), language))


def _bound(state: BrowserState, command: Command, language: str) -> BrowserState:
    if command["field"] not in RANGES:
        return state
    bounds = Bounds(low=str(command["low"]), high=str(command["high"]))
    return _asking(state, with_bounds(state.query, command["field"], bounds, language))


def _place(state: BrowserState, command: Command, language: str) -> BrowserState:
    """A place of the tree takes the place of any other; the same one again lets go of it."""
    kind, code = str(command["kind"]), str(command["code"])
    if kind not in PLACES:
        return state
    again = value_of(state.query, kind) == code
    elsewhere = without(state.query, (*(one for one in PLACES if one != kind), "level"))
    return _asking(state, with_value(elsewhere, kind, "" if again else code, language))


def _cell(state: BrowserState, command: Command, language: str) -> BrowserState:
    """A cell of the heat map: one competence at one level."""
    asked = {"competence": str(command["competence"]), "level": str(command["level"])}
    again = all(value_of(state.query, field) == value for field, value in asked.items())
    query = without(state.query, (*PLACES, "level"))
    if not again:
        query = with_value(query, "competence", asked["competence"], language)
        query = with_bounds(query, "level", Bounds(low=asked["level"], high=asked["level"]), language)
    return _asking(state, query)


def _clear(state: BrowserState, _command: Command, _language: str) -> BrowserState:
    return replace(_asking(state, ""), sort="", kept="")


def _sort(state: BrowserState, command: Command, _language: str) -> BrowserState:
    """A field sorts from low to high, then the other way round, then no more."""
    field = str(command["field"])
    if field not in FIELDS:
        return replace(state, sort="", page=0, kept="")
    turns = {field: f"-{field}", f"-{field}": ""}
    return replace(state, sort=turns.get(state.sort, field), page=0, kept="")


def _page(state: BrowserState, command: Command, _language: str) -> BrowserState:
    return replace(state, page=max(0, int(command["page"])))


def _pane(state: BrowserState, command: Command, _language: str) -> BrowserState:
    """The pane that is shown is hidden."""
    pane = command["pane"] if command["pane"] in PANES else ""
    return replace(state, pane="" if pane == state.pane else pane)


def _toggle(state: BrowserState, command: Command, _language: str) -> BrowserState:
    return replace(state, opened=state.opened ^ {f"{command['kind']}:{command['code']}"})


def _choose(state: BrowserState, command: Command, _language: str) -> BrowserState:
    path = str(command["path"])
    return replace(state, chosen="" if path == state.chosen else path)


def _fold(state: BrowserState, _command: Command, _language: str) -> BrowserState:
    return replace(state, folded=not state.folded)


_REDUCERS: Final[Mapping[str, Reducer]] = {
    "search": _search,
    "narrow": _narrow,
    "bound": _bound,
    "place": _place,
    "cell": _cell,
    "clear": _clear,
    "sort": _sort,
    "page": _page,
    "pane": _pane,
    "toggle": _toggle,
    "choose": _choose,
    "fold": _fold,
}
