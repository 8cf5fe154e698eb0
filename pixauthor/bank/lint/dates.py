"""Dates of an item: what expires, what was validated when, and in which order."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.bank.lint.privacy import BRANDS
from pixauthor.bank.lint.prose import words
from pixauthor.bank.lint.rule import BankContext, ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

# A version of a program, a law and its articles.
_AGES: Final = re.compile(
    r"\b(?:[Vv]ersion \d+(?:\.\d+)+|Windows \d+|Android \d+|iOS \d+|"
    r"(?:[Ll]oi|[Dd]écret|[Aa]rrêté) (?:n[°o]|du \d)\s?[\d-]*|[Aa]rticles? [LRD]\.? ?\d+[\d-]*|[Rr]èglement \(UE\))"
)
_MAY_AGE: Final = ("ersion ", "Windows ", "Android ", "iOS ", "oi n", "oi du", "écret", "rrêté", "rticle", "UE)")
# What a subscription costs, or a product that has a name. Other prices are those of a story, and age with nobody.
_AMOUNT: Final = r"\d+(?:[.,]\d+)?[ \u00a0\u202f]?(?:€|euros?)"
_FEE: Final = re.compile(
    rf"{_AMOUNT}[ \u00a0\u202f]?(?:/|par|le|la|chaque|HT|TTC)[ \u00a0\u202f]?(?:mois|ans?|années?|semaine)\b"
)
_PRICE: Final = re.compile(_AMOUNT)
# A year that a word of term announces: it ages when it lies after the day on which the item was written.
_TERM: Final = re.compile(
    r"(?:\b[Dd](?:epuis|['’]ici(?: à)?)|\b[Aa]vant|\b[Aa]près|\b[Ee]n|\b[Jj]usqu['’](?:en|à)|\bà (?:partir|compter) de|"
    r"\b[Ff]in|\b[Dd]ébut|janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
    r" (20\d\d)\b"
)
_IN_ORDER: Final = (("created", "updated"), ("created", "validated"), ("created", "expires"), ("validated", "expires"))


def _perishable(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    if item.expires is not None:
        return
    if item.perishable:
        yield found("L29", context.place("perishable"), Severity.WARNING, fact=item.perishable)
    elif item.links:
        yield found("L29", context.place("links"), Severity.WARNING, fact=item.links[0].url)
    elif fact := _told_in(item.stem, item.created):
        yield found("L29", context.place("stem"), Severity.WARNING, fact=fact)


def _told_in(stem: str, created: date | None) -> str:
    """Return the first words of a stem that will not stay true, or ""."""
    if any(sign in stem for sign in _MAY_AGE) and (match := _AGES.search(stem)):
        return match[0]
    if ("€" in stem or "euro" in stem) and (match := _price_in(stem)):
        return match[0]
    if " 20" in stem and created:
        return next((match[0] for match in _TERM.finditer(stem) if int(match[1]) > created.year), "")
    return ""


def _price_in(stem: str) -> re.Match[str] | None:
    return _FEE.search(stem) or (_PRICE.search(stem) if not BRANDS.isdisjoint(words(stem)) else None)


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
        "past it the item must be read again or withdrawn (error). A site to visit, a version of a program, a law, "
        "the price of a subscription or beside a trade mark, and a year after that of `created` are seen in the text. "
        "Other prices and years are those of a story, which stay as they are: they are no finding. For anything else "
        "write `perishable`.",
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
