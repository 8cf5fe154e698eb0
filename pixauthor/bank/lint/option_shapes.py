"""How options look: a key that is longer or dressed otherwise than its distractors is found without knowing."""

from collections.abc import Callable, Iterator
from typing import Final

from pixauthor.bank.item import ItemType
from pixauthor.bank.lint.key_places import longest_keys
from pixauthor.bank.lint.prose import choices, correct_ids, plain, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity


def _key_longest(context: ItemContext) -> Iterator[Finding]:
    if context.item.type is not ItemType.SINGLE_CHOICE:
        return
    right = correct_ids(context.item)
    key = max((len(plain(option.text)) for option in choices(context.item) if option.id in right), default=0)
    others = max((len(plain(option.text)) for option in choices(context.item) if option.id not in right), default=0)
    ratio, margin = context.limit("L01", "ratio"), context.limit("L01", "margin")
    if others and key >= ratio * others and key >= others + margin:
        yield found("L01", context.place("choices"), Severity.WARNING, key=key, longest=others)


def _spread(context: ItemContext) -> Iterator[Finding]:
    lengths = [len(plain(option.text)) for option in choices(context.item) if not option.fixed]
    if not lengths:
        return
    shortest, longest = min(lengths), max(lengths)
    # « Oui » beside « Plus tard » is no spread: the margin is in characters.
    ratio, margin = context.limit("L02", "ratio"), context.limit("L02", "margin")
    if longest > ratio * shortest and longest >= shortest + margin:
        yield found("L02", context.place("choices"), Severity.INFO, shortest=shortest, longest=longest)


def _homogeneity(context: ItemContext) -> Iterator[Finding]:
    texts = [plain(option.text) for option in choices(context.item)]
    least = context.limit("L11", "words")
    if any(len(words(text)) < least for text in texts):
        return
    for variant, is_so in _LOOKS.items():
        count = sum(map(is_so, texts))
        if 0 < count < len(texts):
            place = context.place("choices")
            yield found("L11", place, Severity.INFO, variant, count=count, total=len(texts))


def _starts_large(text: str) -> bool:
    return next((char.isupper() for char in text if char.isalpha()), False)


_LOOKS: Final[dict[str, Callable[[str], bool]]] = {
    "stop": lambda text: text.endswith("."),
    "capital": _starts_large,
}

RULES: Final = (
    Rule(
        code="L01",
        slug="key-longest",
        severity=Severity.WARNING,
        why="Authors explain the key and hurry the distractors; candidates know it and pick the longest. Over the "
        "bank, the key is not the longest more often than chance and two standard errors allow (in thorough checks, "
        "from 20 items on).",
        bad="choices: [{id: a, text: Images}, {id: b, text: Documents de la famille}, {id: c, text: Musique}]",
        good="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Musique}]",
        check=_key_longest,
        check_bank=longest_keys,
    ),
    Rule(
        code="L02",
        slug="length-spread",
        severity=Severity.INFO,
        why="An option much longer than the others draws the eye.",
        bad="choices: [{id: a, text: Dans le dossier partagé de la famille}, {id: b, text: Documents},"
        " {id: c, text: Musique}]",
        good="choices: [{id: a, text: Oui}, {id: b, text: Non}, {id: c, text: Pas toujours}]",
        check=_spread,
    ),
    Rule(
        code="L11",
        slug="homogeneity",
        severity=Severity.INFO,
        why="Sentences of which only some end with a stop or start with a capital show that they were written apart.",
        bad="choices: [{id: a, text: Dans le dossier Images.}, {id: b, text: Sur le bureau partagé},"
        " {id: c, text: Avec les autres photos}]",
        good="choices: [{id: a, text: Dans le dossier Images.}, {id: b, text: Sur le bureau partagé.},"
        " {id: c, text: Avec les autres photos.}]",
        check=_homogeneity,
    ),
)
