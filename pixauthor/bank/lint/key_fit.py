"""Whether the key fits what is asked: it names what is there, all of it where all is needed, and nothing else."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pixauthor.bank.interactions import Matching, Ordering
from pixauthor.bank.keys import MatchingKey, MultipleChoiceKey, OrderingKey, SingleChoiceKey
from pixauthor.bank.lint.prose import choices, correct_ids, option_lists
from pixauthor.bank.lint.rule import ItemContext, found
from pixauthor.findings import Finding, Severity


def check_key(context: ItemContext) -> Iterator[Finding]:
    """Yield what is wrong with the key of a choice, an ordering or a matching (X16, X20, X21)."""
    checks = _CHECKS.get(type(context.item.key))
    if checks is not None:
        yield from checks(context, context.item.interaction, context.item.key)


def check_option_ids(context: ItemContext) -> Iterator[Finding]:
    """Yield option ids that stand twice in one list (X23)."""
    for name, options in option_lists(context.item):
        ids = [option.id for option in options]
        if len(set(ids)) < len(ids):
            for index, one in enumerate(ids):
                if one in ids[:index]:
                    yield found("X23", context.place(name, index, "id"), id=one)


def _choice(context: ItemContext, _interaction: Any, _key: Any) -> Iterator[Finding]:
    known = [option.id for option in choices(context.item)]
    for unknown in sorted(correct_ids(context.item).difference(known)):
        yield found("X16", context.place("key"), id=unknown, known=", ".join(known))


def _ordering(context: ItemContext, ordering: Ordering, key: OrderingKey) -> Iterator[Finding]:
    entries = [entry.id for entry in ordering.entries]
    missing, extra = Counter(entries) - Counter(key.order), Counter(key.order) - Counter(entries)
    if missing or extra:
        fields = {"missing": _listed(missing), "extra": _listed(extra)}
        yield found("X20", context.place("key"), **fields)


def _matching(context: ItemContext, matching: Matching, key: MatchingKey) -> Iterator[Finding]:
    sources = [source.id for source in matching.sources]
    targets = [target.id for target in matching.targets]
    if missing := [source for source in sources if source not in key.pairs]:
        yield found("X21", context.place("key"), Severity.ERROR, "uncovered", missing=_listed(missing))
    for source, target in key.pairs.items():
        if source not in sources:
            place = context.place("key", source)
            yield found("X21", place, Severity.ERROR, "source", id=source, known=_listed(sources))
        if target not in targets:
            place = context.place("key", source)
            yield found("X21", place, Severity.ERROR, "target", id=target, known=_listed(targets))


def _listed(ids: Any) -> str:
    return ", ".join(ids) or "–"


_CHECKS: Final[Mapping[type, Callable[[ItemContext, Any, Any], Iterator[Finding]]]] = {
    SingleChoiceKey: _choice,
    MultipleChoiceKey: _choice,
    OrderingKey: _ordering,
    MatchingKey: _matching,
}
