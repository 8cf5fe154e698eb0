import os
import threading

import pytest

from pixauthor.canonical import digest
from pixauthor.editing import plan_store
from pixauthor.editing.plan import Plan, Write
from pixauthor.editing.plan_store import execute
from pixauthor.errors import PixauthorError


@pytest.fixture
def item(tmp_path):
    path = tmp_path / "1.2" / "x.yaml"
    path.parent.mkdir()
    path.write_text("0")
    return path


def changed(item, text, *others):
    write = Write(path="1.2/x.yaml", text=text, before=digest(item.read_bytes()))
    execute(Plan(changes=(write, *others)), item.parents[1])


def test_who_reads_a_file_while_it_changes_finds_it_old_or_new(item):
    seen, ended = [], threading.Event()

    def read():
        while not ended.is_set():
            seen.append(item.read_text() if item.exists() else "missing")

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 301):
        changed(item, str(number))
    ended.set()
    for reader in readers:
        reader.join()
    assert set(seen) <= {str(number) for number in range(301)}


@pytest.mark.parametrize("links", [True, False])
def test_a_change_is_undone_when_a_later_one_fails_even_where_files_cannot_have_two_names(item, links, monkeypatch):
    def no_links(*_, **__):
        raise PermissionError(1, "Operation not permitted")

    if not links:
        monkeypatch.setattr(plan_store.os, "link", no_links)
    os.utime(item, (1, 1))
    with pytest.raises(PixauthorError):
        changed(item, "1", Write(path="1.2/x.yaml/y.yaml", text="no folder"))
    assert (item.read_text(), item.stat().st_mtime) == ("0", 1)
    assert [path.name for path in item.parents[1].iterdir()] == ["1.2"]
    changed(item, "1")
    assert item.read_text() == "1"
    assert [path.name for path in item.parents[1].iterdir()] == ["1.2"]
