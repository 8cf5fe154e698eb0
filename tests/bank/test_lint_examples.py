from pathlib import Path

import pytest
from lint_samples import DICTIONARY, NO_DICTIONARY, check_example

from pixauthor.bank.lint import RULES
from pixauthor.bank.lint.document import EXAMPLES, PAGE, SCHEMA, render_examples, render_page
from pixauthor.bank.lint.export_loss import LOSSES
from pixauthor.bank.lint.settings_schema import render_schema
from pixauthor.bank.lint.thresholds import DEFAULTS
from pixauthor.cli.check import Export
from pixauthor.locale import catalogue

ROOT = Path(__file__).parents[2]
BY_CODE = {rule.code: rule for rule in RULES}


def test_codes_are_unique_and_in_order():
    assert [rule.code for rule in RULES] == sorted(BY_CODE)
    assert len(BY_CODE) == len(RULES)


@pytest.mark.parametrize("code", BY_CODE)
def test_the_bad_example_has_its_fault_and_no_other(code):
    if code == "L36" and not DICTIONARY:
        pytest.skip(NO_DICTIONARY)
    findings = check_example(BY_CODE[code].bad, spelling=code == "L36")
    assert {finding.code for finding in findings} == {code}
    assert all(finding.place.line for finding in findings if finding.place.path.endswith(".yaml"))


@pytest.mark.parametrize("code", BY_CODE)
def test_the_good_example_has_no_fault(code):
    assert check_example(BY_CODE[code].good, spelling=code == "L36") == ()


def test_every_rule_has_words():
    for code in BY_CODE:
        assert any(name.partition("-")[0] == code for name in catalogue("fr", "findings"))


def test_every_message_of_a_rule_is_said_by_some_rule():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "pixauthor/bank/lint").glob("*.py"))
    said = {name for name in catalogue("fr", "findings") if name[0] in "LTX"}
    unknown = {name for name in said if name.partition("-")[0] not in BY_CODE}
    # Variants of X25 are the names of errors of `files`.
    silent = {name for name in said if (variant := name.partition("-")[2]) and f'"{variant}"' not in source}
    assert unknown == set()
    assert silent == {"X25-too-large", "X25-encoding", "X25-unreadable"}


def test_the_schema_of_the_settings_is_up_to_date():
    assert (ROOT / SCHEMA).read_text(encoding="utf-8") == render_schema(RULES), (
        "run python -m pixauthor.bank.lint.document"
    )


def test_only_rules_have_limits_and_exports_have_one_list():
    assert set(DEFAULTS) <= set(BY_CODE)
    assert {one.value for one in Export} == set(LOSSES)


def test_the_page_of_the_rules_is_up_to_date():
    assert (ROOT / PAGE).read_text(encoding="utf-8") == render_page(), "run python -m pixauthor.bank.lint.document"


def test_the_examples_on_disk_are_up_to_date():
    folders = [path for path in (ROOT / EXAMPLES).iterdir() if path.is_dir() and path.name.partition("-")[0] in BY_CODE]
    on_disk = {
        path.relative_to(ROOT / EXAMPLES).as_posix(): path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert on_disk == render_examples(), "run python -m pixauthor.bank.lint.document"
