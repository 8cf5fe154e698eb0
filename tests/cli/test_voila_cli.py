"""``pixauthor voila``: the session notebook as a page."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from pixauthor.lab.voila import voila_command, voila_environment
from pixauthor.workspace import Workspace


def test_a_folder_that_is_no_workspace_is_named_with_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pixauthor", "voila", "--no-browser", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "aucun espace de travail" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_shows_the_session_notebook_without_code_and_ends_idle_kernels(tmp_path: Path) -> None:
    command = voila_command(Workspace(tmp_path), browser=False, port=8899, language="en")
    assert command[3] == str(tmp_path / "notebooks" / "06_run_session.ipynb")
    assert {
        "--VoilaConfiguration.strip_sources=True",
        "--VoilaConfiguration.show_tracebacks=False",
        "--MappingKernelManager.cull_idle_timeout=600",
        "--MappingKernelManager.cull_interval=60",
        "--no-browser",
    } <= set(command)


def test_its_template_is_found_and_reads_nothing_from_elsewhere() -> None:
    environment = voila_environment({"JUPYTER_PATH": "elsewhere"}, "en")
    ours, other = environment["JUPYTER_PATH"].split(os.pathsep)
    assert (other, environment["PIXAUTHOR_LANG"]) == ("elsewhere", "en")
    template = Path(ours) / "voila" / "templates" / "pixauthor" / "index.html.j2"
    assert "://" not in template.read_text(encoding="utf-8")
    assert find_spec("voila") is not None
