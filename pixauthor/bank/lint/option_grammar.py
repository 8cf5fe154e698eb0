"""Options that end the sentence of the stem: those that grammar rules out are no distractors."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pixauthor.bank.lint.prose import choices, correct_ids, plain
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

_END: Final = {
    "fr": re.compile(r"(?:^|[\s(«])(une?|la|les?|des|du|[ld]['’]|qu['’])[\s:…._*]*$", re.IGNORECASE),
    "en": re.compile(r"(?:^|[\s(“\"])(an?)[\s:…._*]*$", re.IGNORECASE),
}
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
_VOWELS: Final = "aeiouyàâäéèêëîïôöùûüœæh"  # most h of French are mute: an option in h fits both
_FEMININE: Final = re.compile(
    r"(?:tion|sion|xion|ette|ance|ence|ité|ture|esse|euse|trice|elle|ière|aise|ée|ie|ille)s?$"
)
_MASCULINE: Final = re.compile(r"(?:age|ment|eau|oir|isme|ier|eur|al|ail|on|il|it|at|et|ège|and)s?$")
_NO_FEMININE: Final = frozenset({"lycée", "musée", "trophée", "génie", "incendie"})
_NO_MASCULINE: Final = frozenset(
    {"page", "image", "nage", "plage", "rage", "cage", "couleur", "valeur", "fleur", "erreur", "largeur", "hauteur"}
)


def _vowel(word: str) -> bool | None:
    return None if word[0] == "h" else word[0] in _VOWELS


def _plural(word: str) -> bool | None:
    return word[-1] in "sx" if len(word) > 3 else None


def _feminine(word: str) -> bool | None:
    if _FEMININE.search(word) and word.rstrip("s") not in _NO_FEMININE:
        return True
    ends_masculine = _MASCULINE.search(word) and not word.endswith(("tion", "tions", "sion", "sions"))
    return False if ends_masculine and word.rstrip("s") not in _NO_MASCULINE else None


def _not(trait: Callable[[str], bool | None]) -> Callable[[str], bool | None]:
    def negated(word: str) -> bool | None:
        value = trait(word)
        return None if value is None else not value

    return negated


_Traits = tuple[Callable[[str], bool | None], ...]
# What the first word of an option must be after each end of a stem; None: it cannot be told.
_WANTED: Final[Mapping[str, _Traits]] = {
    "un": (_not(_plural), _not(_feminine)),
    "une": (_not(_plural), _feminine),
    "le": (_not(_vowel), _not(_plural), _not(_feminine)),
    "la": (_not(_vowel), _not(_plural), _feminine),
    "les": (_plural,),
    "des": (_plural,),
    "du": (_not(_vowel), _not(_plural), _not(_feminine)),
    "l’": (_vowel, _not(_plural)),
    "d’": (_vowel,),
    "qu’": (_vowel,),
    "a": (_not(_vowel),),
    "an": (_vowel,),
}


def _cue(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    end = _END[item.locale].search(plain(item.stem)) if choices(item) and item.locale in _END else None
    if end is None:
        return
    wanted = _WANTED[end[1].casefold().replace("'", "’")]
    fit = {option.id: _fits(option.text, wanted) for option in choices(item)}
    wrong = [one for one, fits in fit.items() if not fits]
    if wrong and correct_ids(item).isdisjoint(wrong):
        yield found("L09", context.place("stem"), Severity.WARNING, word=end[1], options=", ".join(wrong))


def _fits(text: str, wanted: _Traits) -> bool:
    first = _FIRST_WORD.search(plain(text).casefold())
    return first is None or all(trait(first[0]) is not False for trait in wanted)


RULES: Final = (
    Rule(
        code="L09",
        slug="grammatical-cue",
        severity=Severity.WARNING,
        why="An option that cannot follow « un », « la » or « l’ » is ruled out without knowing anything.",
        bad="stem: Pour revoir les photos de vacances, il faut ouvrir une…\n"
        "choices: [{id: a, text: Dossier}, {id: b, text: Application}, {id: c, text: Classement}]",
        good="stem: Pour revoir les photos de vacances, que faut-il ouvrir\u00a0?\n"
        "choices: [{id: a, text: Un dossier}, {id: b, text: Une application}, {id: c, text: Un classement}]",
        check=_cue,
        thorough=True,
    ),
)
