"""DIF by Wald's test: parameters estimated in each group by itself, brought to one scale, compared with their errors.

Lord 1980, Applications of Item Response Theory to Practical Testing Problems, chapter 14.
"""

import numpy as np
from scipy.stats import chi2

from pixauthor.irt.arrays import Floats, Ints


def wald(
    reference: Floats, reference_covariance: Floats, focal: Floats, focal_covariance: Floats
) -> tuple[Floats, Ints, Floats]:
    """Return chi2, degrees of freedom and p of the hypothesis that the parameters are equal, each (n_items,).

    NaN where a covariance is unknown or tells nothing.

    Args:
        reference: parameters in the reference group, (n_items, n_parameters).
        reference_covariance: of their errors, (n_items, n_parameters, n_parameters).
        focal: the same in the focal group, on the scale of the reference group.
        focal_covariance: as ``reference_covariance``.
    """
    difference, covariance = focal - reference, reference_covariance + focal_covariance
    known = np.flatnonzero(np.isfinite(difference).all(axis=1) & np.isfinite(covariance).all(axis=(1, 2)))
    sound = known[np.linalg.eigvalsh(covariance[known])[:, 0] > 0]
    statistic = np.full(len(difference), np.nan)
    step = np.linalg.solve(covariance[sound], difference[sound][..., None])[..., 0]
    statistic[sound] = (difference[sound] * step).sum(axis=1)
    df = np.full(len(difference), difference.shape[1])
    return statistic, df, chi2.sf(statistic, df)
