"""What typed texts and blanks are worth, in ``fixed`` mode (docs/grading.md)."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from pixauthor.bank.interactions import Blanks, ShortText, Simulator
from pixauthor.bank.keys import BlanksKey, DependentBlanksKey, Scoring, SimulatorKey, TextKey, Tolerances
from pixauthor.grading.distance import slips
from pixauthor.grading.model import Outcome
from pixauthor.grading.normalize import treat
from pixauthor.grading.pairing import pair_most
from pixauthor.grading.shape import require_mapping, require_option, require_text

LETTERS_PER_SLIP: Final = 4
"""t3 forgives one edit in so many letters of the accepted answer (pix.md §2.6: a ratio of 0.25)."""


def grade_text(_interaction: ShortText, key: TextKey, answer: Any) -> Outcome:
    """Grade a typed text against the accepted ones."""
    return Outcome.of_credit(float(accepts(key, require_text(answer))))


def grade_simulator(_interaction: Simulator, key: SimulatorKey, answer: Any) -> Outcome:
    """Grade the text that a simulator posted: one of the accepted ones, to the letter."""
    return Outcome.of_credit(float(require_text(answer) in key.accept))


def grade_blanks(interaction: Blanks, key: BlanksKey, answer: Any) -> Outcome:
    """Grade independent blanks: each against its own list; a blank left empty is wrong."""
    typed = require_blanks(interaction, answer)
    parts = {
        blank.name: blank.name in key.blanks
        and accepts(replace(key.blanks[blank.name], exact=bool(blank.options)), typed.get(blank.name, ""))
        for blank in interaction.blanks
    }
    return Outcome.of_parts(parts, partial=key.scoring is Scoring.PARTIAL)


def grade_dependent_blanks(interaction: Blanks, key: DependentBlanksKey, answer: Any) -> Outcome:
    """Grade dependent blanks: as many blanks as can each have a group of their own."""
    typed = require_blanks(interaction, answer)
    hits = {
        blank.name: [name for name in key.groups if _hits(key, name, typed.get(blank.name, ""), bool(blank.options))]
        for blank in interaction.blanks
    }
    pairs = pair_most(hits)
    parts = {name: name in pairs for name in hits}
    if key.scoring:
        return Outcome.of_credit(credit_of_count(key.scoring, len(pairs)), parts)
    wanted = min(len(interaction.blanks), len(key.groups))
    return Outcome.of_credit(float(len(pairs) >= wanted), parts)


def credit_of_count(scoring: Mapping[int, float], count: int) -> float:
    """Return the best credit that ``count`` groups hit have earned, from 0 to 1."""
    return min(1.0, max((credit for needed, credit in scoring.items() if needed <= count), default=0.0))


def require_blanks(interaction: Blanks, answer: Any) -> Mapping[str, str]:
    """Return what was typed or chosen, by blank.

    Raises:
        MalformedAnswer: when a blank does not exist, or a drop-down has no such option.
    """
    typed = require_mapping(answer, [blank.name for blank in interaction.blanks])
    for blank in interaction.blanks:
        if blank.options and typed.get(blank.name):
            require_option(typed[blank.name], blank.options)
    return typed


def accepts(key: TextKey, typed: str) -> bool:
    """Say whether a text is near enough to one of the accepted ones."""
    if key.exact:
        return typed in key.accept
    tolerances = key.tolerances
    given, wanted = treat(typed, tolerances), _treat_all(key.accept, tolerances.t1, tolerances.t2)
    if given and given in wanted:
        return True
    if tolerances.t3 and any(_slipped(given, one) for one in wanted):
        return True
    return tolerances.t2 and "" in wanted and accepts(_of_signs(key), typed)


def _hits(key: DependentBlanksKey, group: str, typed: str, exact: bool) -> bool:
    return accepts(TextKey(accept=key.groups[group], tolerances=key.tolerances, exact=exact), typed)


# A question with many accepted answers compares each of them with each blank.
@lru_cache(maxsize=4096)
def _treat_all(accept: tuple[str, ...], t1: bool, t2: bool) -> tuple[str, ...]:
    return tuple(treat(accepted, Tolerances(t1=t1, t2=t2)) for accepted in accept)


def _of_signs(key: TextKey) -> TextKey:
    """Return the accepted answers of signs alone ("@"): t2 would make them vanish, and the signs are the answer."""
    signs = tuple(accepted for accepted in key.accept if not treat(accepted, key.tolerances))
    return replace(key, accept=signs, tolerances=replace(key.tolerances, t2=False))


def _slipped(given: str, wanted: str) -> bool:
    allowed = len(wanted) // LETTERS_PER_SLIP
    if not allowed or abs(len(given) - len(wanted)) > allowed or slips(given, wanted, allowed) > allowed:
        return False
    # A slip in a word is spelling; in a number it is another number.
    return _digits(given) == _digits(wanted)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
