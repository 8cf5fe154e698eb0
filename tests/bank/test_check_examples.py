import json
import shutil

import pytest
from check_examples import INVALID, ITEMS, VALID, add_item, check, valid_bank, workspace
from lint_samples import DICTIONARY, NO_DICTIONARY, outside_of

from pixauthor.bank.item import ItemType
from pixauthor.bank.lint import RULES
from pixauthor.locale import catalogue
from pixauthor.source.reader import read_document
from pixauthor.source.registry import schemas
from pixauthor.source.schema import check_schema, is_valid

# What no committed file can show: an unreadable file, a huge one, links, and a fault of the program.
IN_OTHER_TESTS = {"G01", "G03", "G04", "G05", "G07", "P01"}
OURS = "FGPSY"


def invalid_examples():
    return sorted(path for path in INVALID.iterdir())


def test_every_type_has_a_valid_example():
    assert {path.stem for path in ITEMS} == {kind.value for kind in ItemType}


def test_the_valid_examples_make_a_bank_without_a_fault(tmp_path):
    report = check(valid_bank(tmp_path))
    assert [(str(one.place), one.message("en")) for one in report.findings] == []
    assert report.n_items == len(ITEMS)


@pytest.mark.parametrize("name", ["framework", "campaign", "blueprint", "people", "reviews", "lint"])
def test_the_other_examples_have_the_shape_of_their_schema(name):
    document = read_document(VALID / f"{name}.yaml").document
    assert document is not None
    assert check_schema(document, name) == ()


@pytest.mark.parametrize("path", sorted(VALID.glob("*.json")), ids=lambda path: path.stem)
def test_the_data_examples_have_the_shape_of_their_schema(path):
    assert is_valid(json.loads(path.read_text(encoding="utf-8")), path.stem)


def test_every_schema_has_a_valid_example():
    shown = {path.stem for path in VALID.iterdir() if path.is_file()}
    assert shown == {name.rpartition("/")[2] for name in schemas()} - {"common"}


@pytest.mark.parametrize("example", invalid_examples(), ids=lambda path: path.name)
def test_an_invalid_example_has_its_fault_and_no_other(example, tmp_path):
    if example.name.startswith("L36") and not DICTIONARY:
        pytest.skip(NO_DICTIONARY)
    items = workspace(tmp_path)
    if example.is_dir():
        shutil.copytree(example, items, dirs_exist_ok=True)
    else:
        add_item(items, example)
    asked = {"outside": outside_of(items)} if example.name.startswith("L36") else {}
    report = check(items, rules=RULES, **asked)
    assert {one.code for one in report.findings} == {example.name.partition("-")[0]}
    for finding in report.findings:
        for language in ("fr", "en"):
            assert finding.message(language)
            assert finding.hint(language)


def test_every_code_of_ours_has_an_example():
    known = {name.partition("-")[0] for name in catalogue("fr", "findings") if name[0] in OURS}
    shown = {path.name.partition("-")[0] for path in invalid_examples()}
    assert {code for code in shown if code[0] in OURS} == known - IN_OTHER_TESTS


def test_the_examples_tell_editors_which_schema_they_follow():
    for path in [*VALID.glob("*.yaml"), *INVALID.glob("*.yaml")]:
        first = path.read_bytes().split(b"\n")[0].decode("latin-1")
        if path.stem == "Y08-list":
            continue
        address = first.removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / address).resolve().is_file(), path
