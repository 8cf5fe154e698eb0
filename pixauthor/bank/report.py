"""The report of a check, as text for people, JSON, SARIF 2.1.0 for code scanners, and annotations for GitHub."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from pixauthor.bank.check import CheckReport
from pixauthor.bank.lint import RULES
from pixauthor.errors import Place
from pixauthor.findings import Finding, Severity
from pixauthor.locale import text
from pixauthor.version import __version__

# What a terminal would obey, and what would turn a line of text around.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SARIF_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_SARIF_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def join_reports(reports: Mapping[str, CheckReport]) -> CheckReport:
    """Return one report of several, each under the name of its items folder as places must show it."""
    return CheckReport(
        findings=tuple(_moved(finding, base) for base, report in reports.items() for finding in report.findings),
        n_files=sum(report.n_files for report in reports.values()),
        n_items=sum(report.n_items for report in reports.values()),
        n_read=sum(report.n_read for report in reports.values()),
        seconds=sum(report.seconds for report in reports.values()),
        has_framework=all(report.has_framework for report in reports.values()),
        notes=tuple(note for report in reports.values() for note in report.notes),
    )


def render_text(report: CheckReport) -> str:
    """Return two lines per finding (``file:line:column CODE message``, then what to write), and a last line."""
    lines = [line for finding in report.findings for line in _text_lines(finding)]
    if not report.has_framework:
        lines.append(text("check.no-framework"))
    lines.extend(report.notes)
    lines.append(_summary(report))
    return "\n".join(lines)


def render_json(report: CheckReport) -> str:
    """Return one JSON document: counts, then findings."""
    return _dump(
        {
            "format": "pixauthor-check/1",
            "files": report.n_files,
            "items": report.n_items,
            "seconds": round(report.seconds, 3),
            "unchecked": list(report.notes),
            "counts": {severity.value: count for severity, count in _counts(report).items()},
            "findings": [
                {
                    "code": finding.code,
                    "severity": finding.severity.value,
                    "path": finding.place.path,
                    "line": finding.place.line,
                    "column": finding.place.column,
                    "message": finding.message(),
                    "hint": finding.hint(),
                }
                for finding in report.findings
            ],
        }
    )


def render_sarif(report: CheckReport) -> str:
    """Return a SARIF 2.1.0 log (OASIS standard, 27 March 2020) with one run."""
    codes = sorted({finding.code for finding in report.findings})
    driver = {"name": "pixauthor", "version": __version__, "rules": [_sarif_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, codes) for finding in report.findings],
    }
    return _dump({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def render_github(report: CheckReport) -> str:
    """Return workflow commands, one per finding, which GitHub shows beside the lines of a change."""
    return "\n".join([*map(_github_line, report.findings), *report.notes, _summary(report)])


RENDERERS: Final[Mapping[str, Callable[[CheckReport], str]]] = {
    "text": render_text,
    "json": render_json,
    "sarif": render_sarif,
    "github": render_github,
}


def has_errors(report: CheckReport) -> bool:
    """Say whether a finding is an error: warnings and information do not fail a check."""
    return any(finding.severity is Severity.ERROR for finding in report.findings)


def _moved(finding: Finding, base: str) -> Finding:
    place = finding.place
    path = f"{base}/{place.path}" if place.path else base
    return replace(finding, place=Place(path=path, line=place.line, column=place.column))


def _text_lines(finding: Finding) -> Iterator[str]:
    severity = finding.severity
    mark = "" if severity is Severity.ERROR else f" [{text(f'check.{severity.value}')}]"
    yield _printable(f"{finding.place} {finding.code}{mark} {finding.message()}")
    yield _printable(f"    → {finding.hint()}")


def _summary(report: CheckReport) -> str:
    counts = {severity.value: count for severity, count in _counts(report).items()}
    fields = {"files": report.n_files, "seconds": f"{report.seconds:.1f}", **counts}
    return text("check.summary" if report.findings else "check.clean", **fields)


def _counts(report: CheckReport) -> dict[Severity, int]:
    found = Counter(finding.severity for finding in report.findings)
    return {severity: found[severity] for severity in Severity}


def _sarif_rule(code: str) -> dict[str, Any]:
    rule = next((rule for rule in RULES if rule.code == code), None)
    if rule is None:
        return {"id": code, "shortDescription": {"text": text(f"check.family.{code[0]}")}}
    return {
        "id": code,
        "name": rule.slug,
        "shortDescription": {"text": rule.slug.replace("-", " ")},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": _SARIF_LEVELS[rule.severity]},
    }


def _sarif_result(finding: Finding, codes: Sequence[str]) -> dict[str, Any]:
    place = finding.place
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.path)}}
    if place.line:
        location["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _SARIF_LEVELS[finding.severity],
        "message": {"text": f"{finding.message()}\n{finding.hint()}"},
        "locations": [{"physicalLocation": location}],
    }


def _uri(path: str) -> str:
    return ("file://" if path.startswith("/") else "") + quote(path)


def _github_line(finding: Finding) -> str:
    place = finding.place
    fields = {"file": place.path, "line": max(place.line, 1), "col": max(place.column, 1), "title": finding.code}
    properties = ",".join(f"{name}={_github_property(str(value))}" for name, value in fields.items())
    return f"::{_GITHUB_LEVELS[finding.severity]} {properties}::" + _github_data(
        f"{finding.message()}\n{finding.hint()}"
    )


def _github_data(value: str) -> str:
    # The three signs that the runner unescapes in a message, and two more in a property (actions/toolkit, command.ts).
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(value: str) -> str:
    return _github_data(value).replace(":", "%3A").replace(",", "%2C")


def _printable(line: str) -> str:
    return _UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", line)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
