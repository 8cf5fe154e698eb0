"""Who read the item, and whether a new key came with a new version."""

from collections.abc import Iterator
from typing import Final

from pixauthor.bank.item import Status
from pixauthor.bank.lint.rule import BankContext, ItemContext, Rule, found
from pixauthor.bank.lint.stereotypes import clues
from pixauthor.findings import Finding, Severity


def _fairness(context: ItemContext) -> Iterator[Finding]:
    review = context.item.review
    if context.item.status is Status.VALIDATED and not (review.fairness_by.strip() and review.fairness_on):
        yield found("L34", context.place("review"), id=context.item.id)


def _reviewers(context: ItemContext) -> Iterator[Finding]:
    item = context.item
    if item.status is not Status.VALIDATED:
        return
    names = {name.strip().casefold() for name in item.review.reviewers} - {"", item.author.strip().casefold()}
    least = int(context.limit("L37", "reviewers"))
    if len(names) < least:
        place = context.place("review", "reviewers")
        yield found("L37", place, Severity.ERROR, "reviewers", count=len(names), least=least)


def _versions(context: BankContext) -> Iterator[Finding]:
    for summary in context.summaries:
        old = context.committed.get(summary.path)
        if old is None or "L37" in summary.silenced:
            continue
        # Nobody but its authors may have answered a draft yet.
        severity = Severity.WARNING if old.status == Status.DRAFT else Severity.ERROR
        versions = {"id": summary.id, "version": summary.version, "committed": old.version, "next": old.version + 1}
        if summary.version < old.version:
            yield found("L37", context.place(summary.path, "version"), severity, "lowered", **versions)
        elif summary.version == old.version and summary.key_digest != old.key_digest:
            yield found("L37", context.place(summary.path, "version"), severity, "version", **versions)


RULES: Final = (
    Rule(
        code="L34",
        slug="fairness-review",
        severity=Severity.ERROR,
        why="No program sees a stereotype: someone must have looked, and said when. (Thorough checks point at a few "
        "clichés, and at a bank where four in five first names or more are of one gender: information.)",
        bad="{status: validated, validated: 2026-02-01, review: {reviewers: [B. Diallo, C. Roy]}}",
        good="{status: validated, validated: 2026-02-01,"
        " review: {reviewers: [B. Diallo, C. Roy], fairness: {by: C. Roy, on: 2026-02-01}}}",
        check=_fairness,
        check_bank=clues,
    ),
    Rule(
        code="L37",
        slug="review-and-version",
        severity=Severity.ERROR,
        why="Two readers other than the author see what the author cannot. Answers and calibrations name "
        "`id@version`: when key, options or score change and the version stays, old answers are scored by a new key "
        "(compared with git’s HEAD; a warning for what was a draft there).",
        bad="{status: validated, validated: 2026-02-01,"
        " review: {reviewers: [A. Martin, C. Roy], fairness: {by: C. Roy, on: 2026-02-01}}}",
        good="{status: validated, validated: 2026-02-01,"
        " review: {reviewers: [B. Diallo, C. Roy], fairness: {by: C. Roy, on: 2026-02-01}}}",
        check=_reviewers,
        check_bank=_versions,
    ),
)
