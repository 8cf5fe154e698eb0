"""The quality gates: what refuses an item, for each purpose, and why.

A gate looks at one candidate and yields refusals; the table at the end says which gate guards which purpose. The list
follows the checklist of verifiable promises of item banks (ITC security guidelines 2014; AERA/APA/NCME Standards 2014).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from pixauthor.bank.findings import Finding, Severity
from pixauthor.bank.item import Item, Status
from pixauthor.bundles.manifest import Purpose
from pixauthor.locale import text

MIN_REVIEWERS: Final = 2
MIN_ANSWERS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a calibration says of one item: discrimination, difficulty in logits, number of answers, their origin."""

    discrimination: float
    difficulty: float
    n_answers: int
    simulated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """One item that asks to enter a bundle."""

    item: Item
    findings: tuple[Finding, ...]
    evidence: Evidence | None
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why one item may not enter."""

    item: str
    gate: str
    fields: Mapping[str, Any] = field(default_factory=dict)

    def message(self, language: str | None = None) -> str:
        """The reason, and what to do."""
        return text(f"bundles.gate.{self.gate}", language, **self.fields)


def _has_no_error(applicant: Applicant) -> Iterator[Refusal]:
    errors = [finding for finding in applicant.findings if finding.severity is Severity.ERROR]
    if errors:
        first = f"{errors[0].place} {errors[0].code}"
        yield Refusal(item=applicant.item.id, gate="findings", fields={"n": len(errors), "first": first})


def _is_validated(applicant: Applicant) -> Iterator[Refusal]:
    if applicant.item.status is not Status.VALIDATED:
        yield Refusal(item=applicant.item.id, gate="status", fields={"status": applicant.item.status.value})


def _is_reviewed(applicant: Applicant) -> Iterator[Refusal]:
    others = set(applicant.item.review.reviewers) - {applicant.item.author}
    if len(others) < MIN_REVIEWERS:
        yield Refusal(item=applicant.item.id, gate="reviewers", fields={"n": len(others), "least": MIN_REVIEWERS})


def _is_fair(applicant: Applicant) -> Iterator[Refusal]:
    if applicant.item.review.fairness_on is None:
        yield Refusal(item=applicant.item.id, gate="fairness")


def _is_fresh(applicant: Applicant) -> Iterator[Refusal]:
    expires = applicant.item.expires
    if expires is not None and expires <= applicant.today:
        yield Refusal(item=applicant.item.id, gate="expired", fields={"expires": expires.isoformat()})


def _is_calibrated(applicant: Applicant) -> Iterator[Refusal]:
    evidence, item = applicant.evidence, applicant.item
    if evidence is None:
        yield Refusal(item=item.id, gate="uncalibrated", fields={"reference": item.reference})
    elif evidence.discrimination <= 0:
        yield Refusal(item=item.id, gate="discrimination", fields={"a": f"{evidence.discrimination:.2f}"})


def _is_calibrated_on_people(applicant: Applicant) -> Iterator[Refusal]:
    evidence = applicant.evidence
    if evidence is None:
        return
    if evidence.simulated:
        yield Refusal(item=applicant.item.id, gate="simulated")
    if evidence.n_answers < MIN_ANSWERS:
        yield Refusal(
            item=applicant.item.id, gate="few-answers", fields={"n": evidence.n_answers, "least": MIN_ANSWERS}
        )


Gate = Callable[[Applicant], Iterator[Refusal]]
_SOUND: Final[tuple[Gate, ...]] = (_has_no_error, _is_validated, _is_reviewed, _is_fair, _is_fresh)

GATES: Final[Mapping[Purpose, tuple[Gate, ...]]] = {
    Purpose.CERTIFICATION: (*_SOUND, _is_calibrated, _is_calibrated_on_people),
    Purpose.FIELD_TEST: _SOUND,
    Purpose.DEMONSTRATION: (*_SOUND, _is_calibrated),
}


def refusals(applicant: Applicant, purpose: Purpose) -> tuple[Refusal, ...]:
    """Return every reason for which this item may not enter a bundle of this purpose; empty when it may."""
    return tuple(refusal for gate in GATES[purpose] for refusal in gate(applicant))
