"""The adaptive algorithm on calibrated items: most information, tubes in balance, no item worn out.

Ability is the posterior mean (EAP). An item is chosen among those of the tubes that are behind their share (Kingsbury
& Zara, 1989, doi:10.1207/s15324818ame0204_6), by Fisher's information at the ability. Its exposure is held down by the
parameters of Sympson and Hetter (1985) where the measure has them, else by chance among the five best (Kingsbury &
Zara, 1989). All chance comes from a hash of the seed, so that a journal can be played again.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.delivery.algorithms.ability import Ability, estimate
from pixauthor.delivery.algorithms.algorithm import Result
from pixauthor.delivery.measure import Measure
from pixauthor.delivery.scope import Scope, is_timed
from pixauthor.delivery.session import SessionState
from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import LevelCuts
from pixauthor.framework.placement import place
from pixauthor.grading.model import AnswerStatus

BEST: Final = 5
EASY_ITEMS: Final = 2
EASIER_BY: Final = 1.0
"""The first two items are taken a logit easier: first testers felt set up to fail (pix.md §9)."""
_WHOLE: Final = float(2**64)


class Adaptive:
    """``adaptive/1``."""

    def require(self, scope: Scope) -> None:
        """Check that there are calibrated items and cut scores. Raises as ``require_measure``."""
        require_measure(scope)

    def choose(self, state: SessionState, scope: Scope) -> Item | None:
        """Return the most telling item of the tubes that are behind, exposure held down."""
        if self.stop_reason(state, scope):
            return None
        measure, _ = require_measure(scope)
        ability = ability_of(state, scope)
        theta = ability.theta - (EASIER_BY if len(state.answers) < EASY_ITEMS else 0.0)
        items = _in_balance(_not_timed_twice(_askable(state, scope), state, scope), state, scope)
        ranked = sorted(items, key=lambda item: (-measure.curves[item.reference].information(theta), item.id))
        return _expose(ranked, measure, state)

    def stop_reason(self, state: SessionState, scope: Scope) -> str:
        """Return ``precise`` when the wanted standard error is reached, ``complete`` when no item is left."""
        assert state.started is not None  # noqa: S101 - nobody is asked before the opening
        if not _askable(state, scope):
            return "complete"
        wanted = state.started.wanted_se
        return "precise" if wanted is not None and state.answers and ability_of(state, scope).se <= wanted else ""

    def result(self, state: SessionState, scope: Scope) -> Result:
        """Return ability, standard error, and the level and pix that the scale gives them."""
        _, cuts = require_measure(scope)
        ability = ability_of(state, scope)
        reached = place(ability.theta, ability.se, cuts, scope.rules)
        return Result(pix=reached.pix, level=reached.level, theta=ability.theta, theta_se=ability.se)


def require_measure(scope: Scope) -> tuple[Measure, LevelCuts]:
    """Return the measure of a scope and the cut scores of its competence.

    Raises:
        PixauthorError: when there are none, or no item of the scope is calibrated.
    """
    measure = scope.measure
    cuts = measure.cuts_of(scope.competence.code) if measure else None
    if measure is None or cuts is None:
        raise PixauthorError("session.no-measure", competence=scope.competence.code)
    if not any(item.reference in measure.curves for items in scope.items.values() for item in items):
        raise PixauthorError("session.not-calibrated", competence=scope.competence.code)
    return measure, cuts


def ability_of(state: SessionState, scope: Scope) -> Ability:
    """Return what the answers so far say; only ``ok`` is a success (pix.md §5.1)."""
    measure, _ = require_measure(scope)
    seen = [
        (measure.curves[f"{given.item}@{given.version}"], given.outcome.status is AnswerStatus.OK)
        for given in state.answers
    ]
    return estimate(seen, measure.mean, measure.sd)


def _askable(state: SessionState, scope: Scope) -> list[Item]:
    """Return calibrated items of skills not asked yet; of skills asked already when no other is left."""
    measure, _ = require_measure(scope)
    asked = {served.item for served in state.served}
    left = [
        item
        for items in scope.items.values()
        for item in items
        if item.id not in asked and item.reference in measure.curves
    ]
    seen = {scope.item(served.item).skill for served in state.served}
    return [item for item in left if item.skill not in seen] or left


def _not_timed_twice(items: list[Item], state: SessionState, scope: Scope) -> list[Item]:
    if state.answers and not is_timed(scope.item(state.answers[-1].item)):
        return items
    return [item for item in items if not is_timed(item)] or items


def _in_balance(items: list[Item], state: SessionState, scope: Scope) -> list[Item]:
    """Return the items of the tubes that have had least of their share; a share goes by the skills of the tube."""
    tube_of = {one.skill: one.tube for one in scope.skills}
    shares = Counter(tube_of.values())
    given = Counter(tube_of[scope.item(served.item).skill] for served in state.served)
    behind = min(given[tube_of[item.skill]] / shares[tube_of[item.skill]] for item in items)
    return [item for item in items if given[tube_of[item.skill]] / shares[tube_of[item.skill]] == behind]


def _expose(ranked: Sequence[Item], measure: Measure, state: SessionState) -> Item:
    if not measure.exposure:
        best = ranked[:BEST]
        return best[int(_chance(state, "best") * len(best))]
    for item in ranked:
        if _chance(state, item.reference) < measure.exposure.get(item.reference, 1.0):
            return item
    return ranked[0]


def _chance(state: SessionState, salt: str) -> float:
    """Return a number in [0, 1) that the seed, the rank of the question and ``salt`` decide."""
    assert state.started is not None  # noqa: S101 - nobody is asked before the opening
    words = f"{state.started.seed}:{len(state.served)}:{salt}"
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8]) / _WHOLE
