"""A calibration on one page that needs nothing else: facts, items, plots, groups, choices, provenance."""

import base64
import hashlib
from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from pixauthor.calibration.figures import Subject
from pixauthor.calibration.linking import Link
from pixauthor.calibration.model_names import name_models
from pixauthor.framework.ability_scale import AbilityScale
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal, whole
from pixauthor.widgets._shared.assemble import assemble_style, join_modules
from pixauthor.widgets.markup import Html, join, tag, void
from pixauthor.widgets.report.choices import render_choices
from pixauthor.widgets.report.facts import (
    render_facts,
    render_fit,
    render_left_out,
    render_provenance,
    say,
)
from pixauthor.widgets.report.groups import render_groups
from pixauthor.widgets.report.items import filter_settings, render_items
from pixauthor.widgets.report.plots import render_levels, render_link, render_plots
from pixauthor.widgets.report.study import Study, study

_POLICY: Final = (
    "default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)

Section = Callable[[Study], Html]


def render_report_page(
    subject: Subject,
    responses: pd.DataFrame,
    *,
    link: Link | None = None,
    scale: AbilityScale | None = None,
    note: str = "",
) -> str:
    """Return the page of a calibration, for those who decide on its items: it shows keys.

    Args:
        subject: the calibration, the bank it is of, and the language of the page.
        responses: those that the calibration was made from, or those of some candidates.
        link: to an older calibration, to show which items drifted.
        scale: whose levels items are compared with; by default the one that their nominal levels propose.
        note: on how many candidates the page rests, when it is not all of them.
    """
    return render_study(study(subject, responses, link, scale=scale, note=note))


def render_study(found: Study) -> str:
    """Return the page of a calibration whose study is done."""
    subject = found.subject
    title, script = say("title", subject.language), _script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    sheets = ("_shared/page.css", "_shared/sortable.css", "report/page.css")
    head = join(
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=_POLICY.format(digest=digest)),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        Html(f"<style>{assemble_style(*sheets)}</style>"),
    )
    sections = (_section(name, content, subject.language) for name, render in _SECTIONS if (content := render(found)))
    main = tag("main", *sections)
    body = tag(
        "body", _header(subject, title, found.note), main, Html(f"<script type=module>{script}</script>"), class_="pxa"
    )
    return f"<!doctype html>\n{tag('html', tag('head', head), body, lang=subject.language)}\n"


def _script() -> str:
    return join_modules("_shared/dom.js", "_shared/sortable.js", "report/page.js")


def _section(name: str, content: Html, language: str) -> Html:
    settings = {f"data_{key}": value for key, value in filter_settings(language).items()} if name == "items" else {}
    return tag("section", tag("h2", text(f"report.title.{name}", language)), content, id=name, **settings)


def _header(subject: Subject, title: str, note: str) -> Html:
    calibration, language = subject.calibration, subject.language
    lead = say(
        "lead",
        language,
        model=name_models(calibration, language),
        n=len(calibration.items),
        persons=whole(calibration.provenance.n_persons, language),
        date=calibration.provenance.date[:10],
    )
    return tag("header", tag("h1", title), tag("p", lead, class_="lead"), *_notices(subject, note))


def _notices(subject: Subject, note: str) -> list[Html]:
    fit, language = subject.calibration.fit, subject.language
    found = []
    if subject.calibration.provenance.simulated:
        found.append(text("calibration.simulated", language))
    if not fit.converged:
        found.append(
            text("calibration.not-converged", language, n=fit.iterations, move=decimal(fit.last_move, 6, language))
        )
    if fit.moving:
        found.append(text("calibration.moving", language, items=", ".join(fit.moving)))
    if fit.definite is False:
        found.append(text("report.not-definite", language))
    if note:
        found.append(note)
    return [tag("p", words, class_="notice", role="note") for words in found]


_SECTIONS: Final[Sequence[tuple[str, Section]]] = (
    ("facts", render_facts),
    ("fit", render_fit),
    ("items", render_items),
    ("figures", render_plots),
    ("levels", render_levels),
    ("groups", render_groups),
    ("choices", render_choices),
    ("link", render_link),
    ("left-out", render_left_out),
    ("provenance", render_provenance),
)
