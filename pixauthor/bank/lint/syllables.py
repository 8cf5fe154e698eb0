"""How easily a French text reads: syllables, words, sentences, and the score that Kandel and Moles made of them."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"[^\W\d_]+")
_SENTENCE: Final = re.compile(r"[.!?…]+(?=\s|$|[»\"”)])|\n\s*\n|\n\s*[-*+]\s|:\s*\n")
_VOWELS: Final = "aeiouyàâäéèêëîïôöùûüœæ"
_GROUP: Final = re.compile(f"[{_VOWELS}]+")
# Written, not heard: the u of « que » and « guide », the e of « mangeons », the final e and verbs in -ent.
_SILENT: Final = (
    (re.compile(r"qu(?=[eiyéèêaoàâô])"), "q"),
    (re.compile(r"gu(?=[eiyéèê])"), "g"),
    (re.compile(r"ge(?=[aoâô])"), "g"),
    (re.compile(r"(?<=[^\W_])(?<=..)e[s]?$"), ""),
    (re.compile(r"(?<=ai)ent$"), ""),
)
# The ends of words in -ent that are no verbs: « document », « client », « souvent »; « ils parlent » is silent.
_HEARD: Final = re.compile(
    r"(?:m|cid|vid|ci|li|tti|pti|eri|éri|rri|si|gi|di|fi|ti|nci|qu|gu|ffici|rés|prés|abs|ac|réc|déc|arg|ag|urg|exig|"
    r"indulg|intellig|néglig|diff|pruv|souv|^v|^l|^d|^c|acc|tal|viol|insol|excell|équival|pati|évén|cont|par|transpar|"
    r"appar|différ|cohér|inhér|adhér|perman|immin|pertin|contin|compét|fréqu|conséqu)ent$"
)
_VERB_END: Final = re.compile(r"(?<=[^\W_]{2})ent$")
# Two vowels side by side that are two sounds: an accent or a trema parts them, and so do the clusters of « client ».
_HIATUS: Final = re.compile(
    r"(?<=é)(?=[aoiuâôîûéèê])|(?<=[aoiuâôîû])(?=é)|(?=[ïëü])(?<=[aeouiéè])|(?<=[bcdfgptv][lr]i)(?=[eaoéèê])|"
    r"(?<=[bcdfgptv][lr]u)(?=[eaé])|(?<=a)(?=[oô](?!û))|(?<=^co)(?=o)|(?<=[aou]y)(?=[aeoéèê])|(?<=pa)(?=y)|(?<=[bcdfghjklmnprstvz]y)(?=[aoeé])|(?<=cré)(?=[eé])|(?<=é)(?=e[lnr])"
)


class Reading(NamedTuple):
    """What a readability score is made of."""

    n_words: int
    n_sentences: int
    n_syllables: int
    longest_sentence: int

    @property
    def score(self) -> float:
        """Kandel & Moles (1958), Application de l’indice de Flesch à la langue française: the higher, the easier."""
        return 207 - 1.015 * self.n_words / self.n_sentences - 73.6 * self.n_syllables / self.n_words


def read(text: str) -> Reading:
    """Count the words, sentences and syllables of a plain French text; numbers are not words."""
    lengths = [len(words) for part in _SENTENCE.split(text) if (words := _WORD.findall(part))]
    found = _WORD.findall(text)
    return Reading(
        n_words=max(len(found), 1),
        n_sentences=max(len(lengths), 1),
        n_syllables=sum(map(count_syllables, found)),
        longest_sentence=max(lengths, default=0),
    )


@lru_cache(maxsize=8192)
def count_syllables(word: str) -> int:
    """Return the syllables that one hears in a French word read alone, the final mute e left out; one at least."""
    heard = word.casefold()
    if _VERB_END.search(heard) and not _HEARD.search(heard):
        heard = _VERB_END.sub("", heard) or heard
    for pattern, rest in _SILENT:
        heard = pattern.sub(rest, heard)
    groups = _GROUP.findall(heard)
    starts = [match.start() for match in _HIATUS.finditer(heard)]
    return max(len(groups) + len(starts), 1)
