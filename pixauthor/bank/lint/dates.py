"""Dates of an item: what expires, what was validated when, and in which order."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.bank.lint.rule import BankContext, ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

# A version of a program, a law and its articles. Prices and dates of a story age with nobody.
_AGES: Final = re.compile(
    r"\b(?:[Vv]ersion \d+(?:\.\d+)+|Windows \d+|Android \d+|iOS \d+|"
    r"(?:[Ll]oi|[Dd]écret|[Aa]rrêté) (?:n[°o]|du \d)\s?[\d-]*|[Aa]rticles? [LRD]\.? ?\d+[\d-]*|[Rr]èglement \(UE\))"
)
_MAY_AGE: Final = ("ersion ", "Windows ", "Android ", "iOS ", "oi n", "oi du", "écret", "rrêté", "rticle", "UE)")
_IN_ORDER: Final = (("created", "updated"), ("created", "validated"), ("created", "expires"), ("validated", "expires"))


def _perishable(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    if item.expires is not None:
        return
    if item.perishable:
        yield found("L29", context.place("perishable"), Severity.WARNING, fact=item.perishable)
    elif item.links:
        yield found("L29", context.place("links"), Severity.WARNING, fact=item.links[0].url)
    elif any(sign in item.stem for sign in _MAY_AGE) and (match := _AGES.search(item.stem)):
        yield found("L29", context.place("stem"), Severity.WARNING, fact=match[0])


def _expired(context: BankContext) -> Iterator[Finding]:
    today = context.today.isoformat()
    for summary in context.summaries:
        if summary.expires and summary.expires < today and "L29" not in summary.silenced:
            place = context.place(summary.path, "expires")
            yield found("L29", place, Severity.ERROR, "past", id=summary.id, date=summary.expires)


def _date(item: Item, name: str) -> date | None:
    value = getattr(item, name)
    return value if isinstance(value, date) else None


def _order(context: ItemContext) -> Iterator[Finding]:
    for first, second in _IN_ORDER:
        before, after = _date(context.item, first), _date(context.item, second)
        if before and after and after < before:
            dates = {"before": before.isoformat(), "after": after.isoformat()}
            yield found("X24", context.place(second), first=first, second=second, **dates)


RULES: Final = (
    Rule(
        code="L29",
        slug="perishable",
        severity=Severity.ERROR,
        why="A price, a version or a law goes out of date: without a date nobody will look again (warning), and "
        "past it the item must be read again or withdrawn (error). A site to visit, a version of a program and a law "
        "are seen in the text; for anything else write `perishable`.",
        bad="{perishable: Prix d’un abonnement, expires: 2026-02-01}",
        good="{perishable: Prix d’un abonnement, expires: 2999-12-31}",
        check=_perishable,
        check_bank=_expired,
    ),
    Rule(
        code="X24",
        slug="date-order",
        severity=Severity.ERROR,
        why="An item is written, then changed or validated, then out of date.",
        bad="{created: 2026-01-15, updated: 2025-12-01}",
        good="{created: 2026-01-15, updated: 2026-02-01}",
        check=_order,
    ),
)
