"""Priors on item parameters, on the working scale: what keeps an estimate sane where the data say little."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.special import expit

from pixauthor.irt.arrays import Floats


class Prior(Protocol):
    """Density of one working parameter, up to a constant."""

    def log_density(self, values: Floats) -> Floats:
        """Return the logarithm of the density; -inf where it is 0."""

    def slope(self, values: Floats) -> Floats:
        """Return its derivative."""

    def curvature(self, values: Floats) -> Floats:
        """Return minus its second derivative."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal density of the working parameter: on ``logit_c``, mean -1.1 is a guessing rate of 0.25."""

    mean: float
    sd: float

    def log_density(self, values: Floats) -> Floats:
        """Return -z² / 2."""
        return -0.5 * ((values - self.mean) / self.sd) ** 2

    def slope(self, values: Floats) -> Floats:
        """Return -z / sd."""
        return -(values - self.mean) / self.sd**2

    def curvature(self, values: Floats) -> Floats:
        """Return 1 / sd²."""
        return np.full_like(values, self.sd**-2)


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A lognormal density, of a slope: ``mean`` and ``sd`` are of its logarithm."""

    mean: float
    sd: float

    def log_density(self, values: Floats) -> Floats:
        """Return -log x - z² / 2, z being that of log x; -inf at or below 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log(values)
            return np.where(values > 0, -logs - 0.5 * ((logs - self.mean) / self.sd) ** 2, -np.inf)

    def slope(self, values: Floats) -> Floats:
        """Return -(1 + z / sd) / x."""
        return -(1 + (np.log(values) - self.mean) / self.sd**2) / values

    def curvature(self, values: Floats) -> Floats:
        """Return (1 / sd² - 1 - z / sd) / x²."""
        return (self.sd**-2 - 1 - (np.log(values) - self.mean) / self.sd**2) / values**2


@dataclass(frozen=True, slots=True)
class Beta:
    """A beta density of an asymptote, whose working parameter is its logit; the mode is that of the asymptote."""

    alpha: float
    beta: float

    def log_density(self, values: Floats) -> Floats:
        """Return (alpha - 1) log c + (beta - 1) log (1 - c)."""
        return -(self.alpha - 1) * np.logaddexp(0, -values) - (self.beta - 1) * np.logaddexp(0, values)

    def slope(self, values: Floats) -> Floats:
        """Return (alpha - 1) (1 - c) - (beta - 1) c."""
        return np.asarray((self.alpha - 1) * expit(-values) - (self.beta - 1) * expit(values))

    def curvature(self, values: Floats) -> Floats:
        """Return (alpha + beta - 2) c (1 - c)."""
        return np.asarray((self.alpha + self.beta - 2) * expit(values) * expit(-values))
