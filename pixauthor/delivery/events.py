"""What happens in a session, in the order in which it happened: the journal's only content.

Time and chance are recorded (``at``, ``seconds``, ``seed``), so that the same events always give the same state.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from types import NoneType
from typing import Any, Final

from pixauthor.delivery.selection import Knowledge, Source
from pixauthor.grading.model import AnswerStatus, Mode, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted:
    """A session opens, with all that decides its course.

    Args:
        statuses: item statuses that may be asked, preferred first (pix.md §3: validated).
        framework_digest: SHA-256 of the competence as the framework has it.
        bank_digest: SHA-256 of the items that may be asked.
        max_items: most questions; the algorithm may stop before.
        simulated: the answers come from a model, not from a person.
        theta: ability of the simulated candidate, in levels; None for a person.
        engine: name and version of the algorithm (``delivery.algorithms``): a session is replayed by its own.
        wanted_se: standard error of theta, in logits, at which an adaptive session stops; None: never for that.
        measure_digest: SHA-256 of the calibration and scale that an adaptive session rests on.
        kept: what is known from a session before.
    """

    session: str
    seed: int
    competence: str
    locale: str
    statuses: tuple[str, ...]
    max_items: int
    framework_digest: str
    bank_digest: str
    at: datetime
    engine: str = "self-positioning/1"
    mode: str = "fixed"
    simulated: bool = False
    theta: float | None = None
    wanted_se: float | None = None
    measure_digest: str = ""
    kept: tuple[Knowledge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemServed:
    """A question is put. ``attempt`` counts questions from 1."""

    item: str
    version: int
    attempt: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """The question is answered (``value`` None: skipped), in ``seconds``."""

    item: str
    version: int
    attempt: int
    value: Any
    outcome: Outcome
    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFinished:
    """The session is over: why (``complete``, ``limit``, ``precise``, ``given-up``), and with what result.

    ``theta`` and its standard error are in logits, None where the algorithm estimates none.
    """

    reason: str
    pix: int
    level: int
    predicted_level: float
    at: datetime
    theta: float | None = None
    theta_se: float | None = None


Event = SessionStarted | ItemServed | AnswerGiven | SessionFinished

GIVEN_UP: Final = "given-up"
OUT_OF_TIME: Final = "deadline"
BY_SUPERVISOR: Final = "supervisor"
ENDED_FROM_OUTSIDE: Final = frozenset({GIVEN_UP, OUT_OF_TIME, BY_SUPERVISOR})
"""Why a session ends that its algorithm would have gone on with."""

_NAMES: Final[Mapping[type, str]] = {
    SessionStarted: "session-started",
    ItemServed: "item-served",
    AnswerGiven: "answer-given",
    SessionFinished: "session-finished",
}
_TYPES: Final[Mapping[str, type]] = {name: event for event, name in _NAMES.items()}
_FIELDS: Final = {event: tuple(field.name for field in fields(event)) for event in _NAMES}
_AMOUNT: Final = (int, float)
_KINDS: Final[Mapping[str, type | tuple[type, ...]]] = {
    **dict.fromkeys(("seed", "max_items", "version", "attempt", "pix", "level"), int),
    **dict.fromkeys(("seconds", "predicted_level"), _AMOUNT),
    **dict.fromkeys(("theta", "theta_se", "wanted_se"), (*_AMOUNT, NoneType)),
    "simulated": bool,
    **dict.fromkeys(("statuses", "kept"), tuple),
    "outcome": Outcome,
    "value": object,
    "at": datetime,
}
"""What fields hold that is not text: a journal that someone edited is refused, not believed."""


def encode_event(event: Event) -> dict[str, Any]:
    """Return an event as JSON values."""
    told = {name: getattr(event, name) for name in _FIELDS[type(event)]}
    if isinstance(event, AnswerGiven):
        outcome = event.outcome
        told["outcome"] = {"status": outcome.status, "credit": outcome.credit, "parts": dict(outcome.parts)}
    elif isinstance(event, SessionStarted):
        told["kept"] = [asdict(one) for one in event.kept]
    return {"event": _NAMES[type(event)], **told, "at": event.at.isoformat()}


def decode_event(data: Mapping[str, Any]) -> Event:
    """Return the event that JSON values tell.

    Raises:
        KeyError, TypeError, ValueError: when they tell none.
    """
    fields = {name: value for name, value in data.items() if name != "event"}
    fields["at"] = datetime.fromisoformat(fields["at"])
    if fields["at"].tzinfo is None:
        raise ValueError("a time without zone")
    if "outcome" in fields:
        fields["outcome"] = _decode_outcome(**fields["outcome"])
    if "statuses" in fields:
        fields["statuses"] = tuple(fields["statuses"])
    if "kept" in fields:
        fields["kept"] = tuple(decode_knowledge(**one) for one in fields["kept"])
    for name, value in fields.items():
        if not isinstance(value, _KINDS.get(name, str)):
            raise TypeError(f"{name}: {type(value).__name__}")
    Mode(fields.get("mode", Mode.FIXED))
    event: Event = _TYPES[data["event"]](**fields)
    return event


def decode_knowledge(*, skill: str, validated: bool, source: str) -> Knowledge:
    """Return what JSON values tell of one skill. Raises ``TypeError`` or ``ValueError`` when they tell nothing."""
    if not (isinstance(skill, str) and isinstance(validated, bool)):
        raise TypeError("kept")
    return Knowledge(skill=skill, validated=validated, source=Source(source))


def _decode_outcome(*, status: str, credit: float, parts: dict[str, bool]) -> Outcome:
    if not (isinstance(credit, _AMOUNT) and isinstance(parts, dict)):
        raise TypeError("outcome")
    return Outcome(status=AnswerStatus(status), credit=credit, parts=parts)
