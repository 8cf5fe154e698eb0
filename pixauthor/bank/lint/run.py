"""Running the rules on one item and on the bank."""

from collections.abc import Callable, Iterator, Sequence

from pixauthor.bank.lint.rule import BankContext, ItemContext, Rule
from pixauthor.bank.lint.silences import is_silenced
from pixauthor.findings import Finding


def run_item_rule(check: Callable[[ItemContext], Iterator[Finding]], context: ItemContext) -> list[Finding]:
    """Return what the ``check`` of a rule finds in one item, without what it silences."""
    findings = list(check(context))
    return [one for one in findings if not is_silenced(context.item, one.code)] if findings else findings


def run_bank_rules(rules: Sequence[Rule], context: BankContext) -> Iterator[Finding]:
    """Yield what the rules find in the bank as a whole; those that may be silenced look at the summary's list."""
    for rule in rules:
        if rule.check_bank is not None:
            yield from rule.check_bank(context)
