"""What a participant has reached: mastery, progress, stage and badges (pix.md §6)."""

from collections.abc import Collection, Sequence

from pixauthor.campaigns.model import Badge, Criterion, Stage


def mastery(validated: Collection[str], targeted: Collection[str]) -> int:
    """Return the mastery of a set of skills in per cent: round(100 × validated ÷ targeted), halves up; 0 of none."""
    hits, count = len(set(targeted) & set(validated)), len(set(targeted))
    return (200 * hits + count) // (2 * count) if count else 0


def progress(assessed: Collection[str], targeted: Collection[str], *, finished: bool) -> float:
    """Return how far a participation is, from 0 to 1: round(assessed ÷ targeted, 3); 1 when it is finished."""
    if finished or not targeted:
        return 1.0
    return round(len(set(assessed) & set(targeted)) / len(set(targeted)), 3)


def reached_stages(stages: Sequence[Stage], per_cent: int) -> tuple[Stage, ...]:
    """Return the stages whose threshold is reached, lowest first: their number is that of the stars."""
    return tuple(sorted((one for one in stages if one.threshold <= per_cent), key=lambda one: one.threshold))


def reached_stage(stages: Sequence[Stage], per_cent: int) -> Stage | None:
    """Return the last stage whose threshold is at most the mastery; None below the first."""
    return next(reversed(reached_stages(stages, per_cent)), None)


def has_badge(badge: Badge, validated: Collection[str], targeted: Collection[str]) -> bool:
    """Say whether a badge is obtained: all of its criteria hold."""
    return all(_holds(criterion, validated, targeted) for criterion in badge.criteria)


def _holds(criterion: Criterion, validated: Collection[str], targeted: Collection[str]) -> bool:
    return mastery(validated, criterion.skills or targeted) >= criterion.threshold
