"""Campaigns on disk: one YAML file each, in the folder ``campaigns`` of a workspace."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pixauthor.bank.scan import SUFFIX, scan
from pixauthor.campaigns.codec import decode_campaign
from pixauthor.campaigns.model import Campaign
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import is_inside
from pixauthor.findings import Finding
from pixauthor.source.document import Document, Reading
from pixauthor.source.parser import parse_document
from pixauthor.source.reader import read_document
from pixauthor.source.schema import check_schema

FOLDER: Final = "campaigns"
SCHEMA: Final = "campaign"


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFile:
    """What a file says: a campaign when its shape is right, its document when it is YAML, and its faults.

    ``path`` is relative to the folder of campaigns.
    """

    path: str
    document: Document | None = None
    campaign: Campaign | None = None
    findings: tuple[Finding, ...] = ()


def read_campaigns(folder: Path) -> tuple[tuple[CampaignFile, ...], tuple[Finding, ...]]:
    """Return every campaign file of a folder, and what should not be there; nothing when there is no such folder."""
    if not folder.is_dir():
        return (), ()
    found = scan(folder)
    return tuple(read_campaign(folder / name, name) for name in sorted(found.items)), tuple(found.findings)


def read_campaign(path: Path, shown: str | None = None) -> CampaignFile:
    """Return what one file says; ``shown`` is its name in places."""
    name = str(path) if shown is None else shown
    return _to_campaign(read_document(path, name), name)


def parse_campaign(text: str, name: str) -> CampaignFile:
    """Return what a text on its way to a file says; ``name`` is its name in places."""
    return _to_campaign(parse_document(text, name), name)


def _to_campaign(reading: Reading, name: str) -> CampaignFile:
    document, findings = reading.document, reading.findings
    if document is not None:
        findings += check_schema(document, SCHEMA)
    campaign = decode_campaign(document.data) if document is not None and not findings else None
    return CampaignFile(path=name, document=document, campaign=campaign, findings=findings)


def load_campaign(folder: Path, name: str) -> Campaign:
    """Return a campaign by its id.

    Raises:
        PixauthorError: when there is none of this name, or its file has a fault (the first is named).
    """
    path = folder / f"{name}{SUFFIX}"
    if not path.is_file() or not is_inside(path, folder):
        known = ", ".join(campaign_ids(folder)) or "–"
        raise PixauthorError("campaign.unknown", campaign=name, known=known)
    read = read_campaign(path)
    if read.campaign is None:
        fault = read.findings[0]
        words = f"{fault.code} {fault.message()} {fault.hint()}"
        raise PixauthorError("campaign.faulty", place=fault.place, fault=words)
    return read.campaign


def campaign_ids(folder: Path) -> tuple[str, ...]:
    """Return the names of the campaign files of a folder, without their ending."""
    return tuple(sorted(path.stem for path in folder.glob(f"*{SUFFIX}") if not path.name.startswith(".")))


def campaign_place(folder: Path, name: str) -> Place:
    """Return where the file of a campaign is."""
    return Place(path=str(folder / f"{name}{SUFFIX}"))
