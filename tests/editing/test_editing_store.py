import os
import resource
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pixauthor.editing.store import DRAFTS, Conflict, ItemFiles
from pixauthor.errors import PixauthorError

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TEXT = "# é\r\ntitle: un  # deux\r\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "items").mkdir()
    (tmp_path / "items/a.yaml").write_bytes(TEXT.encode())
    return ItemFiles(root=tmp_path)


@contextmanager
def full_disk(limit):
    """No file may grow beyond ``limit`` bytes: writing fails as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def drafts_in(files):
    return list((files.root / DRAFTS).glob("*"))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_is_saved_is_what_was_typed_to_the_byte(files, mark):
    path = files.root / "items/a.yaml"
    path.write_bytes(mark + TEXT.encode())
    opened = files.open("items/a.yaml")
    assert opened.text == TEXT
    saved = files.save(opened, TEXT.replace("un", "deux"), NOW)
    assert path.read_bytes() == mark + TEXT.replace("un", "deux").encode()
    assert saved == files.open("items/a.yaml")
    assert drafts_in(files) == []


def test_saving_keeps_the_permissions_and_a_link_a_link(files):
    path = files.root / "items/a.yaml"
    path.chmod(0o640)
    (files.root / "items/b.yaml").symlink_to(path)
    files.save(files.open("items/b.yaml"), "title: b\n", NOW)
    assert (files.root / "items/b.yaml").is_symlink()
    assert path.read_text() == "title: b\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_saving_what_is_there_does_not_touch_the_file(files):
    path = files.root / "items/a.yaml"
    os.utime(path, (1, 1))
    files.save(files.open("items/a.yaml"), TEXT, NOW)
    assert path.stat().st_mtime == 1


def test_a_file_changed_meanwhile_is_not_overwritten_and_the_draft_is_kept(files):
    opened = files.open("items/a.yaml")
    path = files.root / "items/a.yaml"
    path.write_text("title: theirs\n")
    conflict = files.save(opened, "title: mine\n", NOW)
    assert isinstance(conflict, Conflict)
    assert (conflict.base.text, conflict.mine, conflict.theirs.text) == (TEXT, "title: mine\n", "title: theirs\n")
    assert path.read_text() == "title: theirs\n"
    assert files.draft_of("items/a.yaml").text == "title: mine\n"
    files.save(conflict.theirs, conflict.mine, NOW)
    assert path.read_text() == "title: mine\n"
    assert drafts_in(files) == []


def test_a_file_deleted_meanwhile_comes_back_only_when_asked_for(files):
    opened = files.open("items/a.yaml")
    (files.root / "items/a.yaml").unlink()
    conflict = files.save(opened, "title: mine\n", NOW)
    assert conflict.deleted
    assert not (files.root / "items/a.yaml").exists()
    files.save(conflict.theirs, conflict.mine, NOW)
    assert (files.root / "items/a.yaml").read_text() == "title: mine\n"


def test_a_new_file_does_not_overwrite_one_that_came_meanwhile(files):
    opened = files.open("items/new.yaml")
    assert opened.text is None
    (files.root / "items/new.yaml").write_text("title: theirs\n")
    assert isinstance(files.save(opened, "title: mine\n", NOW), Conflict)


def test_a_draft_survives_a_killed_process(files):
    script = f"""
        import os, signal
        from datetime import datetime, UTC
        from pathlib import Path
        from pixauthor.editing.store import ItemFiles
        files = ItemFiles(root=Path({str(files.root)!r}))
        files.keep(files.open("items/a.yaml"), "title: tapé 😀\\n", datetime(2026, 11, 22, tzinfo=UTC))
        os.kill(os.getpid(), signal.SIGKILL)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert done.returncode == -9
    (draft,) = files.drafts()
    assert draft == files.draft_of("items/a.yaml")
    assert (draft.path, draft.text, draft.base) == ("items/a.yaml", "title: tapé 😀\n", TEXT)
    assert draft.base_digest == files.open("items/a.yaml").digest
    files.forget("items/a.yaml")
    assert files.draft_of("items/a.yaml") is None


def test_on_a_full_disk_the_file_and_the_last_draft_stay(files):
    opened = files.open("items/a.yaml")
    files.keep(opened, "title: earlier\n", NOW)
    with full_disk(10), pytest.raises(PixauthorError, match="Rien n’a été modifié"):
        files.save(opened, "title: later\n" * 100, NOW)
    assert (files.root / "items/a.yaml").read_bytes() == TEXT.encode()
    assert files.draft_of("items/a.yaml").text == "title: earlier\n"
    assert len(drafts_in(files)) == 1


def test_a_read_only_file_is_not_replaced_and_the_draft_is_kept(files):
    opened = files.open("items/a.yaml")
    text = "title: trois\n"
    (files.root / "items/a.yaml").chmod(0o444)
    with pytest.raises(PixauthorError, match="lecture seule"):
        files.save(opened, text, NOW)
    assert files.draft_of("items/a.yaml").text == text
    assert (files.root / "items/a.yaml").read_bytes() == TEXT.encode()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody can write")
def test_a_folder_that_cannot_be_written_is_said_and_nothing_else_happens(files):
    with pytest.raises(PixauthorError) as refusal:
        ItemFiles(root=Path("/proc/self")).keep(files.open("items/a.yaml"), "x", NOW)
    assert refusal.value.message == "files.unwritable"


def test_a_damaged_draft_is_refused_by_name_and_hides_no_other(files):
    files.keep(files.open("items/a.yaml"), "a\n", NOW)
    files.keep(files.open("items/b.yaml"), "b\n", NOW)
    bad = next(path for path in drafts_in(files) if path.name.startswith("a.yaml"))
    for damage in (b"", b"[]", b"{}", bad.read_bytes()[:-20], b"\xff", bad.read_bytes().replace(b"+00:00", b"")):
        bad.write_bytes(damage)
        with pytest.raises(PixauthorError) as refusal:
            files.draft_of("items/a.yaml")
        assert refusal.value.message == "editing.draft-damaged"
        assert [draft.text for draft in files.drafts()] == ["b\n"]


def test_a_file_out_of_the_workspace_is_neither_read_nor_written(files, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "x.yaml"
    outside.write_text("x: 1\n")
    (files.root / "items/x.yaml").symlink_to(outside)
    for path in ("items/x.yaml", str(outside), "../x.yaml"):
        with pytest.raises(PixauthorError) as refusal:
            files.open(path)
        assert refusal.value.message == "files.outside"


@pytest.mark.parametrize("data", [b"a: [1\n", b"a: \x00\n", b"- a\n", b""])
def test_a_file_that_is_not_an_item_is_opened_as_it_is(files, data):
    path = files.root / "items/a.yaml"
    path.write_bytes(data)
    assert files.open("items/a.yaml").text == data.decode()
    assert path.read_bytes() == data


def test_a_file_that_is_not_utf_8_is_refused_with_its_place_and_stays(files):
    path = files.root / "items/a.yaml"
    path.write_bytes(b"a: 1\nb: \xe9\n")
    with pytest.raises(PixauthorError) as refusal:
        files.open("items/a.yaml")
    assert (refusal.value.message, refusal.value.place.line, refusal.value.place.column) == ("files.encoding", 2, 4)
    assert path.read_bytes() == b"a: 1\nb: \xe9\n"
