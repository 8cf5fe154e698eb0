"""``pixauthor calibrate link``: put a calibration on the scale of another, and say which anchors drifted."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pixauthor.cli.output import complain, print_table, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import write_atomic
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal

if TYPE_CHECKING:
    from pixauthor.calibration.linking import Link
    from pixauthor.calibration.linking_step import Step
    from pixauthor.calibration.model import Calibration
    from pixauthor.irt.linking import Coefficients

UNSURE = 1
_COLUMNS = ("item", "used", "b_old", "b_linked", "displacement", "se", "robust_z", "rmsd", "verdict")


def link(
    new: Annotated[Path, typer.Argument(help=text("linking.help-new"))],
    onto: Annotated[list[Path], typer.Argument(help=text("linking.help-onto"))],
    method: Annotated[str, typer.Option("--method", help=text("linking.help-method"))] = "stocking-lord",
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("linking.help-output"))] = None,
    anchor: Annotated[list[str] | None, typer.Option("--anchor", help=text("linking.help-anchor"))] = None,
    without: Annotated[list[str] | None, typer.Option("--without", help=text("linking.help-without"))] = None,
    keep_all: Annotated[bool, typer.Option("--keep-all", help=text("linking.help-keep-all"))] = False,
    displacement: Annotated[
        float, typer.Option("--displacement", min=0.01, help=text("linking.help-displacement"))
    ] = 0.3,
    least_anchors: Annotated[int, typer.Option("--least-anchors", min=2, help=text("linking.help-least"))] = 5,
    table: Annotated[Path | None, typer.Option("--table", help=text("linking.help-table"))] = None,
) -> None:
    """Link, write the calibration on the new scale; exit 1 when anchors that drifted had to stay."""
    target = output or new.with_name(f"{new.stem}-linked.json")
    _require_new_files([new, *onto], [target, *([table] if table else [])])
    from pixauthor.calibration.drift import DriftRules
    from pixauthor.calibration.linking import link_chain
    from pixauthor.calibration.linking_step import LinkOptions
    from pixauthor.calibration.store import load_calibration, save_calibration

    calibrations = [load_calibration(path) for path in (new, *onto)]
    options = LinkOptions(
        purify=not keep_all,
        rules=DriftRules(displacement=displacement, least_anchors=least_anchors),
        only=tuple(anchor or ()),
        without=tuple(without or ()),
    )
    found = link_chain(calibrations, method, options=options)
    save_calibration(target, found.calibration)
    if table:
        write_atomic(table, found.anchors.to_csv(index=False, lineterminator="\n").encode())
    _print(found, onto)
    _warn(found, calibrations, [new, *onto])
    say(text("linking.written", path=target))
    if table:
        say(text("linking.table-written", path=table))
    if any(step.short for step in found.steps):
        raise typer.Exit(UNSURE)


def _require_new_files(inputs: list[Path], outputs: list[Path]) -> None:
    read = {path.resolve() for path in inputs}
    for path in outputs:
        place = Place(path=str(path))
        if path.is_dir():
            raise PixauthorError("files.is-folder", place=place)
        if path.resolve() in read:
            raise PixauthorError("linking.same-file", place=place)


def _print(found: "Link", onto: list[Path]) -> None:
    language = current_language()
    for number, (step, path) in enumerate(zip(found.steps, onto, strict=True), start=1):
        columns = [text(f"linking.column.{name}") for name in _COLUMNS]
        rows = [_row(row, language) for _, row in step.anchors.iterrows()]
        print_table(text("linking.title", step=number), columns, rows, whole=1)
        _print_drift(step, found, language)
        used = int(step.anchors["used"].sum())
        say(text("linking.line", onto=path.name, method=found.method, n=used, **_line(step.line, language)))
    if len(found.steps) > 1:
        fields = _line(found.line, language)
        del fields["shift"]
        say(text("linking.total", **fields))


def _print_drift(step: "Step", found: "Link", language: str) -> None:
    from pixauthor.calibration.drift import DRIFTED, STABLE, explain

    for _, row in step.anchors[step.anchors["verdict"] == DRIFTED].iterrows():
        sentence = explain(row, found.options.rules, language)
        say(text("linking.drift-line", item=row["item"], sentence=sentence))
    rules, stable = found.options.rules, step.anchors[step.anchors["verdict"] == STABLE]
    far = (stable["displacement"].abs() > rules.displacement) & (stable["robust_z"].abs() > rules.robust_z)
    for _, row in stable[far].iterrows():
        numbers = {name: decimal(float(row[name]), 2, language) for name in ("displacement", "se", "z")}
        say(text("linking.within-error", item=row["item"], bound=decimal(rules.z, 2, language), **numbers))


def _warn(found: "Link", calibrations: "list[Calibration]", paths: list[Path]) -> None:
    least = found.options.rules.least_anchors
    for step in found.steps:
        used = int(step.anchors["used"].sum())
        if step.short:
            complain(text("linking.short", n=used))
        elif used < least:
            complain(text("linking.few", n=used, least=least))
    for calibration, path in zip(calibrations, paths, strict=True):
        if not calibration.fit.converged:
            complain(text("linking.not-converged", path=path))
    if found.line.covariance is None:
        say(text("linking.no-se"))
    if any(calibration.provenance.simulated for calibration in calibrations):
        say(text("linking.simulated"))


def _line(line: "Coefficients", language: str) -> dict[str, str]:
    """Return A and B in words: ``1.21``, ``− 0.14`` and their errors."""
    errors = [
        "" if value != value else text("linking.se", value=decimal(float(value), 3, language)) for value in line.se
    ]
    size = decimal(abs(line.shift), 3, language)
    return {
        "scale": decimal(line.scale, 3, language),
        "shift": f"{'−' if line.shift < 0 else '+'} {size}",
        "signed": decimal(line.shift, 3, language),
        "se_scale": errors[0],
        "se_shift": errors[1],
    }


def _row(row: Any, language: str) -> tuple[str, ...]:
    numbers = (_known(row[name], language) for name in _COLUMNS[2:-1])
    used = text(f"linking.used.{'yes' if row['used'] else 'no'}")
    return (row["item"], used, *numbers, text(f"linking.verdict.{row['verdict']}"))


def _known(value: float, language: str) -> str:
    return "–" if value != value else decimal(float(value), 2, language)
