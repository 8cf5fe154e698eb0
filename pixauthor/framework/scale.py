"""Pix arithmetic (pix.md §1.4): the value of a skill, the pix and level of a competence, the total out of 1024.

Values are fractions: six skills worth 8/6 make 8 pix, where floats would make 7.999 and lose one.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pixauthor.framework.model import Competence, Framework, PixRules


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetenceMark:
    """What a person has reached in one competence.

    ``exact`` is the uncapped sum of skill values; ``pix`` and ``level`` are displayed ones, capped by the highest level
    that is open; ``pix_ahead`` counts towards the next level.
    """

    competence: str
    exact: Fraction
    pix: int
    level: int
    pix_ahead: int


def skill_value(count: int, rules: PixRules) -> Fraction:
    """Return the pix of one skill when ``count`` active skills share its level: 8 / count, at most 4."""
    return min(Fraction(rules.pix_per_level, count), Fraction(rules.max_skill_value))


def skill_values(competence: Competence, active: Collection[str], rules: PixRules) -> Mapping[str, Fraction]:
    """Return the pix of each skill of a competence; 0 for those that are not active.

    Args:
        competence: the competence.
        active: ids of the skills that have at least one validated item.
        rules: pix per level and the cap of one skill.
    """
    counts = Counter(skill.level for skill in competence.skills if skill.id in active)
    return {
        skill.id: skill_value(counts[skill.level], rules) if skill.id in active else Fraction(0)
        for skill in competence.skills
    }


def mark_competence(competence: str, values: Iterable[Fraction], rules: PixRules) -> CompetenceMark:
    """Return the mark of a person whose validated skills have these values."""
    exact = _sum(values)
    pix = min(int(exact), max_competence_pix(rules))
    return CompetenceMark(
        competence=competence,
        exact=exact,
        pix=pix,
        level=pix // rules.pix_per_level,
        pix_ahead=pix % rules.pix_per_level,
    )


def _sum(values: Iterable[Fraction]) -> Fraction:
    """Return the exact sum; of the few denominators that there are, each is added up as whole numbers."""
    numerators = Counter[int]()
    for value in values:
        numerators[value.denominator] += value.numerator
    return sum((Fraction(number, parts) for parts, number in numerators.items()), Fraction(0))


def max_competence_pix(rules: PixRules) -> int:
    """Return the most pix that a competence gives: 8 for each level that is open."""
    return rules.max_reachable_level * rules.pix_per_level


def max_total_pix(framework: Framework) -> int:
    """Return the most pix of all competences: 1024 for 16 competences when 8 levels are open."""
    return max_competence_pix(framework.pix) * len(framework.competences)


def total_pix(marks: Iterable[CompetenceMark]) -> int:
    """Return the sum of displayed pix."""
    return sum(mark.pix for mark in marks)
