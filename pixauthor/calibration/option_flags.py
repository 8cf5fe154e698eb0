"""What to think of the options of a choice item."""

from collections.abc import Collection, Mapping

import pandas as pd

from pixauthor.calibration.scores import N_GROUPS
from pixauthor.calibration.thresholds import OptionThresholds

_TOP = f"group_{N_GROUPS}"


def find_option_flags(
    table: pd.DataFrame,
    options: Collection[str],
    right: Collection[str],
    thresholds: OptionThresholds | None = None,
) -> Mapping[str, tuple[str, ...]]:
    """Return the flags of each distractor: messages of ``calibration.option-flag``.

    ``rare``: hardly anyone chooses it; ``tempting``: those who do are the better candidates; ``beats-key``: it is
    chosen more than a right option in the top group of ability. The last two ask to check the key.

    Args:
        table: ``calibration.scores.distractor_table`` of the item.
        options: ids of all its options.
        right: ids of the right ones.
        thresholds: common practice by default.
    """
    bounds = thresholds or OptionThresholds()
    chosen = table.set_index("option") if len(table) else table
    if chosen.empty or (chosen["n"] / chosen["p"]).max() < bounds.min_n:
        return {}
    known = chosen.reindex(list(options)).fillna({"p": 0.0, _TOP: 0.0})
    key = known.loc[[option for option in options if option in right], _TOP].min()
    checks = {
        "rare": known["p"] < bounds.min_p,
        "tempting": known["r_rest"] > bounds.max_r,
        "beats-key": known[_TOP] > key,
    }
    distractors = [option for option in options if option not in right]
    return {option: tuple(name for name, found in checks.items() if found[option]) for option in distractors}
