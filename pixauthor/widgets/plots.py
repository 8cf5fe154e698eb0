"""Where the bank has items, and where it has holes."""

from typing import Any, Final

import altair as alt
import vl_convert

from pixauthor.bank.bank import Bank
from pixauthor.calibration.figures import Figure
from pixauthor.framework.model import Framework
from pixauthor.locale import text
from pixauthor.widgets.tables import coverage_table

INK: Final = "#1c2033"
ACCENT: Final = "#3d4fb8"
EMPTY: Final = "#f1f2f8"


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
        color=alt.Color("count:Q", scale=alt.Scale(range=[EMPTY, ACCENT], domain=[0, max(most, 1)]), legend=None)
    )
    dark = f"datum.count > {0.6 * most}"
    numbers = base.mark_text(fontSize=13).encode(
        text="count:Q", color=alt.condition(dark, alt.value("#ffffff"), alt.value(INK))
    )
    holes = sum(cell["count"] == 0 for cell in cells)
    return Figure(
        title=text("widgets.figures.coverage"),
        description=text("widgets.figures.coverage_said", items=int(counts.to_numpy().sum()), holes=holes),
        svg=_draw((squares + numbers).properties(width=420, height=26 * len(counts.index))),
        table=counts.reset_index(),
    )


def _draw(chart: Any) -> str:
    axis = {"labelColor": INK, "titleColor": INK, "domainOpacity": 0, "tickOpacity": 0, "labelFontSize": 12}
    styled = chart.configure(font="DejaVu Sans, Verdana, sans-serif").configure_axis(**axis)
    return str(vl_convert.vegalite_to_svg(styled.configure_view(strokeOpacity=0).to_dict()))
