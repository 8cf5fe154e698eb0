"""What a calibration gives; what is asked of it is in ``design``.

Metric of every parameter: logits, without the factor 1.7; P(right) = 1 / (1 + exp(-a (theta - b))).
Parameters are in the a-b form; the slope-intercept form of the log-odds is a theta + d with d = -a b.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pixauthor.calibration.calibrated_item import CalibratedItem, dichotomous_item
from pixauthor.calibration.design import Design
from pixauthor.calibration.link_record import LinkRecord

__all__ = [
    "FORMAT",
    "METRIC",
    "CalibratedItem",
    "Calibration",
    "Design",
    "Fit",
    "GroupDistribution",
    "LeftOut",
    "Provenance",
    "Sample",
    "dichotomous_item",
]

FORMAT: Final = "pixauthor-calibration/2"
METRIC: Final = "logit, without the factor 1.7: P = 1 / (1 + exp(-a (theta - b)))"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An item without parameters: ``reason`` is a message of ``calibration.left-out``."""

    item: str
    n: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How the estimation ended.

    Args:
        log_likelihood: marginal, without priors.
        n_parameters: estimated, those of the distribution of ability too.
        last_move: how far one more step of EM would move a parameter, in working units.
        converged: that is little enough.
        iterations: E-steps.
        falls: plain steps after which the likelihood fell: there must be none.
        definite: the information is positive definite, so that standard errors mean something; None when not looked at.
        history: log-likelihood (with priors) after each iteration.
        moving: without convergence, items of which a parameter still moved, furthest first, ten at most.
    """

    log_likelihood: float
    n_parameters: int
    last_move: float
    converged: bool
    iterations: int = 0
    falls: int = 0
    definite: bool | None = None
    history: tuple[float, ...] = ()
    moving: tuple[str, ...] = ()

    @property
    def aic(self) -> float:
        """Akaike's criterion (doi:10.1109/TAC.1974.1100705)."""
        return 2 * self.n_parameters - 2 * self.log_likelihood

    def bic(self, n_persons: int) -> float:
        """Return Schwarz's criterion (doi:10.1214/aos/1176344136)."""
        return self.n_parameters * math.log(n_persons) - 2 * self.log_likelihood


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDistribution:
    """The abilities of one group, in logits."""

    name: str
    n: int
    mean: float
    sd: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Candidates drawn at random without replacement, on whom verdicts rest: how many, their answers, the seed."""

    n_persons: int
    n_answers: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the numbers come from. Digests are SHA-256; ``date`` is ISO 8601 in UTC.

    ``anchors`` is the digest of the calibration that fixed items come from; "" without. No step of the estimation draws
    at random; ``sample`` are the candidates whom diagnostics looked at, None when they looked at all.
    """

    data: str
    bank: str
    anchors: str = ""
    date: str
    simulated: bool
    n_persons: int
    n_persons_left_out: int
    n_answers: int
    versions: Mapping[str, str]
    sample: Sample | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A calibration, with all that is needed to judge it and to make it again.

    Args:
        design: what was asked.
        items: those with parameters.
        left_out: those without, and why.
        latent_mean, latent_sd: of abilities, in logits; of the first group when there are several.
        alpha: Cronbach's, when every candidate answered every item.
        fit: how the estimation ended.
        provenance: of the numbers.
        groups: distributions of ability, when there are several groups.
        histogram: weights of the nodes of the quadrature, when the distribution of ability was estimated freely.
        links: put it on another scale, one after the other; empty on the scale of its own persons.
    """

    design: Design
    items: tuple[CalibratedItem, ...]
    left_out: tuple[LeftOut, ...]
    latent_mean: float
    latent_sd: float
    alpha: float | None
    fit: Fit
    provenance: Provenance
    groups: tuple[GroupDistribution, ...] = ()
    histogram: tuple[float, ...] = ()
    links: tuple[LinkRecord, ...] = ()
    metric: str = METRIC
    format: str = FORMAT
    by_item: Mapping[str, CalibratedItem] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_item", {item.item: item for item in self.items})
