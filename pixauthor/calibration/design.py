"""What is asked of a calibration."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
        drop_missing_group: leave out candidates without a group; without it they are refused.
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
    drop_missing_group: bool = False
    split: tuple[str, ...] = ()
    priors: Mapping[str, str] = field(default_factory=dict)
    errors: str = "observed"
    complete_cases: bool = False
    min_answers: int = 50
    points: int = 61
    bound: float = 6.0
    max_iterations: int = 500
    tolerance: float | None = None
