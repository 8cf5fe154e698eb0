"""Items that answer one another: the stem of one says what the other asks for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from pixauthor.bank.lint.duplicates import kin
from pixauthor.bank.lint.language import roots
from pixauthor.bank.lint.rule import BankContext, Rule, Summary, found
from pixauthor.findings import Finding, Severity


class Cue(NamedTuple):
    """``teller`` says in its stem the right answer of ``told``: ``key``."""

    teller: Summary
    told: Summary
    key: str


def cues(summaries: Sequence[Summary], *, words: int = 2, carriers: int = 3) -> Iterator[Cue]:
    """Yield the stems that hold all the words of another item's right answer in one sentence.

    Args:
        summaries: the items that one candidate may meet, with their wording: a bank, or a campaign.
        words: how many of these words must be rare.
        carriers: a word is rare when at most so many stems have it.
    """
    index = _index(summaries)
    for told in summaries:
        for key in told.wording.keys if told.wording else ():
            wanted = frozenset(roots(key))
            rare = [root for root in wanted if 0 < len(index.get(root, ())) <= carriers]
            if len(rare) >= words:
                tellers = (teller for teller in index[rare[0]].values() if _says(teller, wanted))
                yield from (Cue(teller, told, key) for teller in tellers if not kin(teller) & kin(told))


def _index(summaries: Sequence[Summary]) -> dict[str, dict[str, Summary]]:
    """Return the items whose stem has a root, by root and path."""
    index: dict[str, dict[str, Summary]] = defaultdict(dict)
    for summary in summaries:
        for root in chain.from_iterable(summary.wording.stem if summary.wording else ()):
            index[root][summary.path] = summary
    return index


def _says(teller: Summary, wanted: frozenset[str]) -> bool:
    return teller.wording is not None and any(wanted.issubset(sentence) for sentence in teller.wording.stem)


def _cross_cueing(context: BankContext) -> Iterator[Finding]:
    words, carriers = (int(context.limit("L25", name)) for name in ("words", "carriers"))
    open_to = [summary for summary, _ in context.worded("L25")]
    for cue in cues(open_to, words=words, carriers=carriers):
        place = context.place(cue.teller.path, "stem")
        yield found("L25", place, Severity.WARNING, id=cue.told.id, key=cue.key)


RULES: Final = (
    Rule(
        code="L25",
        slug="cross-cueing",
        severity=Severity.WARNING,
        why="Who meets the two items in one test learns the right answer of one from a sentence of the other. Words "
        "count without their endings, and at least two of them must be rare in the bank.",
        bad="""\
stem: Une amie ouvre le gestionnaire de périphériques pour voir sa carte. Où range-t-elle **photo.jpg**\u00a0?
---
id: dossiers-2-02
stem: Quel outil montre le matériel relié à cet ordinateur\u00a0?
choices: [{id: a, text: Le moniteur}, {id: b, text: Le gestionnaire de périphériques}, {id: c, text: La corbeille}]
silenced: [{rule: L01, reason: Le nom de l’outil est long.}]
""",
        good="""\
stem: Une amie ouvre une fenêtre du système pour voir sa carte. Où range-t-elle **photo.jpg**\u00a0?
---
id: dossiers-2-02
stem: Quel outil montre le matériel relié à cet ordinateur\u00a0?
choices: [{id: a, text: Le moniteur}, {id: b, text: Le gestionnaire de périphériques}, {id: c, text: La corbeille}]
silenced: [{rule: L01, reason: Le nom de l’outil est long.}]
""",
        check_bank=_cross_cueing,
        thorough=True,
    ),
)
