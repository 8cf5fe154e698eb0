import os
import subprocess
import sys

import pytest

HEAVY = {"numpy", "pandas", "scipy", "pyarrow", "duckdb", "numba", "altair", "jupyterlab", "IPython", "ipywidgets"}


def pixauthor(*arguments: str, cwd=None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pixauthor", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "200", **environment},
    )


def modules_after(*arguments: str, cwd) -> set[str]:
    program = (
        "import sys, atexit; from pixauthor.cli.main import run; sys.argv[1:] = %r; "
        "atexit.register(lambda: sys.stderr.write('MODULES ' + ' '.join(sys.modules))); run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program % list(arguments)], cwd=cwd, capture_output=True, text=True, check=False
    )
    return {name.partition(".")[0] for name in done.stderr.rpartition("MODULES ")[2].split()}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("init") / "bank"
    done = pixauthor("init", str(root))
    assert done.returncode == 0, done.stderr
    return root


def test_a_new_workspace_has_the_bank_the_schemas_and_the_notebooks(workspace):
    assert (workspace / "items" / "framework.yaml").is_file()
    assert len(list((workspace / "items").glob("*/*.yaml"))) >= 64
    assert len(list((workspace / "schemas" / "item").glob("*.schema.json"))) >= 11
    assert len(list((workspace / "notebooks").glob("0*.ipynb"))) == 7
    assert "/exports/" in (workspace / ".gitignore").read_text()


def test_a_new_workspace_checks_without_a_finding(workspace):
    done = pixauthor("check", cwd=workspace)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_folder_that_holds_something_is_left_alone(workspace):
    before = sorted(workspace.rglob("*"))
    done = pixauthor("init", str(workspace))
    assert done.returncode == 2
    assert str(workspace) in done.stderr
    assert sorted(workspace.rglob("*")) == before


@pytest.mark.parametrize("target", ["file", "file/below"])
def test_a_workspace_in_an_impossible_place_is_refused_and_nothing_stays(tmp_path, target):
    (tmp_path / "file").write_text("x")
    done = pixauthor("init", str(tmp_path / target))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("command", [("check",), ("bundle", "keygen"), ("session", "list"), ("preview",)])
def test_light_commands_load_no_library_of_measure_and_no_jupyter(workspace, command):
    assert not modules_after(*command, cwd=workspace) & HEAVY


@pytest.mark.parametrize("command", ["check", "preview", "responses", "calibrate", "bundle", "session", "demo", "lab"])
def test_outside_a_workspace_a_command_says_how_to_make_one(tmp_path, command):
    more = {"responses": ["summary"], "bundle": ["build"], "session": ["list"]}.get(command, [])
    done = pixauthor(command, *more, cwd=tmp_path)
    assert done.returncode == 2
    assert "pixauthor init" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_help_is_in_the_language_asked_for(language):
    done = pixauthor("--lang", language, "--help")
    assert done.returncode == 0
    assert ("Écrire, calibrer" in done.stdout) == (language == "fr")
    assert ("Write, calibrate" in done.stdout) == (language == "en")


def test_an_unknown_language_and_an_unknown_command_are_misuse():
    assert pixauthor("--lang", "xx", "check").returncode == 2
    assert pixauthor("nonsense").returncode == 2


def test_the_version_is_said():
    from pixauthor import __version__

    assert pixauthor("--version").stdout.strip() == f"pixauthor {__version__}"
