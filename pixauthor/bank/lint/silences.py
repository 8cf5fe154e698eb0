"""Rules that an item silences: each with its reason, and none that guards the meaning of scores."""

from collections.abc import Collection, Iterator
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

SILENCEABLE: Final = "L"  # rules of style; X and T say that the bank does not hold together


def is_silenced(item: Item, code: str) -> bool:
    """Say whether an item silences a rule, with a reason, and may."""
    return code.startswith(SILENCEABLE) and any(one.rule == code and one.reason.strip() for one in item.silenced)


def silence_rule(codes: Collection[str]) -> Rule:
    """Return the rule on ``silenced``, which must know the ``codes`` of the others."""

    def check(context: ItemContext) -> Iterator[Finding]:
        for index, silenced in enumerate(context.item.silenced):
            if silenced.rule not in codes:
                place = context.place("silenced", index, "rule")
                yield found("X27", place, Severity.ERROR, "unknown", rule=silenced.rule)
            elif not silenced.rule.startswith(SILENCEABLE):
                place = context.place("silenced", index, "rule")
                yield found("X27", place, Severity.ERROR, "refused", rule=silenced.rule)
            if not silenced.reason.strip():
                yield found("X27", context.place("silenced", index), Severity.ERROR, "reason", rule=silenced.rule)

    return Rule(
        code="X27",
        slug="silenced",
        severity=Severity.ERROR,
        why="A rule of style (L) is silenced for a reason that the next author can judge; rules on what holds the bank "
        "together (X) and on the item’s own tests (T) are not.",
        bad='silenced: [{rule: L05, reason: " "}]',
        good="silenced: [{rule: L05, reason: La négation est le sujet de la question.}]",
        check=check,
    )
