"""``pixauthor session``: take a self-positioning session in the terminal, simulate one, replay one, list them."""

import secrets
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from pixauthor.bank.item import Item, Status
from pixauthor.bank.samples import resolve_answer
from pixauthor.cli.output import complain, print_table, say
from pixauthor.cli.session_journal import answers, export, verify
from pixauthor.cli.session_practise import conduct, paused, read_line, show_result, terminal_for
from pixauthor.cli.session_story import localized, number, story, summary_row
from pixauthor.delivery import engine
from pixauthor.delivery.events import SessionStarted
from pixauthor.delivery.replay import replay as replay_events
from pixauthor.delivery.scope import Scope, survey
from pixauthor.delivery.simulated import SimulatedCandidate, play
from pixauthor.delivery.store import (
    Journal,
    find_journal,
    list_journals,
    load_journal,
    save_events,
    sessions_dir,
    start_journal,
)
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.workspace import Workspace, open_workspace

app = typer.Typer(no_args_is_help=True, add_completion=False, help=text("session.help"))

INTERRUPTED: Final = 130
DIFFERENT: Final = 1
_Folder = Annotated[Path | None, typer.Option("--workspace", help=text("session.workspace"))]
_Competence = Annotated[str, typer.Option("--competence", help=text("session.competence"))]
_Seed = Annotated[int | None, typer.Option("--seed", help=text("session.seed"))]
_MaxItems = Annotated[int, typer.Option("--max-items", min=1, help=text("session.max-items"))]
_Locale = Annotated[str, typer.Option("--locale", help=text("session.locale"))]
_Validated = Annotated[bool, typer.Option("--validated-only", help=text("session.validated-only"))]


@app.command(help=text("session.practise-help"))
def practise(
    competence: _Competence = "",
    workspace: _Folder = None,
    seed: _Seed = None,
    max_items: _MaxItems = 15,
    locale: _Locale = "fr",
    validated_only: _Validated = False,
    resume: Annotated[str, typer.Option("--resume", help=text("session.resume"))] = "",
) -> None:
    """Take a session on one competence, or go on with one that was left."""
    place = open_workspace(workspace)
    if resume:
        journal = load_journal(find_journal(sessions_dir(place.exports_dir), resume))
        scope = _scope_of(place, journal.started)
    else:
        code = competence or _choose_competence(place, locale)
        scope = survey(place.framework, place.bank, code, locale, _statuses(validated_only))
        journal = start_journal(
            sessions_dir(place.exports_dir), _opening(scope, locale, validated_only, max_items, seed)
        )
    _practise(place, journal, scope)


@app.command(help=text("session.simulate-help"))
def simulate(
    competence: Annotated[str, typer.Option("--competence", help=text("session.competence"))],
    theta: Annotated[float, typer.Option("--theta", help=text("session.theta"))] = 3.0,
    workspace: _Folder = None,
    seed: _Seed = None,
    max_items: _MaxItems = 15,
    locale: _Locale = "fr",
    validated_only: _Validated = False,
) -> None:
    """Let a simulated candidate take a whole session."""
    place = open_workspace(workspace)
    scope = survey(place.framework, place.bank, competence, locale, _statuses(validated_only))
    started = _opening(scope, locale, validated_only, max_items, seed, theta)
    events = play(scope, started, SimulatedCandidate(theta=theta), resolve=_samples(place))
    journal = save_events(sessions_dir(place.exports_dir), events)
    _tell(journal, scope, place)


@app.command(help=text("session.replay-help"))
def replay(
    session: Annotated[str, typer.Argument(help=text("session.session"))],
    workspace: _Folder = None,
) -> None:
    """Verify a journal and play it again; exit 1 when it gives something else."""
    place = open_workspace(workspace)
    journal = load_journal(find_journal(sessions_dir(place.exports_dir), session))
    if not _tell(journal, _scope_of(place, journal.started), place):
        raise typer.Exit(DIFFERENT)


@app.command("list", help=text("session.list-help"))
def list_sessions(workspace: _Folder = None) -> None:
    """List the sessions of the workspace; a damaged journal is a line, too."""
    folder = sessions_dir(open_workspace(workspace).exports_dir)
    rows = [summary_row(path) for path in list_journals(folder)]
    if not rows:
        say(text("session.none", folder=folder))
        return
    print_table("", [text(f"session.column.{name}") for name in ("session", "answers", "state")], rows)


app.command("verify", help=text("service.help-verify"))(verify)
app.command("export", help=text("service.help-events"))(export)
app.command("answers", help=text("service.help-answers"))(answers)


def _practise(place: Workspace, journal: Journal, scope: Scope) -> None:
    say(text("session.welcome", competence=_title(scope), session=journal.started.session))
    drafts = sum(item.status is Status.DRAFT for items in scope.items.values() for item in items)
    if drafts:
        say(text("session.drafts", count=drafts))
    if journal.started.bank_digest != scope.bank_digest:
        say(text("session.bank-changed"))
    with tempfile.TemporaryDirectory(prefix="pixauthor-") as scratch:
        terminal = terminal_for(_media(place, scope), Path(scratch))
        try:
            journal = conduct(journal, scope, terminal)
        except EOFError:
            say("\n" + paused(journal))
            return
        except KeyboardInterrupt:
            complain("\n" + paused(journal))
            raise typer.Exit(INTERRUPTED) from None
    say(text("session.journal", path=journal.path, head=journal.head))


def _tell(journal: Journal, scope: Scope, place: Workspace) -> bool:
    """Print the story of a journal; return whether its replay gives the same."""
    again = replay_events(journal.events, scope)
    columns = ("number", "item", "level", "outcome", "seconds", "predicted")
    title = text("session.story", session=journal.started.session, competence=_title(scope))
    print_table(title, [text(f"session.column.{name}") for name in columns], story(again.state))
    if journal.started.simulated:
        say(text("session.simulated", theta=number(journal.started.theta or 0)))
    for changed, message in ((again.bank_changed, "bank-changed"), (again.framework_changed, "framework-changed")):
        if changed:
            say(text(f"session.{message}"))
    show_result(again.state, scope, terminal_for(_media(place, scope), Path()))
    if not again.state.finished:
        say(text("session.unfinished"))
    for difference in again.differences:
        complain(difference.message())
    say(text("session.same" if not again.differences else "session.different", count=len(again.differences)))
    say(text("session.journal", path=journal.path, head=journal.head))
    return not again.differences


def _opening(
    scope: Scope, locale: str, validated_only: bool, max_items: int, seed: int | None, theta: float | None = None
) -> SessionStarted:
    now = datetime.now(UTC)
    chosen = secrets.randbelow(2**31) if seed is None else seed
    return engine.start(
        scope,
        session=f"{scope.competence.code}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        seed=chosen,
        locale=locale,
        statuses=_statuses(validated_only),
        max_items=max_items,
        at=now,
        theta=theta,
    )


def _statuses(validated_only: bool) -> tuple[str, ...]:
    # pix.md §3 asks validated items; practising on one's own workspace is also how drafts are tried.
    return (Status.VALIDATED.value,) if validated_only else (Status.VALIDATED.value, Status.DRAFT.value)


def _scope_of(place: Workspace, started: SessionStarted) -> Scope:
    return survey(place.framework, place.bank, started.competence, started.locale, started.statuses)


def _choose_competence(place: Workspace, locale: str) -> str:
    codes = {item.competence for item in place.bank if item.locale == locale}
    for code, competence in place.framework.competences.items():
        if code in codes:
            say(f"{code}  {localized(competence.title)}")
    try:
        return read_line(text("session.which-competence") + " ").strip()
    except EOFError:
        raise PixauthorError("session.no-competence") from None


def _samples(place: Workspace) -> Any:
    def resolve(item: Item, answer: Any) -> Any:
        return resolve_answer(answer, place.items_dir / item.competence)

    return resolve


def _media(place: Workspace, scope: Scope) -> Path:
    return place.items_dir / scope.competence.code


def _title(scope: Scope) -> str:
    return f"{scope.competence.code} {localized(scope.competence.title)}"
