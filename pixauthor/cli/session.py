"""``pixauthor session``: take a self-positioning session in the terminal, simulate one, replay one, list them."""

import tempfile
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from pixauthor.bank.item import Item, Status
from pixauthor.bank.samples import resolve_answer
from pixauthor.cli.output import complain, print_table, say
from pixauthor.cli.serve_options import FOLDER, KEY, Database, DatabaseFile, database_of, require_extra
from pixauthor.cli.serve_options import Folder as ServiceFolder
from pixauthor.cli.session_heads import heads
from pixauthor.cli.session_journal import answers, export, verify
from pixauthor.cli.session_opening import choose_competence, opening_of, scope_of, statuses
from pixauthor.cli.session_practise import conduct, paused, show_result, terminal_for
from pixauthor.cli.session_replay import replay_sitting
from pixauthor.cli.session_story import localized, number, story, summary_row
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
        scope = scope_of(place, journal.started)
    else:
        code = competence or choose_competence(place, locale)
        scope = survey(place.framework, place.bank, code, locale, statuses(validated_only))
        journal = start_journal(
            sessions_dir(place.exports_dir), opening_of(scope, locale, validated_only, max_items, seed)
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
    scope = survey(place.framework, place.bank, competence, locale, statuses(validated_only))
    started = opening_of(scope, locale, validated_only, max_items, seed, theta)
    events = play(scope, started, SimulatedCandidate(theta=theta), resolve=_samples(place))
    journal = save_events(sessions_dir(place.exports_dir), events)
    _tell(journal, scope, place)


@app.command(help=text("session.replay-help"))
def replay(
    session: Annotated[str, typer.Argument(help=text("session.session"))],
    workspace: _Folder = None,
    bundle: Annotated[Path | None, typer.Option("--bundle", help=text("service.help-replay-bundle"))] = None,
    key: Annotated[Path, typer.Option("--key", help=text("service.help-key"))] = KEY,
    folder: ServiceFolder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Verify a journal and play it again; exit 1 when it gives something else. With a bundle: one of a service."""
    if bundle:
        require_extra()
        if not replay_sitting(database_of(folder, database, database_file), session, bundle, key):
            raise typer.Exit(DIFFERENT)
        return
    place = open_workspace(workspace)
    journal = load_journal(find_journal(sessions_dir(place.exports_dir), session))
    if not _tell(journal, scope_of(place, journal.started), place):
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
app.command("heads", help=text("service.help-heads"))(heads)
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


def _samples(place: Workspace) -> Any:
    def resolve(item: Item, answer: Any) -> Any:
        return resolve_answer(answer, place.items_dir / item.competence)

    return resolve


def _media(place: Workspace, scope: Scope) -> Path:
    return place.items_dir / scope.competence.code


def _title(scope: Scope) -> str:
    return f"{scope.competence.code} {localized(scope.competence.title)}"
