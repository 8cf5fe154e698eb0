"""The values behind the plots of a calibration, one row per mark."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.bank.bank import Bank
from pixauthor.calibration.model import CalibratedItem, Calibration
from pixauthor.calibration.scores import items_of
from pixauthor.framework.model import Framework
from pixauthor.irt.arrays import Floats
from pixauthor.irt.classical import quantile_groups
from pixauthor.irt.items import Items
from pixauthor.responses.matrix import first_answers

UNKNOWN: Final = "–"
"""Competence and area of an item that the bank no longer has."""
_WIDTH_OF_LEVEL: Final = 0.6
_Z: Final = 1.96


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
    ordered = sorted((item for item in calibration.items if item.b == item.b), key=lambda item: item.b)
    places = np.unique(np.linspace(0, len(ordered) - 1, min(n_items, len(ordered))).round().astype(int))
    return [ordered[place] for place in places]


def curve_table(calibration: Calibration, chosen: Sequence[CalibratedItem], theta: Floats) -> pd.DataFrame:
    """Return the expected share of the full score at each ability, by item."""
    items, places = _select(calibration, chosen)
    shares = items.expected_scores(theta) / (items.n_categories - 1)[:, None]
    names = [calibration.items[place].item for place in places]
    return pd.DataFrame(
        {"item": np.repeat(names, theta.size), "theta": np.tile(theta, len(names)), "p": shares.ravel()}
    )


def category_table(calibration: Calibration, item: CalibratedItem, theta: Floats) -> pd.DataFrame:
    """Return the probability of each category of an item at each ability: category, theta, p."""
    items, _ = _select(calibration, [item])
    table = items.curves(theta).p
    return pd.DataFrame(
        {
            "category": np.repeat(item.categories, theta.size),
            "theta": np.tile(theta, item.n_categories),
            "p": table.ravel(),
        }
    )


def observed_table(observed: pd.DataFrame, chosen: Sequence[CalibratedItem]) -> pd.DataFrame:
    """Return the share of the full score in each group of ability, with its band, by item.

    Args:
        observed: ``fit.observed_points``.
        chosen: items.
    """
    mine = observed[observed["item"].isin([item.item for item in chosen])]
    named = mine.rename(columns={"observed": "p"})
    return named[["item", "theta", "p", "low", "high", "n"]].reset_index(drop=True)


def group_shares(
    responses: pd.DataFrame, item: str, column: str, ability: "pd.Series[float]", n_groups: int = 6
) -> pd.DataFrame:
    """Return the mean score of each group at each place of ability, with its 95 % band.

    Args:
        responses: long table.
        item: ``id@version``.
        column: whose values are groups.
        ability: by candidate, in logits.
        n_groups: places, of as many candidates each.

    Returns:
        group, place (from 1, the weakest), theta (mean, logits), n, share, low, high; candidates without a group or
        an ability are left out.
    """
    first = first_answers(responses)
    mine = first[(first["item"] + "@" + first["version"].astype(str) == item) & first[column].notna()]
    known = mine.assign(theta=mine["candidate"].map(ability)).dropna(subset=["theta"])
    placed = known.assign(place=quantile_groups(known["theta"].to_numpy(float), n_groups) + 1, group=known[column])
    by_group = placed.groupby(["group", "place"], as_index=False)
    table = by_group.agg(theta=("theta", "mean"), n=("score", "size"), share=("score", "mean"))
    # Wilson's interval keeps within 0 and 1 (Wilson 1927, doi:10.1080/01621459.1927.10502953).
    spread = _Z**2 / table["n"]
    centre = (table["share"] + spread / 2) / (1 + spread)
    reach = _Z * np.sqrt(table["share"] * (1 - table["share"]) / table["n"] + spread / (4 * table["n"])) / (1 + spread)
    return table.assign(low=centre - reach, high=centre + reach)


def _select(calibration: Calibration, chosen: Sequence[CalibratedItem]) -> tuple[Items, list[int]]:
    names = list(calibration.by_item)
    places = [names.index(item.item) for item in chosen]
    return items_of(calibration).select(np.array(places)), places
