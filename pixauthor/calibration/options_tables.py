"""The options of the choice items of a calibration as tables: parameters, curves, and who chose what."""

from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.calibration.classical import distractor_curves
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.options_model import MIN_CHOSEN, OptionModel, fit_options, name_of
from pixauthor.calibration.scores import answers_of, estimate_abilities

THETA: Final = np.linspace(-4, 4, 33)
"""Abilities at which curves are told, in logits."""
SURE: Final = 2.0
"""Standard errors by which a slope must be greater to be told so."""


def items_with_answers(calibration: Calibration, responses: pd.DataFrame) -> list[str]:
    """Return the calibrated items (``id@version``) to which at least two answers are known, each often enough."""
    known = responses.dropna(subset=["answer"])
    named = known["answer"].map({answer: name_of(answer) for answer in known["answer"].unique()})
    counts = named.groupby(known["item"] + "@" + known["version"].astype(str)).value_counts()
    often = counts[counts >= MIN_CHOSEN].groupby(level=0).size()
    chosen = set(often[often > 1].index)
    return [item.item for item in calibration.items if item.item in chosen]


def fit_all_options(calibration: Calibration, responses: pd.DataFrame, items: Collection[str]) -> list[OptionModel]:
    """Return the nominal models of the raw answers to some items (``options_model.fit_options``)."""
    answered = answers_of(calibration, responses)
    return [fit_options(calibration, responses, item, answered=answered) for item in items]


def option_table(models: Sequence[OptionModel]) -> pd.DataFrame:
    """Return one row an option: item, option, right, n, share, slope and intercept with their errors, beats_key.

    ``right`` says that whoever chose it got the full score; ``beats_key``, that it rises more with ability than any
    right option, by more than two standard errors: either the key is wrong, or the item asks for something else.
    """
    parts = []
    for model in models:
        table = model.table.assign(item=model.item, share=model.table["n"] / model.table["n"].sum())
        table["right"] = table["score"] >= 1
        table["beats_key"] = _beats_key(table)
        parts.append(table)
    columns = ["item", "option", "right", "n", "share", "slope", "se_slope", "intercept", "se_intercept", "beats_key"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _beats_key(table: pd.DataFrame) -> "pd.Series[bool]":
    if not table["right"].any():
        return pd.Series(False, index=table.index)
    slope, error, *_ = table.loc[table["right"], ["slope", "se_slope"]].sort_values("slope").iloc[-1]
    return pd.Series(table["slope"] - slope > SURE * np.hypot(table["se_slope"], error))


def option_curves(models: Sequence[OptionModel]) -> pd.DataFrame:
    """Return the probability of each option by ability: item, option, theta, p."""
    parts = [model.curves(THETA).assign(item=model.item) for model in models]
    columns = ["item", "option", "theta", "p"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def option_groups(calibration: Calibration, responses: pd.DataFrame, items: Collection[str]) -> pd.DataFrame:
    """Return the share of each option by group of ability (``classical.distractor_curves``), with ``item`` in front."""
    ability = pd.Series(
        estimate_abilities(calibration, responses).theta, index=list(answers_of(calibration, responses).persons)
    )
    parts = []
    for item in items:
        table = distractor_curves(responses, item, ability=ability)
        table.insert(0, "item", item)
        parts.append(table)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["item", "option", "group", "share"])
