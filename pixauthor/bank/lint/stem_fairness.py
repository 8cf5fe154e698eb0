"""Questions that have no answer of their own, and cues that some candidates cannot see."""

import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.lint.prose import plain
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

_OPINION: Final = {
    "fr": re.compile(
        r"\b((?:selon|d['’]après) vous|à votre avis|préférez(?:-vous)?|aimez-vous|(?:que )?pensez-vous|"
        r"trouvez-vous)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(in your (?:opinion|view)|do you (?:prefer|like|think|feel)|would you rather)\b", re.IGNORECASE
    ),
}
# A superlative of taste, and what makes it a matter of fact: a purpose or a measure in the same sentence.
_BEST: Final = {
    "fr": re.compile(r"\b(l[ea]s? meilleure?s?|la plus belle|le plus beau|le mieux)\b", re.IGNORECASE),
    "en": re.compile(r"\b(the best|the nicest)\b", re.IGNORECASE),
}
_CRITERION: Final = {
    "fr": re.compile(
        r"\b(pour|afin|si|quand|lorsqu\w*|parmi|selon|d['’]après|sans|qualité|avec|permet\w*)\b", re.IGNORECASE
    ),
    "en": re.compile(r"\b(to|for|if|when|so that|according|without|with|in order)\b", re.IGNORECASE),
}
_COLOURS: Final = "rouges?|verte?s?|bleue?s?|jaunes?|orange|violet(?:te)?s?|roses?|grise?s?|noire?s?|blanc(?:he)?s?"
_THING: Final = (
    "boutons?|textes?|mots?|zones?|cases?|parties?|icônes?|flèches?|lignes?|colonnes?|barres?|traits?|points?"
)
_PERCEIVED: Final = {
    "fr": re.compile(
        rf"\b((?:{_THING}) (?:en |de couleur )?(?:{_COLOURS})|en (?:{_COLOURS})|"
        r"(?:à|sur la) (?:droite|gauche) (?:de l['’](?:image|écran|illustration)|de la (?:page|capture))|"
        r"ci-(?:dessus|dessous|contre)|en (?:haut|bas) à (?:droite|gauche))(?!\w)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(in (?:red|green|blue|yellow|orange|purple|pink)|the (?:red|green|blue|yellow|orange|purple|pink) "
        r"(?:button|text|word|area|box|part|icon|arrow|line|column|bar)s?|(?:above|below)(?=[ ,.?]*$)|"
        r"(?:top|bottom)[- ](?:left|right))\b",
        re.IGNORECASE,
    ),
}
# « le bouton rouge (Envoyer) », « le mot en rouge, « photo » » can be found by their words too.
_SAID_TOO: Final = re.compile(r"\s*,?\s*(?:\(|«|“|\"|\*\*|`)")
_SENTENCE: Final = re.compile(r"[^.!?…]+")


def _opinion(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    if item.locale not in _OPINION:
        return
    text = plain(item.stem)
    if match := _OPINION[item.locale].search(text):
        yield found("L22", context.place("stem"), Severity.WARNING, word=match[1])
        return
    for sentence in _SENTENCE.findall(text):
        best = _BEST[item.locale].search(sentence)
        if best and not _CRITERION[item.locale].search(sentence):
            yield found("L22", context.place("stem"), Severity.WARNING, "best", word=best[1])


def _perceived(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    if item.locale not in _PERCEIVED:
        return
    for match in _PERCEIVED[item.locale].finditer(item.stem):
        if not _SAID_TOO.match(item.stem, match.end()):
            yield found("L27", context.place("stem"), Severity.WARNING, word=match[1])
            return


RULES: Final = (
    Rule(
        code="L22",
        slug="opinion",
        severity=Severity.WARNING,
        why="A taste has no right answer; « the best » has one once it is said for what.",
        bad="stem: Selon vous, où faut-il ranger **photo.jpg**\u00a0?",
        good="stem: Où faut-il ranger **photo.jpg** pour la partager\u00a0?",
        check=_opinion,
        thorough=True,
    ),
    Rule(
        code="L27",
        slug="seen-cue",
        severity=Severity.WARNING,
        why="Colour and place on the screen do not reach a candidate who cannot see them, or whose phone moves them "
        "(WCAG 1.3.3 and 1.4.1): a name must go along.",
        bad="stem: Dans quel dossier mène le bouton rouge de cette fenêtre\u00a0?",
        good="stem: Dans quel dossier mène le bouton rouge « Ouvrir » de cette fenêtre\u00a0?",
        check=_perceived,
        thorough=True,
    ),
)
