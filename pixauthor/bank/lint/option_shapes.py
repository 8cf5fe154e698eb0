"""How options look: a key that is longer or dressed otherwise than its distractors is found without knowing."""

from collections.abc import Callable, Iterator
from typing import Final

from pixauthor.bank.item import ItemType
from pixauthor.bank.lint.prose import choices, correct_ids, plain, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

KEY_RATIO: Final = 1.2
KEY_MARGIN: Final = 5  # characters
SPREAD_RATIO: Final = 3
SPREAD_MARGIN: Final = 20  # characters: « Oui » beside « Plus tard » is no spread
SENTENCE_WORDS: Final = 4


def _key_longest(context: ItemContext) -> Iterator[Finding]:
    if context.item.type is not ItemType.SINGLE_CHOICE:
        return
    right = correct_ids(context.item)
    key = max((len(plain(option.text)) for option in choices(context.item) if option.id in right), default=0)
    others = max((len(plain(option.text)) for option in choices(context.item) if option.id not in right), default=0)
    if others and key >= KEY_RATIO * others and key >= others + KEY_MARGIN:
        yield found("L01", context.place("choices"), Severity.WARNING, key=key, longest=others)


def _spread(context: ItemContext) -> Iterator[Finding]:
    lengths = [len(plain(option.text)) for option in choices(context.item) if not option.fixed]
    if not lengths:
        return
    shortest, longest = min(lengths), max(lengths)
    if longest > SPREAD_RATIO * shortest and longest >= shortest + SPREAD_MARGIN:
        yield found("L02", context.place("choices"), Severity.INFO, shortest=shortest, longest=longest)


def _homogeneity(context: ItemContext) -> Iterator[Finding]:
    texts = [plain(option.text) for option in choices(context.item)]
    if any(len(words(text)) < SENTENCE_WORDS for text in texts):
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
        why="Authors explain the key and hurry the distractors; candidates know it and pick the longest.",
        bad="choices: [{id: a, text: Images}, {id: b, text: Documents de la famille}, {id: c, text: Musique}]",
        good="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Musique}]",
        check=_key_longest,
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
