"""The plots of a simulated class: each with its words and its numbers, readable without colour."""

from typing import Any, Final

import altair as alt
import pandas as pd

from pixauthor.calibration.figures.drawing import ALERT, BAR, INK, LINE, Figure, draw, rows
from pixauthor.campaigns.outcome import BANDS, band_counts, by_level, exposures, minutes, question_counts, spread
from pixauthor.campaigns.simulate import Simulation
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal

WIDTH: Final = 520
_BAR: Final[dict[str, Any]] = {"color": BAR, "stroke": INK, "strokeWidth": 0.6}


def plots(simulation: Simulation, language: str) -> tuple[Figure, ...]:
    """Return all plots: length, time, results, mastery by level, exposure."""
    return tuple(one(simulation, language) for one in (lengths, times, results, mastery_by_level, exposure))


def lengths(simulation: Simulation, language: str) -> Figure:
    """Return the distribution of the number of questions."""
    table = pd.DataFrame(question_counts(simulation), columns=["questions", "pupils"])
    axis = alt.X("questions:O", title=_say("questions_axis", language), axis=alt.Axis(labelAngle=0))
    found = spread([len(pupil.items) for pupil in simulation.pupils])
    fields = {name: decimal(getattr(found, name), 0, language) for name in ("low", "middle", "high")}
    return _bars(table, axis, language, "lengths", **fields)


def times(simulation: Simulation, language: str) -> Figure:
    """Return the distribution of the time taken, in steps of two minutes."""
    taken = minutes(simulation)
    steps = pd.Series([2 * int(one // 2) for one in taken]).value_counts()
    whole = range(int(min(steps.index)), int(max(steps.index)) + 1, 2)
    table = pd.DataFrame([(f"{low}–{low + 2}", int(steps.get(low, 0))) for low in whole], columns=["minutes", "pupils"])
    axis = alt.X("minutes:O", title=_say("minutes_axis", language), sort=None, axis=alt.Axis(labelAngle=-40))
    found = spread(taken)
    fields = {name: decimal(getattr(found, name), 0, language) for name in ("low", "middle", "high")}
    return _bars(table, axis, language, "times", **fields)


def results(simulation: Simulation, language: str) -> Figure:
    """Return how many pupils end in each band of mastery (pix.md §6)."""
    counts = band_counts(simulation)
    names = [f"{low}–{high}" for low, high in BANDS]
    table = pd.DataFrame({"band": names, "pupils": counts})
    axis = alt.X("band:O", title=_say("band_axis", language), sort=None, axis=alt.Axis(labelAngle=-40))
    low, high = BANDS[max(range(len(counts)), key=counts.__getitem__)]
    fullest = text("campaign.column.band_of", language, low=low, high=high)
    return _bars(table, axis, language, "bands", band=fullest)


def mastery_by_level(simulation: Simulation, language: str) -> Figure:
    """Return the mastery that pupils of each level reach: from the least to the greatest, and the median."""
    found = by_level(simulation)
    table = pd.DataFrame(
        [(one.level, one.pupils, one.mastery.low, one.mastery.middle, one.mastery.high) for one in found],
        columns=["level", "pupils", "low", "middle", "high"],
    )
    scale = alt.Scale(domain=[0, 100])
    base = alt.Chart(rows(table)).encode(
        x=alt.X("level:O", title=_say("level_axis", language), axis=alt.Axis(labelAngle=0))
    )
    title = _say("mastery_axis", language)
    lines = base.mark_rule(color=LINE, strokeWidth=3).encode(y=alt.Y("low:Q", title=title, scale=scale), y2="high:Q")
    points = base.mark_point(color=INK, filled=True, size=90).encode(y=alt.Y("middle:Q", scale=scale))
    stages = [one.threshold for one in simulation.plan.campaign.stages]
    marks = alt.Chart(rows(pd.DataFrame({"at": stages}))).mark_rule(color=ALERT, strokeDash=[4, 4]).encode(y="at:Q")
    chart = alt.layer(*([marks] if stages else []), lines, points).properties(width=WIDTH, height=260)
    said = ", ".join(
        _say("results_point", language, level=one.level, middle=decimal(one.mastery.middle, 0, language))
        for one in found
    )
    return _figure(chart, language, "results", table, points=said)


def exposure(simulation: Simulation, language: str) -> Figure:
    """Return how many pupils met each item, the most exposed first."""
    found = exposures(simulation)
    pupils = len(simulation.pupils)
    table = pd.DataFrame([(one.item, one.pupils) for one in found], columns=["item", "pupils"])
    bars = alt.Chart(rows(table)).mark_bar(**_BAR)
    chart = bars.encode(
        x=alt.X(
            "pupils:Q", title=_say("pupils_axis", language), axis=_whole_axis(), scale=alt.Scale(domain=[0, pupils])
        ),
        y=alt.Y("item:N", title=None, sort=None, axis=alt.Axis(labelLimit=260)),
    ).properties(width=WIDTH - 120, height=alt.Step(16))
    fields = {
        "always": sum(one.pupils == pupils for one in found),
        "never": sum(not one.pupils for one in found),
        "items": len(found),
    }
    return _figure(chart, language, "exposure", table, **fields)


def _bars(table: pd.DataFrame, axis: Any, language: str, name: str, **fields: Any) -> Figure:
    across = alt.Y("pupils:Q", title=_say("pupils_axis", language), axis=_whole_axis())
    chart = alt.Chart(rows(table)).mark_bar(**_BAR).encode(x=axis, y=across).properties(width=WIDTH, height=220)
    return _figure(chart, language, name, table, **fields)


def _figure(chart: Any, language: str, name: str, table: pd.DataFrame, **fields: Any) -> Figure:
    heads = {one: text(f"campaign.value.{one}", language) for one in table.columns}
    said = _say(f"{name}_said", language, **fields)
    return draw(chart, language, _say(name, language), said, table.rename(columns=heads))


def _whole_axis() -> alt.Axis:
    return alt.Axis(format="d", tickMinStep=1)


def _say(message: str, language: str, **fields: Any) -> str:
    return text(f"campaign.simulation.{message}", language, **fields)
