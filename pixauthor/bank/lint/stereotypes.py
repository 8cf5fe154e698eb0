"""Who appears in the items: parts given by gender in one item, and the names of the whole bank."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.item import Item
from pixauthor.bank.lint.first_names import FEMININE
from pixauthor.bank.lint.key_places import WHOLE_BANK
from pixauthor.bank.lint.prose import plain
from pixauthor.bank.lint.rule import BankContext, found
from pixauthor.findings import Finding, Severity

# Parts that go together in clichés. A finding only asks for a look, and for one part to change.
PAIRS: Final = tuple(
    (re.compile(rf"\b({one})\b", re.IGNORECASE), re.compile(rf"\b({other})\b", re.IGNORECASE))
    for one, other in (
        (r"(?:le|un|du|son) (?:directeur|patron|chef|responsable|gérant)", r"(?:la|une|sa) (?:secrétaire|assistante)"),
        (r"(?:le|un|du|son) (?:médecin|docteur|chirurgien)", r"(?:la|une|l['’]|son )(?:infirmière|aide-soignante)"),
        (r"maman|(?:sa|ma|la|une) mère", r"cuisine|ménage|repassage|courses|couture"),
        (r"papa|(?:son|mon|le|un) père", r"bricolage|voiture|football|match|barbecue"),
        (r"(?:les|des|aux) garçons", r"jeux? vidéo|informatique|football|voitures?"),
        (r"(?:les|des|aux) filles", r"maquillage|poupées?|danse|mode|cuisine"),
        (r"(?:sa|ma|une|la) grand-mère|(?:son|mon|un|le) grand-père", r"ne comprend|n['’]y connaît|perdue?|dépassée?"),
    )
)


def cliche_in(item: Item) -> tuple[str, str] | None:
    """Return the two parts of the first cliché that a French stem plays, or None."""
    text = plain(item.stem) if item.locale == "fr" else ""
    pairs = ((one.search(text), other.search(text)) for one, other in PAIRS)
    return next(((first[1], second[1]) for first, second in pairs if first and second), None)


def clues(context: BankContext) -> Iterator[Finding]:
    """Yield what a reviewer of fairness should look at (L34)."""
    for summary, wording in context.worded("L34"):
        if wording.cliche:
            one, other = wording.cliche
            yield found("L34", context.place(summary.path, "stem"), Severity.INFO, "pair", one=one, other=other)
    yield from _lone_gender(context)


def _lone_gender(context: BankContext) -> Iterator[Finding]:
    names = Counter(name for _, wording in context.worded("L34") for name in wording.names)
    total = sum(names.values())
    feminine = sum(count for name, count in names.items() if name in FEMININE)
    share = max(feminine, total - feminine) / total if total else 0
    if total >= context.limit("L34", "names") and share > context.limit("L34", "share"):
        fields = {"feminine": feminine, "masculine": total - feminine}
        yield found("L34", context.place(WHOLE_BANK), Severity.INFO, "names", **fields)
