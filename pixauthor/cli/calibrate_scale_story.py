"""What ``pixauthor calibrate scale`` tells: cut scores, judges, agreement of items, the place of an ability."""

from typing import Final

import pandas as pd

from pixauthor.calibration.scale_agreement import Agreement, agree, contradicting
from pixauthor.cli.output import print_table, say
from pixauthor.framework.ability_scale import AbilityScale, LevelCuts
from pixauthor.framework.model import PixRules
from pixauthor.framework.placement import CONFIDENCE, place
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal

_NONE: Final = "–"


def show_scale(scale: AbilityScale) -> None:
    """Print name, provenance and cuts."""
    made = scale.provenance
    say(text("scale.title", name=scale.name, version=scale.version, method=text(f"scale.method.{made.method}")))
    known = "" if made.response_probability is None else _number(made.response_probability)
    if known:
        say(text("scale.mastery", probability=known, n=made.n_items))
    if made.judges:
        say(text("scale.panel", n=len(made.judges), round=made.round))
    if made.simulated:
        say(text("scale.simulated"))
    for competence, cuts in _all(scale).items():
        _show_cuts(competence, cuts)


def show_judges(judges: pd.DataFrame) -> None:
    """Print one row per judge and level."""
    names = [name for name in ("competence", "level", "judge", "n_items", "total", "theta") if name in judges]
    names += [name for name in ("severity", "error", "r") if name in judges]
    rows = [tuple(_cell(value) for value in row) for row in judges[names].itertuples(index=False)]
    print_table(text("scale.judges"), [text(f"scale.column.{name}") for name in names], rows)


def show_placement(scale: AbilityScale, theta: float, se: float, competence: str, rules: PixRules) -> None:
    """Print level and pix of an ability, with their intervals."""
    found = place(theta, se, scale.cuts_of(competence), rules)
    share = f"{CONFIDENCE:.0%}".replace("%", "")
    levels = {"level": found.level, "level_low": found.level_low, "level_high": found.level_high}
    pix = {"pix": found.pix, "pix_low": found.pix_low, "pix_high": found.pix_high}
    say(text("scale.placement", theta=_number(theta), share=share, **levels, **pix))


def show_agreement(table: pd.DataFrame) -> int:
    """Print the measures of agreement and the items that contradict their level; return how many do."""
    found = agree(table)
    say(text("scale.agreement", **_measures(found)))
    wrong = contradicting(table)
    if len(wrong):
        names = ("item", "competence", "level", "calibrated_level", "location", "se", "residual")
        rows = [tuple(_cell(value) for value in row) for row in wrong[list(names)].itertuples(index=False)]
        print_table(text("scale.contradicting"), [text(f"scale.column.{name}") for name in names], rows)
    if len(table) and table["se"].isna().all():
        say(text("scale.no-se"))
    return found.n_contradicting


def _measures(found: Agreement) -> dict[str, str]:
    numbers = {name: _cell(getattr(found, name)) for name in ("spearman", "kendall", "kappa", "exact")}
    return {"n": str(found.n), "n_contradicting": str(found.n_contradicting), **numbers}


def _all(scale: AbilityScale) -> dict[str, LevelCuts]:
    shared = {text("scale.shared"): scale.shared} if scale.shared else {}
    return {**shared, **scale.by_competence}


def _show_cuts(competence: str, cuts: LevelCuts) -> None:
    rows = [("0", _number(cuts.floor), _NONE, "0", "")]
    for cut in cuts.cuts:
        note = text("scale.extrapolated") if cut.extrapolated else ""
        pix = str(PixRules().pix_per_level * cut.level)
        rows.append((str(cut.level), _number(cut.theta), _cell(cut.se), pix, note))
    print_table(competence, [text(f"scale.column.{name}") for name in ("level", "cut", "se", "pix", "note")], rows)


def _number(value: float) -> str:
    return decimal(value, 2, current_language())


def _cell(value: object) -> str:
    if isinstance(value, float):
        return _NONE if value != value else _number(value)
    return _NONE if value is None or value == "" else str(value)
