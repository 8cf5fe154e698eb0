"""``pixauthor review``: all of reviewing in a terminal, for people and for programs."""

from enum import StrEnum
from typing import Annotated

import typer

from pixauthor.cli import review_act
from pixauthor.cli.output import print_json
from pixauthor.cli.review_ground import As, Id, Json, Where, path_of, present, reviews_of
from pixauthor.locale import text
from pixauthor.workspace import open_workspace

app = typer.Typer(no_args_is_help=True, add_completion=False, help=text("review.help"))

app.command("approve", help=text("review.cli.approve"))(review_act.approve)
app.command("ask-changes", help=text("review.cli.ask-changes"))(review_act.ask_changes)
app.command("comment", help=text("review.cli.comment"))(review_act.comment)
app.command("resolve", help=text("review.cli.resolve"))(review_act.resolve)
app.command("status", help=text("review.cli.status"))(review_act.status)


class PhaseName(StrEnum):
    """Phases of an item."""

    WRITING = "writing"
    WAITING = "waiting"
    CHANGES = "changes"
    READY = "ready"
    LIVE = "live"
    UNREVIEWED = "unreviewed"
    CLOSED = "closed"


@app.command("list", help=text("review.cli.list"))
def list_(
    mine: Annotated[bool, typer.Option("--mine", help=text("review.cli.mine"))] = False,
    phase: Annotated[PhaseName | None, typer.Option("--phase", help=text("review.cli.phase"))] = None,
    everything: Annotated[bool, typer.Option("--all", help=text("review.cli.everything"))] = False,
    person: As = "",
    workspace: Where = None,
    as_json: Json = False,
) -> None:
    """Print the queue."""
    from pixauthor.cli.bank_measures import open_index
    from pixauthor.cli.review_story import encode_waiting, print_queue
    from pixauthor.reviewing.queue import Turn
    from pixauthor.reviewing.standing import Phase

    space = open_workspace(workspace)
    reviews = reviews_of(space)
    me = present(reviews, person)
    rows = reviews.queue((entry.row for entry in open_index(space)), me)
    quiet = () if everything or phase else (Phase.LIVE, Phase.CLOSED)
    shown = [one for one in rows if one.phase not in quiet and phase in (None, one.phase.value)]
    shown = [one for one in shown if one.turn is not Turn.NOTHING] if mine else shown
    if as_json:
        items = [encode_waiting(one) for one in shown]
        print_json({"format": "pixauthor-reviews/1", "person": me.id if me else None, "items": items})
    else:
        print_queue(shown, rows, me)


@app.command("show", help=text("review.cli.show"))
def show(id_: Id, person: As = "", workspace: Where = None, as_json: Json = False) -> None:
    """Print where one item stands."""
    from pixauthor.cli.review_story import encode_dossier, print_dossier

    space = open_workspace(workspace)
    reviews, path = reviews_of(space), path_of(space, id_)
    dossier = reviews.open(path, reviews.people())
    me, findings = present(reviews, person), reviews.findings(path)
    ties = reviews.ties(dossier.data["id"])
    if as_json:
        print_json(encode_dossier(dossier, findings, ties))
    else:
        print_dossier(dossier, me, findings, ties)
