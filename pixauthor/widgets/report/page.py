"""A calibration on one page that needs nothing else: facts, items, plots, choices, provenance."""

from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd

from pixauthor.calibration.figures import Figure, Subject, information_plot, item_curves, level_plot, wright_map
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import estimate_abilities
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal, whole
from pixauthor.widgets._shared.assemble import assemble_style
from pixauthor.widgets.markup import Html, join, tag, void
from pixauthor.widgets.parts import facts, fold, plot, table
from pixauthor.widgets.report.choices import render_choices
from pixauthor.widgets.report.items import number, render_items

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_WHOLE: Final = frozenset({"level", "n"})

Section = Callable[[Subject, pd.DataFrame], Html]


def render_report_page(subject: Subject, responses: pd.DataFrame) -> str:
    """Return the page of a calibration, for those who decide on its items: it shows keys.

    Args:
        subject: the calibration, the bank it is of, and the language of the page.
        responses: those that the calibration was made from.
    """
    title = _say(subject, "title")
    head = join(
        void("meta", charset="utf-8"),
        void("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        Html(f"<style>{assemble_style('_shared/page.css', 'report/page.css')}</style>"),
    )
    shown = ((name, render(subject, responses)) for name, render in _SECTIONS)
    sections = (tag("section", tag("h2", _say(subject, name)), content, id=name) for name, content in shown if content)
    body = tag("body", _header(subject, title), tag("main", *sections), class_="pxa")
    return f"<!doctype html>\n{tag('html', tag('head', head), body, lang=subject.language)}\n"


def _header(subject: Subject, title: str) -> Html:
    calibration = subject.calibration
    lead = _say(
        subject,
        "lead",
        model=_model(subject),
        n=len(calibration.items),
        persons=whole(calibration.provenance.n_persons, subject.language),
        date=calibration.provenance.date[:10],
    )
    return tag("header", tag("h1", title), tag("p", lead, class_="lead"), *_notices(subject))


def _notices(subject: Subject) -> list[Html]:
    fit, language = subject.calibration.fit, subject.language
    found = []
    if subject.calibration.provenance.simulated:
        found.append(text("calibration.simulated", language))
    if not fit.converged:
        found.append(text("calibration.not-converged", language, move=decimal(fit.last_move, 4, language)))
    return [tag("p", words, class_="notice", role="note") for words in found]


def _facts(subject: Subject, _: pd.DataFrame) -> Html:
    calibration, language = subject.calibration, subject.language
    fit, made = calibration.fit, calibration.provenance
    verdicts = [item.verdict for item in calibration.items]
    values = (
        ("model", _model(subject)),
        ("persons", whole(made.n_persons, language)),
        ("answers", whole(made.n_answers, language)),
        ("latent-sd", number(calibration.latent_sd, 2, language)),
        ("alpha", number(calibration.alpha, 3, language)),
        ("loglik", number(fit.log_likelihood, 1, language)),
        ("aic", number(fit.aic, 1, language)),
    )
    judged = ((_say(subject, f"to-{name}"), verdicts.count(name)) for name in _VERDICTS)
    return join(
        facts(
            *((_say(subject, name), value) for name, value in values),
            *((name, whole(count, language)) for name, count in judged if count),
        ),
        _converged(calibration, language),
    )


def _converged(calibration: Calibration, language: str) -> Html:
    if not calibration.fit.converged:
        return Html("")
    words = text("calibration.converged", language, move=decimal(calibration.fit.last_move, 4, language))
    return tag("p", words, class_="good")


def _items(subject: Subject, _: pd.DataFrame) -> Html:
    return render_items(subject)


def _figures(subject: Subject, responses: pd.DataFrame) -> Html:
    abilities = estimate_abilities(subject.calibration, responses)
    drawn = (
        wright_map(subject, abilities),
        level_plot(subject),
        item_curves(subject, abilities, responses),
        information_plot(subject),
    )
    return join(*(_figure(figure, subject) for figure in drawn))


def _figure(figure: Figure, subject: Subject) -> Html:
    names = list(figure.table.columns)
    columns = [text(f"calibration.value.{name}", subject.language) for name in names]
    rows = [[_cell(row[name], name, subject.language) for name in names] for row in figure.table.to_dict("records")]
    values = fold(_say(subject, "values"), table(figure.title, columns, rows))
    return plot(figure.svg, figure.title, figure.description, values)


def _cell(value: str | float, name: str, language: str) -> str:
    return value if isinstance(value, str) else number(value, 0 if name in _WHOLE else 2, language)


def _left_out(subject: Subject, _: pd.DataFrame) -> Html:
    language = subject.language
    left_out = subject.calibration.left_out
    if not left_out:
        return Html("")
    columns = [text("calibration.column.item", language), text("calibration.column.n", language)]
    rows = [(one.item, str(one.n), text(f"calibration.left-out.{one.reason}", language)) for one in left_out]
    return table(_say(subject, "left-out"), [*columns, _say(subject, "reason")], rows)


def _provenance(subject: Subject, _: pd.DataFrame) -> Html:
    calibration, language = subject.calibration, subject.language
    design, made = calibration.design, calibration.provenance
    quadrature = _say(subject, "quadrature-of", points=design.points, bound=decimal(design.bound, 0, language))
    values: Sequence[tuple[str, str | Html]] = (
        ("date", made.date[:16].replace("T", " ")),
        ("engine", design.engine),
        ("quadrature", quadrature),
        ("persons-left-out", whole(made.n_persons_left_out, language)),
        ("data", tag("code", made.data)),
        ("bank", tag("code", made.bank) if made.bank else "–"),
        ("versions", ", ".join(f"{name} {version}" for name, version in sorted(made.versions.items()))),
    )
    return join(facts(*((_say(subject, name), value) for name, value in values)), tag("p", _say(subject, "metric")))


def _model(subject: Subject) -> str:
    return text(f"calibration.model.{subject.calibration.design.model}", subject.language)


def _say(subject: Subject, name: str, **fields: object) -> str:
    return text(f"calibration.report.{name}", subject.language, **fields)


_VERDICTS: Final = ("keep", "revise", "retire", "collect")
_SECTIONS: Final[Sequence[tuple[str, Section]]] = (
    ("facts", _facts),
    ("items", _items),
    ("figures", _figures),
    ("choices", render_choices),
    ("left-out", _left_out),
    ("provenance", _provenance),
)
