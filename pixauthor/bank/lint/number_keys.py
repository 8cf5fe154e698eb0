"""Numbers as keys: how far an answer may be from the value."""

from collections.abc import Iterator
from typing import Final

from pixauthor.bank.keys import NumberKey
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity


def _tolerance(context: ItemContext) -> Iterator[Finding]:
    key = context.item.key
    if not isinstance(key, NumberKey):
        return
    if not key.tolerance and key.value != key.value.to_integral_value():
        yield found("L31", context.place("key"), Severity.WARNING, value=str(key.value))
    elif key.value and key.tolerance >= abs(key.value):
        fields = {"value": str(key.value), "tolerance": str(key.tolerance)}
        yield found("L31", context.place("key", "tolerance"), Severity.WARNING, "wide", **fields)


_DECIMAL: Final = "type: number\ntests: [{answer: '12,5', outcome: ok}, {answer: '40', outcome: ko}]\n"

RULES: Final = (
    Rule(
        code="L31",
        slug="tolerance",
        severity=Severity.WARNING,
        why="A decimal value without tolerance refuses who rounds; a tolerance as large as the value accepts zero. (A "
        "tolerance that covers a wrong answer of the item’s tests is found by T01.)",
        bad=f"{_DECIMAL}key: {{value: 12.5}}",
        good=f"{_DECIMAL}key: {{value: 12.5, tolerance: 0.1}}",
        check=_tolerance,
    ),
)
