"""What to think of an item after a field test: flags, and a verdict with its reasons.

Thresholds are common practice, not law; every one is a setting (``thresholds``). What was not computed is not judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pixauthor.calibration.evidence import NOTHING, Evidence
from pixauthor.calibration.flag_checks import Outcome
from pixauthor.calibration.flag_rules import COLLECT, RETIRE, REVISE, RULES, Flag
from pixauthor.calibration.model import CalibratedItem, Calibration
from pixauthor.calibration.thresholds import Thresholds

__all__ = [
    "COLLECT",
    "KEEP",
    "RETIRE",
    "REVISE",
    "VERDICTS",
    "Evidence",
    "Judgement",
    "Thresholds",
    "find_flags",
    "judge",
    "judge_again",
    "judge_item",
    "judged_item",
]

KEEP: Final = "keep"
VERDICTS: Final = (KEEP, REVISE, RETIRE, COLLECT)
_FEW: Final = "few"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A verdict, its reasons, and the rules that could not be applied for want of numbers."""

    verdict: str
    flags: tuple[Flag, ...]
    not_judged: tuple[str, ...]


def judge_item(item: CalibratedItem, thresholds: Thresholds, evidence: Evidence = NOTHING) -> Judgement:
    """Return what to do with an item, and why.

    Args:
        item: its parameters and classical statistics.
        thresholds: bounds.
        evidence: what diagnostics found; nothing by default.
    """
    outcomes = {name: rule.check(item, evidence, thresholds) for name, rule in RULES.items()}
    flags = tuple(Flag(id=name, fields=found) for name, found in outcomes.items() if not isinstance(found, Outcome))
    return Judgement(
        verdict=judge([flag.id for flag in flags], thresholds),
        flags=flags,
        not_judged=tuple(name for name, found in outcomes.items() if found is Outcome.NOT_JUDGED),
    )


def judge_again(
    calibration: Calibration, evidence: Mapping[str, Evidence], thresholds: Thresholds | None = None
) -> Calibration:
    """Return the calibration with flags and verdicts that also weigh what diagnostics found.

    Args:
        calibration: parameters and classical statistics.
        evidence: by item (``evidence.gather_evidence``).
        thresholds: common practice by default.
    """
    bounds = thresholds or Thresholds()
    items = (judged_item(item, bounds, evidence.get(item.item, NOTHING)) for item in calibration.items)
    return replace(calibration, items=tuple(items))


def judged_item(item: CalibratedItem, thresholds: Thresholds, evidence: Evidence = NOTHING) -> CalibratedItem:
    """Return an item with its flags and its verdict."""
    judged = judge_item(item, thresholds, evidence)
    return replace(item, flags=tuple(flag.id for flag in judged.flags), verdict=judged.verdict)


def find_flags(item: CalibratedItem, thresholds: Thresholds, evidence: Evidence = NOTHING) -> tuple[str, ...]:
    """Return the ids of the flags of an item: messages of ``flags.short`` and ``flags.sentence``."""
    return tuple(flag.id for flag in judge_item(item, thresholds, evidence).flags)


def judge(flags: Sequence[str], thresholds: Thresholds | None = None) -> str:
    """Return the verdict that flags lead to.

    Too few answers leave no other than collecting more. A fault that asks to retire, or too many that each ask to
    revise, retire the item; one that asks to revise does so; an error that is too wide asks for more answers.
    """
    asked = [RULES[flag].asks for flag in flags]
    most = (thresholds or Thresholds()).faults_to_retire
    if _FEW in flags:
        return COLLECT
    if RETIRE in asked or asked.count(REVISE) >= most:
        return RETIRE
    return next((verdict for verdict in (REVISE, COLLECT) if verdict in asked), KEEP)
