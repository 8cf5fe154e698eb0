"""``pixauthor campaign``: prepare what a class will take."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from pixauthor.cli.output import complain, print_json, print_table, say
from pixauthor.errors import PixauthorError, Place
from pixauthor.locale import current_language, text
from pixauthor.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, add_completion=False, help=text("campaign.cli.help"))
WorkspaceOption = Annotated[Path | None, typer.Option("--workspace", help=text("campaign.cli.workspace"))]
IdArgument = Annotated[str, typer.Argument(metavar="ID", help=text("campaign.cli.id"))]
MAX_LEVEL: Final = 8
JsonOption = Annotated[bool, typer.Option("--json", help=text("campaign.cli.json"))]


@app.command("list", help=text("campaign.cli.list"))
def list_(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Print one line per campaign; a faulty file hides no other."""
    from pixauthor.campaigns.plan import make_plan
    from pixauthor.campaigns.store import read_campaigns
    from pixauthor.cli.campaign_tables import encode_plan, row_of

    space = open_workspace(workspace)
    files, _ = read_campaigns(space.campaigns_dir)
    if not files:
        raise PixauthorError("campaign.none", place=Place(path=str(space.campaigns_dir)))
    plans = [make_plan(one.campaign, space.framework, space.bank) for one in files if one.campaign is not None]
    if as_json:
        print_json([encode_plan(plan) for plan in plans])
    else:
        columns = [text(f"campaign.column.{name}") for name in ("id", "title", "code", "dates", "skills", "items")]
        print_table("", columns, [row_of(plan) for plan in plans], whole=1)
    faults = [one.findings[0] for one in files if one.campaign is None]
    for fault in faults:
        complain(f"{fault.place} {fault.code} {fault.message()} {fault.hint()}")
    raise typer.Exit(1 if faults else 0)


@app.command("show", help=text("campaign.cli.show"))
def show(campaign: IdArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Print what a campaign says and can serve."""
    from pixauthor.bank.report import join_reports, render_text
    from pixauthor.campaigns.check import inspect_campaigns
    from pixauthor.campaigns.plan import make_plan
    from pixauthor.campaigns.store import load_campaign
    from pixauthor.cli.campaign_tables import encode_plan, print_plan
    from pixauthor.cli.check import show_path

    space = open_workspace(workspace)
    plan = make_plan(load_campaign(space.campaigns_dir, campaign), space.framework, space.bank)
    if as_json:
        print_json(encode_plan(plan))
        return
    print_plan(plan)
    found = inspect_campaigns(space.campaigns_dir, space.framework, space.bank, [campaign])
    typer.echo(render_text(join_reports({show_path(space.campaigns_dir): found})))


@app.command("new", help=text("campaign.cli.new"))
def new(
    campaign: IdArgument,
    title: Annotated[str, typer.Option("--title", help=text("campaign.cli.title"))],
    competence: Annotated[list[str] | None, typer.Option("--competence", help=text("campaign.cli.competence"))] = None,
    tube: Annotated[list[str] | None, typer.Option("--tube", help=text("campaign.cli.tube"))] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the file of a new campaign, with a code that no other has."""
    from pixauthor.campaigns.create import create_campaign
    from pixauthor.campaigns.model import Target

    def target(written: str) -> Target:
        name, _, level = written.rpartition(":")
        if not name or level not in "12345678" or len(level) != 1:
            raise PixauthorError("campaign.bad-target", value=written)
        return Target(name=name, up_to=int(level))

    space = open_workspace(workspace)
    path, code = create_campaign(
        space.campaigns_dir,
        campaign,
        title=title,
        competences=[target(one) for one in competence or ()],
        tubes=[target(one) for one in tube or ()],
        chooser=secrets.SystemRandom(),
        locale=current_language(),
    )
    say(text("campaign.cli.created", path=path, code=code, id=campaign))


@app.command("check", help=text("campaign.cli.check"))
def check(
    campaigns: Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help=text("campaign.cli.ids"))] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Print what is wrong with campaigns, and what the bank cannot serve them."""
    from pixauthor.bank.report import has_errors, join_reports, render_text
    from pixauthor.campaigns.check import inspect_campaigns
    from pixauthor.cli.check import show_path

    space = open_workspace(workspace)
    found = inspect_campaigns(space.campaigns_dir, space.framework, space.bank, campaigns or ())
    report = join_reports({show_path(space.campaigns_dir): found})
    typer.echo(render_text(report))
    raise typer.Exit(1 if has_errors(report) else 0)


@app.command("simulate", help=text("campaign.cli.simulate"))
def simulate(
    campaign: IdArgument,
    pupils: Annotated[int, typer.Option("--pupils", help=text("campaign.cli.pupils"))] = 30,
    seed: Annotated[int, typer.Option("--seed", help=text("campaign.cli.seed"))] = 1,
    share: Annotated[list[str] | None, typer.Option("--share", help=text("campaign.cli.share"))] = None,
    low: Annotated[float, typer.Option("--low", help=text("campaign.cli.low"))] = 0.5,
    high: Annotated[float, typer.Option("--high", help=text("campaign.cli.high"))] = 5.5,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print what a simulated class makes of a campaign."""
    from pixauthor.bank.item import Item
    from pixauthor.bank.samples import resolve_answer
    from pixauthor.campaigns.plan import make_plan
    from pixauthor.campaigns.simulate import ClassDesign, Simulation, simulate_class
    from pixauthor.campaigns.store import load_campaign
    from pixauthor.cli.campaign_tables import encode_simulation, print_simulation
    from pixauthor.cli.check import told

    space = open_workspace(workspace)
    plan = make_plan(load_campaign(space.campaigns_dir, campaign), space.framework, space.bank)

    def resolve(item: Item, answer: Any) -> Any:
        return resolve_answer(answer, space.items_dir / item.competence)

    design = ClassDesign(pupils=pupils, seed=seed, weights=_weights(share or ()), low=low, high=high)
    taken = []
    with told("campaign.cli.progress") as on_progress:
        for pupil in simulate_class(plan, design, resolve=resolve):
            taken.append(pupil)
            if on_progress is not None:
                on_progress(len(taken), pupils)
    simulation = Simulation(plan=plan, design=design, pupils=tuple(taken))
    if as_json:
        print_json(encode_simulation(simulation))
        return
    print_simulation(simulation)


@app.command("handout", help=text("campaign.cli.handout"))
def handout(
    campaign: IdArgument,
    keys: Annotated[bool, typer.Option("--keys", help=text("campaign.cli.keys"))] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help=text("campaign.cli.output"))] = None,
    workspace: WorkspaceOption = None,
) -> None:
    """Write the sheet of a campaign."""
    from pixauthor.bundles.handout_store import handout_path, write_handout
    from pixauthor.campaigns.plan import make_plan
    from pixauthor.campaigns.store import load_campaign

    space = open_workspace(workspace)
    plan = make_plan(load_campaign(space.campaigns_dir, campaign), space.framework, space.bank)
    target = output or handout_path(space.exports_dir, campaign, keys=keys)
    made = write_handout(plan, space.items_dir, target, keys=keys, language=plan.campaign.locale)
    say(text("campaign.cli.written", path=target, items=len(plan.items)))
    if made.missing:
        complain(text("campaign.cli.undrawn", signs=" ".join(made.missing)))


def _weights(shares: Sequence[str]) -> dict[int, float] | None:
    """Return the shares of levels, as they were typed: ``2:10``; None without any."""
    weights = {}
    for written in shares:
        level, _, share = written.partition(":")
        if not (level.isdecimal() and 1 <= int(level) <= MAX_LEVEL and share.replace(".", "", 1).isdecimal()):
            raise PixauthorError("campaign.bad-share", value=written)
        weights[int(level)] = float(share)
    return weights or None
