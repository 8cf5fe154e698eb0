"""How an adaptive test begins, chooses and ends."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pixauthor.irt.arrays import Floats

NO_ERROR: Final = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rules:
    """Rules of a test; the next item is always the most informative one that they allow.

    Args:
        length: most items.
        least: fewest items, when the test may end by its standard error.
        se: the test ends at this posterior standard deviation, in logits; 0 is never reached.
        start: ability at which the first item is chosen; the prior's mean by default.
        spread: the start is drawn evenly within these logits of ``start``.
        randomesque: an item is drawn among this many best ones (Kingsbury and Zara 1989,
            doi:10.1207/s15324818ame0204_6).
        exposure: probability with which each item is given once it is chosen, (n_items,) (Sympson and Hetter 1985);
            one that is kept back stays so for the rest of the test. All 1 by default.
        shares: wanted share of each content, (n_contents,): the next item comes from the content furthest behind
            (Kingsbury and Zara 1989). No balance by default.
    """

    length: int
    least: int = 1
    se: float = NO_ERROR
    start: float | None = None
    spread: float = 0.0
    randomesque: int = 1
    exposure: Floats | None = None
    shares: Floats | None = None


def require_possible(rules: Rules, n_items: int) -> None:
    """Refuse rules that no test can follow.

    Raises:
        ValueError: for a length that the bank does not have, or probabilities and shares out of range.
    """
    if not 1 <= rules.least <= rules.length <= n_items:
        raise ValueError(f"a test has 1 to {n_items} items, not {rules.least} to {rules.length}")
    if rules.randomesque < 1 or rules.se < 0 or rules.spread < 0:
        raise ValueError("a draw is among 1 item or more; a standard error and a spread are not negative")
    if rules.exposure is not None and not np.all((rules.exposure > 0) & (rules.exposure <= 1)):
        raise ValueError("an exposure parameter is above 0 and at most 1")
    if rules.shares is not None and (np.any(rules.shares < 0) or not np.isclose(rules.shares.sum(), 1)):
        raise ValueError("the shares of the contents are not negative and sum to 1")
