"""A notebook is a page: short, in French, without machinery, and it runs from top to bottom (house plan §6)."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pixauthor.cli.init import create_workspace
from pixauthor.resources import shipped

NOTEBOOKS = sorted(shipped("notebooks").glob("*.ipynb"))
NAMES = [
    "01_write_items",
    "02_review_bank",
    "03_preview_campaign",
    "04_responses",
    "05_calibrate",
    "06_run_session",
    "07_certify",
]
MACHINERY = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.While, ast.Try, ast.Lambda)
PATH = re.compile(r"[/\\]|\.(yaml|csv|json|parquet|html)$")
FRENCH = re.compile(r"\b(le|la|les|des|un|une|est|si|dans|pour|qui)\b")
KEPT = "garder"
"""Tag of a cell whose output is the point and stays in the file."""


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def sources(path: Path, kind: str = "code") -> list[str]:
    return ["".join(cell["source"]) for cell in cells(path, kind)]


def lines(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip()]


def test_the_seven_notebooks_are_there() -> None:
    assert [path.stem for path in NOTEBOOKS] == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_is_short(path: Path) -> None:
    counts = [len(lines(source)) for source in sources(path)]
    assert max(counts) <= 8
    assert sum(counts) <= 40


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_calls_and_defines_nothing(path: Path) -> None:
    for source in sources(path):
        tree = ast.parse(source)
        assert not [node for node in ast.walk(tree) if isinstance(node, MACHINERY)]
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [text for text in texts if PATH.search(text)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_opens_the_workspace_it_is_in(path: Path) -> None:
    assert sum("ws = open_workspace()" in source for source in sources(path)) == 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_has_a_title_one_question_and_french_prose(path: Path) -> None:
    first, *_ = prose = sources(path, "markdown")
    assert first.startswith("# ")
    assert len(re.findall(r"^\*\*.*\?\*\*$", first, re.MULTILINE)) == 1
    assert all(FRENCH.search(one) or one.startswith("## ") for one in prose)
    assert not [one for one in prose if re.search(r"\w'\w", re.sub(r"`[^`]*`", "", one))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_is_saved_clean_for_any_python(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    for cell in cells(path, "code"):
        if KEPT not in cell["metadata"].get("tags", []):
            assert cell["outputs"] == []
            assert cell["execution_count"] is None


@pytest.mark.slow
def test_notebooks_run_from_top_to_bottom_and_write_under_exports_only(tmp_path: Path) -> None:
    root = tmp_path / "atelier"
    create_workspace(root)
    before = contents(root)
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider", "notebooks"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stdout[-3000:]
    assert contents(root) == before


def contents(root: Path) -> dict[str, bytes]:
    """Return the files of a workspace, save what the machine makes."""
    made = {"exports", ".ipynb_checkpoints", "__pycache__"}
    files = (path for path in root.rglob("*") if path.is_file() and not made & set(path.relative_to(root).parts))
    return {str(path.relative_to(root)): path.read_bytes() for path in files}
