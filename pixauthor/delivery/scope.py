"""What a session may ask: the skills of one competence that have an item, and those items."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Any

from pixauthor.bank.bank import Bank
from pixauthor.bank.item import Item
from pixauthor.canonical import digest_value
from pixauthor.delivery.measure import Measure
from pixauthor.delivery.selection import Askable
from pixauthor.errors import PixauthorError
from pixauthor.framework.model import Competence, Framework, PixRules
from pixauthor.framework.scale import skill_values


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Skills that may be asked, their items (preferred status first) and their pix.

    A skill without an item is worth nothing and is not asked (pix.md §1.4, §3). ``measure`` is there when an adaptive
    session shall be possible; ``whole`` is False when only some skills of the competence shall be asked. Without slots:
    what follows from the fields is reckoned once, for thousands of sessions.
    """

    competence: Competence
    rules: PixRules
    skills: tuple[Askable, ...]
    items: Mapping[str, tuple[Item, ...]]
    values: Mapping[str, Fraction]
    measure: Measure | None = None
    whole: bool = True

    def only(self, skills: Collection[str]) -> "Scope":
        """Return the part that asks these skills, worth what they always are; all of it when none or all are named.

        Raises:
            PixauthorError: when none of them has an item here.
        """
        if not skills:
            return self
        kept = tuple(one for one in self.skills if one.skill in skills)
        if not kept:
            raise PixauthorError("session.no-targets", competence=self.competence.code)
        if len(kept) == len(self.skills):
            return self
        items = {one.skill: self.items[one.skill] for one in kept}
        values = {one.skill: self.values[one.skill] for one in kept}
        return replace(self, skills=kept, items=items, values=values, whole=False)

    def skill(self, skill_id: str) -> Askable:
        """Return a skill of the scope."""
        return self._skills[skill_id]

    def item(self, item_id: str) -> Item:
        """Return an item of the scope.

        Raises:
            PixauthorError: when it is not there: the bank has changed since the session.
        """
        try:
            return self._items[item_id]
        except KeyError:
            raise PixauthorError("session.item-gone", item=item_id) from None

    @cached_property
    def framework_digest(self) -> str:
        """SHA-256 of the competence and of the rules of its pix."""
        return digest_value(_plain([self.competence, self.rules]))

    @cached_property
    def bank_digest(self) -> str:
        """SHA-256 of the items in scope, keys included."""
        return digest_value(_plain(self.items))

    @cached_property
    def _skills(self) -> Mapping[str, Askable]:
        return {one.skill: one for one in self.skills}

    @cached_property
    def _items(self) -> Mapping[str, Item]:
        return {item.id: item for items in self.items.values() for item in items}


def survey(framework: Framework, bank: Bank, competence: str, locale: str, statuses: Sequence[str]) -> Scope:
    """Return the scope of a session on one competence, in one language.

    Raises:
        PixauthorError: when the competence does not exist, or has no item to ask.
    """
    if competence not in framework.competences:
        raise PixauthorError("session.unknown-competence", competence=competence)
    chosen = framework.competences[competence]
    items = {skill.id: _items_of(bank, skill.id, locale, statuses) for skill in chosen.skills}
    active = {skill for skill, found in items.items() if found}
    if not active:
        raise PixauthorError("session.no-items", competence=competence, locale=locale, statuses=", ".join(statuses))
    skills = tuple(
        Askable(skill=skill.id, tube=tube.id, level=skill.level, timed=all(map(is_timed, items[skill.id])))
        for tube in chosen.tubes
        for skill in tube.skills
        if skill.id in active
    )
    return Scope(
        competence=chosen,
        rules=framework.pix,
        skills=skills,
        items={skill: items[skill] for skill in sorted(active)},
        values=skill_values(chosen, active, framework.pix),
    )


def is_timed(item: Item) -> bool:
    """Say whether an item has a timer."""
    return item.conduct.timer_seconds is not None


def _items_of(bank: Bank, skill: str, locale: str, statuses: Sequence[str]) -> tuple[Item, ...]:
    found = [item for item in bank if item.skill == skill and item.locale == locale and item.status in statuses]
    return tuple(sorted(found, key=lambda item: (statuses.index(item.status), item.id)))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    match value:
        case Mapping():
            return {str(name): _plain(one) for name, one in value.items()}
        case frozenset():
            return sorted(_plain(one) for one in value)
        case tuple() | list():
            return [_plain(one) for one in value]
        case Enum() | Decimal() | date():
            return str(value)
        case _:
            return value
