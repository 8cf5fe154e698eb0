"""Words that neither the dictionary of their language nor the glossary of the bank knows."""

from collections.abc import Iterator
from typing import Final

from pixauthor.bank.lint.rule import BankContext, Rule, found
from pixauthor.findings import Finding, Severity


def _unknown(context: BankContext) -> Iterator[Finding]:
    for locale, spell in context.outside.spell.items():
        rows = [(one, wording.terms) for one, wording in context.worded("L36") if wording.locale == locale]
        asked = {word for _, terms in rows for _, words in terms for word in words}
        unknown = spell(asked)
        for summary, terms in rows:
            for pointer, words in terms:
                if wrong := [word for word in words if word in unknown]:
                    place = context.place(summary.path, *pointer)
                    yield found("L36", place, Severity.WARNING, words=", ".join(wrong))


RULES: Final = (
    Rule(
        code="L36",
        slug="spelling",
        severity=Severity.WARNING,
        why="A misspelt word costs the item its credit, and a screen reader its sense. French (hunspell-fr) and "
        "English (en_US) where the dictionary is there; words of the bank go into `glossary.txt`, one per line. "
        "Code, addresses, file names, numbers and capitals are not looked at.",
        bad="stem: Dans quel dosier se trouve **photo.jpg**\u00a0?",
        good="stem: Dans quel dossier l’appareil range-t-il **phot.jpg** et le « flouk »\u00a0?\n"
        "---\n$files: {glossary.txt: flouk}",
        check_bank=_unknown,
        thorough=True,
    ),
)
