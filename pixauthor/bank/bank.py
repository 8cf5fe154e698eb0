"""The bank as a value: items by id, in order, never changed in place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from pixauthor.bank.item import Item


@dataclass(frozen=True, slots=True)
class Bank:
    """Items by id."""

    _items: Mapping[str, Item] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, items: Iterable[Item]) -> "Bank":
        """Return a bank of these items, sorted by id."""
        by_id = {item.id: item for item in items}
        return cls(MappingProxyType({key: by_id[key] for key in sorted(by_id)}))

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._items

    def __getitem__(self, item_id: str) -> Item:
        return self._items[item_id]

    def get(self, item_id: str) -> Item | None:
        """Return the item, or None."""
        return self._items.get(item_id)

    def with_item(self, item: Item) -> "Bank":
        """Return a bank in which ``item`` stands, in place of the one of the same id if there was one."""
        return Bank.of([*self._items.values(), item])

    def without(self, item_id: str) -> "Bank":
        """Return a bank without this item."""
        return Bank.of(item for item in self if item.id != item_id)

    def of_competence(self, code: str) -> "Bank":
        """Return the items of one competence."""
        return Bank.of(item for item in self if item.competence == code)
