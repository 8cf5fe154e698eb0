"""From a workspace's values to a bundle: what the check and the calibration say of each item, then who may enter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from pixauthor.bank.findings import Finding
from pixauthor.bank.item import Item
from pixauthor.bundles.blueprint import check_blueprint
from pixauthor.bundles.build import Request
from pixauthor.bundles.gates import Refusal
from pixauthor.bundles.manifest import Purpose
from pixauthor.bundles.offered import Blueprint, CalibrationFile
from pixauthor.bundles.select import Selection, content_date, select_items
from pixauthor.bundles.store import pack_item
from pixauthor.files import read_bytes
from pixauthor.framework.model import Framework


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is offered to a bundle, and what is known of it."""

    items_dir: Path
    framework: Framework
    items: tuple[Item, ...]
    findings: tuple[Finding, ...]
    calibration: CalibrationFile = field(default_factory=CalibrationFile)
    blueprint: Blueprint | None = None
    scale: bytes = b""


def examine(offer: Offer, purpose: Purpose, today: date) -> Selection:
    """Return which items may enter a bundle of this purpose, and whether they satisfy the blueprint together."""
    selection = select_items(
        offer.items,
        findings_by_item(offer.findings),
        offer.calibration.evidence,
        purpose=purpose,
        today=today,
    )
    return Selection(accepted=selection.accepted, refused=(*selection.refused, *_blueprint_refusals(offer, selection)))


def prepare(offer: Offer, items: Iterable[Item], *, name: str, version: str, purpose: Purpose) -> Request:
    """Return the request for a bundle of ``items``; an empty ``version`` becomes the day of the content.

    Raises:
        PixauthorError: when a file of an item is missing or leads out of the items folder.
    """
    chosen = tuple(items)
    day = content_date(chosen, offer.calibration.calibrated_on)
    evidence = offer.calibration.evidence
    return Request(
        id=name,
        version=version or f"{day:%Y.%m.%d}",
        purpose=purpose,
        simulated=any(evidence[item.reference].simulated for item in chosen if item.reference in evidence),
        content_date=day.isoformat(),
        framework_id=f"{offer.framework.id} {offer.framework.version}",
        framework=read_bytes(offer.items_dir / "framework.yaml"),
        items=[pack_item(offer.items_dir, item) for item in chosen],
        calibration=offer.calibration.content,
        blueprint=offer.blueprint.content if offer.blueprint else b"",
        scale=offer.scale,
    )


def findings_by_item(findings: Iterable[Finding]) -> Mapping[str, tuple[Finding, ...]]:
    """Return findings by the id of the item whose file they are in."""
    by_item: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_item[PurePosixPath(finding.place.path).stem].append(finding)
    return {item: tuple(found) for item, found in by_item.items()}


def _blueprint_refusals(offer: Offer, selection: Selection) -> Iterable[Refusal]:
    if offer.blueprint is None:
        return ()
    return check_blueprint(offer.blueprint.data, selection.accepted, offer.calibration.evidence)
