"""Running the rules on one item and on the bank."""

from collections.abc import Iterator, Sequence

from pixauthor.bank.lint.rule import BankContext, ItemContext, Rule
from pixauthor.bank.lint.silences import is_silenced
from pixauthor.findings import Finding


def settle(findings: Sequence[Finding], context: ItemContext) -> Sequence[Finding]:
    """Return what rules found in one item, without what it silences and at the severities of the bank."""
    told = [one for one in findings if not is_silenced(context.item, one.code)]
    return context.settings.settle(told)


def run_bank_rules(rules: Sequence[Rule], context: BankContext) -> Iterator[Finding]:
    """Yield what the rules find in the bank as a whole; those that may be silenced look at the summary's list."""
    for rule in rules:
        if rule.check_bank is not None:
            yield from rule.check_bank(context)
