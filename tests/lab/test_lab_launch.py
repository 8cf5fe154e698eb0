import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from pixauthor.lab.language_server import SCRIPT, find_node_root, server_spec
from pixauthor.lab.launch import lab_command, overrides, page_defaults, write_settings
from pixauthor.lab.page import PAGES, page_config
from pixauthor.locale import LANGUAGES
from pixauthor.resources import shipped
from pixauthor.version import __version__
from pixauthor.workspace import Workspace

EXTENSION = Path(str(files("pixauthor.lab"))) / "labextensions" / "pixauthor"


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A PATH of one folder, with a ``node`` in it."""
    monkeypatch.delenv("PIXAUTHOR_NODE_ROOT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return program(tmp_path / "bin" / "node").parent


def test_the_language_server_is_taken_from_where_it_is_named_then_from_the_workspace_then_from_the_path(
    tmp_path, path, monkeypatch
):
    assert find_node_root([tmp_path / "ws"]) is None
    everywhere = program(tmp_path / "lib" / SCRIPT)
    (path / "yaml-language-server").symlink_to(everywhere)
    assert find_node_root([tmp_path / "ws"]) == tmp_path / "lib"
    program(tmp_path / "ws" / SCRIPT)
    assert find_node_root([tmp_path / "ws"]) == tmp_path / "ws"
    program(tmp_path / "named" / SCRIPT)
    monkeypatch.setenv("PIXAUTHOR_NODE_ROOT", str(tmp_path / "named"))
    assert find_node_root([tmp_path / "ws"]) == tmp_path / "named"


def test_without_node_there_is_no_language_server(tmp_path, path):
    program(tmp_path / "ws" / SCRIPT)
    (path / "node").unlink()
    assert find_node_root([tmp_path / "ws"]) is None


def test_the_language_server_starts_without_network(tmp_path, path):
    node, _, guard, script, _ = server_spec(tmp_path)["argv"]
    assert node == str(path / "node")
    assert Path(guard).name == "offline.cjs"
    assert Path(guard).is_file()
    assert script == str(tmp_path / SCRIPT)


def test_without_a_language_server_jupyterlab_leaves_out_what_would_ask_for_it():
    assert page_defaults(language_server=True) == {"disabledExtensions": {}}
    assert page_defaults(language_server=False)["disabledExtensions"]["@jupyter-lsp/jupyterlab-lsp"] is True
    assert overrides("fr", language_server=False)["@jupyterlab/lsp-extension:plugin"] == {"activate": "off"}


def test_a_port_that_was_asked_for_is_that_one_or_none(tmp_path):
    def command(port):
        settings = tmp_path / "exports" / "lab" / "settings"
        return lab_command(Workspace(tmp_path), settings, browser=False, port=port, node_root=None)

    assert {"--ServerApp.port=9000", "--ServerApp.port_retries=0"} <= set(command(9000))
    assert "--ServerApp.port=8888" in command(None)
    assert not any("port_retries" in word for word in command(None))


def test_every_page_has_a_notebook_an_icon_and_words_in_each_language():
    icons = (EXTENSION / "static" / "icons.js").read_text(encoding="utf-8")
    told = page_config("fr")
    assert [page["id"] for page in told["pages"]] == list(PAGES)
    for name, notebook in PAGES.items():
        assert (shipped("notebooks") / f"{notebook}.ipynb").is_file()
        assert re.search(rf"^  {name}: draw\(", icons, re.MULTILINE)
        for language in LANGUAGES:
            assert told["texts"][language]["pages"][name].keys() == {"title", "about"}


def test_the_script_shows_no_words_of_its_own():
    """Whatever is shown is read from ``texts``: no label, title or caption is a literal."""
    for script in (EXTENSION / "static").glob("*.js"):
        source = script.read_text(encoding="utf-8")
        assert not re.search(r"\b(label|title|caption|tooltip|placeholder|okLabel): *[\"'`]", source), script.name


def test_every_text_that_the_script_names_is_in_the_catalogue():
    words = page_config("en")["texts"]["en"]
    for script in (EXTENSION / "static").glob("*.js"):
        for name in re.findall(r"\btexts\.([a-z_]+(?:\.[a-z_]+)?)", script.read_text(encoding="utf-8")):
            first, _, second = name.partition(".")
            assert first in words, name
            assert not second or not isinstance(words[first], dict) or second in words[first], name


def test_the_extension_is_of_this_version_and_installed_from_where_it_is_named():
    package = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == __version__
    assert (EXTENSION / package["jupyterlab"]["_build"]["load"]).is_file()
    assert package["name"] == EXTENSION.name
    assert list(EXTENSION.parent.iterdir()) == [EXTENSION]


def test_no_news_and_no_updates_are_fetched(tmp_path):
    for name in ("items", "notebooks"):
        (tmp_path / name).symlink_to(shipped(name))
    settings = write_settings(Workspace(tmp_path), "fr", language_server=False)
    defaults = json.loads((settings / "overrides.json").read_text(encoding="utf-8"))
    assert defaults["@jupyterlab/apputils-extension:notification"] == {"checkForUpdates": False, "fetchNews": "false"}
    command = lab_command(Workspace(tmp_path), settings, browser=False, port=None, node_root=None)
    assert "--LabApp.news_url=None" in command
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in command
    assert "--no-browser" in command


@pytest.mark.parametrize(("language", "locale"), [("fr", "fr_FR"), ("en", "default")])
def test_jupyterlab_speaks_the_language_of_the_command(language, locale):
    plugin = overrides(language, language_server=False)["@jupyterlab/translation-extension:plugin"]
    assert plugin == {"locale": locale}
