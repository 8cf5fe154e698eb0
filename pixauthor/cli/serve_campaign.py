"""What an invitation takes from the file of its campaign, when the workspace has one, unless the command says it."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from pixauthor.campaigns.model import Campaign, targeted_skills
from pixauthor.campaigns.store import campaign_ids, load_campaign
from pixauthor.delivery.retry import OFFICIAL
from pixauthor.errors import PixauthorError
from pixauthor.workspace import open_workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the command says; None: nothing."""

    locale: str | None = None
    feedback: bool | None = None
    right_answers: bool | None = None
    improve_after: int | None = None
    reset_after: int | None = None
    retry: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """How sittings are conducted; days are None when nothing may be tried again."""

    locale: str
    feedback: bool
    right_answers: bool
    improve_days: int | None
    reset_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What sittings are about: codes of competences, and the skills of them that may be asked (none: all)."""

    competences: tuple[str, ...]
    skills: tuple[str, ...] = ()


def aim_of(campaign: str, competences: tuple[str, ...]) -> Aim:
    """Return the competences that the command names, else those of the campaign, with the skills that it targets.

    Raises:
        PixauthorError: when nothing says what is assessed, a competence is not of the campaign, or its file is faulty.
    """
    found = _campaign(campaign)
    if found is None:
        if not competences:
            raise PixauthorError("service.no-competence")
        return Aim(competences=competences)
    targets = [(one.code, skill.id) for one, _, skill in targeted_skills(found.profile, open_workspace().framework)]
    targeted = tuple(dict.fromkeys(code for code, _ in targets))
    strange = next((code for code in competences if code not in targeted), None)
    if strange is not None or not targeted:
        known = ", ".join(targeted) or "–"
        raise PixauthorError("service.not-targeted", campaign=campaign, competence=strange or "–", known=known)
    chosen = competences or targeted
    return Aim(competences=chosen, skills=tuple(skill for code, skill in targets if code in chosen))


def conduct_of(campaign: str, given: Given) -> Conduct:
    """Return what the command says, else what the campaign does, else what is usual.

    Raises:
        PixauthorError: when the file of the campaign has a fault.
    """
    found = _campaign(campaign)
    usual = Conduct(
        locale=found.locale if found else "fr",
        feedback=found.feedback if found else True,
        right_answers=found.right_answers if found else True,
        improve_days=found.improve_after if found else OFFICIAL.improve_days,
        reset_days=found.reset_after if found else OFFICIAL.reset_days,
    )
    # Who gives days means them.
    has_days = given.improve_after is not None or given.reset_after is not None
    retry = _first(given.retry, has_days or found is None or found.multiple_sendings)
    return Conduct(
        locale=_first(given.locale, usual.locale),
        feedback=_first(given.feedback, usual.feedback),
        right_answers=_first(given.right_answers, usual.right_answers),
        improve_days=_first(given.improve_after, usual.improve_days) if retry else None,
        reset_days=_first(given.reset_after, usual.reset_days) if retry else None,
    )


def _first(said: T | None, usual: T) -> T:
    return usual if said is None else said


def _campaign(name: str) -> Campaign | None:
    """Return the campaign of the workspace around; None where there is none of this name: any id will do."""
    folder = None
    with suppress(PixauthorError):
        folder = open_workspace().campaigns_dir
    return load_campaign(folder, name) if folder and name in campaign_ids(folder) else None
