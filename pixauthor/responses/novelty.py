"""Which responses of a file are new, which are stored already, and which contradict what is stored."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from pixauthor.responses.model import IDENTITY, Fault, Rejected

_ONCE: Final = ["candidate", "item", "session"]
_SAME_SCORE: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """Rows to store (``added``, with their place in the file), the number already stored, and those refused."""

    added: pa.Table
    n_known: int
    rejected: tuple[Rejected, ...]


def sort_out(read: pa.Table, stored: pa.Table) -> Novelty:
    """Compare what a file holds with itself, then with what is stored.

    Within a file a candidate answers an item once per session; the first response stands. A response is stored already
    when ``IDENTITY`` says so, and contradicts the stored one when the answer, or else the score, is another.

    Args:
        read: responses of one file, with ``line`` and ``column`` (``frame.encode_responses``).
        stored: all stored responses.
    """
    frame = read.to_pandas()
    first_line = frame.groupby(_ONCE, sort=False, dropna=False)["line"].transform("first")
    twice = frame.duplicated(_ONCE).to_numpy()
    known = _find_stored(frame, stored.to_pandas())
    same = np.where(
        known["answer_stored"].notna() & frame["answer"].notna(),
        known["answer_stored"] == frame["answer"],
        (known["score_stored"] - frame["score"]).abs() <= _SAME_SCORE,
    )
    is_known = known["score_stored"].notna().to_numpy()
    contradicts = ~twice & is_known & ~same
    rejected = [
        *_reject(frame[twice], [Fault("duplicate", {"line": line}) for line in first_line[twice]]),
        *_reject(frame[contradicts], [Fault("contradicts")] * int(contradicts.sum())),
    ]
    return Novelty(
        added=read.filter(pa.array(~twice & ~is_known)),
        n_known=int((~twice & is_known & same).sum()),
        rejected=tuple(rejected),
    )


def _find_stored(frame: pd.DataFrame, stored: pd.DataFrame) -> pd.DataFrame:
    there = stored[[*IDENTITY, "answer", "score"]].drop_duplicates(list(IDENTITY))
    return frame[list(IDENTITY)].merge(
        there.rename(columns={"answer": "answer_stored", "score": "score_stored"}), how="left", on=list(IDENTITY)
    )


def _reject(rows: pd.DataFrame, faults: list[Fault]) -> list[Rejected]:
    places = zip(rows["line"], rows["column"], faults, strict=True)
    return [Rejected(line=int(line), column=column, fault=fault) for line, column, fault in places]
