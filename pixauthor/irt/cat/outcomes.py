"""How good a simulated adaptive test is: accuracy by ability, use of the bank, likeness of two tests."""

from dataclasses import dataclass

import numpy as np

from pixauthor.irt.arrays import Floats, Ints
from pixauthor.irt.cat.exposure import exposure_rates
from pixauthor.irt.cat.run import Sittings


@dataclass(frozen=True, slots=True, eq=False)
class Accuracy:
    """Accuracy in each of some groups of examinees, all (n_groups,) but ``length_quantiles``; NaN in an empty one.

    Args:
        n: examinees.
        theta: mean of their true abilities, in logits.
        bias: mean of estimate minus truth, in logits.
        rmse: root of the mean square of the same.
        se: root of the mean square of the posterior standard deviation, in logits: what ``rmse`` should be.
        length: mean of the number of items.
        length_quantiles: of the number of items, (n_groups, n_quantiles).
    """

    n: Ints
    theta: Floats
    bias: Floats
    rmse: Floats
    se: Floats
    length: Floats
    length_quantiles: Floats


def accuracy(theta: Floats, done: Sittings, groups: Ints, n_groups: int, quantiles: Floats) -> Accuracy:
    """Return how near the estimates come, by group.

    Args:
        theta: true abilities, (n,).
        done: their tests.
        groups: number of each examinee's group, from 0; -1 for none, (n,).
        n_groups: how many there are.
        quantiles: of the test's length, from 0 to 1.
    """
    inside = groups >= 0
    n = np.bincount(groups[inside], minlength=n_groups)
    error = done.theta - theta

    def mean(values: Floats) -> Floats:
        total = np.bincount(groups[inside], weights=values[inside], minlength=n_groups)
        return np.asarray(np.divide(total, n, out=np.full(n_groups, np.nan), where=n > 0))

    lengths = (done.lengths[groups == group] for group in range(n_groups))
    return Accuracy(
        n,
        mean(theta),
        mean(error),
        np.sqrt(mean(error**2)),
        np.sqrt(mean(done.se**2)),
        mean(done.lengths.astype(float)),
        np.array([np.quantile(part, quantiles) if part.size else np.full(quantiles.size, np.nan) for part in lengths]),
    )


def overlap(done: Sittings) -> float:
    """Return the mean number of items that two examinees share, over the mean length of their tests.

    Counted over all pairs, from the exposure of the items alone (Chen, Ankenmann and Spray 2003,
    doi:10.1111/j.1745-3984.2003.tb01100.x). NaN for fewer than two examinees.
    """
    n = len(done.items)
    if n < 2:
        return float("nan")
    times = exposure_rates(done) * n
    return float((times * (times - 1)).sum() / (n * (n - 1)) / done.lengths.mean())


def reliability(theta: Floats, done: Sittings) -> float:
    """Return the squared correlation of estimates with true abilities; NaN when either does not vary."""
    if min(np.ptp(theta), np.ptp(done.theta)) == 0:
        return float("nan")
    return float(np.corrcoef(theta, done.theta)[0, 1] ** 2)
