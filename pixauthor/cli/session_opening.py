"""What a session in the terminal begins with."""

import secrets
from datetime import UTC, datetime

from pixauthor.bank.item import Status
from pixauthor.cli.output import say
from pixauthor.cli.session_practise import read_line
from pixauthor.cli.session_story import localized
from pixauthor.delivery import engine
from pixauthor.delivery.events import SessionStarted
from pixauthor.delivery.scope import Scope, survey
from pixauthor.errors import PixauthorError
from pixauthor.locale import text
from pixauthor.workspace import Workspace


def opening_of(
    scope: Scope, locale: str, validated_only: bool, max_items: int, seed: int | None, theta: float | None = None
) -> SessionStarted:
    """Return the opening of a session that begins now."""
    now = datetime.now(UTC)
    chosen = secrets.randbelow(2**31) if seed is None else seed
    return engine.start(
        scope,
        session=f"{scope.competence.code}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        seed=chosen,
        locale=locale,
        statuses=statuses(validated_only),
        max_items=max_items,
        at=now,
        theta=theta,
    )


def statuses(validated_only: bool) -> tuple[str, ...]:
    """Return which items may be asked."""
    # pix.md §3 asks validated items; practising on one's own workspace is also how drafts are tried.
    return (Status.VALIDATED.value,) if validated_only else (Status.VALIDATED.value, Status.DRAFT.value)


def scope_of(place: Workspace, started: SessionStarted) -> Scope:
    """Return what a session that was opened before may ask. Raises as ``survey``."""
    return survey(place.framework, place.bank, started.competence, started.locale, started.statuses)


def choose_competence(place: Workspace, locale: str) -> str:
    """Show the competences and return the one that is typed. Raises ``PixauthorError`` when none is."""
    codes = {item.competence for item in place.bank if item.locale == locale}
    for code, competence in place.framework.competences.items():
        if code in codes:
            say(f"{code}  {localized(competence.title)}")
    try:
        return read_line(text("session.which-competence") + " ").strip()
    except EOFError:
        raise PixauthorError("session.no-competence") from None
