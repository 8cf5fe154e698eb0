import os
import socket
import subprocess
import sys

import pytest

from pixauthor.starter import create_workspace


def lab(*arguments: str, cwd, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pixauthor", "lab", "--no-browser", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "COLUMNS": "200", **environment},
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("lab") / "bank"
    create_workspace(root)
    return root


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_a_folder_that_is_no_workspace_is_named_with_what_to_do(tmp_path):
    refused(lab(cwd=tmp_path), "aucun espace de travail", "pixauthor init")
    refused(lab("absent", cwd=tmp_path), "absent", "n’existe pas")


def test_a_port_in_use_is_refused_before_anything_starts(workspace):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused(lab("--port", port, cwd=workspace), f"port {port}", "Donnez-en un autre")
        refused(lab("--port", port, cwd=workspace, PIXAUTHOR_LANG="en"), f"port {port}", "Give another")


def test_a_workspace_that_cannot_be_written_is_refused(workspace):
    exports = workspace / "exports"
    exports.rename(workspace / "aside")
    exports.write_text("not a folder", encoding="utf-8")
    try:
        refused(lab(cwd=workspace), "on ne peut pas écrire", "Copiez-le")
    finally:
        exports.unlink()
        (workspace / "aside").rename(exports)


def test_without_jupyterlab_it_says_how_to_install_it(workspace, tmp_path):
    """The library is hidden from the import system, as where it is not installed."""
    hiding = "None if name == 'jupyterlab' else find(name, *rest)"
    hidden = f"import importlib.util as i\nfind = i.find_spec\ni.find_spec = lambda name, *rest: {hiding}\n"
    (tmp_path / "sitecustomize.py").write_text(hidden, encoding="utf-8")
    refused(lab(cwd=workspace, PYTHONPATH=str(tmp_path)), "JupyterLab n’est pas installé", "pixauthor[lab]")
