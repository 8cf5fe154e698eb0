"""A calibration in brief: what it is of, how well the model describes the answers, and where the numbers come from."""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from pixauthor.calibration.fit_thresholds import FitThresholds
from pixauthor.calibration.fit_whole import model_fit, reliability
from pixauthor.calibration.flags import VERDICTS
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.model_names import name_models
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal, whole
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import facts, table
from pixauthor.widgets.report.items import number
from pixauthor.widgets.report.study import Study

MAX_TESTED: Final = 400
"""Items up to which the fit of the whole is tested: moments of pairs grow with the square."""


def render_facts(study: Study) -> Html:
    """Return the numbers that sum a calibration up."""
    calibration, language = study.subject.calibration, study.subject.language
    made, verdicts = calibration.provenance, [item.verdict for item in calibration.items]
    values = (
        ("model", name_models(calibration, language)),
        ("persons", whole(made.n_persons, language)),
        ("answers", whole(made.n_answers, language)),
        ("latent-sd", number(calibration.latent_sd, 2, language)),
        ("alpha", number(calibration.alpha, 3, language)),
    )
    judged = ((say(f"to-{name}", language), verdicts.count(name)) for name in VERDICTS)
    return join(
        facts(
            *((say(name, language), value) for name, value in values),
            *((name, whole(count, language)) for name, count in judged if count),
        ),
        _converged(calibration, language),
    )


def render_fit(study: Study) -> Html:
    """Return the criteria of the model, its test, and the reliability of abilities."""
    calibration, language = study.subject.calibration, study.subject.language
    fit = calibration.fit
    pairs = [
        (say("loglik", language), number(fit.log_likelihood, 1, language)),
        (text("report.parameters", language), whole(fit.n_parameters, language)),
        (say("aic", language), number(fit.aic, 1, language)),
        (text("report.bic", language), number(fit.bic(calibration.provenance.n_persons), 1, language)),
        *_reliability(study),
    ]
    if len(calibration.items) > MAX_TESTED:
        return join(facts(*pairs), tag("p", text("report.not-tested", language, n=MAX_TESTED)))
    row = model_fit(calibration, study.responses).to_dict("records")[0]
    tested = {str(name): value for name, value in row.items()}
    return join(facts(*pairs, *_tested(tested, language)), tag("p", _explain(tested, language)))


def _reliability(study: Study) -> Iterator[tuple[str, str]]:
    found = reliability(study.subject.calibration, study.responses).iloc[0]
    for name in ("marginal", "empirical", "wle"):
        yield text(f"report.reliability-{name}", study.subject.language), number(found[name], 3, study.subject.language)


def _tested(row: dict[str, Any], language: str) -> Iterator[tuple[str, str]]:
    if math.isfinite(row["m2"]):
        m2 = f"{number(row['m2'], 1, language)} ({row['m2_df']} {text('figures.value.df', language)})"
        yield row["m2_kind"], m2
        yield "RMSEA", number(row["rmsea"], 3, language)
        yield "SRMSR", number(row["srmsr"], 3, language)


def _explain(row: dict[str, Any], language: str) -> str:
    bounds = FitThresholds()
    fields = {"rmsea": row["rmsea"], "low": row["rmsea_low"], "high": row["rmsea_high"]}
    limits = {"close": bounds.close_rmsea, "fair": bounds.fair_rmsea}
    said = {name: number(value, 3, language) for name, value in {**fields, **limits}.items()}
    return text(f"fit.whole.{row['fit']}", language, least=bounds.min_form, **said)


def _converged(calibration: Calibration, language: str) -> Html:
    if not calibration.fit.converged:
        return Html("")
    fit = calibration.fit
    words = text("calibration.converged", language, n=fit.iterations, move=decimal(fit.last_move, 6, language))
    return tag("p", words, class_="good")


def render_left_out(study: Study) -> Html:
    """Return the items without parameters, and why; nothing when there is none."""
    language, left_out = study.subject.language, study.subject.calibration.left_out
    if not left_out:
        return Html("")
    columns = [text("calibration.column.item", language), text("calibration.column.n", language)]
    rows = [(one.item, str(one.n), text(f"calibration.left-out.{one.reason}", language)) for one in left_out]
    return table(say("left-out", language), [*columns, say("reason", language)], rows)


def render_provenance(study: Study) -> Html:
    """Return where the numbers come from."""
    calibration, language = study.subject.calibration, study.subject.language
    design, made = calibration.design, calibration.provenance
    bound = decimal(design.bound, 0, language)
    values: Sequence[tuple[str, str | Html]] = (
        ("date", made.date[:16].replace("T", " ")),
        ("engine", design.engine),
        ("quadrature", say("quadrature-of", language, points=design.points, bound=bound)),
        ("persons-left-out", whole(made.n_persons_left_out, language)),
        *_sampled(calibration, language),
        ("data", tag("code", made.data)),
        ("bank", tag("code", made.bank) if made.bank else "–"),
        ("versions", ", ".join(f"{name} {version}" for name, version in sorted(made.versions.items()))),
    )
    metric = tag("p", say("metric", language))
    return join(facts(*((say(name, language), value) for name, value in values)), metric)


def _sampled(calibration: Calibration, language: str) -> Iterator[tuple[str, str]]:
    """Yield on whom the verdicts rest, when it is not all candidates."""
    sample = calibration.provenance.sample
    if sample is not None:
        n, answers = whole(sample.n_persons, language), whole(sample.n_answers, language)
        yield "sample", say("sample-of", language, n=n, answers=answers, seed=sample.seed)


def say(name: str, language: str, **fields: object) -> str:
    """Return a message of ``calibration.report``."""
    return text(f"calibration.report.{name}", language, **fields)
