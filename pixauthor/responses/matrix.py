"""Responses as the arrays that kernels work on: persons by items, dense with NaN or sparse."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_NEEDED: Final = ["candidate", "item", "version", "score", "answered_at"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScoreMatrix:
    """Scores from 0 to 1, (n_persons, n_items); NaN where the item was not presented. Items are ``id@version``."""

    persons: tuple[str, ...]
    items: tuple[str, ...]
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SparseScores:
    """The same, one entry per response: ``persons[rows[k]]`` got ``values[k]`` at ``items[columns[k]]``.

    Sorted by row, then column; ``rows`` and ``columns`` count from 0.
    """

    persons: tuple[str, ...]
    items: tuple[str, ...]
    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    values: NDArray[np.float64]

    def to_dense(self) -> ScoreMatrix:
        """Return the matrix with its holes."""
        scores = np.full((len(self.persons), len(self.items)), np.nan)
        scores[self.rows, self.columns] = self.values
        return ScoreMatrix(persons=self.persons, items=self.items, scores=scores)


def to_matrix(frame: pd.DataFrame) -> ScoreMatrix:
    """Return the scores of a long table as a matrix; see ``to_sparse``."""
    return to_sparse(frame).to_dense()


def to_sparse(frame: pd.DataFrame) -> SparseScores:
    """Return the scores of a long table, persons and items in alphabetical order; see ``first_answers``."""
    first = first_answers(frame[_NEEDED])
    rows, persons = pd.factorize(first["candidate"], sort=True)
    columns, items = pd.factorize(first["item"] + "@" + first["version"].astype(str), sort=True)
    order = np.argsort(rows * len(items) + columns)  # each pair is there once
    return SparseScores(
        persons=tuple(map(str, persons)),
        items=tuple(map(str, items)),
        rows=rows[order],
        columns=columns[order],
        values=first["score"].to_numpy(float)[order],
    )


def first_answers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a long table without those of a candidate who had met the item before.

    The first answer counts: the later ones are of a person who knows the question.
    """
    in_time = frame.sort_values("answered_at", kind="stable", na_position="last")
    return in_time.drop_duplicates(["candidate", "item", "version"])
