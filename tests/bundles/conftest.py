"""A small workspace cut from the shipped bank: three items, read by two reviewers who exist in these tests only."""

import os
import shutil
from pathlib import Path

import pytest

from pixauthor.resources import shipped

ITEMS = ("1.2/dossiers-5-01", "3.4/conditions-et-variables-5-01", "4.1/connexions-sures-4-01")


def as_validated(source: str) -> str:
    kept, inside = [], False
    for line in source.splitlines():
        inside = line.startswith("review:") or (inside and line.startswith(" "))
        if not inside and not line.startswith(("status:", "validated:")):
            kept.append(line)
    review = "review: {reviewers: [reader-1, reader-2], fairness: {by: reader-2, on: 2026-11-22}}"
    return "\n".join([*kept, "status: validated", "validated: 2026-11-22", review, ""])


@pytest.fixture
def workspace(tmp_path) -> Path:
    root = tmp_path / "workspace"
    (root / "items").mkdir(parents=True)
    shutil.copy(shipped("items") / "framework.yaml", root / "items")
    for name in ITEMS:
        target = root / "items" / f"{name}.yaml"
        target.parent.mkdir(exist_ok=True)
        source = shipped("items") / f"{name}.yaml"
        target.write_text(as_validated(source.read_text(encoding="utf-8")), encoding="utf-8")
        for media in sorted((source.parent / "media").rglob(f"{source.stem}*")):
            copy = target.parent / media.relative_to(source.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(media, copy)
    return root


@pytest.fixture
def minisign() -> str:
    found = shutil.which("minisign")
    if found is None and os.environ.get("CI") != "true":
        pytest.skip("minisign is not installed: the signature is not checked by a stock tool")
    assert found, "under CI=true minisign must be there: tools/system-packages.sh installs it"
    return found
