"""Who is at the keyboard: as the environment says, else as git knows them, else as they choose."""

from collections.abc import Mapping
from typing import Final

from pixauthor.bank.people import People, Person, Role
from pixauthor.errors import PixauthorError

VARIABLE: Final = "PIXAUTHOR_USER"


def present_person(people: People | None, environment: Mapping[str, str], git_email: str) -> Person | None:
    """Return who is present, or None when nothing says so.

    Args:
        people: of the bank; None when it does not say who is who: then any name will do, for all roles.
        environment: variables of the process.
        git_email: what ``git config user.email`` says, or "".

    Raises:
        PixauthorError: ``review.nobody`` when the variable names nobody.
    """
    wanted = environment.get(VARIABLE, "").strip()
    if wanted:
        return person_named(people, wanted)
    if people is None:
        return _anybody(git_email) if git_email else None
    return people.with_email(git_email)


def person_named(people: People | None, name: str) -> Person:
    """Return the person whose id or e-mail address is ``name``. Raises: ``review.nobody`` when there is none."""
    if people is None:
        return _anybody(name)
    found = people.get(name) or people.with_email(name)
    if found is None:
        raise PixauthorError("review.nobody", name=name, known=", ".join(people.by_id))
    return found


def _anybody(name: str) -> Person:
    return Person(id=name, name=name, roles=frozenset(Role))
