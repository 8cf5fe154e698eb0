"""The health of a bank as a page for a notebook: every figure is a table of its numbers, with what it says in words."""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from pixauthor.bank.coverage_statistics import Measures
from pixauthor.bank.item import Status
from pixauthor.bank.search_index import Measured
from pixauthor.framework.model import Framework
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal, whole
from pixauthor.reviewing.health import Health
from pixauthor.reviewing.health_store import Ground, load_health
from pixauthor.reviewing.people import person_named
from pixauthor.reviewing.queue import Turn, Waiting
from pixauthor.reviewing.standing import Phase
from pixauthor.reviewing.store import Reviews
from pixauthor.widgets._shared.assemble import assemble_style
from pixauthor.widgets.figures import Shown
from pixauthor.widgets.markup import Html, tag
from pixauthor.widgets.parts import facts, table
from pixauthor.widgets.review.dashboard_parts import MOST_ROWS, bar, bars, more, panel
from pixauthor.widgets.review.heat_view import coverage_panel
from pixauthor.workspace import Workspace

_SIGNS: Final = {"error": "✕", "warning": "!", "info": "i"}


def show_health(workspace: Workspace, person: str = "", today: date | None = None) -> Shown:
    """Return the dashboard of a workspace; ``person`` is who reads it (by default who is at the keyboard).

    Raises:
        PixauthorError: when the framework, the people or the newest calibration cannot be read.
    """
    reviews = Reviews(items_dir=workspace.items_dir, exports_dir=workspace.exports_dir)
    reader = person_named(reviews.people(), person) if person else reviews.present(os.environ)
    ground = Ground(reviews=reviews, framework=workspace.framework)
    health = load_health(ground, reader, today or date.today())
    page = render_health(health, workspace.framework, current_language())
    return Shown(html=f"<style>{assemble_style('review/dashboard.css')}</style>{page}", words=_summary(health))


def render_health(health: Health, framework: Framework, language: str) -> Html:
    """Return the dashboard as HTML; its style is in ``review/dashboard.css``."""
    panels = (draw(health, framework, language) for draw in _PANELS)
    return tag("div", *panels, class_="pxa pxa-health", lang=language)


def _summary(health: Health) -> str:
    return text("review.health.summary", items=health.statistics.items, waiting=_waiting(health))


def _waiting(health: Health) -> int:
    return sum(one.phase is Phase.WAITING for one in health.queue)


def _overview(health: Health, _framework: Framework, language: str) -> Html:
    found, errors = health.statistics, sum(one.findings for one in health.rules if one.severity == "error")
    values = {
        "items": found.items,
        "validated": found.statuses.get(Status.VALIDATED, 0),
        "waiting": _waiting(health),
        "mine": sum(one.turn is not Turn.NOTHING for one in health.queue),
        "threads": sum(one.open_threads for one in health.queue),
        "errors": errors,
        "expired": found.expiries["expired"],
        "calibrated": found.measures.calibrated if found.measures else 0,
    }
    pairs = [(text(f"review.health.fact.{name}", language), whole(value, language)) for name, value in values.items()]
    return panel("overview", language, facts(*pairs))


def _reviews(health: Health, _framework: Framework, language: str) -> Html:
    mine = [one for one in health.queue if one.turn is not Turn.NOTHING]
    talked = [one for one in health.queue if one.open_threads and one not in mine]
    said = text(
        "review.health.reviews-said", language, mine=len(mine), threads=sum(o.open_threads for o in health.queue)
    )
    shown = [*mine, *talked]
    columns = [text(f"review.column.{name}", language) for name in ("id", "title", "phase", "turn", "threads")]
    rows = [_waiting_row(one, language) for one in shown[:MOST_ROWS]]
    listed = table(text("review.health.reviews", language), columns, rows) if rows else Html()
    return panel("reviews", language, tag("p", said), listed, more(len(shown), language))


def _waiting_row(one: Waiting, language: str) -> tuple[str, ...]:
    turn = "" if one.turn is Turn.NOTHING else text(f"review.turn.{one.turn.value}", language)
    phase = text(f"review.phase.{one.phase.value}", language)
    return one.row.id, one.row.title, phase, turn, str(one.open_threads or "")


def _statuses(health: Health, _framework: Framework, language: str) -> Html:
    phases = {phase.value: sum(one.phase is phase for one in health.queue) for phase in Phase}
    found = health.statistics
    return panel(
        "statuses",
        language,
        bars("bankstats.title.statuses", "widgets.statuses", found.statuses, language),
        bars("review.health.phases", "review.phase", phases, language),
    )


def _rules(health: Health, _framework: Framework, language: str) -> Html:
    items = len({one.code for one in health.rules})
    words = text("review.health.rules-said" if health.rules else "review.form.clean", language, rules=items)
    columns = [text(f"review.health.{name}", language) for name in ("rule", "severity", "files", "places")]
    most = max((one.items for one in health.rules), default=1)
    rows = [
        (one.code, _severity(one.severity, language), bar(one.items, most, language), whole(one.findings, language))
        for one in health.rules
    ]
    listed = table(text("review.health.rules", language), columns, rows) if rows else Html()
    return panel("rules", language, tag("p", words), listed)


def _severity(name: str, language: str) -> str:
    return f"{_SIGNS[name]} {text(f'widgets.severities.{name}', language)}"


def _calibration(health: Health, _framework: Framework, language: str) -> Html:
    found, newest = health.statistics.measures, health.calibrated
    if found is None or newest is None:
        return panel("calibration", language, tag("p", text("bankstats.not-calibrated", language)))
    fields = {"calibrated": found.calibrated, "not_calibrated": found.not_calibrated}
    origin = text("review.health.newest", language, name=newest.name, day=newest.day)
    warning = tag("p", text("review.health.simulated", language), class_="notice") if newest.simulated else Html()
    columns = [
        text(f"review.health.{name}", language) for name in ("item", "verdict", "flags", "n", "p", "b", "a", "r")
    ]
    rows = [_measured_row(name, one, language) for name, one in health.flagged[:MOST_ROWS]]
    listed = table(text("review.health.flagged", language), columns, rows) if rows else Html()
    return panel(
        "calibration",
        language,
        tag("p", origin, " ", text("bankstats.calibrated", language, **fields)),
        warning,
        tag("div", *_verdicts(found, language), class_="pair"),
        listed,
        more(len(health.flagged), language),
    )


def _verdicts(found: Measures, language: str) -> Iterator[Html]:
    yield bars("bankstats.title.verdicts", "calibration.verdict", found.verdicts, language)
    if found.flags:
        yield bars("bankstats.title.flags", "calibration.flag", found.flags, language)


def _measured_row(name: str, one: Measured, language: str) -> tuple[str, ...]:
    flags = ", ".join(text(f"calibration.flag.{flag}", language) for flag in one.flags)
    numbers = [decimal(value, 2, language) if value is not None else "" for value in (one.p, one.b, one.a, one.r_rest)]
    return name, text(f"calibration.verdict.{one.verdict}", language), flags, whole(one.n, language), *numbers


def _exposure(health: Health, _framework: Framework, language: str) -> Html:
    exposure = health.exposure
    if not exposure.candidates:
        return panel("exposure", language, tag("p", text("review.health.unexposed", language)))
    words = text("review.health.exposure-said", language, candidates=exposure.candidates, worn=health.exposures["worn"])
    columns = [text(f"review.health.{name}", language) for name in ("item", "served", "share")]
    rows = [(name, whole(n, language), f"{decimal(100 * share, 1, language)} %") for name, n, share in health.most_seen]
    return panel(
        "exposure",
        language,
        tag("p", words),
        bars("review.health.exposures", "review.exposure", health.exposures, language),
        table(text("review.health.most-seen", language), columns, rows),
    )


def _ages(health: Health, _framework: Framework, language: str) -> Html:
    found = health.statistics
    words = text("review.health.ages-said", language, expired=found.expiries["expired"], soon=found.expiries["soon"])
    return panel(
        "ages",
        language,
        tag("p", words),
        bars("bankstats.title.ages", "bankstats.age", found.ages, language),
        bars("bankstats.title.expiries", "bankstats.expiry", found.expiries, language),
    )


_PANELS: Final[Sequence[Callable[[Health, Framework, str], Html]]] = (
    *(_overview, coverage_panel, _reviews, _rules),
    *(_statuses, _ages, _exposure, _calibration),
)
