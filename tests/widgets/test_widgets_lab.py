"""``pixauthor lab``: JupyterLab on the workspace, its notebooks first, asking nothing of the network."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pixauthor.cli import lab
from pixauthor.errors import PixauthorError
from pixauthor.resources import shipped
from pixauthor.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for name in ("items", "notebooks"):
        (tmp_path / name).symlink_to(shipped(name))
    return Workspace(tmp_path)


def test_no_news_and_no_updates_are_fetched(workspace: Workspace) -> None:
    settings = lab.write_settings(workspace, "fr")
    defaults = json.loads((settings / "overrides.json").read_text())
    assert defaults["@jupyterlab/apputils-extension:notification"] == {"checkForUpdates": False, "fetchNews": "false"}
    command = lab.lab_command(workspace, settings, browser=True, port=8888)
    assert "--LabApp.news_url=None" in command
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in command


@pytest.mark.parametrize(("language", "locale"), [("fr", "fr_FR"), ("en", "default")])
def test_jupyterlab_speaks_the_language_of_the_command(language: str, locale: str) -> None:
    assert lab.overrides(language)["@jupyterlab/translation-extension:plugin"]["locale"] == locale


def test_the_notebooks_come_first(workspace: Workspace) -> None:
    command = lab.lab_command(workspace, workspace.exports_dir, browser=False, port=9999)
    assert "--LabApp.default_url=/lab/tree/notebooks" in command
    assert f"--ServerApp.root_dir={workspace.root}" in command
    assert "--no-browser" in command
    assert "--ServerApp.port=9999" in command


def test_a_folder_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(lab.app, [str(tmp_path)])
    assert isinstance(result.exception, PixauthorError)
    assert result.exception.message == "workspace.none"
    assert list(tmp_path.iterdir()) == []


def test_without_jupyterlab_the_command_says_how_to_install_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "find_spec", lambda _name: None)
    result = CliRunner().invoke(lab.app, [str(workspace.root)])
    assert isinstance(result.exception, PixauthorError)
    assert "pip install" in result.exception.render()
