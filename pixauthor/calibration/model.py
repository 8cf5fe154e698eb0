"""What is asked of a calibration, and what it gives.

Metric of every parameter: logits, without the factor 1.7; P(right) = 1 / (1 + exp(-a (theta - b))).
Parameters are in the a-b form; the slope-intercept form of the log-odds is a theta + d with d = -a b.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pixauthor.calibration.link_record import LinkRecord

FORMAT: Final = "pixauthor-calibration/2"
METRIC: Final = "logit, without the factor 1.7: P = 1 / (1 + exp(-a (theta - b)))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """What to estimate, and how.

    Args:
        model: name in ``irt.irf.MODELS``. Rasch and partial credit: every a is 1, the spread of abilities is free. The
            others: abilities are standard normal (in the first group), unless there are anchors.
        models: other models for some items, by ``id@version`` or ``id``.
        engine: name of the estimator in ``calibration.engines``.
        latent: ``"normal"`` or ``"histogram"``, the distribution of ability.
        group: column of the responses (``group_…``) whose values are groups with distributions of their own; items are
            the same for all. The first group in alphabetical order sets the scale.
        split: items (``id@version`` or ``id``) with parameters of their own in each group, as ``id[group]@version``.
        priors: on parameters of all models that have them: ``{"c": "beta(5, 17)"}`` (``calibration.priors``).
        errors: ``"observed"`` (information, Louis 1982), ``"cross-product"`` (cheaper) or ``"none"``.
        complete_cases: leave out candidates who did not answer every item (for engines that want dense data).
        min_answers: items with fewer answers are left out.
        points, bound: quadrature: equally spaced nodes on [-bound, bound] logits.
        max_iterations: of the estimator.
        tolerance: longest move of one further step of EM, in working units, that counts as converged; None for that of
            the engine.
    """

    model: str = "2pl"
    models: Mapping[str, str] = field(default_factory=dict)
    engine: str = "em"
    latent: str = "normal"
    group: str = ""
    split: tuple[str, ...] = ()
    priors: Mapping[str, str] = field(default_factory=dict)
    errors: str = "observed"
    complete_cases: bool = False
    min_answers: int = 50
    points: int = 61
    bound: float = 6.0
    max_iterations: int = 500
    tolerance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibratedItem:
    """One item: parameters, classical statistics, flags.

    Args:
        item: ``id@version``.
        model: name in ``irt.irf.MODELS``.
        parameters: in natural form by name (``irt.irf``): a per logit; b, b1, b2, ... in logits; c, d as probabilities.
        errors: standard errors, of the parameters that were estimated; empty when the engine gives none.
        categories: of the answers, lowest first, when there are more than wrong and right: scores from 0 to 1, or the
            options of a nominal item.
        anchor: the parameters were given, not estimated.
        n: answers.
        p: mean score.
        r_rest: corrected point-biserial; None where the data say nothing.
        alpha_dropped: alpha without the item; None unless the data are complete.
        flags: what is wrong (``calibration.flags``).
        verdict: what to do.
    """

    item: str
    model: str
    parameters: Mapping[str, float]
    errors: Mapping[str, float] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    anchor: bool = False
    n: int
    p: float
    r_rest: float | None = None
    alpha_dropped: float | None = None
    flags: tuple[str, ...] = ()
    verdict: str = "keep"

    @property
    def n_categories(self) -> int:
        """Number of categories of the answers."""
        return len(self.categories) or 2

    @property
    def a(self) -> float:
        """Discrimination per logit; of a nominal item, between its lowest and its highest slope."""
        slopes = [value for name, value in self.parameters.items() if name.startswith("a")]
        return slopes[0] if len(slopes) == 1 else max(slopes) - min(slopes)

    @property
    def b(self) -> float:
        """Difficulty in logits, the mean over the steps of an item with several; NaN for a nominal item."""
        steps = [value for name, value in self.parameters.items() if name.startswith("b")]
        return sum(steps) / len(steps) if steps else math.nan

    @property
    def se_a(self) -> float | None:
        """Standard error of ``a``; None when unknown."""
        return self.errors.get("a")

    @property
    def se_b(self) -> float | None:
        """Standard error of ``b``; None when unknown, or when the item has several steps."""
        return self.errors.get("b")


def dichotomous_item(
    *, a: float, b: float, se_a: float | None = None, se_b: float | None = None, model: str = "2pl", **rest: Any
) -> CalibratedItem:
    """Return an item of one slope and one difficulty; ``rest`` are the other fields."""
    errors = {name: value for name, value in (("a", se_a), ("b", se_b)) if value is not None}
    return CalibratedItem(model=model, parameters={"a": a, "b": b}, errors=errors, **rest)


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
    """

    log_likelihood: float
    n_parameters: int
    last_move: float
    converged: bool
    iterations: int = 0
    falls: int = 0
    definite: bool | None = None
    history: tuple[float, ...] = ()

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
class Provenance:
    """Where the numbers come from. Digests are SHA-256; ``date`` is ISO 8601 in UTC.

    ``anchors`` is the digest of the calibration that fixed items come from; "" without. No step draws at random.
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
