"""The values behind the plots of a calibration, one row per mark."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.bank.bank import Bank
from pixauthor.calibration.model import CalibratedItem, Calibration
from pixauthor.calibration.scores import N_GROUPS, items_of, scores_of
from pixauthor.framework.model import Framework
from pixauthor.irt.abilities import Abilities
from pixauthor.irt.arrays import Floats
from pixauthor.irt.classical import quantile_groups

UNKNOWN: Final = "–"
"""Competence and area of an item that the bank no longer has."""
_WIDTH_OF_LEVEL: Final = 0.6


def area_name(framework: Framework, competence: str, language: str) -> str:
    """Return number and title of the area of a competence; ``UNKNOWN`` when the framework has no such competence."""
    area = framework.area_of.get(competence)
    return f"{area.code}. {area.title[language]}" if area else UNKNOWN


def item_table(calibration: Calibration, bank: Bank, framework: Framework, language: str) -> pd.DataFrame:
    """Return every calibrated item with its competence, area and level; level is missing for one out of the bank."""
    rows = []
    for found in calibration.items:
        item = bank.get(found.item.rpartition("@")[0])
        competence, level = (item.competence, float(item.level)) if item else (UNKNOWN, np.nan)
        area = area_name(framework, competence, language)
        rows.append((found.item, competence, area, level, found.a, found.b))
    table = pd.DataFrame(rows, columns=["item", "competence", "area", "level", "a", "b"])
    return table.sort_values(["competence", "b"]).reset_index(drop=True)


def place_beside(table: pd.DataFrame) -> pd.DataFrame:
    """Return the items whose level is known, with their place ``beside``: items of one level never hide each other."""
    known = table.dropna(subset=["level"]).reset_index(drop=True)
    rank, size = known.groupby("level").cumcount(), known.groupby("level")["b"].transform("size")
    return known.assign(beside=known["level"] + _WIDTH_OF_LEVEL * ((rank + 0.5) / size - 0.5))


def spread_out(calibration: Calibration, n_items: int) -> list[CalibratedItem]:
    """Return at most ``n_items`` items, from the easiest to the hardest."""
    ordered = sorted(calibration.items, key=lambda item: item.b)
    places = np.unique(np.linspace(0, len(ordered) - 1, min(n_items, len(ordered))).round().astype(int))
    return [ordered[place] for place in places]


def curve_table(calibration: Calibration, chosen: Sequence[CalibratedItem], theta: Floats) -> pd.DataFrame:
    """Return the chance of success at each ability, by item."""
    items = items_of(calibration)
    right = (items.expected_scores(theta) / (items.n_categories - 1)[:, None]).T
    columns = {item.item: number for number, item in enumerate(calibration.items)}
    return pd.concat(
        [pd.DataFrame({"item": item.item, "theta": theta, "p": right[:, columns[item.item]]}) for item in chosen]
    )


def observed_table(
    calibration: Calibration, abilities: Abilities, responses: pd.DataFrame, chosen: Sequence[CalibratedItem]
) -> pd.DataFrame:
    """Return the share of successes in each group of ability, by item, at the mean ability of the group."""
    scores = scores_of(calibration, responses)
    group = quantile_groups(abilities.theta, 2 * N_GROUPS)
    centre = pd.Series(abilities.theta).groupby(group).mean()
    tables = []
    for item in chosen:
        by_group = scores[item.item].groupby(group).agg(["mean", "count"])
        tables.append(pd.DataFrame({"item": item.item, "theta": centre, "p": by_group["mean"], "n": by_group["count"]}))
    return pd.concat(tables, ignore_index=True)
