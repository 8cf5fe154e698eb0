"""Words that say what a text is about: without the small words of the language, and without their endings."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pixauthor.bank.lint.prose import plain, without_comments, words

SHORTEST: Final = 3  # letters
_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+|\n\s*\n")
# Folded: without accents and case.
_SMALL_WORDS: Final = """
afin ailleurs ainsi alors apres assez aucun aucune aussi autre autres aux avant avec avez avoir avons beaucoup
bien car ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme comment dans davantage
de deja depuis des dessous dessus deux devant doit doivent donc dont du elle elles en encore entre est et etait
etaient etant ete etre eu eux fait faire faut fois font hors ici ils jamais jusque la laquelle le lequel les
lesquelles lesquels leur leurs lorsque lui ma mais meme memes mes mieux moins mon ne ni non nos notre nous on
ont or ou par parce pas pendant peu peut peuvent plus plusieurs pour pourquoi pourra pouvait pouvez pouvoir puis
puisque quand que quel quelle quelles quelque quelques quels qui quoi rien sa sans sauf se selon sera sert ses
si sien sinon soit son sont sous souvent sur tandis tant tel telle telles tels ses tous tout toute toutes tres
trois trop un une va vers veut voici vos votre vous vont about after all also and any are because been before
being but can cannot could did does done down during each for from had has have her here his how into its just
may might more most must not now off once only other our out over own same shall she should some such than that
the their them then there these they this those through too under until very was were what when where which
while who whom whose why will with would you your
"""
_SMALL: Final = frozenset(_SMALL_WORDS.split())
# What every question asks with says nothing of its subject.
_ASKING_WORDS: Final = """
reponse reponses question affirmation affirmations proposition propositions choisir choisissez cochez cocher
indiquez indiquer sert signifie correspond exemple vrai vraie juste exact exacte correct correcte answer answers
choose select tick true right correct example
"""
_ASKING: Final = frozenset(_ASKING_WORDS.split())


@lru_cache(maxsize=16384)
def root(word: str) -> str:
    """Return a folded word without the endings of number and gender.

    The light stemmer of Savoy (1999), A stemming procedure and stopword list for general French corpora, JASIS 50(10).
    """
    if len(word) < 6:
        return word.removesuffix("s") if len(word) > SHORTEST else word
    if word.endswith("x"):
        return f"{word[:-3]}al" if word.endswith("aux") else word[:-1]
    for ending in "sre":
        word = word.removesuffix(ending)
    return word[:-1] if word[-1] == word[-2] else word


@lru_cache(maxsize=4096)
def roots(markdown: str) -> tuple[str, ...]:
    """Return the roots of the words that carry the meaning of a Markdown text, in order."""
    return tuple(
        root(word)
        for word in words(plain(without_comments(markdown)))
        if len(word) >= SHORTEST and word not in _SMALL and word not in _ASKING and not word.isdigit()
    )


def sentences(markdown: str) -> Iterator[str]:
    """Yield the sentences of a Markdown text."""
    yield from (part for part in _SENTENCE.split(markdown) if part.strip())
