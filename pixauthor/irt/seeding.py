"""Whom to give items that are not calibrated yet, so that their parameters become known well enough.

An answer tells more of a difficulty when the candidate is near to it, more of a discrimination when he is somewhat away
from it (Berger 1992, doi:10.1007/BF02295421; van der Linden and Ren 2015, doi:10.1007/s11336-013-9391-8). What is
known of an item beforehand is a guess with a spread; information is its mean over that spread.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy import sparse
from scipy.optimize import linprog
from scipy.special import expit

from pixauthor.irt.arrays import Floats

_POINTS_ABILITY: Final = 15
_POINTS_ERROR: Final = 11
_POINTS_GUESS: Final = 7
_ROUNDS: Final = 30
# A precision within this share of the wanted one is reached; an answer is never split.
_EXACT: Final = 1e-6
_CLOSE: Final = 1e-4
# Fewer answers matter less than enough of them.
_SLIGHT: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Guesses:
    """What is thought of new items: 2PL parameters, and the spread of what b may be, in logits; all (n_items,)."""

    a: Floats
    b: Floats
    b_sd: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidates:
    """Groups of candidates, all (n_groups,).

    Args:
        n: candidates expected.
        mean, sd: of their abilities, in logits.
        error: standard error of the ability that the rest of the test gives, in logits, below ``sd``; 0 when known.
    """

    n: Floats
    mean: Floats
    sd: Floats
    error: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Allocation:
    """How many answers to gather, and what they will tell.

    Args:
        answers: of each group to each item, whole numbers, (n_items, n_groups).
        se_b, se_a: expected standard errors; ``se_a`` is 0 for a known slope, (n_items,).
        slots: new items that a candidate of each group gets, on average, (n_groups,).
    """

    answers: Floats
    se_b: Floats
    se_a: Floats
    slots: Floats


def answer_information(guesses: Guesses, candidates: Candidates) -> Floats:
    """Return the expected information of one answer on (a, b), (n_items, n_groups, 2, 2).

    The ability is known up to a normal error: the chance of a right answer is its mean over that error.
    """
    estimates, weights = _nodes(_POINTS_ABILITY)
    spread = np.sqrt(np.maximum(candidates.sd**2 - candidates.error**2, 0))
    seen = candidates.mean[:, None] + spread[:, None] * estimates
    errors, error_weights = _nodes(_POINTS_ERROR)
    theta = seen[:, :, None] + candidates.error[:, None, None] * errors
    shifts, shift_weights = _nodes(_POINTS_GUESS)
    total = np.zeros((guesses.b.size, candidates.n.size, 2, 2))
    for shift, share in zip(shifts, shift_weights, strict=True):
        b = guesses.b + shift * guesses.b_sd
        total += share * _information(guesses.a, b, theta, weights, error_weights)
    return total


def allocate(
    information: Floats, n: Floats, wanted: float, *, slots: float | None = None, known_slope: bool = False
) -> Allocation:
    """Return who should answer what, so that every b gets the standard error ``wanted`` with the fewest answers.

    A linear program: a precision of b is the least of v' M v over v = (t, 1), M being the information on (a, b); each
    round adds, for each item, the t that is least so far (cutting planes).

    Args:
        information: of one answer, (n_items, n_groups, 2, 2).
        n: candidates of each group, (n_groups,).
        wanted: standard error of b, in logits.
        slots: new items that a candidate gets; by default as few as will do. When they do not suffice, all
            precisions fall short in the same proportion.
        known_slope: only b is unknown (Rasch).
    """
    # What the answers of everyone to an item cannot tell cannot be asked for.
    most = _precision(np.einsum("g,igab->iab", n, information), known_slope)
    target = np.minimum(wanted**-2, most * (1 - _EXACT))
    cuts = [np.zeros(len(information))]
    for _ in range(_ROUNDS):
        answers, reached = _fewest(information, n, target, slots, cuts)
        gathered = np.einsum("ig,igab->iab", answers, information)
        if np.all(_precision(gathered, known_slope) >= reached * target * (1 - _CLOSE)):
            break
        cuts.append(-gathered[:, 0, 1] / np.maximum(gathered[:, 0, 0], _EXACT))
    # Up, that the precision be reached; down, where that would take more slots than there are.
    whole = np.ceil(answers - _EXACT) if slots is None else np.floor(answers + _EXACT)
    gathered = np.einsum("ig,igab->iab", whole, information)
    return Allocation(
        answers=whole,
        se_b=_error(_precision(gathered, known_slope)),
        se_a=np.zeros(len(whole)) if known_slope else _error(_precision(gathered[:, ::-1, ::-1], False)),
        slots=whole.sum(axis=0) / n,
    )


def _fewest(
    information: Floats, n: Floats, target: Floats, slots: float | None, cuts: list[Floats]
) -> tuple[Floats, float]:
    """Return the answers that satisfy the cuts, (n_items, n_groups), and the share of the target that they reach.

    Beside the answers one number is sought: the slots needed, to make small, or the share reached, to make large.
    """
    n_items, n_groups = information.shape[:2]
    tells = sparse.vstack([_gained(information, cut) for cut in cuts])
    given = sparse.kron(np.ones((1, n_items)), sparse.eye_array(n_groups))
    wanted = np.tile(target, len(cuts))
    of_target, of_load, price, most = (0.0, -1.0, 1.0, None) if slots is None else (1.0, 0.0, -1.0, 1.0)
    enough = sparse.hstack([-tells, of_target * wanted[:, None]])
    few = sparse.hstack([given, of_load * n[:, None]])
    found = linprog(
        np.append(np.full(n_items * n_groups, _SLIGHT / n.sum()), price),
        A_ub=sparse.vstack([enough, few]),
        b_ub=np.concatenate([(of_target - 1) * wanted, n * (slots or 0.0)]),
        bounds=[*((0, one) for one in np.tile(n, n_items)), (0, most)],
        method="highs",
    ).x
    return found[:-1].reshape(n_items, n_groups), 1.0 if slots is None else float(found[-1])


def _gained(information: Floats, cut: Floats) -> sparse.csr_array:
    """Return (t, 1) M (t, 1)' of one answer as rows by item, (n_items, n_items n_groups)."""
    t = cut[:, None]
    value = t**2 * information[..., 0, 0] + 2 * t * information[..., 0, 1] + information[..., 1, 1]
    return sparse.csr_array(sparse.block_diag([row[None, :] for row in value]))


def _information(a: Floats, b: Floats, theta: Floats, weights: Floats, error_weights: Floats) -> Floats:
    distance = theta - b[:, None, None, None]
    slope = a[:, None, None, None]
    right = expit(slope * distance)
    change = right * (1 - right)
    p = right @ error_weights
    by_a, by_b = (distance * change) @ error_weights, -(slope * change) @ error_weights
    per_answer = weights / (p * (1 - p))
    return np.stack(
        [np.stack([(one * other * per_answer).sum(axis=2) for other in (by_a, by_b)], axis=-1) for one in (by_a, by_b)],
        axis=-2,
    )


def _precision(gathered: Floats, known_slope: bool) -> Floats:
    """Return one over the variance of b, (n_items,)."""
    alone = gathered[:, 1, 1]
    if known_slope:
        return alone
    return np.asarray(alone - gathered[:, 0, 1] ** 2 / np.maximum(gathered[:, 0, 0], np.finfo(float).tiny))


def _error(precision: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(1 / np.sqrt(precision))


def _nodes(points: int) -> tuple[Floats, Floats]:
    """Return nodes and weights of a standard normal variable."""
    nodes, weights = hermegauss(points)
    return nodes, weights / weights.sum()
