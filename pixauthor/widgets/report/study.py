"""What the page of a calibration tells of, found once."""

from dataclasses import dataclass, replace

import pandas as pd

from pixauthor.calibration.diagnose import Diagnosis, diagnose
from pixauthor.calibration.figures import Subject
from pixauthor.calibration.fit import observed_points
from pixauthor.calibration.linking import Link
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scale_comparison import Levels, compare_levels
from pixauthor.calibration.scores import answers_of, estimate_abilities
from pixauthor.framework.ability_scale import AbilityScale
from pixauthor.irt.abilities import Abilities


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Study:
    """A calibration with the answers that it was made from, and what diagnostics find.

    Args:
        subject: the calibration, the bank it is of, and the language of the page.
        responses: long table.
        abilities: EAP, in the order of ``persons``.
        persons: candidates.
        observed: ``fit.observed_points``.
        diagnosis: fit, DIF, evidence.
        link: to an older calibration; None without.
        levels: items against the levels that authors announced; None when their levels allow no comparison.
        note: on how many candidates this rests, when it is not all of them.
    """

    subject: Subject
    responses: pd.DataFrame
    abilities: Abilities
    persons: tuple[str, ...]
    observed: pd.DataFrame
    diagnosis: Diagnosis
    link: Link | None = None
    levels: Levels | None = None
    note: str = ""

    @property
    def ability(self) -> "pd.Series[float]":
        """EAP by candidate, in logits."""
        return pd.Series(self.abilities.theta, index=list(self.persons))

    def of(self, calibration: Calibration) -> "Study":
        """Return the study of the same parameters with other verdicts."""
        return replace(self, subject=replace(self.subject, calibration=calibration))


def study(
    subject: Subject,
    responses: pd.DataFrame,
    link: Link | None = None,
    *,
    scale: AbilityScale | None = None,
    note: str = "",
) -> Study:
    """Return the study of a calibration by the answers that it was made from, or by those of some candidates.

    Args:
        subject: the calibration, and the bank it is of.
        responses: long table.
        link: to an older calibration.
        scale: whose levels items are compared with; by default the one that their nominal levels propose.
        note: on how many candidates this rests, when it is not all of them.
    """
    calibration = subject.calibration
    return Study(
        subject=subject,
        responses=responses,
        abilities=estimate_abilities(calibration, responses),
        persons=answers_of(calibration, responses).persons,
        observed=observed_points(calibration, responses),
        diagnosis=diagnose(calibration, responses, bank=subject.bank),
        link=link,
        levels=compare_levels(calibration, subject.bank, scale),
        note=note,
    )
