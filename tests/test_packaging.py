"""The wheel, as someone without the clone gets it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(folder), str(ROOT)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return next(folder.glob("pixauthor-*.whl"))


def test_the_wheel_carries_schemas_bank_notebooks_texts_and_both_licences(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "pixauthor/py.typed",
        "pixauthor/locale/fr/cli.toml",
        "pixauthor/widgets/_shared/item.js",
        "pixauthor/demo/page.css",
        "pixauthor/_data/schemas/item/common.schema.json",
        "pixauthor/_data/items/framework.yaml",
        "pixauthor/_data/items/LICENSE",
        "pixauthor/_data/notebooks/01_write_items.ipynb",
        "pixauthor/_data/campaigns/rentree-sixieme.yaml",
        "pixauthor/bundles/handout.typ",
    ):
        assert name in names
    for name in (
        "share/jupyter/labextensions/pixauthor/package.json",
        "share/jupyter/labextensions/pixauthor/static/remoteEntry.js",
        "etc/jupyter/jupyter_server_config.d/pixauthor.json",
    ):
        assert any(found.endswith(f".data/data/{name}") for found in names), name
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any("exports" in name or "__pycache__" in name or "/tests/test_" in name for name in names)


def test_the_wheel_works_outside_the_clone(wheel, tmp_path):
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # -P and PYTHONPATH: this pixauthor, not the clone's, with the libraries of this environment.
    environment = {**os.environ, "PYTHONPATH": str(site), "PIXAUTHOR_LANG": "fr"}

    def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-P", "-m", "pixauthor", *arguments]
        return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)

    shown = subprocess.run(
        [sys.executable, "-P", "-c", "import pixauthor; print(pixauthor.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.startswith(str(site))
    done = run("init", "bank", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    done = run("check", cwd=tmp_path / "bank")
    assert done.returncode == 0, done.stdout + done.stderr
