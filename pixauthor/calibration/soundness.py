"""Faults in what a calibration is given, refused before anything is computed from them."""

from typing import Final

import pandas as pd

from pixauthor.calibration.connection import name_some
from pixauthor.calibration.model import Design
from pixauthor.errors import PixauthorError, Place

COLUMNS: Final = ("candidate", "item", "version", "score", "answered_at", "simulated")
_NAMES: Final = ["candidate", "item", "version"]


def require_sound(responses: pd.DataFrame, design: Design) -> None:
    """Raise PixauthorError when responses are no scores from 0 to 1, or not known to be of whom and to what.

    Args:
        responses: long table (``responses.store.load_responses``).
        design: with models for some items by name.
    """
    missing = [name for name in COLUMNS if name not in responses.columns]
    if missing:
        raise PixauthorError("calibration.no-column", columns=", ".join(missing))
    require_scores(responses)
    known = {*responses["item"].unique(), *_references(responses)} if design.models else set()
    unknown = [name for name in design.models if name not in known]
    if unknown:
        raise PixauthorError("calibration.model-of-nothing", items=name_some(unknown))


def require_scores(responses: pd.DataFrame, place: Place | None = None) -> None:
    """Raise PixauthorError, with the items, when responses are no scores from 0 to 1, or of nobody, or to nothing."""
    nameless = responses[_NAMES].isna().any(axis=1)
    if nameless.any():
        raise PixauthorError("calibration.nameless", place=place, n=int(nameless.sum()))
    wrong = ~responses["score"].between(0, 1)
    if wrong.any():
        raise PixauthorError(
            "calibration.bad-score", place=place, n=int(wrong.sum()), items=name_some(_references(responses[wrong]))
        )


def require_options(design: Design) -> None:
    """Raise PixauthorError when a number of the design makes no sense."""
    numbers = (
        ("points", design.points >= 5),
        ("bound", design.bound > 0),
        ("max_iterations", design.max_iterations >= 1),
        ("min_answers", design.min_answers >= 1),
        ("tolerance", design.tolerance is None or design.tolerance > 0),
    )
    wrong = [f"{name} = {getattr(design, name)}" for name, fine in numbers if not fine]
    if wrong:
        raise PixauthorError("calibration.bad-number", options=", ".join(wrong))


def _references(responses: pd.DataFrame) -> list[str]:
    met = responses[["item", "version"]].drop_duplicates()
    return sorted(met["item"] + "@" + met["version"].astype(str))
