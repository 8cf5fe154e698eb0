"""What happens in a sitting besides the events of its sessions, and how all of them are written."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import NoneType
from typing import Any, Final, TypeAlias

from pixauthor.delivery.events import Event, decode_event, decode_knowledge, encode_event
from pixauthor.delivery.selection import Knowledge
from pixauthor.delivery.supervision_events import ReturnAllowed, ReturnAsked, Returned, TimeGiven


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingOpened:
    """A sitting opens, with all that decides its course.

    Args:
        candidate: pseudonym; who that is stands elsewhere.
        competences: official codes, in the order in which they are taken.
        engine: name and version of the algorithm.
        bundle: SHA-256 of the public and the secret manifest, joined.
        max_items: most questions a competence.
        wanted_se: see ``SessionStarted``.
        feedback: after each answer the candidate is told what it was worth.
        right_answers: with feedback, he is told the right answer and why it is, too.
        extra_time: factor of all times; 4/3 is the usual third more.
        ends_at: when the whole sitting is over; None: no limit.
        campaign: id of the campaign, or empty.
        skills: ids of the skills that may be asked; empty: all of the competences.
        improve_days: days after the last answer until a competence may be improved; None: never (pix.md §3).
        reset_days: the same until it may be begun afresh.
        follows: id of the sitting that this one tries again, or empty.
        kept: what is known from that one.
    """

    sitting: str
    candidate: str
    seed: int
    competences: tuple[str, ...]
    locale: str
    engine: str
    bundle: str
    statuses: tuple[str, ...]
    max_items: int
    at: datetime
    wanted_se: float | None = None
    feedback: bool = True
    right_answers: bool = True
    extra_time: float = 1.0
    ends_at: datetime | None = None
    campaign: str = ""
    skills: tuple[str, ...] = ()
    improve_days: int | None = 4
    reset_days: int | None = 7
    follows: str = ""
    kept: tuple[Knowledge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReported:
    """The candidate says that something is wrong with a question (pix.md §7.6)."""

    item: str
    rank: int
    category: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusLost:
    """The page of a focus item was left."""

    item: str
    rank: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingClosed:
    """The sitting is over: ``complete``, ``given-up``, ``deadline`` or ``supervisor``, and then ``by`` which one."""

    reason: str
    at: datetime
    by: str = ""


COMPLETE: Final = "complete"
"""Why a sitting is closed whose competences are all finished."""
Supervised: TypeAlias = TimeGiven | ReturnAsked | ReturnAllowed | Returned
OwnEvent: TypeAlias = SittingOpened | ItemReported | FocusLost | SittingClosed | Supervised
SittingEvent: TypeAlias = Event | OwnEvent

_NAMES: Final[Mapping[type, str]] = {
    SittingOpened: "sitting-opened",
    ItemReported: "item-reported",
    FocusLost: "focus-lost",
    SittingClosed: "sitting-closed",
    TimeGiven: "time-given",
    ReturnAsked: "return-asked",
    ReturnAllowed: "return-allowed",
    Returned: "returned",
}
_TYPES: Final[Mapping[str, type]] = {name: event for event, name in _NAMES.items()}
_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(("seed", "max_items", "rank"), int),
    **dict.fromkeys(("improve_days", "reset_days"), (int, NoneType)),
    **dict.fromkeys(("competences", "statuses", "skills", "kept"), tuple),
    "wanted_se": (int, float, NoneType),
    "extra_time": (int, float),
    **dict.fromkeys(("feedback", "right_answers"), bool),
    "ends_at": (datetime, NoneType),
    "at": datetime,
}


def event_name(event: SittingEvent) -> str:
    """Return the name of what happened, as journals write it."""
    return _NAMES[type(event)] if type(event) in _NAMES else str(encode_event(event)["event"])  # type: ignore[arg-type]  # all other events are of sessions


def encode_sitting_event(event: SittingEvent) -> dict[str, Any]:
    """Return an event as JSON values."""
    if type(event) not in _NAMES:
        return encode_event(event)  # type: ignore[arg-type]  # all other events are of sessions
    fields = {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(event).items()
    }
    return {"event": _NAMES[type(event)], **fields}


def decode_sitting_event(data: Mapping[str, Any]) -> SittingEvent:
    """Return the event that JSON values tell.

    Raises:
        KeyError, TypeError, ValueError: when they tell none.
    """
    if data["event"] not in _TYPES:
        return decode_event(data)
    fields = {name: value for name, value in data.items() if name != "event"}
    for name in ("at", "ends_at"):
        fields |= {name: _moment(fields[name])} if fields.get(name) is not None else {}
    for name in ("competences", "statuses", "skills"):
        fields |= {name: tuple(fields[name])} if name in fields else {}
    if "kept" in fields:
        fields["kept"] = tuple(decode_knowledge(**one) for one in fields["kept"])
    for name, value in fields.items():
        if not isinstance(value, _KINDS.get(name, str)):
            raise TypeError(f"{name}: {type(value).__name__}")
    event: OwnEvent = _TYPES[data["event"]](**fields)
    return event


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time without zone")
    return moment
