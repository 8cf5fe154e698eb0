"""The models of a calibration in words."""

from collections import Counter

from pixauthor.calibration.model import Calibration
from pixauthor.locale import text


def name_models(calibration: Calibration, language: str | None = None) -> str:
    """Return the model of all items, or how many items have which, the most frequent first."""
    counts = Counter(item.model for item in calibration.items)
    named = [(text(f"calibration.model.{model}", language), n) for model, n in counts.most_common()]
    if len(named) == 1:
        return named[0][0]
    return ", ".join(text("calibration.model-count", language, model=name, n=n) for name, n in named)
