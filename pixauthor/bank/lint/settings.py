"""What a bank changes in the rules: ``items/lint.yaml`` as a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pixauthor.bank.lint.thresholds import DEFAULTS, Limits
from pixauthor.findings import Finding, Severity

OFF: Final = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class LintSettings:
    """Severities and limits by rule, exports for which losses are told, and words that rules accept.

    ``severities`` holds only the rules that differ from their own severity (``"off"``: not run); ``allowed`` names,
    brands and addresses; ``hosts`` the names of machines on a private network to which links may lead.
    """

    severities: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=lambda: DEFAULTS)
    exports: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    def settle(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Return the findings at the severities of the bank, without those of rules that it turned off."""
        return list(self._settled(findings)) if self.severities and findings else findings

    def _settled(self, findings: Sequence[Finding]) -> Iterator[Finding]:
        for finding in findings:
            severity = self.severities.get(finding.code)
            if severity is None:
                yield finding
            elif severity != OFF:
                yield replace(finding, severity=Severity(severity))


def decode_settings(data: Mapping[str, Any]) -> LintSettings:
    """Return the settings that a mapping of the shape ``lint`` holds."""
    rules: Mapping[str, Mapping[str, Any]] = data.get("rules", {})
    changed = {code: rule["limits"] for code, rule in rules.items() if "limits" in rule}
    return LintSettings(
        severities={code: rule["severity"] for code, rule in rules.items() if "severity" in rule},
        limits={code: {**limits, **changed.get(code, {})} for code, limits in DEFAULTS.items()},
        exports=tuple(data.get("exports", ())),
        allowed=tuple(data.get("allowed", ())),
        hosts=tuple(data.get("hosts", ())),
    )
