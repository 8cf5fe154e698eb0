"""When a model or a candidate's answers do not fit: thresholds as data. Those of items are in ``thresholds``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FitThresholds:
    """Bounds of fit.

    Args:
        close_rmsea, fair_rmsea: of M2: close, or at least adequate fit (Maydeu-Olivares and Joe 2014,
            doi:10.1080/00273171.2014.911075).
        min_lz_star: a candidate's lz* under this is unlikely: 1 % under the model.
        min_answers: of a candidate, for his fit to be judged.
        min_effort: share of answers that are no rapid guesses (Wise and Kong 2005, doi:10.1207/s15324818ame1802_2).
        rapid_share: of the median time of an item, under which an answer is a rapid guess (NT10).
        rapid_longest: seconds that no such threshold exceeds.
        rapid_fixed: seconds, for items with too few times.
        min_common: candidates that a pair of items needs.
        min_form: candidates that a form needs for S-X2 and M2.
    """

    close_rmsea: float = 0.05
    fair_rmsea: float = 0.089
    min_lz_star: float = -2.33
    min_answers: int = 8
    min_effort: float = 0.90
    rapid_share: float = 0.10
    rapid_longest: float = 10.0
    rapid_fixed: float = 3.0
    min_common: int = 50
    min_form: int = 200
