"""Findings, as the rooms of the bank name them; they stand lower because the framework has faults too."""

from pixauthor.findings import Finding, Severity

__all__ = ["Finding", "Severity"]
