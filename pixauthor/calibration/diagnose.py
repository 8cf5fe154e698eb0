"""Flags and verdicts that weigh all that diagnostics can find in the data at hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from pixauthor.bank.interactions import MultipleChoice, SingleChoice
from pixauthor.bank.item import Item
from pixauthor.bank.keys import MultipleChoiceKey, SingleChoiceKey
from pixauthor.calibration.dif import detect_dif, dif_evidence
from pixauthor.calibration.evidence import Dif, Evidence, gather_evidence
from pixauthor.calibration.fit import dependence, item_fit
from pixauthor.calibration.fit_evidence import fit_evidence
from pixauthor.calibration.fit_persons import item_times
from pixauthor.calibration.flags import judge_again
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.option_flags import find_option_flags
from pixauthor.calibration.scores import answers_of, distractor_tables, grid_of
from pixauthor.calibration.thresholds import Thresholds
from pixauthor.errors import PixauthorError
from pixauthor.irt.scoring import eap
from pixauthor.responses.matrix import first_answers
from pixauthor.responses.model import GROUP_PREFIX

MOST_PAIRED: Final = 400
"""Items up to which pairs are looked at: more make more pairs than anyone reads."""
_PASSED_OVER: Final = "aband"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Diagnosis:
    """What diagnostics found, as tables, and as evidence on each item.

    Args:
        fit: ``fit.item_fit``.
        dif: ``dif.detect_dif`` by column of groups; those that say nothing of items are not there.
        evidence: by item, for ``flags.judge_item``.
    """

    fit: pd.DataFrame
    dif: Mapping[str, pd.DataFrame]
    evidence: Mapping[str, Evidence]


def weigh(
    calibration: Calibration,
    responses: pd.DataFrame,
    thresholds: Thresholds | None = None,
    bank: Iterable[Item] = (),
) -> Calibration:
    """Return the calibration with flags and verdicts that rest on all that ``diagnose`` finds."""
    bounds = thresholds or Thresholds()
    return judge_again(calibration, diagnose(calibration, responses, bounds, bank).evidence, bounds)


def diagnose(
    calibration: Calibration,
    responses: pd.DataFrame,
    thresholds: Thresholds | None = None,
    bank: Iterable[Item] = (),
) -> Diagnosis:
    """Return what is found on fit, dependence, times, omissions, DIF and distractors.

    What the data do not allow (no times, no groups, no raw answers) is not judged.

    Args:
        calibration: of these responses.
        responses: long table.
        thresholds: when to flag an item; common practice by default.
        bank: keys of choice items; without them distractors are not judged.
    """
    bounds = thresholds or Thresholds()
    pairs = dependence(calibration, responses, thresholds=bounds) if len(calibration.items) <= MOST_PAIRED else None
    times = item_times(responses) if responses["seconds"].notna().any() else None
    fit = item_fit(calibration, responses, thresholds=bounds)
    tables = _detect(calibration, responses)
    names = [item.item for item in calibration.items]
    evidence = gather_evidence(
        names,
        fit_evidence(fit, pairs, times),
        spread=_spreads(calibration, responses),
        omitted=_omissions(responses),
        dif=_dif(tables),
        distractors=_distractors(names, responses, bank),
    )
    return Diagnosis(fit=fit, dif=tables, evidence=evidence)


def _spreads(calibration: Calibration, responses: pd.DataFrame) -> dict[str, float]:
    """Return the spread of the abilities of those who answered each item, as a share of that of all."""
    answered = answers_of(calibration, responses)
    theta = eap(answered.answers, answered.items, [grid_of(calibration)]).theta
    item = np.repeat(np.arange(answered.items.n_items), answered.items.n_categories)[answered.answers.columns]
    spread = pd.Series(theta[answered.answers.persons]).groupby(item).std() / theta.std()
    return {calibration.items[int(k)].item: float(value) for k, value in spread.items() if np.isfinite(value)}


def _omissions(responses: pd.DataFrame) -> dict[str, float]:
    """Return the share of candidates who passed over each item."""
    first = first_answers(responses)
    passed = (first["status"] == _PASSED_OVER).groupby(first["item"] + "@" + first["version"].astype(str)).mean()
    return {str(item): float(share) for item, share in passed.items()}


def _detect(calibration: Calibration, responses: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return what each group variable shows."""
    found = {}
    for column in (name for name in responses.columns if name.startswith(GROUP_PREFIX)):
        try:
            found[column] = detect_dif(responses, column, calibration, method=("mh", "logistic"))
        except PixauthorError:
            # A variable with one group, or too few candidates in each, says nothing of items.
            continue
    return found


def _dif(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[Dif, ...]]:
    found: dict[str, tuple[Dif, ...]] = {}
    for table in tables.values():
        for item, entries in dif_evidence(table).items():
            found[item] = (*found.get(item, ()), *entries)
    return found


def _distractors(
    names: list[str], responses: pd.DataFrame, bank: Iterable[Item]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the flags of the distractors of the choice items among these."""
    options = {item.reference: found for item in bank if (found := _options(item))}
    tables = distractor_tables(responses, [name for name in names if name in options])
    return {name: dict(find_option_flags(table, *options[name])) for name, table in tables.items() if not table.empty}


def _options(item: Item) -> tuple[list[str], frozenset[str]] | None:
    """Return the options of a choice item, and the right ones; None for another."""
    if not isinstance(item.interaction, SingleChoice | MultipleChoice):
        return None
    options = [option.id for option in item.interaction.options]
    if isinstance(item.key, SingleChoiceKey):
        return options, frozenset({item.key.correct})
    return options, item.key.correct if isinstance(item.key, MultipleChoiceKey) else frozenset()
