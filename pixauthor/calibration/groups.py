"""Which group each candidate is in: one value of a column, without blanks around it; a blank is no group."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pixauthor.calibration.connection import name_some
from pixauthor.calibration.design import Design
from pixauthor.calibration.split import group_column
from pixauthor.errors import PixauthorError
from pixauthor.irt.arrays import Ints
from pixauthor.responses.model import GROUP_PREFIX

MIN_GROUP: Final = 20
"""Candidates under whom the spread of a group's abilities is not worth estimating: it may collapse."""


def keep_grouped(responses: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Return the responses of candidates in a group: all, when the design has no groups.

    Raises:
        PixauthorError: when there is no such column, a candidate has several groups, or has none and the design does
            not say to leave such candidates out.
    """
    column = group_column(design)
    if not column:
        return responses
    known = [str(name) for name in responses.columns if str(name).startswith(GROUP_PREFIX)]
    if column not in known:
        raise PixauthorError("calibration.unknown-group", group=column, known=name_some(known))
    labels = labels_of(responses, column)
    pairs = pd.DataFrame({"candidate": responses["candidate"], column: labels}).dropna().drop_duplicates()
    several = sorted(pairs["candidate"][pairs["candidate"].duplicated()].unique())
    without = responses["candidate"].nunique() - pairs["candidate"].nunique()
    require_single(column, without, several, design)
    member = pairs.set_index("candidate")[column].astype(object)
    kept = responses[responses["candidate"].isin(member.index)]
    return kept.assign(**{column: kept["candidate"].map(member)})


def labels_of(responses: pd.DataFrame, column: str) -> pd.Series:
    """Return the group of each row, missing where there is none."""
    labels = responses[column].astype("string").str.strip()
    return labels.mask(labels == "")


def require_single(column: str, n_without: int, several: Sequence[str], design: Design) -> None:
    """Raise when candidates are in several groups, or in none and nobody said to leave them out."""
    if several:
        raise PixauthorError("calibration.several-groups", group=column, candidates=name_some(several))
    if n_without and not design.drop_missing_group:
        raise PixauthorError("calibration.no-group", group=column, n=n_without)


def members_of(responses: pd.DataFrame, design: Design, persons: Sequence[str]) -> tuple[tuple[str, ...], Ints | None]:
    """Return the names of the groups, and the number of each person's; nothing when the design has no groups.

    Args:
        responses: of ``keep_grouped``.
        design: names the column.
        persons: candidates.

    Raises:
        PixauthorError: when a group is too small.
    """
    column = group_column(design)
    if not column:
        return (), None
    mine = responses.drop_duplicates("candidate").set_index("candidate")[column].reindex(list(persons))
    members, names = pd.factorize(mine.astype(str), sort=True)
    require_large(tuple(map(str, names)), members)
    return tuple(map(str, names)), np.asarray(members, np.int64)


def require_large(names: Sequence[str], members: Ints | NDArray[np.int32]) -> None:
    """Raise when a group is too small: ``members`` are numbers of groups, (n_persons,)."""
    sizes = zip(names, np.bincount(members, minlength=len(names)), strict=True)
    small = [f"{name} ({n})" for name, n in sizes if n < MIN_GROUP]
    if small:
        raise PixauthorError("calibration.small-group", groups=name_some(small), least=MIN_GROUP)
