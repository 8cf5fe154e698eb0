"""Messages between a session and its candidate.

No field here can hold a key, a parameter, a score rule or a rationale: what cannot be written cannot leak (house plan,
decision 1). Interactions travel as plain JSON, drawn by ``widgets/_shared/item.js``.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicMedia:
    """A file that the candidate may open: ``href`` is relative to the competence's folder of the bank."""

    href: str
    label: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicItem:
    """What a candidate may know of an item."""

    item: str
    version: int
    type: str
    locale: str
    competence: str
    stem: str
    interaction: Mapping[str, Any]
    alternative_text: str = ""
    illustration: PublicMedia | None = None
    attachments: tuple[PublicMedia, ...] = ()
    links: tuple[Mapping[str, str], ...] = ()
    timer_seconds: int | None = None
    focus: bool = False

    def encode(self) -> dict[str, Any]:
        """Return the message as JSON values."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMessage:
    """A candidate's answer: ``value`` is None when the question is skipped.

    Session, item and attempt go with every message, so that a stale tab cannot write its answer on the next item.
    """

    session: str
    item: str
    version: int
    attempt: int
    value: Any
    seconds: float
