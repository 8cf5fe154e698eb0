"""The project's figures: where the bank has items, and where items and candidates stand on one scale."""

from collections.abc import Sequence

import altair as alt

from pixauthor.bank.bank import Bank
from pixauthor.framework.model import Framework
from pixauthor.locale import text
from pixauthor.widgets.figures import ACCENT, INK, WARM, Figure, draw
from pixauthor.widgets.tables import coverage_table


def plot_coverage(bank: Bank, framework: Framework) -> Figure:
    """Return the heat map of items by competence and level; every cell carries its number."""
    counts = coverage_table(bank, framework)
    cells = [
        {"competence": code, "level": level, "count": int(counts.loc[code, level])}
        for code in counts.index
        for level in counts.columns
    ]
    base = alt.Chart(alt.InlineData(values=cells)).encode(
        x=alt.X("level:O", title=text("widgets.tables.level"), axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("competence:O", title=text("widgets.tables.competence")),
    )
    most = max(cell["count"] for cell in cells)
    squares = base.mark_rect(stroke="#ffffff", strokeWidth=2).encode(
        color=alt.Color("count:Q", scale=alt.Scale(range=["#f1f2f8", ACCENT], domain=[0, max(most, 1)]), legend=None)
    )
    dark = f"datum.count > {0.6 * most}"
    numbers = base.mark_text(fontSize=13).encode(
        text="count:Q", color=alt.condition(dark, alt.value("#ffffff"), alt.value(INK))
    )
    holes = sum(cell["count"] == 0 for cell in cells)
    return Figure(
        title=text("widgets.figures.coverage"),
        description=text("widgets.figures.coverage_said", items=int(counts.to_numpy().sum()), holes=holes),
        svg=draw((squares + numbers).properties(width=420, height=26 * len(counts.index))),
        columns=[text("widgets.tables.competence"), *map(str, counts.columns)],
        rows=[[str(code), *map(str, counts.loc[code])] for code in counts.index],
    )


def plot_scale(persons: Sequence[float], items: Sequence[tuple[str, float]]) -> Figure:
    """Return the Wright map: abilities of candidates and difficulties of items on one scale, in logits.

    Args:
        persons: one ability per candidate.
        items: name and difficulty of each item.
    """
    scale = alt.Scale(domain=_domain(persons, items))
    abilities = (
        alt.Chart(alt.InlineData(values=[{"theta": float(one)} for one in persons]))
        .mark_bar(color=ACCENT)
        .encode(
            x=alt.X("theta:Q", bin=alt.Bin(step=0.25), scale=scale, title=None),
            y=alt.Y("count()", title=text("widgets.figures.candidates")),
        )
    )
    ticks = alt.Chart(alt.InlineData(values=[{"name": name, "b": float(b)} for name, b in items])).encode(
        x=alt.X("b:Q", scale=scale, title=text("widgets.figures.logits"))
    )
    marks = ticks.mark_tick(color=WARM, thickness=2, height=34).properties(
        width=620, height=46, title=alt.Title(text("widgets.figures.items"), anchor="start", fontSize=12, color=INK)
    )
    hardest, easiest = max(items, key=lambda one: one[1]), min(items, key=lambda one: one[1])
    return Figure(
        title=text("widgets.figures.scale"),
        description=text(
            "widgets.figures.scale_said",
            candidates=len(persons),
            items=len(items),
            easiest=easiest[0],
            hardest=hardest[0],
        ),
        svg=draw(alt.vconcat(abilities.properties(width=620, height=180), marks, spacing=6)),
        columns=[text("widgets.tables.item"), text("widgets.figures.difficulty")],
        rows=[[name, f"{b:.2f}"] for name, b in sorted(items, key=lambda one: one[1])],
    )


def _domain(persons: Sequence[float], items: Sequence[tuple[str, float]]) -> list[float]:
    values = [*map(float, persons), *(b for _, b in items)]
    return [min(values) - 0.25, max(values) + 0.25]
