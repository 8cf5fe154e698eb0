"""A bank that is being looked through: its index, what was found last, and what it covers, counted when it is shown."""

from datetime import date
from functools import cached_property

from pixauthor.bank.coverage import Cell, Node, cover, heat_map, is_placed
from pixauthor.bank.search import search
from pixauthor.bank.search_index import Entry, Index
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Framework
from pixauthor.locale import text


class Finding:
    """One index and its searches."""

    def __init__(self, index: Index, framework: Framework) -> None:
        self.index = index
        self.framework = framework
        self.found: tuple[Entry, ...] = index.entries
        self._asked: tuple[str, str, date | None] = ("", "", None)

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The tree of the framework with its counts."""
        return cover(self._placed, self.framework)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The heat map: competences by levels."""
        return heat_map(self._placed, self.framework)

    @cached_property
    def _placed(self) -> list[Entry]:
        return [entry for entry in self.index if is_placed(entry, self.framework)]

    def find(self, query: str, sort: str, today: date, language: str) -> str:
        """Search, unless the same was asked last; return why the query cannot be read ("" when it can).

        While one is being typed it often cannot, and what was found before stays.
        """
        if (query, sort, today) != self._asked:
            try:
                self.found = search(self.index, query, sort=sort, today=today)
            except PixauthorError as error:
                return text(error.message, language, **error.fields)
            self._asked = (query, sort, today)
        return ""
