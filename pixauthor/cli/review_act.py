"""``pixauthor review approve | ask-changes | comment | resolve | status``: one request each, decided and written."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pixauthor.cli.output import complain, print_json, say
from pixauthor.cli.review_ground import As, Id, Json, Note, Where, path_of, present, reviews_of
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from pixauthor.reviewing.desk import Request
    from pixauthor.reviewing.model import Tick


class StatusAction(StrEnum):
    """What changes the status of an item, or hands it in."""

    SUBMIT = "submit"
    VALIDATE = "validate"
    ARCHIVE = "archive"
    RETIRE = "retire"
    REVISE = "revise"


def approve(
    id_: Id,
    all_ok: Annotated[bool, typer.Option("--all-ok", help=text("review.cli.all-ok"))] = False,
    ok: Annotated[str, typer.Option("--ok", metavar="POINTS", help=text("review.cli.ok"))] = "",
    skip: Annotated[str, typer.Option("--skip", metavar="POINTS", help=text("review.cli.skip"))] = "",
    note: Note = "",
    person: As = "",
    workspace: Where = None,
    as_json: Json = False,
) -> None:
    """Approve an item."""
    from pixauthor.reviewing.desk import Request
    from pixauthor.reviewing.model import Action

    space = open_workspace(workspace)
    checklist = _ticks(space, id_, ok=ok, skip=skip, refused=(), all_ok=all_ok)
    _do(space, id_, Request(action=Action.APPROVE, text=note, checklist=checklist), person, as_json)


def ask_changes(
    id_: Id,
    words: Annotated[str, typer.Argument(metavar="[TEXT]", help=text("review.cli.text"))] = "",
    refuse: Annotated[list[str] | None, typer.Option("--refuse", help=text("review.cli.refuse"))] = None,
    ok: Annotated[str, typer.Option("--ok", metavar="POINTS", help=text("review.cli.ok"))] = "",
    person: As = "",
    workspace: Where = None,
    as_json: Json = False,
) -> None:
    """Ask for changes, with reasons."""
    from pixauthor.reviewing.desk import Request
    from pixauthor.reviewing.model import Action

    space = open_workspace(workspace)
    remarks = dict(_remark(one) for one in refuse or ())
    checklist = _ticks(space, id_, ok=ok, skip="", refused=tuple(remarks), all_ok=False)
    request = Request(action=Action.ASK_CHANGES, text=words, checklist=checklist, remarks=remarks)
    _do(space, id_, request, person, as_json)


def comment(
    id_: Id,
    words: Annotated[str, typer.Argument(metavar="TEXT", help=text("review.cli.text"))],
    field: Annotated[str, typer.Option("--field", help=text("review.cli.field"))] = "",
    to: Annotated[str, typer.Option("--to", metavar="THREAD", help=text("review.cli.to"))] = "",
    person: As = "",
    workspace: Where = None,
    as_json: Json = False,
) -> None:
    """Open a thread, or answer one."""
    from pixauthor.reviewing.desk import Request
    from pixauthor.reviewing.model import Action

    space = open_workspace(workspace)
    if field:
        _require_field(space, id_, field)
    action = Action.ANSWER if to else Action.COMMENT
    _do(space, id_, Request(action=action, text=words, where=field, to=to), person, as_json)


def resolve(
    id_: Id,
    thread: Annotated[str, typer.Argument(metavar="THREAD", help=text("review.cli.thread"))],
    reopen: Annotated[bool, typer.Option("--reopen", help=text("review.cli.reopen"))] = False,
    note: Note = "",
    person: As = "",
    workspace: Where = None,
    as_json: Json = False,
) -> None:
    """Close a thread, or open it again."""
    from pixauthor.reviewing.desk import Request
    from pixauthor.reviewing.model import Action

    action = Action.REOPEN if reopen else Action.RESOLVE
    _do(open_workspace(workspace), id_, Request(action=action, text=note, to=thread), person, as_json)


def status(
    id_: Id,
    action: Annotated[StatusAction, typer.Argument(metavar="ACTION", help=text("review.cli.action"))],
    note: Note = "",
    person: As = "",
    workspace: Where = None,
    as_json: Json = False,
) -> None:
    """Change the status of an item, or hand it in."""
    from pixauthor.reviewing.desk import Request
    from pixauthor.reviewing.model import Action

    _do(open_workspace(workspace), id_, Request(action=Action(action.value), text=note), person, as_json)


def _do(space: Workspace, id_: str, request: "Request", name: str, as_json: bool) -> None:
    """Carry a request out and say so; a refusal is said to standard error and ends with 1."""
    from pixauthor.reviewing.codec import encode_entry
    from pixauthor.reviewing.refused import Refused

    reviews = reviews_of(space)
    person = present(reviews, name)
    if person is None:
        raise PixauthorError("review.who")
    done = reviews.do(path_of(space, id_), request, person, now=datetime.now(UTC))
    if isinstance(done, Refused):
        complain(done.render())
        raise typer.Exit(1)
    if as_json:
        print_json({"format": "pixauthor-review-entry/1", **encode_entry(done)})
        return
    words = text(f"review.done.{request.action.value}")
    say(text("review.cli.written", person=person.name, done=words, item=id_, id=done.id))


def _ticks(
    space: Workspace, id_: str, *, ok: str, skip: str, refused: tuple[str, ...], all_ok: bool
) -> "dict[str, Tick]":
    from pixauthor.reviewing.checklist import points_of
    from pixauthor.reviewing.model import Tick

    points = [one.id for one in points_of(reviews_of(space).open(path_of(space, id_)).kind)]
    named = {**dict.fromkeys(_words(ok), Tick.OK), **dict.fromkeys(_words(skip), Tick.NOT_RELEVANT)}
    named |= dict.fromkeys(refused, Tick.REFUSED)
    for name in named:
        if name not in points:
            raise PixauthorError("review.unknown-point", name=name, known=", ".join(points))
    return (dict.fromkeys(points, Tick.OK) if all_ok else {}) | named


def _words(listed: str) -> list[str]:
    return [word.strip() for word in listed.split(",") if word.strip()]


def _remark(given: str) -> tuple[str, str]:
    point, equals, remark = given.partition("=")
    if not equals or not remark.strip():
        raise PixauthorError("review.no-remark", given=given)
    return point.strip(), remark


def _require_field(space: Workspace, id_: str, field: str) -> None:
    from pixauthor.reviewing.fields import fields_of

    known = fields_of(reviews_of(space).open(path_of(space, id_)).data)
    if field not in known:
        raise PixauthorError("review.unknown-field", name=field, known=", ".join(known))
