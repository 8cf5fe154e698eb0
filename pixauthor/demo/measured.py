"""What was answered and measured: responses, item parameters, plots."""

from pixauthor.calibration.model import CalibratedItem
from pixauthor.demo.story import Story
from pixauthor.locale import text
from pixauthor.locale.numbers import decimal
from pixauthor.widgets.markup import Html, join, tag
from pixauthor.widgets.parts import facts, fold, plot, table


def render_responses(story: Story, language: str) -> Html:
    """Return the section of the responses."""
    summary, imported, again = story.summary, story.imported, story.imported_again
    return join(
        tag("p", text("demo.responses.lead", language, n=summary.n_candidates)),
        facts(
            (text("demo.responses.candidates", language), str(summary.n_candidates)),
            (text("demo.responses.items", language), str(summary.n_items)),
            (text("demo.responses.added", language), str(imported.n_added)),
            (text("demo.responses.rejected", language), str(imported.n_rejected)),
            (text("demo.responses.again", language), str(again.n_added)),
        ),
    )


def render_calibration(story: Story, language: str) -> Html:
    """Return the section of the calibration."""
    calibration = story.calibration
    fit = calibration.fit
    sure = "converged" if fit.converged else "not-converged"
    return join(
        tag("p", text("demo.calibration.lead", language)),
        facts(
            (text("demo.calibration.model", language), calibration.design.model.upper()),
            (text("demo.calibration.engine", language), f"pixauthor {calibration.provenance.versions['pixauthor']}"),
            (text("demo.calibration.loglik", language), decimal(calibration.fit.log_likelihood, 1, language)),
            (text("demo.calibration.alpha", language), decimal(calibration.alpha or 0.0, 3, language)),
        ),
        tag("p", text(f"calibration.{sure}", language, n=fit.iterations, move=decimal(fit.last_move, 6, language))),
        *(plot(figure.svg, figure.title, figure.description) for figure in story.figures),
        fold(text("demo.calibration.table", language, n=len(calibration.items)), _items(story, language)),
    )


def _items(story: Story, language: str) -> Html:
    names = ("item", "competence", "level", "n", "p", "r", "a", "b", "verdict")
    columns = [text(f"calibration.column.{name}", language) for name in names]
    rows = [_row(found, story, language) for found in story.calibration.items]
    return table(text("demo.calibration.table", language, n=len(rows)), columns, rows)


def _row(found: CalibratedItem, story: Story, language: str) -> tuple[str, ...]:
    item = story.bank[found.item.rpartition("@")[0]]
    numbers = (found.p, found.r_rest or 0.0, found.a, found.b)
    return (
        item.title,
        item.competence,
        str(item.level),
        str(found.n),
        *(decimal(number, 2, language) for number in numbers),
        _verdict(found, language),
    )


def _verdict(found: CalibratedItem, language: str) -> str:
    reasons = "; ".join(text(f"calibration.flag.{flag}", language) for flag in found.flags)
    verdict = text(f"calibration.verdict.{found.verdict}", language)
    return f"{verdict} ({reasons})" if reasons else verdict
