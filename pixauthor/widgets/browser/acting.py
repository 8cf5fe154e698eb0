"""The action that is being prepared, with the files that it is planned on: what in the browser writes items."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from pixauthor.bank.git import run_git
from pixauthor.editing.plan import Change, Copy, Plan, Remove
from pixauthor.editing.plan_store import execute
from pixauthor.editing.shelf import Shelf
from pixauthor.editing.store import ItemFiles, load_shelf
from pixauthor.errors import PixauthorError
from pixauthor.widgets.browser.dialog_view import view_dialog
from pixauthor.widgets.browser.dialogs import FIELDS, Dialog, fill, open_dialog, plan_of
from pixauthor.workspace import Workspace

# What was written and not saved stands beside the file, by its path.
_LEAVING: Final = ("move", "rename")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An action that was executed: the files that it touched, and the item that came of it ("" for none)."""

    kind: str
    touched: tuple[str, ...]
    path: str


class Acting:
    """At most one dialog at a time; files are read when it opens, and again when they were not as planned."""

    def __init__(self, workspace: Workspace, author: str, today: Callable[[], date]) -> None:
        self._workspace, self._author, self._today = workspace, author, today
        self._dialog: Dialog | None = None
        self._shelf: Shelf | None = None

    def open(self, kind: str, item: str, skill: str) -> None:
        """Open the dialog of an action. Raises: when the item or the bank cannot be read."""
        if kind in FIELDS:
            self._shelf = self._load()
            self._dialog = open_dialog(kind, self._shelf, item, skill=skill, author=self._author)

    def fill(self, name: str, value: str) -> None:
        """Change a field."""
        if self._dialog is not None and self._shelf is not None:
            self._dialog = fill(self._dialog, name, value, self._shelf)

    def close(self) -> None:
        """Give the action up."""
        self._dialog = self._shelf = None

    def view(self, language: str) -> dict[str, Any]:
        """Return the dialog as it is drawn."""
        return view_dialog(self._dialog, self._shelf, self._today(), language)

    def execute(self, language: str) -> Done | None:
        """Do what was planned, wholly; when it cannot be done, nothing is, and the dialog says why."""
        dialog, shelf = self._dialog, self._shelf
        if dialog is None or shelf is None:
            return None
        try:
            self._require_saved(dialog, shelf)
            plan = plan_of(dialog, shelf, self._today())
            execute(plan, self._workspace.items_dir)
        except PixauthorError as error:
            self._shelf = self._load()
            self._dialog = replace(dialog, fault=error.render(language))
            return None
        self._author = dialog.values.get("author", self._author).strip()
        self.close()
        return _done(dialog.kind, plan)

    def _require_saved(self, dialog: Dialog, shelf: Shelf) -> None:
        if dialog.kind not in _LEAVING:
            return
        if ItemFiles(root=self._workspace.root).draft_of(f"items/{shelf.path_of(dialog.item)}") is not None:
            raise PixauthorError("browser.unsaved", id=dialog.item)

    def _load(self) -> Shelf:
        return load_shelf(self._workspace.items_dir, self._workspace.framework)


def git_name(workspace: Workspace) -> str:
    """Return the name by which git knows who works here; "" when it does not."""
    return (run_git(workspace.root, ("config", "user.name")) or b"").decode("utf-8", "replace").strip()


def _done(kind: str, plan: Plan) -> Done:
    written = [
        change.path for change in plan.changes if not isinstance(change, Remove) and change.path.endswith(".yaml")
    ]
    touched = tuple(path for change in plan.changes for path in _paths(change))
    # The item itself is written last, after the others that name it.
    return Done(kind=kind, touched=touched, path=written[-1] if written else "")


def _paths(change: Change) -> tuple[str, ...]:
    return (change.source, change.path) if isinstance(change, Copy) else (change.path,)
