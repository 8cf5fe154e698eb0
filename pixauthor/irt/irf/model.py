"""What a response model is."""

from typing import NamedTuple, Protocol

from pixauthor.irt.arrays import Floats


class Curves(NamedTuple):
    """Probabilities and their first two derivatives in ability, each (n_items, n_categories, n_nodes)."""

    p: Floats
    slope: Floats
    bend: Floats


class ResponseModel(Protocol):
    """What estimation, scoring and diagnostics need to know of a model."""

    @property
    def name(self) -> str:
        """The name by which designs and calibration files know the model."""

    @property
    def dichotomous(self) -> bool:
        """True when its items have two categories, no more."""

    @property
    def fixed_slope(self) -> bool:
        """True when every slope is 1 (Rasch, partial credit); the spread of abilities is then free."""

    @property
    def common_slope(self) -> bool:
        """True when all items of the model share one slope."""

    def working_names(self, n_categories: int) -> tuple[str, ...]:
        """Return the names of the working parameters; a name that starts with ``slope`` is a slope."""

    def natural_names(self, n_categories: int) -> tuple[str, ...]:
        """Return the names of the natural parameters."""

    def start(self, shares: Floats) -> Floats:
        """Return working parameters to start from, given the share of each category, (n_items, n_categories)."""

    def log_probabilities(self, working: Floats, theta: Floats) -> Floats:
        """Return log P of every category, exact far in the tails."""

    def gradients(self, working: Floats, theta: Floats) -> Floats:
        """Return d log P / d parameter, (n_items, n_parameters, n_categories, n_nodes)."""

    def curves(self, working: Floats, theta: Floats) -> Curves:
        """Return the probabilities and their derivatives in ability."""

    def to_natural(self, working: Floats) -> Floats:
        """Return the natural form."""

    def to_working(self, natural: Floats) -> Floats:
        """Return the working form."""

    def jacobian(self, working: Floats) -> Floats:
        """Return d natural / d working, (n_items, n_natural, n_working): carries standard errors over."""

    def translation(self, n_categories: int) -> Floats:
        """Return R: P at theta + h is P at theta of parameters ``working + h R working``, (n_working, n_working)."""
