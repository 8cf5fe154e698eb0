"""``pixauthor calibrate seed``: which items without parameters to give to whom, so that they become known."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Annotated, Final

import typer

from pixauthor.cli.calibrate_data import find_calibration
from pixauthor.cli.calibrate_tables import (
    Columns,
    FileArgument,
    JsonOption,
    OutputOption,
    WorkspaceOption,
    give,
    require_table,
    show,
)
from pixauthor.cli.output import complain, say
from pixauthor.errors import PixauthorError
from pixauthor.locale import current_language, text
from pixauthor.locale.numbers import decimal, whole
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pixauthor.calibration.model import Calibration
    from pixauthor.calibration.seeding import AbilityGroup, NewItem, SeedingPlan

SHORT: Final = 1
_GROUP: Final = re.compile(r"(?P<name>[^=]+)=(?P<n>\d{1,9})(?::(?P<mean>[^:]+))?(?::(?P<sd>[^:]+))?")
_ALIVE: Final = ("draft", "validated")


def seed(
    file: FileArgument = None,
    se: Annotated[float, typer.Option("--se", min=0.01, max=10, help=text("diagnostics.help-se"))] = 0.25,
    candidates: Annotated[int, typer.Option("--candidates", min=1, help=text("diagnostics.help-candidates"))] = 1000,
    group: Annotated[list[str] | None, typer.Option("--group", help=text("diagnostics.help-seed-group"))] = None,
    error: Annotated[float, typer.Option("--error", min=0, max=8, help=text("diagnostics.help-error"))] = 0.4,
    slots: Annotated[float | None, typer.Option("--slots", min=0.01, help=text("diagnostics.help-slots"))] = None,
    item: Annotated[list[str] | None, typer.Option("--item", help=text("diagnostics.help-seed-item"))] = None,
    known_slope: Annotated[bool | None, typer.Option("--rasch/--2pl", help=text("diagnostics.help-slope"))] = None,
    as_json: JsonOption = False,
    output: OutputOption = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Plan, print, write; exit 1 when an item falls short of the wanted error."""
    require_table(output)
    from pixauthor.calibration.seeding import plan_seeding

    space = open_workspace(workspace)
    _, calibration = find_calibration(space, file)
    new = _new_items(space, calibration, item)
    groups = [_parse(one, error) for one in group] if group else _groups_of(calibration, candidates, error)
    fixed = calibration.design.model in ("rasch", "pcm") if known_slope is None else known_slope
    plan = plan_seeding(new, groups, se=se, slots=slots, known_slope=fixed)
    if not give({"answers": plan.answers, "items": plan.items, "groups": plan.groups}, output, as_json):
        _print(plan, se)
    if not plan.items["reached"].all():
        raise typer.Exit(SHORT)


def _new_items(space: Workspace, calibration: "Calibration", wanted: Sequence[str] | None) -> "tuple[NewItem, ...]":
    """Return the items of the bank that the calibration does not have, those asked for alone if any are."""
    from pixauthor.calibration.seeding import guess_difficulties

    known = set(calibration.by_item)
    new = [one for one in space.bank if one.reference not in known and str(one.status) in _ALIVE]
    for pattern in wanted or ():
        if not any(_matches(one.id, one.reference, pattern) for one in new):
            raise PixauthorError("diagnostics.nothing-new", item=pattern)
    chosen = [one for one in new if not wanted or any(_matches(one.id, one.reference, name) for name in wanted)]
    if not chosen:
        raise PixauthorError("diagnostics.all-known", n=len(known))
    return guess_difficulties(calibration, space.bank, chosen)


def _matches(name: str, reference: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) or reference == pattern


def _groups_of(calibration: "Calibration", candidates: int, error: float) -> "list[AbilityGroup]":
    """Return the candidates of the calibration, so many in all, each group in its share."""
    from pixauthor.calibration.seeding import AbilityGroup

    if not calibration.groups:
        spread = {"mean": calibration.latent_mean, "sd": calibration.latent_sd}
        return [AbilityGroup(name=text("diagnostics.everyone"), candidates=candidates, error=error, **spread)]
    total = sum(one.n for one in calibration.groups)
    return [
        AbilityGroup(
            name=one.name, candidates=max(1, round(candidates * one.n / total)), mean=one.mean, sd=one.sd, error=error
        )
        for one in calibration.groups
    ]


def _parse(given: str, error: float) -> "AbilityGroup":
    """Return a group written ``NAME=CANDIDATES:MEAN:SD``."""
    from pixauthor.calibration.seeding import AbilityGroup

    found = _GROUP.fullmatch(given.strip())
    if found is None:
        raise PixauthorError("diagnostics.bad-group", given=given)
    try:
        mean, sd = (float((found[name] or rest).replace(",", ".")) for name, rest in (("mean", "0"), ("sd", "1")))
    except ValueError:
        raise PixauthorError("diagnostics.bad-group", given=given) from None
    if not (abs(mean) <= 8 and 0 < sd <= 8):
        raise PixauthorError("diagnostics.bad-group", given=given)
    return AbilityGroup(name=found["name"].strip(), candidates=int(found["n"]), mean=mean, sd=sd, error=error)


def _print(plan: "SeedingPlan", se: float) -> None:
    language = current_language()
    given = zip(plan.answers["group"], plan.answers["answers"], strict=True)
    said = [text("diagnostics.who", group=name, n=whole(int(n), language)) for name, n in given]
    to_whom = plan.answers.assign(said=said).groupby("item")["said"].agg(", ".join)
    table = plan.items.assign(who=plan.items["item"].map(to_whom).fillna(""))
    several: Columns = {"who": str} if len(plan.groups) > 1 else {}
    columns: Columns = {
        "item": str,
        "b": 2,
        "b_sd": 2,
        "answers": 0,
        **several,
        "se_b": 2,
        "se_a": 2,
        "reached": lambda yes: text(f"diagnostics.reached.{'yes' if yes else 'no'}"),
    }
    show(text("diagnostics.seed-table"), table, columns)
    show(text("diagnostics.seed-groups"), plan.groups, {"group": str, "candidates": 0, "slots": 2})
    short = int((~plan.items["reached"]).sum())
    counts = {"n": len(table), "answers": whole(int(table["answers"].sum()), language), "se": decimal(se, 2, language)}
    say(text("diagnostics.seed-line", **counts))
    if short:
        complain(text("diagnostics.seed-short", n=short))
