"""How heavy a stem is to read: length, words that serve nothing, readability, and the time that reading takes."""

import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.interactions import Blanks
from pixauthor.bank.lint.language import roots, sentences
from pixauthor.bank.lint.prose import choices, plain, technical, words
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.bank.lint.syllables import read
from pixauthor.findings import Finding, Severity

_FEWEST_SENTENCES: Final = 4  # fewer are a situation and its question
_BLANK: Final = re.compile(r"\$\{[^}\n]{0,64}\}")
_TEMPLATE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n")


def _window_dressing(context: ItemContext) -> Iterator[Finding]:
    stem = context.item.stem
    count, most = len(words(plain(stem))), context.limit("L19", "words")
    if count > most:
        yield found("L19", context.place("stem"), Severity.INFO, "long", count=count, most=int(most))
        return
    said = list(sentences(stem))
    options = {root for option in choices(context.item) for root in roots(option.text)}
    if count < context.limit("L19", "idle-words") or len(said) < _FEWEST_SENTENCES or not options:
        return
    idle = sum(options.isdisjoint(roots(sentence)) for sentence in said)
    if idle > context.limit("L19", "share") * len(said):
        yield found("L19", context.place("stem"), Severity.INFO, "idle", count=idle, total=len(said))


def _readability(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    if item.locale != "fr":
        return
    reading = read(_readable(plain(item.stem)))
    most = context.limit("L20", "sentence")
    if reading.longest_sentence > most:
        place = context.place("stem")
        yield found("L20", place, Severity.WARNING, "sentence", count=reading.longest_sentence, most=int(most))
    band = context.limit("L20", f"level-{item.level}")
    if reading.n_words >= context.limit("L20", "words") and reading.score < band:
        sure = reading.n_words >= context.limit("L20", "sure-words")
        fields = {"score": round(reading.score), "level": item.level, "band": int(band)}
        yield found("L20", context.place("stem"), Severity.WARNING if sure else Severity.INFO, **fields)


def _readable(text: str) -> str:
    """Return a text in which an address or a formula is one short word, and ends as it ended."""
    lines = (line.split(" ") for line in text.split("\n"))
    return "\n".join(" ".join(f"x{_tail(run)}" if technical(run) else run for run in runs) for runs in lines)


def _tail(run: str) -> str:
    return run[len(run.rstrip(".!?…:»)")) :]


def _blanks(context: ItemContext) -> Iterator[Finding]:
    interaction = context.item.interaction
    if not isinstance(interaction, Blanks):
        return
    most = context.limit("L21", "blanks")
    for sentence in _TEMPLATE_END.split(interaction.template):
        count = len(_BLANK.findall(sentence))
        if count > most:
            yield found("L21", context.place("template"), Severity.INFO, "many", count=count, most=int(most))
        bare = sentence.lstrip(' -*+>|«“"')
        match = _BLANK.match(bare)
        if match and words(bare[match.end() :]):
            yield found("L21", context.place("template"), Severity.INFO, "start", blank=match[0])


def _time(context: ItemContext) -> Iterator[Finding]:
    timer = context.item.conduct.timer_seconds
    if timer is None:
        return
    count = sum(len(words(plain(text))) for _, text in context.shown)
    seconds = round(60 * count / context.limit("L40", "words-per-minute"))
    if seconds > timer:
        place = context.place("conduct", "timer_seconds")
        yield found("L40", place, Severity.INFO, words=count, seconds=seconds, timer=timer)


_LONG: Final = (
    "Hier soir, quand la famille est rentrée de la mer après un long voyage en train, une amie qui attendait depuis "
    "le matin a demandé où était photo.jpg, puis elle est partie."
)

RULES: Final = (
    Rule(
        code="L19",
        slug="window-dressing",
        severity=Severity.INFO,
        why="Words that do not help to answer measure reading: a stem of more than 60 words, or one of more than 45 "
        "in which most sentences have no word in common with the options.",
        bad="stem: Une amie revient de la mer avec toute sa famille. "
        "Elle a pris le train du soir, qui était plein de monde. "
        "Il faisait très beau, et le voyage fut un peu long. Elle a mangé une pomme verte et bu un grand verre d’eau. "
        "Où est **photo.jpg**\u00a0?",
        good="stem: Une amie revient de la mer avec une photo. Où est **photo.jpg**\u00a0?",
        check=_window_dressing,
        thorough=True,
    ),
    Rule(
        code="L20",
        slug="readability",
        severity=Severity.WARNING,
        why="Digital competence is measured, not reading: a sentence over 25 words, or a score of Kandel and Moles "
        "(207 − 1.015 words per sentence − 73.6 syllables per word) under the band of the item’s level. Below 100 "
        "words the score is uncertain, and only informs. French items only; syllables are counted by rule.",
        bad=f"stem: {_LONG} Dans quel dossier est-elle\u00a0?",
        good="stem: Hier soir, une amie a demandé où était photo.jpg. Dans quel dossier est-elle\u00a0?",
        check=_readability,
        thorough=True,
    ),
    Rule(
        code="L21",
        slug="place-of-blanks",
        severity=Severity.INFO,
        why="Who meets a blank at the start, or three in one sentence, must guess what the sentence says before "
        "answering.",
        bad="{type: blanks, template: '${copier} sert à copier. On colle avec\u00a0: ${coller}'}",
        good="{type: blanks, template: 'On copie avec\u00a0: ${copier}. On colle avec\u00a0: ${coller}'}",
        check=_blanks,
    ),
    Rule(
        code="L40",
        slug="time-to-read",
        severity=Severity.INFO,
        why="At 200 words a minute, the time allowed must at least let the candidate read.",
        bad="conduct: {timer_seconds: 2}",
        good="conduct: {timer_seconds: 60}",
        check=_time,
    ),
)
