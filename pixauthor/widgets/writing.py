"""The bench of people who write items: the bank beside the editor, or beside an item and its translation."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

import ipywidgets as ipw

from pixauthor.errors import PixauthorError
from pixauthor.files import is_file
from pixauthor.widgets.browser import BrowserWidget
from pixauthor.widgets.editor import EditorWidget
from pixauthor.widgets.translation import TranslationWidget
from pixauthor.workspace import Workspace

COMM_TARGET: Final = "pixauthor.open"
"""What JupyterLab opens to have a file shown: ``{"do": "open", "item": path}``, or ``{"do": "new"}``."""
# Side by side where both have room; each takes the whole width of a narrower page.
_BESIDE: Final = {"flex": "1 1 34rem", "min_width": "0", "width": "auto"}
_FOLDED: Final = {**_BESIDE, "flex": "1 1 100%"}


class WritingBench:
    """Browser, editor and translation page that know of each other; ``page`` is the three of them."""

    def __init__(self, workspace: Workspace, *, author: str | None = None) -> None:
        """Put the three on one page. Args: as ``writing_bench``."""
        self._items_dir = workspace.items_dir
        self.editor = EditorWidget(workspace, author=author)
        self.translation = TranslationWidget(workspace)
        self.browser = BrowserWidget(workspace, on_open=self.open, on_translate=self.translate, author=author)
        self.editor.on_saved(self.browser.refresh)
        self.translation.on_saved(self.browser.refresh)
        self.browser.observe(lambda _: self._lay_out(), "folded")
        self._right = ipw.VBox([self.editor], layout=ipw.Layout(**_BESIDE))
        layout = ipw.Layout(display="flex", flex_flow="row wrap", grid_gap="1rem")
        self.page = ipw.Box([self.browser, self._right], layout=layout)
        self._lay_out()

    def open(self, path_or_id: str) -> None:
        """Open an item in the editor, by its path under ``items/`` or its id.

        Raises:
            PixauthorError: when there is no such item, or it cannot be read.
        """
        if "/" in path_or_id and not is_file(self._items_dir / path_or_id):
            raise PixauthorError("editing.no-item", id=path_or_id)
        self.editor.open(path_or_id)
        self._right.children = (self.editor,)

    def translate(self, path_or_id: str) -> None:
        """Open a translation beside its source."""
        self.translation.open(path_or_id)
        self._right.children = (self.translation,)

    def obey(self, command: Mapping[str, Any]) -> None:
        """Do what JupyterLab asks: open a file of the workspace, or the dialog of a new item."""
        if command.get("do") == "new":
            self.browser.new()
        elif command.get("do") == "open":
            self.browser.show(_in_items(str(command["item"])))

    def _repr_mimebundle_(self, **asked: Any) -> Any:
        """Return what Jupyter shows for the bench: its page."""
        return self.page._repr_mimebundle_(**asked)

    def _lay_out(self) -> None:
        self.browser.layout = ipw.Layout(**(_FOLDED if self.browser.folded else _BESIDE))


def writing_bench(workspace: Workspace, *, author: str | None = None) -> WritingBench:
    """Return the bench, and have JupyterLab's « open in the editor » and « new item » go to it.

    Args:
        workspace: whose items are written.
        author: who writes; the name that git knows by default.
    """
    bench = WritingBench(workspace, author=author)
    _listen(bench)
    return bench


def _listen(bench: WritingBench) -> None:
    """Answer to the comm of JupyterLab's extension; where there is no kernel, there is nobody to answer."""
    import comm

    def opened(line: Any, message: Mapping[str, Any]) -> None:
        line.on_msg(lambda told: bench.obey(told["content"]["data"]))
        bench.obey(message["content"]["data"])

    comm.get_comm_manager().register_target(COMM_TARGET, opened)


def _in_items(path: str) -> str:
    """Return a path under ``items/`` as it is named there, from wherever JupyterLab's files begin."""
    parts = PurePosixPath(path).parts
    start = max((number + 1 for number, part in enumerate(parts) if part == "items"), default=0)
    return "/".join(parts[start:])
