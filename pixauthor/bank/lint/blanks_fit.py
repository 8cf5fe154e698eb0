"""Whether the blanks of a template, their definitions, their keys and the scoring table agree."""

import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.interactions import Blanks
from pixauthor.bank.keys import BlanksKey, DependentBlanksKey
from pixauthor.bank.lint.rule import ItemContext, found
from pixauthor.findings import Finding, Severity

_BLANK: Final = re.compile(r"\$\{([^}\n]{0,64})\}")


def check_blanks(context: ItemContext) -> Iterator[Finding]:
    """Yield blanks that are not everywhere they must be: template, ``blanks``, ``key`` (X17, X18)."""
    interaction, key = context.item.interaction, context.item.key
    if not isinstance(interaction, Blanks):
        return
    written = _BLANK.findall(interaction.template)
    defined = [blank.name for blank in interaction.blanks]
    keyed = list(key.blanks) if isinstance(key, BlanksKey) else defined
    for name in dict.fromkeys(written):
        if name not in defined:
            yield found("X17", context.place("template"), Severity.ERROR, "undefined", name=name)
        elif name not in keyed:
            yield found("X17", context.place("key"), Severity.ERROR, "keyless", name=name)
        if written.count(name) > 1:
            yield found("X17", context.place("template"), Severity.ERROR, "twice", name=name)
    yield from (found("X18", context.place("blanks", name), name=name) for name in defined if name not in written)
    yield from (
        found("X18", context.place("key", name), Severity.ERROR, "key", name=name)
        for name in keyed
        if name not in written and name not in defined
    )


def check_drop_downs(context: ItemContext) -> Iterator[Finding]:
    """Yield accepted answers that a drop-down does not offer (X19)."""
    interaction, key = context.item.interaction, context.item.key
    if not (isinstance(interaction, Blanks) and isinstance(key, BlanksKey)):
        return
    for blank in interaction.blanks:
        if not blank.options or blank.name not in key.blanks:
            continue
        for index, answer in enumerate(key.blanks[blank.name].accept):
            if answer not in blank.options:
                place = context.place("key", blank.name, "accept", index)
                yield found("X19", place, name=blank.name, answer=answer, options=", ".join(blank.options))


def check_scoring_table(context: ItemContext) -> Iterator[Finding]:
    """Yield lines of a scoring table that no answer reaches, or that give less for more (X22)."""
    interaction, key = context.item.interaction, context.item.key
    if not (isinstance(interaction, Blanks) and isinstance(key, DependentBlanksKey)):
        return
    most = min(len(interaction.blanks), len(key.groups))
    if not key.scoring and len(key.groups) < len(interaction.blanks):
        fields = {"groups": len(key.groups), "blanks": len(interaction.blanks)}
        yield found("X22", context.place("key", "groups"), Severity.ERROR, "groups", **fields)
    before = 0.0
    for count, credit in sorted(key.scoring.items()):
        place = ("key", "scoring", count)
        if not 1 <= count <= most:
            yield found("X22", context.place(*place), Severity.ERROR, "count", count=count, most=most)
        if not 0 < credit <= 1 or credit <= before:
            yield found("X22", context.place(*place), Severity.ERROR, "credit", count=count, credit=credit)
        before = credit
    if key.scoring and before != 1:
        yield found("X22", context.place("key", "scoring"), Severity.ERROR, "full", credit=before)
