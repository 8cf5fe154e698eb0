"""Items in a notebook, as candidates see them."""

from collections.abc import Iterable
from typing import Any

import anywidget
import traitlets

from pixauthor.bank.item import Item
from pixauthor.delivery.presentation import shuffled
from pixauthor.locale import current_language, text
from pixauthor.widgets._shared.assemble import assemble_script, assemble_style
from pixauthor.widgets.present import item_texts, present
from pixauthor.widgets.store import load_drawing
from pixauthor.workspace import Workspace


class ItemWidget(anywidget.AnyWidget):
    """Items one under the other; ``answers`` is what was answered so far, by item id.

    Inherits from AnyWidget, which is how Jupyter knows a widget.
    """

    _esm = assemble_script("preview/widget.js")
    _css = assemble_style("preview/widget.css")
    drawings: Any = traitlets.List().tag(sync=True)
    answers = traitlets.Dict().tag(sync=True)
    texts = traitlets.Dict().tag(sync=True)
    language = traitlets.Unicode().tag(sync=True)

    def __init__(self, workspace: Workspace, items: Iterable[Item], *, captions: bool = False) -> None:
        """Show items of a workspace; ``captions`` puts id, type and level above each.

        Raises:
            PixauthorError: when a file that an item names is missing.
        """
        self._workspace = workspace
        self._captions = captions
        language = current_language()
        drawn = [self._drawn(item) for item in items]
        super().__init__(drawings=drawn, texts=dict(item_texts(language)), language=language)

    def show(self, items: Iterable[Item]) -> None:
        """Show other items, and forget the answers."""
        self.answers = {}
        self.drawings = [self._drawn(item) for item in items]

    def _drawn(self, item: Item) -> dict[str, Any]:
        public, media, pages = load_drawing(item, self._workspace.items_dir / item.competence)
        return {
            "item": present(shuffled(public, 0), pages),
            "media": media,
            "caption": _caption(item) if self._captions else "",
        }


def _caption(item: Item) -> str:
    level = text("widgets.preview.level", level=item.level)
    return f"{item.id} – {text(f'widgets.types.{item.type}')} – {level}"
