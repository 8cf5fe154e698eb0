import shutil
import subprocess

import pytest

from pixauthor.bank.history import load_committed
from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.summary import digest_key
from pixauthor.source.parser import parse_document

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git, which is not installed")


def git(folder, *arguments):
    names = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b.c",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b.c",
    }
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(folder), **names}
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, env=environment)


def write(folder, example):
    for path, content in expand(example).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@pytest.fixture
def items(tmp_path):
    """A repository with two committed items, in a folder below its root."""
    folder = tmp_path / "items"
    write(folder, "key: b\n---\n{id: dossiers-2-02, key: b}")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "Items")
    return folder


def test_only_changed_items_are_read_from_the_last_commit(items):
    assert load_committed(items) == {}
    write(items, "{version: 3, key: a}")
    committed = load_committed(items)
    assert list(committed) == ["1.2/dossiers-2-01.yaml"]
    old = parse_document(expand("key: b")["1.2/dossiers-2-01.yaml"].decode(), "").document.data
    assert committed["1.2/dossiers-2-01.yaml"].version == 1
    assert committed["1.2/dossiers-2-01.yaml"].key_digest == digest_key(old)


def test_a_staged_change_counts(items):
    write(items, "key: a")
    git(items, "add", ".")
    assert list(load_committed(items)) == ["1.2/dossiers-2-01.yaml"]


def test_new_removed_and_broken_items_have_no_past(items):
    write(items, "{id: dossiers-2-03}")
    (items / "1.2/dossiers-2-01.yaml").unlink()
    git(items, "add", "-A")
    assert load_committed(items) == {}
    (items / "1.2/dossiers-2-02.yaml").write_text("broken: [", encoding="utf-8")
    git(items, "commit", "-q", "-a", "-m", "Break")
    write(items, "{id: dossiers-2-02}")
    assert load_committed(items) == {}


def test_several_changed_items_keep_their_own_past(items):
    write(items, "{version: 2, key: a}\n---\n{id: dossiers-2-02, version: 2, key: c}")
    git(items, "commit", "-q", "-a", "-m", "Second versions")
    write(items, "{version: 5, key: a}\n---\n{id: dossiers-2-02, version: 7, key: c}")
    assert {path: old.version for path, old in load_committed(items).items()} == {
        "1.2/dossiers-2-01.yaml": 2,
        "1.2/dossiers-2-02.yaml": 2,
    }


def test_outside_a_repository_or_before_the_first_commit_nothing_is_known(tmp_path):
    write(tmp_path, "key: b")
    assert load_committed(tmp_path) == {}
    git(tmp_path, "init", "-q")
    assert load_committed(tmp_path) == {}


def test_programs_of_a_strange_repository_are_not_run(items, tmp_path):
    trace = tmp_path / "ran"
    program = tmp_path / "program.sh"
    program.write_text(f"#!/bin/sh\ntouch {trace}\n")
    program.chmod(0o755)
    for name in ("core.fsmonitor", "diff.external"):
        git(items, "config", name, str(program))
    write(items, "key: a")
    trace.unlink(missing_ok=True)
    assert list(load_committed(items)) == ["1.2/dossiers-2-01.yaml"]
    assert not trace.exists()
