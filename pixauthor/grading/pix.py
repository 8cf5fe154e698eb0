"""The official comparison of answers to the letter, defects included: pix.md §2.6.

Every departure from good sense in this module is meant; docs/grading.md lists them with what ``fixed`` mode does.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pixauthor.bank.interactions import Blanks, Number, ShortText, Simulator
from pixauthor.bank.keys import BlanksKey, DependentBlanksKey, NumberKey, SimulatorKey, TextKey, Tolerances
from pixauthor.grading.distance import levenshtein
from pixauthor.grading.entries import require_blanks
from pixauthor.grading.model import AnswerStatus, Outcome
from pixauthor.grading.shape import MalformedAnswer, require_text

MAX_RATIO: Final = 0.25
_ALL: Final = Tolerances(t1=True, t2=True, t3=True)
# White space of the original's language (ECMAScript 2023, §12.2 and §12.3), which is not Python's.
_WHITE_SPACE: Final = re.compile("[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]")
_NUMERIC: Final = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*", re.ASCII)


def apply_t1(text: str) -> str:
    """Trim, lower-case, NFD, delete U+0300 to U+036F, delete all white space; æ and œ are left as they are."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return _WHITE_SPACE.sub("", re.sub("[\u0300-\u036f]", "", decomposed))


def apply_t2(text: str) -> str:
    """Delete every character that is not an ASCII letter, digit or space; collapse runs of spaces."""
    return re.sub(" +", " ", re.sub("[^A-Za-z0-9 ]", "", text))


def treat(text: str, tolerances: Tolerances) -> str:
    """Apply the pre-treatment (no-break space to space), then t1 and t2 where they are on."""
    treated = text.replace("\u00a0", " ")
    if tolerances.t1:
        treated = apply_t1(treated)
    return apply_t2(treated) if tolerances.t2 else treated


def smallest_ratio(given: str, wanted: Iterable[str]) -> float:
    """Return the distance to the nearest of treated texts, divided by the length of the treated answer.

    Infinite for an empty answer: the original divides by zero, and what comes of it is never at most 0.25.
    """
    if not given:
        return math.inf
    return min((levenshtein(given, text) for text in wanted), default=math.inf) / len(given)


def accepts(key: TextKey, typed: str, *, drop_down: bool = False) -> bool:
    """Say whether a text matches; a drop-down is compared exactly, without any treatment."""
    if drop_down or key.exact:
        return typed in key.accept
    return _within(typed, key.accept, key.tolerances)


def grade_text(_interaction: ShortText, key: TextKey, answer: Any) -> Outcome:
    """Grade a QROC."""
    return Outcome.of_credit(float(accepts(key, require_text(answer))))


def grade_simulator(_interaction: Simulator, key: SimulatorKey, answer: Any) -> Outcome:
    """Grade an « Embed-auto »: a QROC without tolerances (pix.md §2.1)."""
    none = Tolerances(t1=False, t2=False, t3=False)
    return Outcome.of_credit(float(_within(require_text(answer), key.accept, none)))


def grade_number(_interaction: Number, key: NumberKey, answer: Any) -> Outcome:
    """Grade a QROC of format « nombre »: floats are equal; neither tolerance nor unit exists.

    An answer that is not numeric is compared as text, which a number without tolerances never equals.
    """
    typed, value = _as_float(require_text(answer)), _as_float(str(key.value))
    return Outcome.of_credit(float(typed is not None and typed == value))


def grade_blanks(interaction: Blanks, key: BlanksKey, answer: Any) -> Outcome:
    """Grade a QROCM-ind: only the blanks that were sent count, and no part of the credit is given.

    Raises:
        MalformedAnswer: when a blank that was sent has no solution.
    """
    drop_downs = {blank.name for blank in interaction.blanks if blank.options}
    parts = {}
    for name, typed in require_blanks(interaction, answer).items():
        if name not in key.blanks:
            raise MalformedAnswer("grading.blank-without-key", got=name)
        parts[name] = accepts(key.blanks[name], typed, drop_down=name in drop_downs)
    return Outcome.of_parts(parts, partial=False)


def grade_dependent_blanks(interaction: Blanks, key: DependentBlanksKey, answer: Any) -> Outcome:
    """Grade a QROCM-dep: the number of distinct groups hit, against the number of blanks sent or the scoring table."""
    typed = require_blanks(interaction, answer)
    groups = [_group_hit(key, text) for text in typed.values()]
    if key.tolerances == Tolerances(t1=True, t2=False, t3=False):
        # No branch for this case: every comparison returns nothing, and all these nothings are one distinct answer.
        count = min(1, len(typed))
    else:
        count = len({group for group in groups if group is not None})
    parts = {name: group is not None for name, group in zip(typed, groups, strict=True)}
    status = _status_of_count(key.scoring, count, len(typed))
    # Only "ok" validates; every other status counts as failure.
    return Outcome(status=status, credit=float(status is AnswerStatus.OK), parts=parts)


def _group_hit(key: DependentBlanksKey, typed: str) -> str | None:
    """Choose the best group with all tolerances, even when they are off; only then compare with those that are on."""
    best = min(key.groups, key=lambda group: _ratio(typed, key.groups[group], _ALL))
    return best if _within(typed, key.groups[best], key.tolerances) else None


def _within(typed: str, accepted: Sequence[str], tolerances: Tolerances) -> bool:
    if tolerances.t3:
        return _ratio(typed, accepted, tolerances) <= MAX_RATIO
    return treat(typed, tolerances) in {treat(text, tolerances) for text in accepted}


def _ratio(typed: str, accepted: Sequence[str], tolerances: Tolerances) -> float:
    return smallest_ratio(treat(typed, tolerances), [treat(text, tolerances) for text in accepted])


def _status_of_count(scoring: Mapping[int, float], count: int, blanks: int) -> AnswerStatus:
    if not scoring:
        return AnswerStatus.OK if count == blanks else AnswerStatus.KO
    # Keys are compared as strings: of 2 and 10, "2" is the largest.
    keys = sorted(str(needed) for needed in scoring)
    if count >= int(keys[-1]):
        return AnswerStatus.OK
    return AnswerStatus.PARTIALLY if count >= int(keys[0]) else AnswerStatus.KO


def _as_float(text: str) -> float | None:
    """Delete the first space, turn the first comma into a dot, and read the whole as a number."""
    cleaned = text.replace("\u00a0", " ").replace(" ", "", 1).replace(",", ".", 1)
    return float(cleaned) if _NUMERIC.fullmatch(cleaned) else None
