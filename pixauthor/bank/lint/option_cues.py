"""What options give away by their words: those that they share with the stem or with one another, and negations."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.interactions import Option
from pixauthor.bank.item import ItemType
from pixauthor.bank.lint.language import roots
from pixauthor.bank.lint.prose import choices, correct_ids, plain
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.bank.lint.stems import may_deny, negations, question_of
from pixauthor.findings import Finding, Severity

_DENIES: Final = {
    "fr": re.compile(r"\b(ne|n['’](?=\w)|jamais|aucune?|sans)(?:\b|(?<=['’]))", re.IGNORECASE),
    "en": re.compile(r"\b(not|never|none|without|cannot|\w+n['’]t)\b", re.IGNORECASE),
}
_FEWEST: Final = 3  # options: with two, the words of one are always the rarest or the commonest
_TELLING: Final = 2  # words that the key shares with several others before it looks like their middle


def _negative_option(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    if item.locale not in _DENIES or not choices(item) or not may_deny(item.stem):
        return
    denied = negations(question_of(item.stem), item.locale)
    if not denied:
        return
    for index, option in enumerate(choices(item)):
        if match := _DENIES[item.locale].search(plain(option.text)):
            place = context.place("choices", index, "text")
            yield found("L06", place, Severity.INFO, word=match[1])


def _clang(context: ItemContext) -> Iterator[Finding]:
    right, wrong = _sides(context)
    if not right or not wrong:
        return
    stem = frozenset(roots(context.item.stem))
    common = frozenset.intersection(*(frozenset(roots(option.text)) for option in right)) & stem
    telling = common.difference(*(roots(option.text) for option in wrong))
    if telling:
        said = next(root for root in roots(right[0].text) if root in telling)
        yield found("L08", context.place("choices"), Severity.WARNING, word=_spelt(right[0].text, said))


def _convergence(context: ItemContext) -> Iterator[Finding]:
    right, wrong = _sides(context)
    if context.item.type is not ItemType.SINGLE_CHOICE or len(right) + len(wrong) < _FEWEST or not right:
        return
    sets = {option.id: frozenset(roots(option.text)) for option in (*right, *wrong)}
    carriers = Counter(root for one in sets.values() for root in one)
    if any(count == len(sets) for count in carriers.values()):
        carriers = Counter({root: count for root, count in carriers.items() if count < len(sets)})
    shared = {one: sum(carriers[root] > 1 for root in found_roots) for one, found_roots in sets.items()}
    key = shared.pop(right[0].id)
    if key >= _TELLING and key > context.limit("L12", "ratio") * max(shared.values()):
        words = ", ".join(_spelt(right[0].text, root) for root in roots(right[0].text) if carriers[root] > 1)
        yield found("L12", context.place("choices"), Severity.WARNING, words=words)


def _sides(context: ItemContext) -> tuple[list[Option], list[Option]]:
    """Return the right and the wrong options of a choice."""
    correct = correct_ids(context.item)
    options = choices(context.item)
    return [one for one in options if one.id in correct], [one for one in options if one.id not in correct]


def _spelt(text: str, root: str) -> str:
    """Return the word of a text that has a root, as it is written."""
    return next((word for word in re.findall(r"[^\W\d_]+", plain(text)) if root in roots(word)), root)


RULES: Final = (
    Rule(
        code="L06",
        slug="negative-option",
        severity=Severity.INFO,
        why="A negative option under a negative question makes the candidate solve a riddle of logic first.",
        bad="stem: Quel dossier ne peut **pas** contenir la photo\u00a0?\n"
        "choices: [{id: a, text: Celui qui n’est pas partagé}, {id: b, text: Celui de la musique},"
        " {id: c, text: Celui des images}]",
        good="stem: Quel dossier ne peut **pas** contenir la photo\u00a0?\n"
        "choices: [{id: a, text: Celui du partage}, {id: b, text: Celui de la musique},"
        " {id: c, text: Celui des images}]",
        check=_negative_option,
    ),
    Rule(
        code="L08",
        slug="clang",
        severity=Severity.WARNING,
        why="A word of the question that comes back in the right answer alone leads there whoever knows nothing.",
        bad="stem: Où l’appareil range-t-il un document téléchargé\u00a0?",
        good="stem: Où l’appareil range-t-il les fichiers téléchargés\u00a0?",
        check=_clang,
        thorough=True,
    ),
    Rule(
        code="L12",
        slug="convergence",
        severity=Severity.WARNING,
        why="Distractors are often made by changing one part of the key: the option that shares most with the "
        "others is then the key.",
        bad="choices: [{id: a, text: Bouton rond et menu fermé}, {id: b, text: Bouton rond et menu ouvert},"
        " {id: c, text: Bouton plat et menu ouvert}]",
        good="choices: [{id: a, text: Bouton rond et menu fermé}, {id: b, text: Bouton rond et menu ouvert},"
        " {id: c, text: Bouton plat et menu ouvert}, {id: d, text: Bouton plat et menu fermé}]",
        check=_convergence,
        thorough=True,
    ),
)
