"""Candidates drawn at random, for what needs every answer in a table when there are too many answers for that."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from pixauthor.calibration.model import Sample
from pixauthor.calibration.sources.rows import candidates_of, count_rows, rows_of
from pixauthor.locale import text
from pixauthor.locale.numbers import whole

MANY: Final = 2_000_000
"""Answers beyond which tables of them are no longer made."""
DRAWN: Final = 1_000_000
"""Answers of the candidates drawn then, about."""
FEWEST: Final = 2_000
"""Candidates drawn at least, when there are as many."""
SEED: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """Responses of some candidates.

    Args:
        responses: long table.
        n_all: candidates there are.
        sample: how many were drawn, and how; None when these are all.
    """

    responses: pd.DataFrame
    n_all: int
    sample: Sample | None

    def sentence(self, language: str) -> str:
        """Return on how many candidates results rest, and how they were drawn; "" when it is all of them."""
        if self.sample is None:
            return ""
        counts = {"n": self.sample.n_persons, "of": self.n_all, "answers": self.sample.n_answers}
        said = {name: whole(count, language) for name, count in counts.items()}
        return text("calibration.sampled", language, seed=self.sample.seed, **said)


def draw_candidates(data: Path, *, candidates: int | None = None, seed: int = SEED) -> Drawn:
    """Return the responses of candidates drawn at random without replacement, each with the same chance.

    Equal data and seed give the same candidates, in whatever order and files the responses are.

    Args:
        data: a Parquet file of responses, or a folder of them.
        candidates: how many; as many as have about a million answers together by default.
        seed: of the draw.

    Raises:
        PixauthorError: when there is no such file, or it is damaged.
    """
    names = candidates_of(data)
    n_rows = count_rows(data)
    wanted = candidates or max(FEWEST, round(DRAWN * len(names) / max(n_rows, 1)))
    if wanted >= len(names):
        return Drawn(responses=rows_of(data, names), n_all=len(names), sample=None)
    places = np.sort(np.random.default_rng(seed).choice(len(names), wanted, replace=False))
    responses = rows_of(data, names.take(pa.array(places)))
    sample = Sample(n_persons=wanted, n_answers=len(responses), seed=seed)
    return Drawn(responses=responses, n_all=len(names), sample=sample)
