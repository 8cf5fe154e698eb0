import json

import pytest
from check_examples import check, valid_bank

from pixauthor.bank.check import CheckReport
from pixauthor.bank.report import RENDERERS, has_errors, join_reports, render_github, render_sarif, render_text
from pixauthor.errors import Place
from pixauthor.findings import Finding, Severity


def report_of(*findings):
    return CheckReport(findings=findings, n_files=3, n_items=2, n_read=1, seconds=0.5, has_framework=True)


def finding(path="items/1.2/a.yaml", line=4, column=2, severity=Severity.ERROR, code="Y02", **fields):
    return Finding(code=code, severity=severity, place=Place(path=path, line=line, column=column), fields=fields)


TWICE = finding(key="titre")


@pytest.fixture(autouse=True)
def french(monkeypatch):
    monkeypatch.setattr("pixauthor.locale._chosen", ["fr"])


def test_text_gives_place_code_message_then_what_to_write():
    first, second, last = render_text(report_of(TWICE)).splitlines()
    assert first == "items/1.2/a.yaml:4:2 Y02 «\u00a0titre\u00a0» est écrit deux fois."
    assert second.startswith("    → Gardez")
    assert "erreurs\u00a0: 1" in last


def test_text_says_which_findings_are_not_errors():
    text = render_text(report_of(finding(severity=Severity.WARNING, key="x"), finding(severity=Severity.INFO, key="x")))
    assert "Y02 [avertissement]" in text
    assert "Y02 [information]" in text


def test_text_holds_nothing_that_a_terminal_obeys():
    text = render_text(report_of(finding(key="\x1b[2J\u202e\nx")))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert len(text.splitlines()) == 3


def test_text_says_when_rules_were_not_run():
    report = CheckReport(findings=(TWICE,), n_files=1, n_items=0, n_read=1, seconds=0, has_framework=False)
    assert "cadre de référence" in render_text(report)


def test_only_errors_fail_a_check():
    assert has_errors(report_of(TWICE))
    assert not has_errors(report_of(finding(severity=Severity.WARNING), finding(severity=Severity.INFO)))


def test_json_holds_every_finding():
    data = json.loads(RENDERERS["json"](report_of(TWICE)))
    assert data["counts"] == {"error": 1, "warning": 0, "info": 0}
    assert (data["files"], data["items"]) == (3, 2)
    assert data["findings"][0] | {"message": "", "hint": ""} == {
        "code": "Y02",
        "severity": "error",
        "path": "items/1.2/a.yaml",
        "line": 4,
        "column": 2,
        "message": "",
        "hint": "",
    }


# Required members and closed lists of SARIF 2.1.0 (OASIS, 27 March 2020), §3.13 to §3.30 and §3.49.
def test_sarif_has_what_its_standard_requires():
    findings = [
        TWICE,
        finding("/abs/é t.yaml", 0, 0, Severity.WARNING, "X09", file="x"),
        finding(code="G01", reason="r"),
    ]
    log = json.loads(render_sarif(report_of(*findings)))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "pixauthor"
    assert [rule["id"] for rule in driver["rules"]] == ["G01", "X09", "Y02"]
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"].get("region", {"startLine": 1, "startColumn": 1})
        assert region["startLine"] >= 1
        assert region["startColumn"] >= 1
    addresses = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert addresses == ["items/1.2/a.yaml", "file:///abs/%C3%A9%20t.yaml", "items/1.2/a.yaml"]


def test_github_commands_cannot_be_forged():
    forged = finding("a,b:c%\n::error::x.yaml", key="x\r\n::error::y%")
    first, *rest = render_github(report_of(forged)).splitlines()
    assert first.startswith("::error file=a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax.yaml,line=4,col=2,title=Y02::")
    assert "x%0D%0A::error::y%25" in first
    assert not any(line.startswith("::") for line in rest)


def test_github_levels_follow_severity():
    report = report_of(*(finding(severity=severity, key="x") for severity in Severity))
    assert [line.split()[0] for line in render_github(report).splitlines()[:3]] == ["::error", "::warning", "::notice"]


@pytest.mark.parametrize("name", RENDERERS)
def test_every_format_speaks_both_languages(name, monkeypatch):
    french = RENDERERS[name](report_of(TWICE))
    monkeypatch.setattr("pixauthor.locale._chosen", ["en"])
    assert RENDERERS[name](report_of(TWICE)) != french


def test_reports_of_two_workspaces_are_one(tmp_path):
    items = valid_bank(tmp_path)
    (items / "1.2" / "vide.yaml").write_text("", encoding="utf-8")
    report = check(items)
    both = join_reports({"un/items": report, "deux/items": report})
    assert [one.place.path for one in both.findings] == ["un/items/1.2/vide.yaml", "deux/items/1.2/vide.yaml"]
    assert both.n_items == 2 * report.n_items
