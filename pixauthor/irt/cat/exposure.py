"""Exposure parameters: how often each item may be given once it is the best choice, so that none is seen too often."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.cat.rules import Rules
from pixauthor.irt.cat.run import Sittings, simulate_tests
from pixauthor.irt.cat.tables import Tables

# A rate found from a sample is out by chance: this many of its standard errors above the limit are no excess.
_CHANCE: Final = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class ExposureSetting:
    """Exposure parameters and the way to them.

    Args:
        parameters: probability of giving each item once it is chosen, (n_items,).
        highest: largest exposure rate found with the parameters of each round, (n_rounds,).
        allowed: largest rate that is within chance of the wanted one.
    """

    parameters: Floats
    highest: tuple[float, ...]
    allowed: float

    @property
    def reached(self) -> bool:
        """Whether the last round kept within the wanted rate, but for chance."""
        return self.highest[-1] <= self.allowed


def set_exposure(
    theta: Floats,
    tables: Tables,
    rules: Rules,
    limit: float,
    seed: int,
    *,
    rounds: int = 30,
    threads: int = 1,
    tell: Callable[[int, float], object] | None = None,
) -> ExposureSetting:
    """Return exposure parameters that keep every item's exposure rate at ``limit`` or below.

    Sympson and Hetter 1985 (Proceedings of the 27th annual meeting of the Military Testing Association, 973-977): in
    each round the tests are simulated, and an item chosen more often than ``limit`` is given with the probability
    ``limit / rate chosen``. As many items as a test is long keep a parameter of 1, so that every test can be filled.

    Args:
        theta: abilities of the examinees who set the parameters, (n,).
        tables: the bank.
        rules: of the test; its own exposure parameters are where the rounds begin.
        limit: wanted largest exposure rate.
        seed: of all chance.
        rounds: most rounds.
        threads: of the simulation.
        tell: called after each round with its number and the largest rate.

    Raises:
        ValueError: when no parameters can: the rates of all items sum to the length of the test.
    """
    if not rules.length / tables.n_items <= limit <= 1:
        raise ValueError(f"with {rules.length} items of {tables.n_items}, some item is seen more often than {limit}")
    parameters = np.ones(tables.n_items) if rules.exposure is None else rules.exposure
    allowed = limit + _CHANCE * float(np.sqrt(limit * (1 - limit) / theta.size))
    highest: list[float] = []
    while True:
        done = simulate_tests(theta, tables, replace(rules, exposure=parameters), seed + len(highest), threads=threads)
        highest.append(float(exposure_rates(done).max()))
        if tell is not None:
            tell(len(highest), highest[-1])
        if highest[-1] <= allowed or len(highest) == rounds:
            return ExposureSetting(parameters, tuple(highest), allowed)
        parameters = _lower(done.reached / theta.size, limit, rules.length)


def exposure_rates(done: Sittings) -> Floats:
    """Return the share of the examinees who were given each item, (n_items,)."""
    given = done.items[done.items >= 0]
    return np.bincount(given, minlength=done.reached.size) / max(len(done.items), 1)


def _lower(chosen: Floats, limit: float, length: int) -> Floats:
    parameters = np.minimum(1.0, limit / np.maximum(chosen, limit))
    parameters[np.argsort(-parameters, kind="stable")[:length]] = 1.0
    return parameters
