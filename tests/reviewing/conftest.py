"""Workspaces with people and one draft, as files."""

import shutil
from pathlib import Path

import pytest
from review_samples import ITEM, PEOPLE_FILE

from pixauthor.resources import shipped
from pixauthor.reviewing.store import Reviews

PATH = "1.2/dossiers-2-01.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    items = tmp_path / "items"
    (items / "1.2").mkdir(parents=True)
    shutil.copy(shipped("items") / "framework.yaml", items)
    (items / "people.yaml").write_text(PEOPLE_FILE, encoding="utf-8")
    (items / PATH).write_text(ITEM, encoding="utf-8")
    return tmp_path


@pytest.fixture
def reviews(root: Path) -> Reviews:
    return Reviews(items_dir=root / "items", exports_dir=root / "exports")
