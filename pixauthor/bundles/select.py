"""Who may enter a bundle: the gates over all items, and what the bundle then says of its content."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pixauthor.bank.findings import Finding
from pixauthor.bank.item import Item
from pixauthor.bundles.gates import Applicant, Evidence, Refusal, refusals
from pixauthor.bundles.manifest import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Items that pass every gate, sorted by id, and the reasons against the others."""

    accepted: tuple[Item, ...]
    refused: tuple[Refusal, ...]

    @property
    def refused_items(self) -> frozenset[str]:
        """Ids of the items that may not enter."""
        return frozenset(refusal.item for refusal in self.refused)


def select_items(
    items: Iterable[Item],
    findings: Mapping[str, tuple[Finding, ...]],
    evidence: Mapping[str, Evidence],
    *,
    purpose: Purpose,
    today: date,
) -> Selection:
    """Return which items may enter a bundle.

    Args:
        items: those that ask.
        findings: what the check found, by item id.
        evidence: what calibration says, by ``id@version``.
        purpose: what the bundle is for.
        today: for facts that expire.
    """
    accepted: list[Item] = []
    refused: list[Refusal] = []
    for item in sorted(items, key=lambda item: item.id):
        applicant = Applicant(
            item=item, findings=findings.get(item.id, ()), evidence=evidence.get(item.reference), today=today
        )
        reasons = refusals(applicant, purpose)
        refused.extend(reasons)
        if not reasons:
            accepted.append(item)
    return Selection(accepted=tuple(accepted), refused=tuple(refused))


def content_date(items: Iterable[Item], calibrated_on: date | None = None) -> date:
    """Return the day of the newest item, or of the calibration if it is newer: not the day of the build.

    Raises:
        ValueError: when there is nothing.
    """
    days = [day for item in items for day in (item.created, item.updated, item.validated) if day is not None]
    return max([*days, *([calibrated_on] if calibrated_on else [])])
