import pytest
from lint_samples import codes

from pixauthor.bank.codec import decode_item
from pixauthor.bank.lint import RULES, run_bank_rules
from pixauthor.bank.lint.examples import expand
from pixauthor.bank.lint.rule import BankContext, Committed
from pixauthor.bank.lint.summary import digest_key, summarize
from pixauthor.errors import Place
from pixauthor.findings import Finding
from pixauthor.framework.store import load_framework
from pixauthor.resources import shipped
from pixauthor.source.parser import parse_document

PATH = "1.2/dossiers-2-01.yaml"


def data_of(example: str) -> dict:
    return parse_document(expand(example)[PATH].decode(), PATH).document.data


def summary_of(example: str):
    data = data_of(example)
    return summarize(decode_item(data), PATH, data)


def bank_findings(summary, committed: Committed) -> list[Finding]:
    context = BankContext(
        summaries=[summary],
        items_folder=shipped("items"),
        framework=load_framework(shipped("items") / "framework.yaml"),
        place=lambda path, *_: Place(path=path),
        committed={PATH: committed},
    )
    return list(run_bank_rules(RULES, context))


def committed_of(data: dict) -> Committed:
    return Committed(version=data["version"], key_digest=digest_key(data), status=data["status"])


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("{version: 1, key: a}", "{version: 1, key: b}", ["L37-version"]),
        ("{version: 2, key: a}", "{version: 1, key: b}", []),
        ("{version: 1, key: b}", "{version: 2, key: b}", ["L37-lowered"]),
        ("{version: 1, title: Autre titre}", "{version: 1}", []),
        ("{version: 1, feedback: {ok: Bravo}}", "{version: 1}", []),
        ("{version: 1, stem: Où est la photo de mer\u00a0?}", "{version: 1}", []),
    ],
)
def test_a_new_key_has_a_new_version(now, before, expected):
    findings = bank_findings(summary_of(now), committed_of(data_of(before)))
    assert [f"{one.code}-{one.variant}" for one in findings] == expected


@pytest.mark.parametrize(("status", "severity"), [("draft", "warning"), ("validated", "error"), ("archived", "error")])
def test_a_draft_is_only_warned(status, severity):
    committed = Committed(version=1, key_digest="other", status=status)
    assert [finding.severity for finding in bank_findings(summary_of("version: 1"), committed)] == [severity]


def test_a_silenced_version_is_left_alone():
    silenced = "{version: 1, silenced: [{rule: L37, reason: La même clé écrite autrement.}]}"
    committed = Committed(version=1, key_digest="other", status="validated")
    assert bank_findings(summary_of(silenced), committed) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{type: multiple-choice, key: [a, b]}", "{type: multiple-choice, key: [b, a]}"),
        ("{scoring: all-or-nothing, type: multiple-choice}", "{type: multiple-choice}"),
        ("title: Un autre titre", "title: Encore un autre"),
    ],
)
def test_equal_keys_have_equal_digests(one, other):
    assert digest_key(data_of(one)) == digest_key(data_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("key: a", "key: b"),
        ("{type: ordering, key: [a, b, c]}", "{type: ordering, key: [b, a, c]}"),
        ("{type: multiple-choice, scoring: partial}", "{type: multiple-choice}"),
        ("choices: [{id: a, text: Un}, {id: b, text: Deux}]", "choices: [{id: a, text: Un}, {id: b, text: Trois}]"),
        ("{type: short-text, key: {accept: [un]}}", "{type: short-text, key: {accept: [un], tolerances: {t3: true}}}"),
    ],
)
def test_other_keys_have_other_digests(one, other):
    assert digest_key(data_of(one)) != digest_key(data_of(other))


@pytest.mark.parametrize(
    ("silenced", "expected"),
    [
        ("[{rule: L14, reason: Il n’y a que deux réponses.}]", []),
        ('[{rule: L14, reason: " "}]', ["L14-few", "X27-reason"]),
        ("[{rule: L99, reason: Une raison.}]", ["L14-few", "X27-unknown"]),
        ("[{rule: T03, reason: Une raison.}]", ["L14-few", "X27-refused"]),
    ],
)
def test_a_rule_of_wording_is_silenced_for_a_reason(silenced, expected):
    assert codes(f"choices: [{{id: a, text: Images}}, {{id: b, text: Documents}}]\nsilenced: {silenced}") == expected


def test_integrity_cannot_be_silenced():
    example = "key: z\nsilenced: [{rule: X16, reason: Une raison.}]"
    assert codes(example) == ["X16", "X27-refused"]


def test_a_summary_names_all_that_the_findings_of_its_item_depend_on():
    summary = summary_of("type: file-task")
    assert summary.media == (
        "1.2/media/dossiers-2-01.txt",
        "1.2/media/tests/faux.txt",
        "1.2/media/tests/juste.csv",
    )
