"""What the page of a calibration tells of, found once."""

from dataclasses import dataclass, replace

import pandas as pd

from pixauthor.calibration.diagnose import Diagnosis, diagnose
from pixauthor.calibration.figures import Subject
from pixauthor.calibration.fit import observed_points
from pixauthor.calibration.linking import Link
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.scores import answers_of, estimate_abilities
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
    """

    subject: Subject
    responses: pd.DataFrame
    abilities: Abilities
    persons: tuple[str, ...]
    observed: pd.DataFrame
    diagnosis: Diagnosis
    link: Link | None = None

    @property
    def ability(self) -> "pd.Series[float]":
        """EAP by candidate, in logits."""
        return pd.Series(self.abilities.theta, index=list(self.persons))

    def of(self, calibration: Calibration) -> "Study":
        """Return the study of the same parameters with other verdicts."""
        return replace(self, subject=replace(self.subject, calibration=calibration))


def study(subject: Subject, responses: pd.DataFrame, link: Link | None = None) -> Study:
    """Return the study of a calibration by the answers that it was made from."""
    calibration = subject.calibration
    return Study(
        subject=subject,
        responses=responses,
        abilities=estimate_abilities(calibration, responses),
        persons=answers_of(calibration, responses).persons,
        observed=observed_points(calibration, responses),
        diagnosis=diagnose(calibration, responses, bank=subject.bank),
        link=link,
    )
