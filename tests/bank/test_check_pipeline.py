import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from check_examples import ITEMS, TODAY, VALID, add_item, check, codes, valid_bank, workspace

from pixauthor.bank import check_cache
from pixauthor.bank.check import check_bank
from pixauthor.bank.lint import RULES
from pixauthor.bank.lint.rule import Rule
from pixauthor.bank.pool import MANY
from pixauthor.bank.store import find_item_files, load_bank, load_item
from pixauthor.errors import PixauthorError
from pixauthor.findings import Severity
from pixauthor.grading.grade import grade

AS_ROOT = os.geteuid() == 0


@pytest.fixture
def bank(tmp_path):
    return valid_bank(tmp_path)


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "exports" / ".cache" / "check.json"


def settle(items):
    """Give all files a date of yesterday: files just written are read again whatever happens."""
    yesterday = time.time() - 86_400
    for path in items.rglob("*"):
        os.utime(path, (yesterday, yesterday))


def one_item(tmp_path, *changes):
    items = workspace(tmp_path)
    path = add_item(items, VALID / "number.yaml")
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return items, path


def test_one_bad_file_never_hides_another(bank):
    (bank / "1.2" / "a.yaml").write_text("a: b: c", encoding="utf-8")
    (bank / "1.2" / "b.yaml").write_bytes(b"\xff\xfe")
    (bank / "1.2" / "c.yaml").write_text("id: c\n", encoding="utf-8")
    report = check(bank)
    assert [one.place.path for one in report.findings if one.code in {"Y01", "G02"}] == ["1.2/a.yaml", "1.2/b.yaml"]
    assert any(one.place.path == "1.2/c.yaml" for one in report.findings)
    assert report.n_items == len(ITEMS)


def test_findings_come_in_order_of_file_and_line(bank):
    for name in "cab":
        (bank / "1.2" / f"{name}.yaml").write_text("id: 1\ntype: 2\nversion: x\n", encoding="utf-8")
    found = check(bank).findings
    assert list(found) == sorted(found, key=lambda one: one.sort_key)


def test_a_faulty_framework_is_told_and_shapes_are_still_checked(bank):
    framework = bank / "framework.yaml"
    framework.write_text(framework.read_text(encoding="utf-8").replace("id: dossiers-2,", "id: dossiers-3,"), "utf-8")
    (bank / "1.2" / "a.yaml").write_text("id: a\n", encoding="utf-8")
    report = check(bank)
    assert not report.has_framework
    assert {"F02", "S01-type"} <= set(codes(report))


def test_a_link_out_of_the_workspace_is_told_and_not_followed(bank, tmp_path):
    secret = tmp_path.parent / "secret.yaml"
    secret.write_text("id: secret\n", encoding="utf-8")
    (bank / "1.2" / "lien.yaml").symlink_to(secret)
    (bank / "1.2" / "media" / "lien.svg").symlink_to(secret)
    (bank / "2.1").symlink_to(tmp_path.parent)
    report = check(bank)
    assert codes(report) == ["G04", "G04", "G04"]
    assert all(one.fields["target"] for one in report.findings)


def test_a_link_inside_the_workspace_is_read(bank):
    (bank / "1.2" / "autre.yaml").symlink_to(bank / "1.2" / "dossiers-4-02.yaml")
    assert set(codes(check(bank))) & {"X05", "X06"}


def test_a_linked_folder_is_told(bank):
    (bank / "2.1").symlink_to(bank / "1.2")
    (bank / "2.2").symlink_to(bank)
    assert codes(check(bank)) == ["G05", "G05"]


def test_what_is_no_file_is_told(bank):
    os.mkfifo(bank / "1.2" / "tube.yaml")
    (bank / "1.2" / "dossier.yaml").mkdir()
    (bank / "1.2" / "perdu.yaml").symlink_to("nulle-part.yaml")
    assert codes(check(bank)) == ["G01", "G05"]


def test_a_huge_file_is_told(bank):
    with (bank / "1.2" / "gros.yaml").open("wb") as stream:
        stream.truncate(50_000_000)
    assert codes(check(bank)) == ["G03"]


@pytest.mark.skipif(AS_ROOT and shutil.which("setpriv") is None, reason="root may read everything")
def test_what_may_not_be_read_is_told(bank):
    (bank / "1.2" / "dossiers-2-04.yaml").chmod(0)
    (bank / "2.1").mkdir(mode=0)
    # Root without the right to pass over permissions is a reader like any other.
    reader = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if AS_ROOT else []
    command = [*reader, sys.executable, "-m", "pixauthor", "check", "--no-cache", "--format=json", str(bank)]
    done = subprocess.run(command, capture_output=True, check=False)
    (bank / "2.1").chmod(0o700)
    told = [(one["code"], one["path"].split("/items/")[1]) for one in json.loads(done.stdout)["findings"]]
    assert [one for one in told if one[0].startswith("G")] == [("G01", "1.2/dossiers-2-04.yaml"), ("G01", "2.1")]


@pytest.mark.skipif(os.name != "posix", reason="names are text elsewhere")
def test_a_name_that_is_not_utf_8_is_told(bank, cache):
    Path(os.fsdecode(os.fsencode(bank / "1.2") + b"/caf\xe9.yaml")).write_bytes(b"id: x\n")
    report = check(bank, cache=cache)
    assert codes(report) == ["G07"]
    report.findings[0].place.path.encode("utf-8")


def test_hidden_files_are_not_items(bank):
    (bank / "1.2" / ".ipynb_checkpoints").mkdir()
    shutil.copy(bank / "1.2" / "dossiers-2-04.yaml", bank / "1.2" / ".ipynb_checkpoints" / "dossiers-2-04.yaml")
    (bank / "1.2" / ".brouillon.yaml").write_text("rien", encoding="utf-8")
    assert codes(check(bank)) == []


def test_yaml_in_media_is_not_an_item(bank):
    (bank / "1.2" / "media" / "exemple.yaml").write_text("rien", encoding="utf-8")
    assert codes(check(bank)) == ["X09"]


def test_only_the_findings_asked_for_are_given_but_all_items_are_compared(bank):
    shutil.copy(bank / "1.2" / "dossiers-2-04.yaml", bank / "1.2" / "double.yaml")
    (bank / "1.2" / "autre.yaml").write_text("", encoding="utf-8")
    report = check(bank, paths=("1.2/double.yaml",))
    assert {one.place.path for one in report.findings} == {"1.2/double.yaml"}
    assert "X05" in codes(report)
    assert report.n_files == 1


def _crash(_):
    raise KeyError("oops")
    yield


def test_a_rule_that_fails_is_said_with_the_file_and_silences_no_other(bank, cache):
    broken = Rule(
        code="L99", slug="x", severity=Severity.ERROR, why="", bad="", good="", check=_crash, check_bank=_crash
    )
    (bank / "1.2" / "media" / "oubli.svg").write_text("<svg/>", encoding="utf-8")
    report = check_bank(bank, grade=grade, rules=[broken, *RULES], today=TODAY, cache=cache)
    crashed = [one for one in report.findings if one.code == "P01"]
    assert len(crashed) == len(ITEMS) + 1
    assert "L99" in crashed[0].message("fr")
    assert "oops" in crashed[0].message("fr")
    assert "X09" in codes(report)
    assert not cache.exists()


def test_the_second_check_reads_nothing_and_finds_the_same(bank, cache):
    (bank / "1.2" / "faute.yaml").write_text("id: faute\nversion: '1'\n", encoding="utf-8")
    (bank / "1.2" / "media" / "oubli.svg").write_text("<svg/>", encoding="utf-8")
    settle(bank)
    first, second = check(bank, cache=cache), check(bank, cache=cache)
    assert first.n_read == len(ITEMS) + 1
    assert second.n_read == 0
    assert (second.findings, second.n_files, second.n_items) == (first.findings, first.n_files, first.n_items)


def test_only_what_has_changed_is_read_again(bank, cache):
    settle(bank)
    check(bank, cache=cache)
    path = bank / "1.2" / "dossiers-4-02.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: 12.5", "value: 99"), encoding="utf-8")
    report = check(bank, cache=cache)
    assert report.n_read == 1
    assert set(codes(report)) == {"T01"}


def test_a_change_of_date_alone_is_no_change(bank, cache):
    settle(bank)
    check(bank, cache=cache)
    for path in (bank / "1.2").glob("*.yaml"):
        os.utime(path)
    assert check(bank, cache=cache).n_read == 0


def test_a_file_just_written_is_compared_by_content(bank, cache):
    settle(bank)
    path = bank / "1.2" / "dossiers-4-02.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    check(bank, cache=cache)
    state = path.stat()
    path.write_text(text.replace("value: 12.5", "value: 99.5"), encoding="utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_ino) == (state.st_size, state.st_ino)
    assert set(codes(check(bank, cache=cache))) == {"T01"}


def test_a_changed_medium_is_seen(bank, cache):
    settle(bank)
    assert codes(check(bank, cache=cache)) == []
    (bank / "1.2" / "media" / "tests" / "budget-ok.csv").write_text("poste;montant\n", encoding="utf-8")
    assert codes(check(bank, cache=cache)) == ["T01"]
    (bank / "1.2" / "media" / "dossiers-2-01.svg").unlink()
    assert codes(check(bank, cache=cache)) == ["X08", "T01"]


def test_a_removed_item_is_forgotten(bank, cache):
    settle(bank)
    check(bank, cache=cache)
    (bank / "1.2" / "dossiers-2-01.yaml").unlink()
    report = check(bank, cache=cache)
    assert report.n_read == 0
    assert {"X11", "X09"} <= set(codes(report))
    assert report.n_items == len(ITEMS) - 1


def test_a_changed_framework_rechecks_all(bank, cache):
    settle(bank)
    check(bank, cache=cache)
    framework = bank / "framework.yaml"
    framework.write_text(framework.read_text(encoding="utf-8").replace("dossiers-4, level: 4", "dossiers-3, level: 3"))
    report = check(bank, cache=cache)
    assert report.n_read == len(ITEMS)
    assert "X02" in codes(report)


def test_a_new_day_may_find_new_faults(bank, cache):
    settle(bank)
    assert codes(check(bank, cache=cache)) == []
    later = check_bank(bank, grade=grade, today=date(2032, 1, 1), cache=cache)
    assert later.n_read == 0
    assert codes(later) == ["L29-expired"] or {one.code for one in later.findings} == {"L29"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:-100],
        lambda data: data.replace(b"dossiers-2", b"dossiers-9", 1),
        lambda _: b"\x80\x04K\x01.",
        lambda _: b"{}\n{}\n{}",
        lambda _: b"[" * 100_000,
    ],
    ids=["empty", "cut", "altered", "pickle", "other", "deep"],
)
def test_a_damaged_memory_is_made_again(bank, cache, damage):
    settle(bank)
    check(bank, cache=cache)
    cache.write_bytes(damage(cache.read_bytes()))
    assert check(bank, cache=cache).n_read == len(ITEMS)
    assert check(bank, cache=cache).n_read == 0


@pytest.mark.parametrize("where", ["state", "finding", "media", "entries"])
def test_a_hostile_memory_is_made_again(bank, cache, where):
    settle(bank)
    check(bank, cache=cache)
    _, index, summaries = cache.read_bytes().split(b"\n")
    data = json.loads(index)
    row = data["entries"]["1.2/dossiers-2-01.yaml"]
    if where == "state":
        row[0] = "hier"
    elif where == "finding":
        row[3] = [["L01", "error", "", "x", "1", [], {}]]
    elif where == "media":
        row[2] = [1, 2]
    else:
        data["entries"] = "rien"
    index = json.dumps(data).encode()
    cache.write_bytes(b"\n".join((check_cache.digest(index + summaries).encode(), index, summaries)))
    report = check(bank, cache=cache)
    assert report.n_read == len(ITEMS)
    assert codes(report) == []


def test_the_memory_may_be_a_folder_or_out_of_reach(bank, cache):
    cache.mkdir(parents=True)
    assert codes(check(bank, cache=cache)) == []
    shutil.rmtree(cache.parent)
    cache.parent.write_text("pas un dossier", encoding="utf-8")
    assert codes(check(bank, cache=cache)) == []


def test_worker_processes_find_what_one_process_finds(tmp_path):
    items = workspace(tmp_path)
    text = (VALID / "number.yaml").read_text(encoding="utf-8")
    for number in range(MANY + 20):
        item_id = f"dossiers-4-{number:03}"
        value = "value: 99" if number % 7 == 0 else "value: 12.5"
        family = f"family: {{role: alternative, prototype: dossiers-4-001, alternative: {number}}}\nauthor:"
        family = "author:" if number == 1 else family
        words = text.replace("dossiers-4-02", item_id).replace("value: 12.5", value).replace("author:", family)
        (items / "1.2" / f"{item_id}.yaml").write_text(words, encoding="utf-8")
    done = []
    many = check(items, on_progress=lambda count, total: done.append((count, total)))
    one = check(items, rules=list(RULES))
    assert many.findings == one.findings
    assert "T01" in codes(many)
    assert done[-1] == (MANY + 20, MANY + 20)


def test_the_bank_is_loaded_from_its_files(bank):
    assert len(find_item_files(bank)) == len(load_bank(bank)) == len(ITEMS)


def test_loading_names_the_first_fault(tmp_path):
    items, path = one_item(tmp_path, ("level: 4", "level: oui"))
    with pytest.raises(PixauthorError) as caught:
        load_item(path)
    assert caught.value.place.line == 8
    assert "S03" in caught.value.render("fr")
    with pytest.raises(PixauthorError):
        load_bank(items)


def test_loading_refuses_two_items_of_one_id(bank):
    shutil.copy(bank / "1.2" / "dossiers-2-04.yaml", bank / "1.2" / "double.yaml")
    with pytest.raises(PixauthorError, match="dossiers-2-04"):
        load_bank(bank)


def test_loading_skips_no_file_in_silence(bank):
    (bank / "1.2" / "oubli.yml").write_text("id: x\n", encoding="utf-8")
    with pytest.raises(PixauthorError, match="G06"):
        load_bank(bank)


def test_a_report_is_a_value(bank):
    report = check(bank)
    assert replace(report, seconds=0) == replace(check(bank), seconds=0)
