"""The adaptive test itself: choose, answer, estimate, until every examinee has done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.cat.choose import Picked, choose, deal
from pixauthor.irt.cat.rules import Rules, require_possible
from pixauthor.irt.cat.tables import STEP, Singles, Tables

BATCH: Final = 4096
"""Examinees who go on together; each batch has chance of its own, so that threads change nothing."""
NONE: Final = -1
_SCALED_EVERY: Final = 4
# Examinees in one product: OpenBLAS gives larger ones to threads of its own, which get in the way of ours.
_PRODUCT: Final = 1024
# Weightless, and far above the numbers of single precision that processors are slow with (below 1e-38).
_FLOOR: Final = np.float32(1e-30)

Answer = Callable[[Ints, Picked], Ints]
"""Return the category that each of some examinees answers to an item."""


@dataclass(frozen=True, slots=True, eq=False)
class Sittings:
    """What came of the tests.

    Args:
        items: in the order given, ``NONE`` after the end, (n, length).
        categories: of the answers, (n, length).
        lengths: items given, (n,).
        theta: final estimates, in logits, (n,).
        se: final posterior standard deviations, in logits, (n,).
        reached: how many examinees each item was the choice for, given or set aside, (n_items,).
    """

    items: Picked
    categories: NDArray[np.int8]
    lengths: Ints
    theta: Floats
    se: Floats
    reached: Ints


def simulate_tests(
    theta: Floats,
    tables: Tables,
    rules: Rules,
    seed: int,
    *,
    threads: int = 1,
    tell: Callable[[int], object] | None = None,
) -> Sittings:
    """Return the tests of examinees whose abilities are known.

    The same seed gives the same tests on any number of threads.

    Args:
        theta: abilities in logits, within the reach of ``tables``, (n,).
        tables: the bank.
        rules: of the test.
        seed: of all chance.
        threads: batches run at the same time.
        tell: called with the number of examinees who have just done.

    Raises:
        ValueError: for rules that no test can follow.
    """
    require_possible(rules, tables.n_items)

    def sit(number: int) -> Sittings:
        rng = np.random.default_rng([seed, number])
        batch = theta[number * BATCH : (number + 1) * BATCH]
        done = run_tests(batch.size, tables, rules, simulated_answers(tables, batch, rng), rng)
        if tell is not None:
            tell(batch.size)
        return done

    numbers = range(-(-theta.size // BATCH))
    with ThreadPoolExecutor(threads) as pool:
        return _join(list(pool.map(sit, numbers)), tables, rules)


def run_tests(n: int, tables: Tables, rules: Rules, answer: Answer, rng: np.random.Generator) -> Sittings:
    """Return the tests of ``n`` examinees who answer as ``answer`` says."""
    done = _blank(n, tables, rules)
    hands = deal(n, tables, rules, rng)
    rows = np.arange(n)
    posterior = np.tile(tables.grid.weights.astype(np.float32), (n, 1))
    powers = _powers(tables)
    estimates = _start(tables, rules, n, rng)
    for turn in range(rules.length):
        item = choose(tables, rules, hands, rows, estimates, turn, rng)
        category = answer(rows, item)
        done.items[rows, turn], done.categories[rows, turn] = item, category
        posterior *= tables.p.take(tables.offsets[item] + category, axis=0)
        estimates, se = _moments(posterior, powers)
        if turn % _SCALED_EVERY == 0:
            posterior /= posterior.sum(axis=1, keepdims=True)
        np.maximum(posterior, _FLOOR, out=posterior)
        over = np.full(rows.size, turn + 1 == rules.length) | ((turn + 1 >= rules.least) & (se <= rules.se))
        ended = rows[over]
        done.theta[ended], done.se[ended], done.lengths[ended] = estimates[over], se[over], turn + 1
        if ended.size:
            rows, posterior, estimates = rows[~over], posterior[~over], estimates[~over]
        if not rows.size:
            break
    done.reached[:] = hands.reached
    return done


def simulated_answers(tables: Tables, theta: Floats, rng: np.random.Generator) -> Answer:
    """Return answers drawn from the models, for examinees of these abilities."""
    place = (theta - tables.fine[0]) / STEP
    node = np.clip(place.astype(np.int64), 0, tables.fine.size - 2)
    share = (place - node)[:, None]

    def answer(rows: Ints, items: Picked) -> Ints:
        below, beyond = tables.above[node[rows], items], tables.above[node[rows] + 1, items]
        above = below + share[rows] * (beyond - below)
        return np.asarray((rng.random((rows.size, 1)) < above).sum(axis=1))

    return answer


def _blank(n: int, tables: Tables, rules: Rules) -> Sittings:
    return Sittings(
        np.full((n, rules.length), NONE, np.int32),
        np.full((n, rules.length), NONE, np.int8),
        np.zeros(n, np.int64),
        np.zeros(n),
        np.zeros(n),
        np.zeros(tables.n_items, np.int64),
    )


def _start(tables: Tables, rules: Rules, n: int, rng: np.random.Generator) -> Floats:
    centre = float(tables.grid.weights @ tables.grid.nodes) if rules.start is None else rules.start
    return centre + rules.spread * rng.uniform(-1, 1, n)


def _powers(tables: Tables) -> Singles:
    nodes = tables.grid.nodes
    return np.stack([np.ones_like(nodes), nodes, nodes**2], axis=1).astype(np.float32)


def _moments(posterior: Singles, powers: Singles) -> tuple[Floats, Floats]:
    """Return the means and standard deviations of posteriors, scaled or not."""
    parts = [posterior[begin : begin + _PRODUCT] @ powers for begin in range(0, len(posterior), _PRODUCT)]
    total, first, second = np.concatenate(parts).T.astype(float)
    mean = first / total
    return mean, np.sqrt(np.maximum(second / total - mean**2, 0))


def _join(parts: list[Sittings], tables: Tables, rules: Rules) -> Sittings:
    if not parts:
        return _blank(0, tables, rules)
    return Sittings(
        np.concatenate([part.items for part in parts]),
        np.concatenate([part.categories for part in parts]),
        np.concatenate([part.lengths for part in parts]),
        np.concatenate([part.theta for part in parts]),
        np.concatenate([part.se for part in parts]),
        np.sum([part.reached for part in parts], axis=0),
    )
