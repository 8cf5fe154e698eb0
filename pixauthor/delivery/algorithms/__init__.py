"""The algorithms of self-positioning, each by its name and version: an old session is played again by its own."""

from collections.abc import Mapping
from typing import Final

from pixauthor.delivery.algorithms.adaptive import Adaptive
from pixauthor.delivery.algorithms.algorithm import Algorithm, Result
from pixauthor.delivery.algorithms.knowledge import KnowledgeElements
from pixauthor.errors import PixauthorError

KNOWLEDGE: Final = "self-positioning/1"
ADAPTIVE: Final = "adaptive/1"
ALGORITHMS: Final[Mapping[str, Algorithm]] = {KNOWLEDGE: KnowledgeElements(), ADAPTIVE: Adaptive()}

__all__ = ["ADAPTIVE", "ALGORITHMS", "KNOWLEDGE", "Algorithm", "Result", "algorithm_of"]


def algorithm_of(name: str) -> Algorithm:
    """Return an algorithm by its name and version.

    Raises:
        PixauthorError: when this version of the program does not know it.
    """
    if name not in ALGORITHMS:
        raise PixauthorError("session.unknown-engine", engine=name, known=", ".join(ALGORITHMS))
    return ALGORITHMS[name]
