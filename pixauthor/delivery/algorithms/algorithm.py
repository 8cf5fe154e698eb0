"""What an algorithm of self-positioning decides: which item, when to stop, with what result."""

from dataclasses import dataclass
from typing import Protocol

from pixauthor.bank.item import Item
from pixauthor.delivery.scope import Scope
from pixauthor.delivery.session import SessionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a session ends with; ``theta`` and its standard error in logits, None where nothing is estimated."""

    pix: int
    level: int
    theta: float | None = None
    theta_se: float | None = None


class Algorithm(Protocol):
    """Pure functions of where a session stands; chance comes from the session's seed."""

    def require(self, scope: Scope) -> None:
        """Check that a scope has what the algorithm needs, before anybody is asked.

        Raises:
            PixauthorError: naming what lacks.
        """
        ...

    def choose(self, state: SessionState, scope: Scope) -> Item | None:
        """Return the item to ask now; None when there is a ``stop_reason``."""
        ...

    def stop_reason(self, state: SessionState, scope: Scope) -> str:
        """Return why the session must stop now, or an empty text."""
        ...

    def result(self, state: SessionState, scope: Scope) -> Result:
        """Return the result of the answers given."""
        ...
