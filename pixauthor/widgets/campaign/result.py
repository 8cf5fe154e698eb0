"""A simulated class as HTML: what it is worth, plots with their numbers, results by level, what was asked to whom."""

from collections.abc import Sequence
from typing import Any

from pixauthor.campaigns.duration import WORDS_PER_MINUTE
from pixauthor.campaigns.outcome import (
    LevelResult,
    Spread,
    always_served,
    by_level,
    mean_mastery,
    minutes,
    never_reached,
    spread,
)
from pixauthor.campaigns.simulate import Simulation
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal
from pixauthor.widgets.campaign.plots import plots
from pixauthor.widgets.figures import render_figure
from pixauthor.widgets.markup import Html, join, tag


def render_result(simulation: Simulation, language: str) -> Html:
    """Return all that a simulated class says of its campaign; it begins by saying that it is simulated."""

    def say(message: str, **fields: Any) -> str:
        return text(f"campaign.simulation.{message}", language, **fields)

    counts = spread([len(pupil.items) for pupil in simulation.pupils])
    fields = {
        "pupils": len(simulation.pupils),
        "questions": _whole(counts.middle, language),
        "minutes": _whole(spread(minutes(simulation)).middle, language),
        "mastery": _whole(mean_mastery(simulation), language),
    }
    lists = {"never": never_reached(simulation), "always": always_served(simulation)}
    exposed = (say(name, n=len(found), items=", ".join(found)) for name, found in lists.items())
    return join(
        tag("p", say("caution"), class_="pxa-caution"),
        tag("p", tag("strong", say("summary", **fields))),
        tag("p", say("clock", words=WORDS_PER_MINUTE), class_="pxa-hint"),
        _level_table(simulation, language),
        tag("ul", *(tag("li", one) for one in exposed)),
        tag("div", *(render_figure(one) for one in plots(simulation, language)), class_="pxa-figures"),
    )


def _level_table(simulation: Simulation, language: str) -> Html:
    campaign = simulation.plan.campaign
    stages = {stage.threshold: stage.title for stage in campaign.stages}
    badges = {badge.id: badge.title for badge in campaign.badges}
    names = ("level", "pupils", "mastery", "questions", "minutes", "stages", "badges")
    head = tag("tr", *(tag("th", text(f"campaign.column.{name}", language), scope="col") for name in names))
    rows = (_level_row(result, stages, badges, language) for result in by_level(simulation))
    caption = tag("caption", text("campaign.simulation.by_level", language))
    table = tag("table", caption, tag("thead", head), tag("tbody", *rows))
    return tag(
        "div",
        table,
        class_="pxa-scroll",
        tabindex="0",
        role="region",
        aria_label=text("campaign.simulation.by_level", language),
    )


def _level_row(result: LevelResult, stages: dict[int, str], badges: dict[str, str], language: str) -> Html:
    none = text("campaign.fact.no_stage", language)
    reached = [f"{stages.get(threshold, none)}\u00a0× {count}" for threshold, count in result.stages]
    held = [f"{badges[name]}\u00a0× {count}" for name, count in result.badges]
    numbers = [
        str(result.pupils),
        *(_spread(one, language) for one in (result.mastery, result.questions, result.minutes)),
    ]
    cells = [tag("td", one, class_="pxa-right") for one in numbers]
    return tag("tr", tag("th", str(result.level), scope="row"), *cells, _lines(reached), _lines(held))


def _lines(rows: Sequence[str]) -> Html:
    return tag("td", *(tag("div", row) for row in rows or ["–"]))


def _spread(found: Spread, language: str) -> str:
    low, middle, high = (_whole(one, language) for one in (found.low, found.middle, found.high))
    return text("campaign.simulation.spread", language, low=low, middle=middle, high=high)


def _whole(value: float, language: str) -> str:
    return decimal(value, 0, language)
