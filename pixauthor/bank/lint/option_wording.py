"""What options say: catch-alls, absolutes, repeated openings, references that a shuffle breaks."""

import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.interactions import Option
from pixauthor.bank.item import ItemType
from pixauthor.bank.lint.prose import choices, correct_ids, plain, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity

_CATCH_ALL_TAIL: Final = (
    r"(?:\s+(?:sont|est)?\s*(?:vraie?s?|justes?|correcte?s?|exacte?s?|bonne?s?|possibles?|valables?|ci-dessus|"
    r"précédente?s?|proposée?s?|citée?s?|à la fois|are (?:true|correct)|above|correct))*\s*[.!]?"
)
_ALL: Final = re.compile(
    r"(?:toutes (?:les|ces) (?:réponses|propositions|affirmations|options)|tout ce qui précède|tous ceux-l[àa]|"
    r"toutes celles-l[àa]|tou(?:te)?s les (?:deux|trois|quatre)|l['’]une? et l['’]autre|"
    r"les (?:deux|trois|quatre)(?: (?:réponses|propositions|affirmations|options))?|"
    r"(?:les )?(?:réponses|propositions|options|choix) [a-e](?:, [a-e])* et [a-e]|"
    r"all of (?:the above|these|them)|all (?:the )?answers|both(?: of them| answers)?|"
    r"(?:both |answers |options )[a-e] and [a-e])" + _CATCH_ALL_TAIL,
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"[A-E](?:, [A-E])* (?:et|and) [A-E]")
_NONE: Final = re.compile(
    r"aucune?(?: (?:de ces|des|réponse|proposition|option)\b.{0,60})?\.?|"
    r"rien de (?:tout )?(?:cela|ça|ce qui précède)\.?|"
    r"none of (?:the above|these|them)\.?",
    re.IGNORECASE,
)
_ABSOLUTE: Final = re.compile(
    r"\b(toujours|jamais|uniquement|systématiquement|en aucun cas|obligatoirement|always|never|only)\b", re.IGNORECASE
)
_REFERENCE: Final = re.compile(
    r"\b(ci-dessus|ci-dessous|précédente?s?|réponses? [A-Ea-e]\b|options? [A-Ea-e]\b|above|below)", re.IGNORECASE
)
_DO_NOT_KNOW: Final = re.compile(
    r"je ne sais pas\.?|aucune idée\.?|i (?:do not|don['’]t) know\.?|autre réponse\.?|autre\.?|other\.?", re.IGNORECASE
)


def _texts(context: ItemContext) -> list[tuple[int, Option, str]]:
    return [(index, option, plain(option.text)) for index, option in enumerate(choices(context.item))]


def _all_of_above(context: ItemContext) -> Iterator[Finding]:
    options = _texts(context)
    for index, _, text in options:
        if _ALL.fullmatch(text) or (_LETTERS.fullmatch(text) and _others_are_prose(options, index)):
            yield found("L03", context.place("choices", index, "text"), text=text)


def _others_are_prose(options: list[tuple[int, Option, str]], index: int) -> bool:
    # « A et B » may name two columns of a sheet, beside « C » or « B et C ».
    return all(len(text) > 3 and not _LETTERS.fullmatch(text) for other, _, text in options if other != index)


def _none_of_above(context: ItemContext) -> Iterator[Finding]:
    for index, _, text in _texts(context):
        if _NONE.fullmatch(text):
            yield found("L04", context.place("choices", index, "text"), Severity.WARNING, text=text)


def _absolutes(context: ItemContext) -> Iterator[Finding]:
    if context.item.type is not ItemType.SINGLE_CHOICE:
        return
    options = _texts(context)
    right = correct_ids(context.item)
    with_word = {option.id: match[1] for _, option, text in options if (match := _ABSOLUTE.search(text))}
    wrong = {option.id for _, option, _ in options} - right
    if not with_word or len(wrong) < 2:
        return
    word = next(iter(with_word.values()))
    if with_word.keys() == right:
        yield found("L07", context.place("choices"), Severity.WARNING, "key", word=word)
    elif with_word.keys() == wrong:
        yield found("L07", context.place("choices"), Severity.WARNING, "distractors", word=word)


def _repeated_opening(context: ItemContext) -> Iterator[Finding]:
    length = int(context.limit("L23", "words"))
    openings = {words(plain(option.text))[:length] for option in choices(context.item)}
    if len(openings) == 1 and len(choices(context.item)) > 1 and len(next(iter(openings))) == length:
        opening = " ".join(plain(choices(context.item)[0].text).split()[:length])
        yield found("L23", context.place("choices"), Severity.INFO, opening=opening)


def _shuffle(context: ItemContext) -> Iterator[Finding]:
    if not getattr(context.item.interaction, "shuffle", False):
        return
    for index, option, text in _texts(context):
        if option.fixed:
            continue
        if _DO_NOT_KNOW.fullmatch(text):
            yield found("L32", context.place("choices", index, "text"), Severity.WARNING, "fixed", text=text)
        elif match := _REFERENCE.search(text):
            place = context.place("choices", index, "text")
            yield found("L32", place, Severity.WARNING, word=match[1])


RULES: Final = (
    Rule(
        code="L03",
        slug="all-of-above",
        severity=Severity.ERROR,
        why="Knowing that two options are right gives « all of these » away; a multiple choice asks the same honestly.",
        bad="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Toutes ces réponses}]",
        good="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Les deux premiers}]",
        check=_all_of_above,
    ),
    Rule(
        code="L04",
        slug="none-of-above",
        severity=Severity.WARNING,
        why="« None of these » tells that the candidate knows what is wrong, not what is right.",
        bad="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Aucune de ces réponses}]",
        good="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Aucun dossier}]",
        check=_none_of_above,
    ),
    Rule(
        code="L07",
        slug="absolute-words",
        severity=Severity.WARNING,
        why="« Always » or « never » in every distractor, or in the key alone, gives the key away.",
        bad="choices: [{id: a, text: Il est toujours perdu.}, {id: b, text: Il est restauré.},"
        " {id: c, text: Il n’est jamais perdu.}]",
        good="choices: [{id: a, text: Il est toujours perdu.}, {id: b, text: Il est restauré.},"
        " {id: c, text: Il est copié.}]",
        check=_absolutes,
    ),
    Rule(
        code="L23",
        slug="repeated-opening",
        severity=Severity.INFO,
        why="Words that open every option belong in the stem, where they are read once.",
        bad="choices: [{id: a, text: Dans le dossier Images}, {id: b, text: Dans le dossier Documents},"
        " {id: c, text: Dans le dossier Musique}]",
        good="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Musique}]",
        check=_repeated_opening,
    ),
    Rule(
        code="L32",
        slug="shuffle",
        severity=Severity.WARNING,
        why="A shuffle moves what « the one above » points to, and puts « I do not know » in the middle.",
        bad="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Je ne sais pas}]",
        good="choices: [{id: a, text: Images}, {id: b, text: Documents}, {id: c, text: Je ne sais pas, fixed: true}]",
        check=_shuffle,
    ),
)
