"""``pixauthor calibrate assemble``: parallel forms of a test, or why there are none."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pixauthor.cli.calibrate_pool import load_pool, require_format, write_result
from pixauthor.cli.output import print_table, progress, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pixauthor.calibration.assembly import Assembly, Conflict, FormRequest

IMPOSSIBLE: Final = 1
_LENGTH: Final = re.compile(r"([0-9]{1,4})(?:-([0-9]{1,4}))?")
_ALONE: Final = 1


def assemble(
    file: Annotated[Path | None, typer.Argument(metavar="CALIBRATION", help=text("cat.help-file"))] = None,
    forms: Annotated[int, typer.Option("--forms", min=1, max=50, help=text("assembly.help-forms"))] = 1,
    length: Annotated[str, typer.Option("--length", help=text("assembly.help-length"))] = "",
    blueprint: Annotated[Path | None, typer.Option("--blueprint", help=text("assembly.help-blueprint"))] = None,
    target: Annotated[list[str] | None, typer.Option("--target", help=text("assembly.help-target"))] = None,
    uses: Annotated[int, typer.Option("--uses", min=1, help=text("assembly.help-uses"))] = 1,
    shared: Annotated[int | None, typer.Option("--shared", min=0, help=text("assembly.help-shared"))] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help=text("assembly.help-seconds"))] = 60.0,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("assembly.help-output"))] = None,
    workspace: Annotated[Path | None, typer.Option("--workspace", help=text("calibration.help-workspace"))] = None,
) -> None:
    """Assemble, print, write; exit 1 when no form keeps all bounds."""
    require_format(output, "assembly.bad-output")
    bounds = _parse_length(length)
    aim = dict(map(_parse_target, target)) if target else None
    space = open_workspace(workspace)
    plan = _load_blueprint(space, blueprint)
    if bounds is None and "total" not in plan:
        raise PixauthorError("assembly.no-length")
    from pixauthor.calibration.assembly import Conflict, FormRequest, assemble_forms, encode_assembly

    request = FormRequest(
        forms=forms,
        length=bounds,
        blueprint=plan,
        target=aim,
        uses=uses,
        shared=shared,
        seconds=seconds,
    )
    _, pool = load_pool(space, file)
    with progress() as bar:
        bar.add_task(text("assembly.progress"), total=None)
        found = assemble_forms(pool, request)
    if isinstance(found, Conflict):
        _print_conflict(found, request)
        raise typer.Exit(IMPOSSIBLE)
    if output is not None:
        write_result(output, found.items, encode_assembly(found))
    _print(found, current_language())
    if output is not None:
        say(text("assembly.written", path=output))


def _parse_length(given: str) -> tuple[int, int] | None:
    if not given:
        return None
    found = _LENGTH.fullmatch(given.strip())
    least = int(found[1]) if found else 0
    most = int(found[2] or found[1]) if found else 0
    if not 1 <= least <= most:
        raise PixauthorError("assembly.bad-length", given=given)
    return least, most


def _parse_target(given: str) -> tuple[float, float]:
    theta, _, information = given.replace(",", ".").partition("=")
    try:
        point = float(theta), float(information)
    except ValueError:
        raise PixauthorError("assembly.bad-target", given=given) from None
    if not (abs(point[0]) <= 8 and 0 < point[1] < float("inf")):
        raise PixauthorError("assembly.bad-target", given=given)
    return point


def _load_blueprint(space: Workspace, path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    from pixauthor.bundles.store import load_blueprint

    plan = dict(load_blueprint(path).data)
    form = plan.get("form", {})
    tubes = {tube.id for competence in space.framework.competences.values() for tube in competence.tubes}
    known = {item.id for item in space.bank}
    _require_known("assembly.unknown-tube", path, (one["tube"] for one in form.get("tubes", [])), tubes)
    _require_known("assembly.unknown-items", path, (one for group in form.get("enemies", []) for one in group), known)
    return plan


def _require_known(message: str, path: Path, named: Iterable[str], known: set[str]) -> None:
    unknown = sorted(set(named) - known)
    if unknown:
        raise PixauthorError(message, place=Place(path=str(path)), names=", ".join(unknown))


def _print(found: "Assembly", language: str) -> None:
    information = found.information.pivot_table(index="form", columns="theta", values="information")
    counts = found.items["form"].value_counts()
    heads = [text("assembly.column.information", theta=f"{theta:g}".replace("-", "−")) for theta in information.columns]
    rows = [
        (str(form), str(counts[form]), *(decimal(value, 2, language) for value in row))
        for form, row in zip(information.index, information.to_numpy(), strict=True)
    ]
    columns = [text("assembly.column.form"), text("assembly.column.n"), *heads]
    print_table(text("assembly.forms"), columns, rows)
    _print_bounds(found, language)
    lengths = "–".join(dict.fromkeys([str(counts.min()), str(counts.max())]))
    spread = decimal(float((information.max() - information.min()).max()), 2, language)
    say(text("assembly.done", n=len(information), length=lengths, spread=spread))
    gap = decimal(100 * found.gap, 1, language)
    if found.optimal:
        say(text("assembly.optimal", gap=gap))
    else:
        say(text("assembly.feasible", gap=gap) if found.gap < _ALONE else text("assembly.feasible-open"))


def _print_bounds(found: "Assembly", language: str) -> None:
    shown = found.bounds[~found.bounds["kind"].isin(["skill", "family", "enemies"])]
    rows = [
        (_name(row["kind"], row["of"]), *(_number(row[name], language) for name in ("low", "high", "least", "most")))
        for row in shown.to_dict("records")
    ]
    columns = [text(f"assembly.column.{name}") for name in ("bound", "low", "high", "least", "most")]
    print_table(text("assembly.bounds"), columns, rows)


def _print_conflict(found: "Conflict", request: "FormRequest") -> None:
    language = current_language()
    say(text("assembly.conflict"))
    for kind, of in found.kinds:
        say(text("assembly.conflict-line", name=_name(kind, of)))
    if found.changes.empty:
        say(text("assembly.no-way-out"))
        return
    say(text("assembly.way-out"))
    for row in found.changes.to_dict("records"):
        names = {
            "name": _name(row["kind"], row["of"]),
            "forms": request.forms,
            "pool": _number(row["in_pool"], language),
        }
        for end in ("low", "high"):
            if row[end] != row[f"possible_{end}"]:
                asked, possible = (_number(row[name], language) for name in (end, f"possible_{end}"))
                say(text(f"assembly.change-{end}", asked=asked, possible=possible, **names))
    if ("uses", "") in found.kinds:
        say(text("assembly.more-uses"))


def _name(kind: str, of: str) -> str:
    return text(f"assembly.bound.{kind}", of=of)


def _number(value: float, language: str) -> str:
    if abs(value) == float("inf"):
        return "–"
    return decimal(value, 0 if float(value).is_integer() else 2, language)
