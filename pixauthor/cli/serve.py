"""``pixauthor serve``: start the session service; supervise; invite people; export and erase what is kept of them."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pixauthor.cli import serve_admin
from pixauthor.cli.output import print_json, say
from pixauthor.cli.serve_options import FOLDER, KEY, PORT, Database, DatabaseFile, Folder, database_of, require_extra
from pixauthor.cli.serve_signin import (
    ClientId,
    HubAddress,
    HubClient,
    HubTokenFile,
    Issuer,
    PublicAddress,
    SecretFile,
    provider_of,
)
from pixauthor.cli.serve_supervise import supervise
from pixauthor.errors import PixauthorError
from pixauthor.locale import text


class _BundleFirst(TyperGroup):
    """``serve BUNDLE`` starts the service: what is no command is the first argument of ``run``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=_BundleFirst, no_args_is_help=True, add_completion=False, help=text("service.help"))


@app.command("run", help=text("service.help-run"))
def serve(
    bundle: Annotated[Path, typer.Argument(help=text("service.help-bundle"))],
    key: Annotated[Path, typer.Option("--key", help=text("service.help-key"))] = KEY,
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
    host: Annotated[str, typer.Option("--host", help=text("service.help-host"))] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=text("service.help-port"))] = PORT,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64, help=text("service.help-workers"))] = 1,
    behind_tls: Annotated[bool, typer.Option("--behind-tls", help=text("service.help-behind-tls"))] = False,
    public_address: PublicAddress = "",
    oidc_issuer: Issuer = "",
    oidc_client: ClientId = "",
    oidc_secret_file: SecretFile = None,
    hub: HubAddress = "",
    hub_client: HubClient = "",
    hub_token_file: HubTokenFile = None,
) -> None:
    """Serve the sessions of a bundle until told to end."""
    require_extra()
    from pixauthor.service.loading import load_content
    from pixauthor.service.serve import Post, run

    oidc, jupyterhub = (oidc_issuer, oidc_client, oidc_secret_file), (hub, hub_client, hub_token_file)
    provider = provider_of(public_address, oidc, jupyterhub)
    address = database_of(folder, database, database_file)
    content = load_content(bundle, key)
    post = Post(
        content=content,
        database=address,
        cookie_key=folder / "cookie.key",
        admin_token=folder / serve_admin.TOKEN,
        author_token=folder / "author.token",
        host=host,
        port=port,
        workers=workers,
        behind_tls=behind_tls,
        provider=provider,
    )
    count, title = len(content.bank), content.title
    run(post, lambda bound: say(text("service.serving", title=title, count=count, host=host, port=bound)))


@app.command(help=text("service.help-invite"))
def invite(
    competence: Annotated[list[str] | None, typer.Option("--competence", help=text("service.help-competence"))] = None,
    name: Annotated[str, typer.Option("--name", help=text("service.help-name"))] = "",
    number: Annotated[int, typer.Option("--number", min=1, max=1000, help=text("service.help-number"))] = 1,
    extra_time: Annotated[float, typer.Option("--extra-time", min=1, max=5, help=text("service.help-extra-time"))] = 1,
    time_limit: Annotated[int | None, typer.Option("--time-limit", min=1, help=text("service.help-time-limit"))] = None,
    engine: Annotated[str, typer.Option("--engine", help=text("service.help-engine"))] = "",
    max_items: Annotated[int, typer.Option("--max-items", min=1, help=text("service.help-max-items"))] = 15,
    locale: Annotated[str | None, typer.Option("--locale", help=text("service.help-locale"))] = None,
    campaign: Annotated[str, typer.Option("--campaign", help=text("service.help-campaign"))] = "",
    feedback: Annotated[
        bool | None, typer.Option("--feedback/--no-feedback", help=text("service.help-feedback"))
    ] = None,
    right_answers: Annotated[
        bool | None, typer.Option("--right-answers/--no-right-answers", help=text("service.help-right-answers"))
    ] = None,
    improve_after: Annotated[
        int | None, typer.Option("--improve-after", min=0, help=text("service.help-improve-after"))
    ] = None,
    reset_after: Annotated[
        int | None, typer.Option("--reset-after", min=0, help=text("service.help-reset-after"))
    ] = None,
    retry: Annotated[bool | None, typer.Option("--retry/--no-retry", help=text("service.help-retry"))] = None,
    session: Annotated[str, typer.Option("--session", help=text("service.help-session"))] = "",
    is_open: Annotated[bool, typer.Option("--open", help=text("service.help-open"))] = False,
    address: Annotated[str, typer.Option("--address", help=text("service.help-address"))] = f"http://127.0.0.1:{PORT}",
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Make access codes, one for each person, and print their links."""
    require_extra()
    from pixauthor.cli.serve_campaign import Given, aim_of, conduct_of
    from pixauthor.cli.serve_people import Invitation, invite_all

    if name and number > 1:
        raise PixauthorError("service.one-name")
    given = Given(
        locale=locale,
        feedback=feedback,
        right_answers=right_answers,
        improve_after=improve_after,
        reset_after=reset_after,
        retry=retry,
    )
    conduct, aim = conduct_of(campaign, given), aim_of(campaign, tuple(dict.fromkeys(competence or ())))
    invitation = Invitation(
        competences=aim.competences,
        identity=name.strip(),
        number=number,
        extra_time=extra_time,
        minutes=time_limit,
        engine=engine,
        max_items=max_items,
        locale=conduct.locale,
        campaign=campaign,
        skills=aim.skills,
        feedback=conduct.feedback,
        right_answers=conduct.right_answers,
        improve_days=conduct.improve_days,
        reset_days=conduct.reset_days,
        supervised=session,
        is_open=is_open,
    )
    for access in invite_all(database_of(folder, database, database_file), invitation):
        path = f"signin?offer={access.code}" if is_open else f"?code={access.code}"
        link = f"{address}/{path}"
        say(link if is_open else text("service.invited", code=access.code, candidate=access.candidate, link=link))


app.command(help=text("service.help-supervise"))(supervise)
app.add_typer(serve_admin.app, name="admin")


@app.command(help=text("service.help-export"))
def export(
    candidate: Annotated[str, typer.Argument(help=text("service.help-candidate"))],
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Print all that is kept of a person, as one JSON document."""
    require_extra()
    from pixauthor.cli.serve_people import tell

    print_json(tell(database_of(folder, database, database_file), candidate))


@app.command(help=text("service.help-erase"))
def erase(
    candidate: Annotated[str, typer.Argument(help=text("service.help-candidate"))] = "",
    older_than: Annotated[int | None, typer.Option("--older-than", min=1, help=text("service.help-older-than"))] = None,
    folder: Folder = FOLDER,
    database: Database = "",
    database_file: DatabaseFile = None,
) -> None:
    """Erase all that is kept of a person, or of all of whom nothing is newer than so many days."""
    require_extra()
    from pixauthor.cli.serve_people import erase_old, erase_one

    if bool(candidate) == (older_than is not None):
        raise PixauthorError("service.whom")
    address = database_of(folder, database, database_file)
    done = erase_one(address, candidate) if older_than is None else erase_old(address, older_than)
    say(text("service.erased", count=done.people))
    if not done.scrubbed:
        say(text("service.not-scrubbed"))
