"""The examples of ``schemas/examples`` as workspaces."""

import re
import shutil
from datetime import date
from pathlib import Path

from pixauthor.bank.check import CheckReport, check_bank
from pixauthor.grading.grade import grade

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
VALID, INVALID = EXAMPLES / "valid", EXAMPLES / "invalid"
NOT_ITEMS = {"framework", "lint", "campaign", "blueprint", "people", "reviews"}
ITEMS = sorted(path for path in VALID.glob("*.yaml") if path.stem not in NOT_ITEMS)
TODAY = date(2026, 3, 1)
_ID = re.compile(rb"^id: *([a-z0-9-]+)", re.MULTILINE)


def workspace(root: Path) -> Path:
    """Make an empty workspace with the framework of the examples, and return its items folder."""
    items = root / "items"
    (items / "1.2").mkdir(parents=True)
    shutil.copy(VALID / "framework.yaml", items)
    return items


def add_item(items: Path, example: Path) -> Path:
    """Put an example item where its id says."""
    found = _ID.search(example.read_bytes())
    target = items / "1.2" / f"{found[1].decode() if found else 'dossiers-2-01'}.yaml"
    shutil.copy(example, target)
    return target


def valid_bank(root: Path) -> Path:
    """Make a workspace of all valid example items, and return its items folder."""
    items = workspace(root)
    shutil.copytree(VALID / "media", items / "1.2" / "media")
    for example in ITEMS:
        add_item(items, example)
    return items


def check(items: Path, **options) -> CheckReport:
    """Check with the real grader, on a day that is written."""
    return check_bank(items, grade=grade, today=TODAY, **options)


def codes(report: CheckReport) -> list[str]:
    """Return the codes of the findings, with their variants."""
    return [f"{one.code}-{one.variant}".rstrip("-") for one in report.findings]
