"""Priors as designs write them: ``{"c": "beta(5, 17)", "a": "lognormal(0, 0.5)"}``."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from pixauthor.calibration.model import Design
from pixauthor.errors import PixauthorError
from pixauthor.irt.irf import MODELS
from pixauthor.irt.priors import Beta, LogNormal, Normal, Prior

USUAL: Final[Mapping[str, str]] = MappingProxyType({"c": "beta(5, 17)", "d": "beta(17, 5)"})
"""Without a prior, asymptotes of easy or hard items drift off: the mode of these is 0.2 and 0.8."""
NONE: Final = "none"
_WORKING: Final = MappingProxyType({"a": "slope", "intercept": "intercept", "c": "logit_c", "d": "logit_d"})
_SHAPES: Final[Mapping[str, Callable[[float, float], Prior]]] = MappingProxyType(
    {"beta": Beta, "lognormal": LogNormal, "normal": Normal}
)
_ALLOWED: Final = MappingProxyType(
    {"a": ("lognormal", "normal"), "intercept": ("normal",), "c": ("beta", "normal"), "d": ("beta", "normal")}
)
_FORM: Final = re.compile(r"\s*([a-z]+)\s*\(\s*([-+0-9.eE]+)\s*,\s*([-+0-9.eE]+)\s*\)\s*")


def read_priors(design: Design) -> dict[str, dict[str, Prior]]:
    """Return the priors of a design by model and working parameter (``irt.layout.lay_out``).

    A normal prior of c or d is on its logit.

    Raises:
        PixauthorError: for a prior that is none.
    """
    asked = {**USUAL, **design.priors}
    found = {_WORKING[name]: read_prior(name, text) for name, text in asked.items() if _require_known(name, text)}
    dichotomous = [name for name, model in MODELS.items() if model.dichotomous]
    return {name: {place: prior for place, prior in found.items() if prior} for name in dichotomous}


def read_prior(name: str, text: str) -> Prior | None:
    """Return the prior of one parameter; None for ``none``."""
    if text == NONE:
        return None
    match = _FORM.fullmatch(text)
    if match is None or match[1] not in _ALLOWED[name]:
        raise PixauthorError("calibration.bad-prior", name=name, text=text, known=", ".join(_ALLOWED[name]))
    try:
        first, second = float(match[2]), float(match[3])
    except ValueError:
        first = second = 0.0
    if not second > 0 or (match[1] == "beta" and not first > 0):
        raise PixauthorError("calibration.bad-prior", name=name, text=text, known=", ".join(_ALLOWED[name]))
    return _SHAPES[match[1]](first, second)


def _require_known(name: str, text: str) -> bool:
    if name not in _WORKING:
        raise PixauthorError("calibration.prior-name", name=name, text=text, known=", ".join(_WORKING))
    return True
