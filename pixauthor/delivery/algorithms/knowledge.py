"""The official algorithm of self-positioning (pix.md §3): what is known of one skill tells of its neighbours."""

from fractions import Fraction

from pixauthor.bank.item import Item
from pixauthor.delivery.algorithms.algorithm import Result
from pixauthor.delivery.scope import Scope, is_timed
from pixauthor.delivery.selection import Askable, first_skills, next_skills, pick
from pixauthor.delivery.session import SessionState
from pixauthor.framework.scale import CompetenceMark, mark_competence


class KnowledgeElements:
    """``self-positioning/1``: pix.md §3 to the letter."""

    def require(self, scope: Scope) -> None:
        """Need nothing but the items that every scope has."""

    def choose(self, state: SessionState, scope: Scope) -> Item | None:
        """Return the item to ask: the hash of the seed picks the skill, that of the seed + 1 the item."""
        assert state.started is not None  # noqa: S101 - nobody is asked before the opening
        seed = state.started.seed
        eligible = eligible_skills(state, scope)
        if not eligible:
            return None
        chosen = pick(eligible, seed, lambda one: one.skill)
        return pick(_items_to_ask(state, scope, chosen), seed + 1, lambda item: item.id)

    def stop_reason(self, state: SessionState, scope: Scope) -> str:
        """Return ``complete`` when no skill is left to ask (pix.md §3), else an empty text."""
        return "" if eligible_skills(state, scope) else "complete"

    def result(self, state: SessionState, scope: Scope) -> Result:
        """Return the pix of the validated skills, summed, and the level that they make (pix.md §1.4)."""
        reached = mark(state, scope)
        return Result(pix=reached.pix, level=reached.level)


def mark(state: SessionState, scope: Scope) -> CompetenceMark:
    """Return the pix and level reached: the values of validated skills, summed (pix.md §1.4)."""
    values = (scope.values.get(one.skill, Fraction(0)) for one in state.known.values() if one.validated)
    return mark_competence(scope.competence.code, values, scope.rules)


def eligible_skills(state: SessionState, scope: Scope) -> list[Askable]:
    """Return the skills that may be asked now."""
    playable = [one for one in scope.skills if one.skill not in state.known]
    if not state.answers:
        return list(first_skills(playable, scope.skills))
    after_timed = was_timed(state, scope)
    level = state.predicted_level
    return list(next_skills(playable, scope.skills, state.known.keys(), level, after_timed=after_timed))


def was_timed(state: SessionState, scope: Scope) -> bool:
    """Say whether the item answered last had a timer."""
    return is_timed(scope.item(state.answers[-1].item))


def _items_to_ask(state: SessionState, scope: Scope, chosen: Askable) -> list[Item]:
    """Return the items of a skill among which to pick: of the preferred status, untimed ones after a timed one."""
    items = scope.items[chosen.skill]
    if not state.answers or was_timed(state, scope):
        items = tuple(item for item in items if not is_timed(item)) or items
    return [item for item in items if item.status == items[0].status]
