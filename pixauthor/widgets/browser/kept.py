"""The searches that are kept in the workspace under names, as the browser uses them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pixauthor.bank.search_saved import SavedFilter, load_filters, remove_filter, require_filter, save_filter
from pixauthor.widgets.browser.state import BrowserState, apply_filter


class Kept:
    """The filters of a workspace as they were read last; every method raises what ``bank.search_saved`` refuses."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.filters: Mapping[str, SavedFilter] = {}

    def load(self) -> None:
        """Read the filters."""
        self.filters = load_filters(self._root)

    def keep(self, state: BrowserState, name: str) -> BrowserState:
        """Keep what is asked under a name, and return the state that uses it."""
        name = name.strip()
        save_filter(self._root, name, SavedFilter(query=state.query, sort=state.sort))
        self.load()
        return replace(state, kept=name)

    def apply(self, state: BrowserState, name: str) -> BrowserState:
        """Return the state that asks what a filter asks."""
        self.load()
        return apply_filter(state, name, require_filter(self.filters, name))

    def forget(self, state: BrowserState, name: str) -> BrowserState:
        """Forget a filter, and return the state that uses none."""
        remove_filter(self._root, name)
        self.load()
        return replace(state, kept="")
