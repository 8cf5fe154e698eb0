"""What an export cannot say as it is: told for the exports that the bank has chosen.

What engines do with each construct was tried: QTI 3 with qti3-item-player 1.1.20 and @citolab/qti-components 7.27.4,
QTI 2.2 with TAO's qti-sdk, Moodle XML with Moodle 5.1.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pixauthor.bank.interactions import FileTask, Simulator
from pixauthor.bank.item import Item
from pixauthor.bank.keys import BlanksKey, DependentBlanksKey, NumberKey, TextKey, Tolerances
from pixauthor.bank.lint.prose import option_lists
from pixauthor.bank.lint.rule import ItemContext, Rule, found
from pixauthor.findings import Finding, Severity


def _tolerances(item: Item) -> Iterator[Tolerances]:
    match item.key:
        case TextKey(tolerances=tolerances) | DependentBlanksKey(tolerances=tolerances):
            yield tolerances
        case BlanksKey(blanks=blanks):
            yield from (key.tolerances for key in blanks.values() if not key.exact)


def _edits(item: Item) -> bool:
    return any(one.t3 for one in _tolerances(item))


def _range(item: Item) -> bool:
    return isinstance(item.key, NumberKey) and bool(item.key.tolerance)


def _upload(item: Item) -> bool:
    return isinstance(item.interaction, FileTask)


def _simulator(item: Item) -> bool:
    return isinstance(item.interaction, Simulator)


def _groups(item: Item) -> bool:
    return isinstance(item.key, DependentBlanksKey)


def _fixed(item: Item) -> bool:
    return any(option.fixed for _, options in option_lists(item) for option in options)


_QTI: Final[Mapping[str, Callable[[Item], bool]]] = {
    "edits": _edits,
    "range": _range,
    "upload": _upload,
    "simulator": _simulator,
    "groups": _groups,
}
# Loss by export and variant of the message. Moodle has numbers with tolerance; its shuffle leaves no place alone.
LOSSES: Final[Mapping[str, Mapping[str, Callable[[Item], bool]]]] = {
    "qti3": _QTI,
    "qti2": _QTI,
    "moodle": {"edits": _edits, "upload": _upload, "simulator": _simulator, "groups": _groups, "fixed": _fixed},
}


def _losses(context: ItemContext) -> Iterator[Finding]:
    for export in context.settings.exports:
        for variant, is_lost in LOSSES[export].items():
            if is_lost(context.item):
                yield found("L38", context.place("type"), Severity.WARNING, variant, export=export)


_CHOSEN: Final = "$files: {lint.yaml: 'exports: [qti3]'}"

RULES: Final = (
    Rule(
        code="L38",
        slug="export-loss",
        severity=Severity.WARNING,
        why="What the exchange formats or their engines cannot say: told only for the exports chosen in `lint.yaml` "
        "(`exports: [qti3]`) or on the command line (`--export`).",
        bad=f"""\
type: short-text
key: {{accept: [arobase], tolerances: {{t3: true}}}}
---
{_CHOSEN}
""",
        good=f"""\
type: short-text
key: {{accept: [arobase]}}
---
{_CHOSEN}
""",
        check=_losses,
    ),
)
