"""Which event may follow which: a table. An illegal step raises and changes nothing."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pixauthor.delivery.events import AnswerGiven, Event, ItemServed, SessionFinished, SessionStarted
from pixauthor.errors import PixauthorError


class Phase(StrEnum):
    """Where a session stands."""

    NEW = "new"
    WAITING = "waiting"  # for the next question
    ASKING = "asking"
    FINISHED = "finished"


class IllegalStep(PixauthorError):  # noqa: N818 - named for what it says
    """An event that cannot come now."""

    exit_status = 1


TRANSITIONS: Final[Mapping[tuple[Phase, type], Phase]] = {
    (Phase.NEW, SessionStarted): Phase.WAITING,
    (Phase.WAITING, ItemServed): Phase.ASKING,
    (Phase.ASKING, AnswerGiven): Phase.WAITING,
    (Phase.WAITING, SessionFinished): Phase.FINISHED,
}


def advance(phase: Phase, event: Event) -> Phase:
    """Return the phase after ``event``.

    Raises:
        IllegalStep: when the event cannot come in this phase.
    """
    following = TRANSITIONS.get((phase, type(event)))
    if following is None:
        raise IllegalStep("session.illegal-step", event=type(event).__name__, phase=phase.value)
    return following
