"""What a bank covers, as a table that is also a heat map."""

from typing import Final

from pixauthor.bank.coverage import Cell
from pixauthor.bank.item import Status
from pixauthor.framework.model import Framework
from pixauthor.locale import text
from pixauthor.locale.numbers import whole
from pixauthor.reviewing.health import Health
from pixauthor.widgets.markup import Html, tag
from pixauthor.widgets.review.dashboard_parts import panel

_SHADES: Final = 5


def coverage_panel(health: Health, framework: Framework, language: str) -> Html:
    """Return the items by competence and level: numbers in cells, the darker the more are validated."""
    cells = health.statistics.heat
    holes = sum(one.state == "hole" for one in cells)
    drafts = sum(one.state == "draft" for one in cells)
    words = text("review.health.coverage-said", language, cells=len(cells), holes=holes, drafts=drafts)
    levels = [one.level for one in framework.levels]
    by_place = {(one.competence, one.level): one for one in cells}
    most = max((_served(one) for one in cells), default=0)
    columns = (
        text("review.health.competence", language),
        *(text("review.health.level", language, n=n) for n in levels),
    )
    rows = [
        tag(
            "tr",
            tag("th", code, " ", tag("span", framework.competences[code].title[language], class_="name"), scope="row"),
            *(_cell(by_place[code, level], most, language) for level in levels),
        )
        for code in framework.competences
    ]
    heads = tag("tr", *(tag("th", name, scope="col") for name in columns))
    caption = text("review.health.coverage", language)
    inner = tag("table", tag("caption", caption), tag("thead", heads), tag("tbody", *rows), class_="heat")
    scroll = tag("div", inner, class_="scroll", tabindex="0", role="region", aria_label=caption)
    return panel(
        "coverage", language, tag("p", words), scroll, tag("p", text("bankstats.legend", language), class_="soft")
    )


def _cell(one: Cell, most: int, language: str) -> Html:
    served = _served(one)
    shade = -(-served * _SHADES // most) if most else 0
    others = f" ({one.items})" if one.items > served else ""
    words = {"outside": "", "hole": "—"}.get(one.state, f"{whole(served, language)}{others}")
    return tag("td", words, class_=f"shade-{shade} {one.state}")


def _served(one: Cell) -> int:
    return one.statuses.get(Status.VALIDATED, 0)
