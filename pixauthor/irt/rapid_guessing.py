"""Answers given too fast to be meant: by response time, one entry an answer, nothing for answers that were not given.

Wise and Kong 2005, doi:10.1207/s15324818ame1802_2. Times in seconds; NaN where unknown: such answers are not judged.
"""

from typing import Final, NamedTuple

import numpy as np

from pixauthor.irt.arrays import Bools, Floats, Ints

SHARE: Final = 0.10
"""Of an item's usual time: NT10 (Wise and Ma 2012, annual meeting of NCME)."""
LONGEST: Final = 10.0
"""Seconds: no threshold is longer; nobody who took that long can be said not to have read."""
FIXED: Final = 3.0
"""Seconds: the common threshold where too few times are known for one of its own."""
MIN_TIMES: Final = 30
"""Times of an item from which its usual time is known."""


def normative_thresholds(
    which: Ints, seconds: Floats, n_items: int, *, share: float = SHARE, longest: float = LONGEST, fixed: float = FIXED
) -> Floats:
    """Return the threshold of each item in seconds, (n_items,): a share of its median time.

    Wise and Ma take the mean; the median does not care for a candidate who went for a coffee.

    Args:
        which: item of each answer, (n_answers,).
        seconds: response times, (n_answers,).
        n_items: number of items.
        share: of the median.
        longest: threshold allowed.
        fixed: threshold of items with fewer than ``MIN_TIMES`` times.
    """
    known = np.isfinite(seconds)
    order = np.lexsort((seconds[known], which[known]))
    ordered = seconds[known][order]
    counts = np.bincount(which[known], minlength=n_items)
    starts = np.cumsum(counts) - counts
    usual = np.full(n_items, np.nan)
    met = counts > 0
    low, high = (starts + (counts - 1) // 2)[met], (starts + counts // 2)[met]
    usual[met] = (ordered[low] + ordered[high]) / 2
    return np.where(counts >= MIN_TIMES, np.minimum(share * usual, longest), fixed)


def is_rapid(which: Ints, seconds: Floats, thresholds: Floats) -> Bools:
    """Return which answers came before the threshold of their item, (n_answers,)."""
    return np.asarray(seconds < thresholds[which])


class Effort(NamedTuple):
    """Answers that were meant, of persons or of items, (n,).

    Args:
        n: answers whose time is known.
        share: of them that are no rapid guesses, NaN without any: response-time effort (of a person), response-time
            fidelity (of an item).
    """

    n: Floats
    share: Floats


def effort(of: Ints, seconds: Floats, rapid: Bools, n: int) -> Effort:
    """Return the effort of each person or item.

    Args:
        of: number of the person (or the item) of each answer, (n_answers,).
        seconds: response times, (n_answers,).
        rapid: ``is_rapid``, (n_answers,).
        n: number of persons (or items).
    """
    known = np.isfinite(seconds)
    counts = np.bincount(of[known], minlength=n).astype(float)
    guesses = np.bincount(of[known & rapid], minlength=n)
    with np.errstate(invalid="ignore"):
        return Effort(counts, 1 - guesses / counts)
