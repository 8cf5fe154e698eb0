"""``pixauthor calibrate simulate``: what an adaptive test with calibrated items would be worth."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pixauthor.cli.calibrate_pool import load_pool, require_format, write_result
from pixauthor.cli.output import complain, print_table, progress, say
from pixauthor.errors import PixauthorError
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal, whole
from pixauthor.workspace import open_workspace

if TYPE_CHECKING:
    from pixauthor.calibration.cat_design import CatDesign
    from pixauthor.calibration.cat_study import CatStudy

LIMIT_MISSED: Final = 1


def simulate(
    file: Annotated[Path | None, typer.Argument(metavar="CALIBRATION", help=text("cat.help-file"))] = None,
    persons: Annotated[int, typer.Option("--persons", min=2, max=1_000_000, help=text("cat.help-persons"))] = 10_000,
    length: Annotated[int, typer.Option("--length", min=1, help=text("cat.help-length"))] = 32,
    least: Annotated[int, typer.Option("--least", min=1, help=text("cat.help-least"))] = 1,
    se: Annotated[float, typer.Option("--se", min=0.0, help=text("cat.help-se"))] = 0.0,
    start: Annotated[float | None, typer.Option("--start", min=-8, max=8, help=text("cat.help-start"))] = None,
    spread: Annotated[float, typer.Option("--spread", min=0.0, max=8, help=text("cat.help-spread"))] = 0.0,
    exposure: Annotated[float | None, typer.Option("--exposure", min=0, max=1, help=text("cat.help-exposure"))] = None,
    randomesque: Annotated[int, typer.Option("--randomesque", min=1, help=text("cat.help-randomesque"))] = 1,
    share: Annotated[list[str] | None, typer.Option("--share", help=text("cat.help-share"))] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help=text("cat.help-seed"))] = 1,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help=text("cat.help-threads"))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("cat.help-output"))] = None,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("calibration.help-workspace"))] = None,
) -> None:
    """Simulate, print, write; exit 1 when the wanted exposure cannot be kept."""
    require_format(output, "cat.bad-output")
    shares = dict(map(_parse_share, share)) if share else None
    from pixauthor.calibration.cat_design import CatDesign
    from pixauthor.calibration.cat_study import encode_study, simulate_cat
    from pixauthor.calibration.scores import grid_of

    design = CatDesign(
        persons=persons,
        length=length,
        least=least,
        se=se,
        start=start,
        spread=spread,
        randomesque=randomesque,
        limit=exposure,
        shares=shares,
        seed=seed,
    )
    calibration, pool = load_pool(open_workspace(workspace), file)
    with progress() as bar:
        task = bar.add_task(text("cat.progress"), total=persons)
        study = simulate_cat(
            pool,
            grid_of(calibration),
            design,
            threads=threads or os.cpu_count() or 1,
            tell=lambda n: bar.advance(task, n),
        )
    if output is not None:
        write_result(output, study.by_ability, encode_study(study, design))
    _print(study, design, current_language())
    if output is not None:
        say(text("cat.written", path=output))
    if not study.limit_reached:
        raise typer.Exit(LIMIT_MISSED)


def _parse_share(given: str) -> tuple[str, float]:
    name, _, share = given.partition("=")
    try:
        return name.strip(), float(share.replace(",", "."))
    except ValueError:
        raise PixauthorError("cat.bad-share", given=given) from None


def _print(study: "CatStudy", design: "CatDesign", language: str) -> None:
    names = ("ability", "n", "bias", "rmse", "se", "length", "spread")
    rows = [_row(row, language) for row in study.by_ability.to_dict("records") if row["n"]]
    print_table(text("cat.table"), [text(f"cat.column.{name}") for name in names], rows)
    found = {name: decimal(value, 3, language) for name, value in study.summary.items()}
    lengths = {name: decimal(study.summary[name], 0, language) for name in ("length_05", "length_95")}
    say(
        text(
            "cat.summary",
            persons=whole(int(study.summary["persons"]), language),
            length=decimal(study.summary["length"], 1, language),
            shortest=lengths["length_05"],
            longest=lengths["length_95"],
        )
    )
    say(text("cat.accuracy", **{name: found[name] for name in ("bias", "rmse", "se", "reliability")}))
    shares = {name: decimal(100 * study.summary[name], 1, language) for name in ("overlap", "unused")}
    say(text("cat.use", highest=found["highest_exposure"], **shares))
    if design.limit is not None:
        _print_limit(study, decimal(design.limit, 2, language), found["highest_exposure"])


def _print_limit(study: "CatStudy", limit: str, highest: str) -> None:
    if study.limit_reached:
        say(text("cat.limit-kept", limit=limit, n=int((study.items["parameter"] < 1).sum())))
    else:
        complain(text("cat.limit-missed", limit=limit, highest=highest))


def _row(row: dict[Any, Any], language: str) -> tuple[str, ...]:
    spread = "–".join(decimal(row[name], 0, language) for name in ("length_05", "length_95"))
    errors = (decimal(row[name], 3, language) for name in ("bias", "rmse", "se"))
    length = decimal(row["length"], 1, language)
    return (_interval(row["low"], row["high"], language), whole(int(row["n"]), language), *errors, length, spread)


def _interval(low: float, high: float, language: str) -> str:
    ends = {"low": decimal(low, 1, language), "high": decimal(high, 1, language)}
    if low == -float("inf"):
        return text("cat.below", high=ends["high"])
    return text("cat.above", low=ends["low"]) if high == float("inf") else text("cat.between", **ends)
