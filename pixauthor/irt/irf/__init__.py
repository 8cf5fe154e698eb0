"""Item response models: the probability of each category of an answer as a function of ability.

A model is one class with the methods of ``ResponseModel`` and one line in ``MODELS``; nothing else in this package
knows the models by name. Categories count from 0; a dichotomous item has two, 0 wrong and 1 right.

Two forms of the same parameters:

- *working*: slopes and intercepts, the log-odds being ``slope theta + intercept``, asymptotes as logits. Estimation
  works on these;
- *natural*: discriminations ``a`` per logit (no factor 1.7), difficulties ``b`` in logits, asymptotes ``c`` and ``d``
  as probabilities. People read these.

Shapes: parameters (n_items, n_parameters); ability (n_nodes,); probabilities (n_items, n_categories, n_nodes).
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from pixauthor.irt.irf.graded import Graded
from pixauthor.irt.irf.logistic import Logistic
from pixauthor.irt.irf.model import Curves, ResponseModel
from pixauthor.irt.irf.nominal import Nominal
from pixauthor.irt.irf.partial_credit import PartialCredit

__all__ = ["MODELS", "Curves", "Graded", "Logistic", "Nominal", "PartialCredit", "ResponseModel"]

MODELS: Final[Mapping[str, ResponseModel]] = MappingProxyType(
    {
        model.name: model
        for model in (
            Logistic("rasch", fixed_slope=True),
            Logistic("1pl", common_slope=True),
            Logistic("2pl"),
            Logistic("3pl", n_asymptotes=1),
            Logistic("4pl", n_asymptotes=2),
            PartialCredit("pcm", fixed_slope=True),
            PartialCredit("gpcm"),
            Graded("graded"),
            Nominal("nominal"),
        )
    }
)
"""Models by the name that designs and calibration files give them."""
