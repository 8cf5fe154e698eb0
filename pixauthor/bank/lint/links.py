"""Links that lead nowhere: those that no candidate can follow, and those that did not answer when they were asked."""

from collections.abc import Iterator
from typing import Final

from pixauthor.bank.item import Status
from pixauthor.bank.lint.addresses import LinkFate, LinkState, fault_of
from pixauthor.bank.lint.rule import BankContext, Rule, found
from pixauthor.findings import Finding, Severity


def _dead(context: BankContext) -> Iterator[Finding]:
    rows = [(summary, pointer, url) for summary, wording in context.worded("L28") for pointer, url in wording.links]
    sound = {url for *_, url in rows if not fault_of(url, context.settings.hosts)}
    fates = context.outside.ask(sound) if context.outside.ask and sound else {}
    for summary, pointer, url in rows:
        severity = Severity.WARNING if summary.status == Status.DRAFT else Severity.ERROR
        if fault := fault_of(url, context.settings.hosts):
            yield found("L28", context.place(summary.path, *pointer), severity, fault, url=url)
        elif (state := fates.get(url, _UNASKED)).fate is LinkFate.DEAD:
            fields = {"url": url, "reason": state.reason, "date": state.on}
            yield found("L28", context.place(summary.path, *pointer), severity, **fields)


_UNASKED: Final = LinkState(LinkFate.UNKNOWN, "", "")

RULES: Final = (
    Rule(
        code="L28",
        slug="dead-link",
        severity=Severity.ERROR,
        why="A candidate sent to a page that is gone can neither answer nor learn (a warning in a draft). Addresses "
        "of private networks are told without asking; the others are asked with `--links` only, three times at "
        "growing intervals, and what could not be asked is said to be unchecked, not dead.",
        bad="tutorials: [{title: Ranger ses photos, url: 'http://192.168.1.10/photos'}]",
        good="tutorials: [{title: Ranger ses photos, url: 'https://www.example.org/photos'}]",
        check_bank=_dead,
        thorough=True,
    ),
)
