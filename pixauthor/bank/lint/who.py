"""People: those whom items and reviews name are known, and a review has its item."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from pixauthor.bank.lint.prose import Pointer
from pixauthor.bank.lint.rule import BankContext, ItemContext, Rule, found
from pixauthor.bank.scan import PEOPLE_FILE
from pixauthor.findings import Finding, Severity

_KNOWN: Final = 'people: [{id: A. Martin, name: Ada Martin, roles: [author], emails: ["ada@example.org"]}]'


def _people(context: ItemContext) -> Iterator[Finding]:
    people, item = context.people, context.item
    if people is None:
        return
    named: list[tuple[Pointer, str]] = [(("author",), item.author)]
    named += [(("review", "reviewers", n), name) for n, name in enumerate(item.review.reviewers)]
    named += [(("review", "fairness", "by"), item.review.fairness_by)] if item.review.fairness_by else []
    for pointer, name in named:
        if name not in people:
            yield found("R01", context.place(*pointer), Severity.ERROR, name=name, file=PEOPLE_FILE)


def _orphans(context: BankContext) -> Iterator[Finding]:
    items = {*context.unread, *(one.path for one in context.summaries)}
    for path in sorted(context.reviews):
        place = PurePosixPath(path)
        expected = str(place.parent.parent / place.name)
        if expected not in items:
            yield found("R03", context.place(path), Severity.ERROR, item=expected)


RULES: Final = (
    Rule(
        code="R01",
        slug="unknown-person",
        severity=Severity.ERROR,
        why="Two reviews by others than the author mean something when names stand for people: where the bank has a "
        "file `people.yaml`, authors and reviewers are named by its ids.",
        bad=f"{{author: A. Martyn}}\n---\n$files: {{people.yaml: '{_KNOWN}'}}",
        good=f"{{author: A. Martin}}\n---\n$files: {{people.yaml: '{_KNOWN}'}}",
        check=_people,
    ),
    Rule(
        code="R02",
        slug="same-person-twice",
        severity=Severity.ERROR,
        why="An id or an e-mail address that two people have would let one of them review for both.",
        bad="$files: {people.yaml: 'people: [{id: A. Martin, name: Ada Martin, roles: [author]}, "
        "{id: a. martin, name: Aline Martin, roles: [reviewer]}]'}\n---\n{}",
        good=f"$files: {{people.yaml: '{_KNOWN}'}}\n---\n{{}}",
    ),
    Rule(
        code="R03",
        slug="review-without-item",
        severity=Severity.ERROR,
        why="A review file has the name of its item: when the item is renamed or moved, the file must go along.",
        bad="{}\n---\n$files: {1.2/reviews/dossiers-2-09.yaml: 'entries: []'}",
        good="{}\n---\n$files: {1.2/reviews/dossiers-2-01.yaml: 'entries: []'}",
        check_bank=_orphans,
    ),
    Rule(
        code="R04",
        slug="review-entry",
        severity=Severity.ERROR,
        why="Reviews are counted from the entries of the file: each stands once, is signed by somebody known, and an "
        "answer goes to a comment that is there. (A merge may have gone wrong.)",
        bad="{}\n---\n$files: {1.2/reviews/dossiers-2-01.yaml: "
        "'entries: [{id: c2, at: 2026-01-20T10:00:00Z, by: B. Diallo, do: answer, to: c1, text: Corrigé.}]'}",
        good="{}\n---\n$files: {1.2/reviews/dossiers-2-01.yaml: "
        "'entries: [{id: c1, at: 2026-01-20T10:00:00Z, by: B. Diallo, do: comment, text: Trop long.}]'}",
    ),
)
