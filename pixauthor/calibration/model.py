"""What is asked of a calibration, and what it gives.

Metric of every parameter: logits, without the factor 1.7; P(right) = 1 / (1 + exp(-a (theta - b))).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pixauthor.calibration.link_record import LinkRecord

FORMAT: Final = "pixauthor-calibration/1"
METRIC: Final = "logit, without the factor 1.7: P = 1 / (1 + exp(-a (theta - b)))"
MODELS: Final = ("rasch", "2pl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What to estimate, and how.

    Args:
        model: ``"rasch"`` (a = 1, the spread of abilities free) or ``"2pl"`` (abilities standard normal).
        engine: name of the estimator in ``calibration.engines``.
        complete_cases: leave out candidates who did not answer every item, instead of refusing the data.
        min_answers: items with fewer answers are left out.
        points, bound: quadrature: equally spaced nodes on [-bound, bound] logits.
        max_iterations: of the estimator.
        tolerance: largest move of one further EM step, in logits, that counts as converged; so does a tenth of the
            standard error of the parameter, when that is more (girth itself stops at a change of 0.001 between its
            steps, and ties difficulties to shares of right answers, which is not quite maximum likelihood).
    """

    model: str = "2pl"
    engine: str = "girth"
    complete_cases: bool = False
    min_answers: int = 50
    points: int = 61
    bound: float = 6.0
    max_iterations: int = 500
    tolerance: float = 1e-2


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedItem:
    """One item: parameters in logits, classical statistics, flags.

    ``item`` is ``id@version``. ``se_a`` and ``se_b`` are None when the engine gives no standard error. ``r_rest`` is
    the corrected point-biserial; it and ``alpha_dropped`` are None where the data say nothing.
    """

    item: str
    a: float
    b: float
    n: int
    p: float
    r_rest: float | None = None
    alpha_dropped: float | None = None
    se_a: float | None = None
    se_b: float | None = None
    flags: tuple[str, ...] = ()
    verdict: str = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An item without parameters: ``reason`` is a message of ``calibration.left-out``."""

    item: str
    n: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How the estimation ended. ``last_move`` is how far one more EM step would move a parameter, in logits."""

    log_likelihood: float
    n_parameters: int
    last_move: float
    converged: bool

    @property
    def aic(self) -> float:
        """Akaike's criterion (doi:10.1109/TAC.1974.1100705)."""
        return 2 * self.n_parameters - 2 * self.log_likelihood


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the numbers come from. Digests are SHA-256; ``date`` is ISO 8601 in UTC."""

    data: str
    bank: str
    date: str
    simulated: bool
    n_persons: int
    n_persons_left_out: int
    n_answers: int
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A calibration, with all that is needed to judge it and to make it again.

    ``links`` put it on another scale, one after the other; empty on the scale of its own persons.
    """

    design: Design
    items: tuple[CalibratedItem, ...]
    left_out: tuple[LeftOut, ...]
    latent_mean: float
    latent_sd: float
    alpha: float | None
    fit: Fit
    provenance: Provenance
    links: tuple[LinkRecord, ...] = ()
    metric: str = METRIC
    format: str = FORMAT
    by_item: Mapping[str, CalibratedItem] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_item", {item.item: item for item in self.items})
