"""Which candidates are compared: the groups of a column, their sizes, and who is left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.errors import PixauthorError
from pixauthor.responses.model import GROUP_PREFIX

MAX_GROUPS: Final = 50
"""More values are no groups, but numbers or free text."""
_NAMED: Final = 5
_NONE: Final = "—"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """Candidates by group.

    Args:
        column: name of the column, ``group_…``.
        reference: the group that others are compared with.
        focal: the others, in alphabetical order.
        member: group of each candidate who is in one, by candidate.
        sizes: candidates in each group.
        n_without: candidates with no group, left out.
        n_several: candidates in more than one group, left out.
    """

    column: str
    reference: str
    focal: tuple[str, ...]
    member: pd.Series
    sizes: Mapping[str, int]
    n_without: int
    n_several: int


def find_groups(responses: pd.DataFrame, group: str, reference: str | None = None) -> Groups:
    """Return the groups of a column.

    Args:
        responses: long table.
        group: a column of groups, with ``group_`` before its name or without.
        reference: value of the reference group; the largest by default, the first in alphabetical order of equals.

    Raises:
        PixauthorError: when the column or the reference group does not exist, or there is one group or too many.
    """
    column = _find_column(responses, group)
    pairs = responses[["candidate", column]].drop_duplicates()
    told = pairs[pairs[column].notna() & (pairs[column].astype("string").str.strip() != "")]
    n_values = told.groupby("candidate")[column].size()
    single = told[told["candidate"].map(n_values) == 1]
    member = single.set_index("candidate")[column].astype(str)
    sizes = {str(name): int(n) for name, n in member.value_counts().sort_index().items()}
    if len(sizes) < 2:
        raise PixauthorError("dif.one-group", group=column, found=", ".join(sizes) or _NONE)
    if len(sizes) > MAX_GROUPS:
        examples = ", ".join(list(sizes)[:_NAMED])
        raise PixauthorError("dif.many-groups", group=column, n=len(sizes), most=MAX_GROUPS, examples=examples)
    chosen = reference if reference is not None else max(sizes, key=lambda name: sizes[name])
    if chosen not in sizes:
        raise PixauthorError("dif.unknown-reference", reference=chosen, group=column, known=", ".join(sizes))
    return Groups(
        column=column,
        reference=chosen,
        focal=tuple(name for name in sizes if name != chosen),
        member=member,
        sizes=sizes,
        n_without=int(responses["candidate"].nunique() - n_values.size),
        n_several=int((n_values > 1).sum()),
    )


def group_numbers(groups: Groups, persons: tuple[str, ...]) -> np.ndarray:
    """Return the number of each candidate's group, 0 for the reference, -1 for those in none, (n_persons,)."""
    numbers = {name: number for number, name in enumerate((groups.reference, *groups.focal))}
    found = groups.member.reindex(list(persons)).map(numbers)
    return found.fillna(-1).to_numpy(np.int64)


def _find_column(responses: pd.DataFrame, group: str) -> str:
    known = [str(name) for name in responses.columns if str(name).startswith(GROUP_PREFIX)]
    column = group if group.startswith(GROUP_PREFIX) else GROUP_PREFIX + group
    if not known:
        raise PixauthorError("dif.no-groups", group=column)
    if column not in known:
        raise PixauthorError("dif.unknown-group", group=column, known=", ".join(known))
    return column
