"""The check of all campaigns of a workspace: each file, then what only shows across files."""

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from pixauthor.bank.bank import Bank
from pixauthor.bank.check import CheckReport
from pixauthor.bank.lint.hidden_signs import hidden_in
from pixauthor.campaigns.holes import find_holes
from pixauthor.campaigns.plan import make_plan
from pixauthor.campaigns.rules import Case, check_campaign, codes_of
from pixauthor.campaigns.store import CampaignFile, read_campaigns
from pixauthor.errors import PixauthorError
from pixauthor.files import read_text
from pixauthor.findings import Finding, Severity
from pixauthor.framework.model import Framework


def check_campaigns(folder: Path, framework: Framework | None, paths: Sequence[str] = ()) -> CheckReport:
    """Return everything that is wrong with the campaigns of a folder.

    Args:
        folder: that holds one YAML file a campaign; it need not be there.
        framework: what profiles name; without it only the shape of files is checked.
        paths: files relative to ``folder`` whose findings are wanted; all by default.
    """
    start = time.perf_counter()
    files, misplaced = read_campaigns(folder)
    wanted = [one for one in files if not paths or one.path in paths]
    out_of_place = (one for one in misplaced if not paths or one.place.path in paths)
    found = [*out_of_place, *_faults(wanted, files, framework), *_hidden(folder, wanted)]
    return CheckReport(
        findings=tuple(sorted(found, key=lambda finding: finding.sort_key)),
        n_files=len(wanted),
        n_items=0,
        n_read=len(files),
        seconds=time.perf_counter() - start,
        has_framework=framework is not None,
    )


def inspect_campaigns(folder: Path, framework: Framework, bank: Bank, ids: Sequence[str] = ()) -> CheckReport:
    """Return the findings of ``inspect_campaign`` on campaigns by id (all by default).

    Raises:
        PixauthorError: when there is no campaign of such a name.
    """
    start = time.perf_counter()
    files, misplaced = read_campaigns(folder)
    known = {PurePosixPath(one.path).stem: one for one in files}
    if unknown := [id_ for id_ in ids if id_ not in known]:
        raise PixauthorError("campaign.unknown", campaign=unknown[0], known=", ".join(known) or "–")
    codes = codes_of(one.campaign for one in files if one.campaign is not None)
    wanted = [known[id_] for id_ in ids or known]
    found = [finding for one in wanted for finding in inspect_campaign(one, framework, bank, codes)]
    return CheckReport(
        findings=(*(() if ids else misplaced), *found),
        n_files=len(wanted),
        n_items=0,
        n_read=len(files),
        seconds=time.perf_counter() - start,
        has_framework=True,
    )


def _faults(
    wanted: Sequence[CampaignFile], files: Sequence[CampaignFile], framework: Framework | None
) -> Iterator[Finding]:
    codes = codes_of(one.campaign for one in files if one.campaign is not None)
    for one in wanted:
        yield from one.findings
        if one.campaign is not None and one.document is not None and framework is not None:
            yield from check_campaign(
                Case(campaign=one.campaign, document=one.document, framework=framework, codes=codes)
            )


def _hidden(folder: Path, wanted: Sequence[CampaignFile]) -> Iterator[Finding]:
    """Yield the characters that nobody sees (rule L41 of items)."""
    for one in wanted:
        if one.document is not None:
            yield from hidden_in(read_text(folder / one.path), one.path)


def inspect_campaign(
    file: CampaignFile, framework: Framework, bank: Bank, codes: Mapping[str, str]
) -> tuple[Finding, ...]:
    """Return all that is to be known of one campaign before it opens: faults of its file, then holes of the bank.

    Holes are looked for once the rest is sound.
    """
    campaign, document = file.campaign, file.document
    if campaign is None or document is None:
        return file.findings
    faults = check_campaign(Case(campaign=campaign, document=document, framework=framework, codes=codes))
    if any(one.severity is Severity.ERROR for one in faults):
        return faults
    holes = find_holes(make_plan(campaign, framework, bank), document)
    return tuple(sorted([*faults, *holes], key=lambda finding: finding.sort_key))
