"""Items that are harder for some group than for candidates of the same ability in another: differential functioning."""

from collections.abc import Iterator, Sequence

import pandas as pd

from pixauthor.calibration.dif_case import Sample, Studied, gather_studied, make_case, take_sample
from pixauthor.calibration.dif_groups import Groups, find_groups
from pixauthor.calibration.dif_methods import METHODS, run_method
from pixauthor.calibration.dif_table import dif_evidence, dif_table, explain
from pixauthor.calibration.dif_thresholds import DifThresholds
from pixauthor.calibration.model import Calibration
from pixauthor.errors import PixauthorError
from pixauthor.irt.dif import MIN_ANCHORS
from pixauthor.locale import text

__all__ = ["DifThresholds", "detect_dif", "dif_evidence", "explain"]


def detect_dif(
    responses: pd.DataFrame,
    group: str,
    calibration: Calibration | None = None,
    *,
    method: str | Sequence[str] = ("mh", "logistic", "lr"),
    reference: str | None = None,
    thresholds: DifThresholds | None = None,
) -> pd.DataFrame:
    """Return the DIF of every item for every focal group by every method.

    Candidates are matched on their total score when all answered the same items, else on ability (EAP).

    Args:
        responses: long table.
        group: column of the groups, ``group_…``.
        calibration: whose items are studied, with its models; all items, as 2PL, by default.
        method: ``"mh"`` (Mantel-Haenszel), ``"logistic"`` (regression), ``"lr"`` (likelihood ratio), or several.
        reference: value of the reference group; the largest group by default.
        thresholds: when DIF is moderate or large; common practice by default.

    Returns:
        One row per item, focal group and method: item, group, reference, focal, method, matching (total or ability),
        n_reference, n_focal, chi2, df, p, p_adjusted (over the items; Benjamini and Hochberg), p_nonuniform, effect,
        effect_unit, effect_se, difference (expected score of the focal less that of the reference group, as a share of
        the highest), class (A, B, C), anchor, verdict (empty: the method does not apply) and reason (a message of
        ``dif.reason``). ``attrs["notes"]``: sentences on who was left out and what did not settle.

    Raises:
        PixauthorError: when a name is unknown, or there are too few candidates or items.
    """
    methods = (method,) if isinstance(method, str) else tuple(method)
    unknown = [name for name in methods if name not in METHODS]
    if unknown or not methods:
        raise PixauthorError("dif.unknown-method", method=", ".join(unknown) or "—", known=", ".join(METHODS))
    bounds = thresholds or DifThresholds()
    groups = find_groups(responses, group, reference)
    studied = gather_studied(responses, groups, calibration)
    samples = [take_sample(studied, number, bounds) for number in range(1, len(groups.focal) + 1)]
    _require_enough(samples, groups, bounds)
    parts = [
        part
        for focal, sample in zip(groups.focal, samples, strict=True)
        for part in _study(sample, studied, groups, focal, methods, bounds)
    ]
    notes = [*_notes(groups), *_unsettled(parts)]
    table = pd.concat(parts, ignore_index=True)
    table.attrs = {"notes": notes}
    return table


def _study(
    sample: Sample, studied: Studied, groups: Groups, focal: str, methods: Sequence[str], bounds: DifThresholds
) -> Iterator[pd.DataFrame]:
    """Yield a table a method; items that cannot be studied are in it, with the reason."""
    enough = sample.items.n_items >= MIN_ANCHORS
    case = make_case(sample, studied, likelihood="lr" in methods) if enough else None
    for method in methods:
        found = run_method(method, case, bounds) if case else None
        table = dif_table(sample, studied.names, method, found)
        table.insert(1, "group", groups.column)
        table.insert(2, "reference", groups.reference)
        table.insert(3, "focal", focal)
        table.attrs["settled"] = found is None or found.settled
        yield table


def _require_enough(samples: Sequence[Sample], groups: Groups, bounds: DifThresholds) -> None:
    """Refuse data in which no group has enough items to match on."""
    if any(sample.items.n_items >= MIN_ANCHORS for sample in samples):
        return
    sizes = ", ".join(f"{name} ({size})" for name, size in groups.sizes.items())
    raise PixauthorError("dif.too-few", group=groups.column, sizes=sizes, items=MIN_ANCHORS, least=bounds.min_n)


def _notes(groups: Groups) -> list[str]:
    counts = {"dif.without-group": groups.n_without, "dif.several-groups": groups.n_several}
    return [text(message, n=n, group=groups.column) for message, n in counts.items() if n]


def _unsettled(parts: Sequence[pd.DataFrame]) -> list[str]:
    firsts = [part.iloc[0] for part in parts if not part.attrs["settled"]]
    return [text("dif.unsettled", method=text(f"dif.method.{row['method']}"), focal=row["focal"]) for row in firsts]
