"""What choices, orders and matches are worth, in both modes (``pix`` never gives a part of the credit)."""

from typing import Any

from pixauthor.bank.interactions import Matching, MultipleChoice, Option, Ordering, SingleChoice
from pixauthor.bank.keys import MatchingKey, MultipleChoiceKey, OrderingKey, Scoring, SingleChoiceKey
from pixauthor.grading.model import Outcome
from pixauthor.grading.shape import MalformedAnswer, require_mapping, require_option, require_options


def grade_single_choice(interaction: SingleChoice, key: SingleChoiceKey, answer: Any) -> Outcome:
    """Grade one ticked option: equal to the right one or not (pix.md §2.6)."""
    return Outcome.of_credit(float(require_option(answer, _ids(interaction.options)) == key.correct))


def grade_multiple_choice(interaction: MultipleChoice, key: MultipleChoiceKey, answer: Any) -> Outcome:
    """Grade ticked options: equal sets (pix.md §2.6), or (right - wrong) / number of right ones, at least 0."""
    ticked = require_options(answer, _ids(interaction.options))
    parts = {option: option in key.correct for option in ticked}
    if key.scoring is Scoring.ALL_OR_NOTHING:
        return Outcome.of_credit(float(set(ticked) == key.correct), parts)
    balance = sum(1 if right else -1 for right in parts.values())
    return Outcome.of_credit(max(0, balance) / len(key.correct), parts)


def grade_ordering(interaction: Ordering, key: OrderingKey, answer: Any) -> Outcome:
    """Grade an order of all entries: which of them are in their place."""
    order = require_options(answer, _ids(interaction.entries))
    if len(order) < len(key.order):
        raise MalformedAnswer("grading.incomplete-order", got=len(order), expected=len(key.order))
    parts = {entry: entry == placed for entry, placed in zip(key.order, order, strict=True)}
    return Outcome.of_parts(parts, partial=key.scoring is Scoring.PARTIAL)


def grade_matching(interaction: Matching, key: MatchingKey, answer: Any) -> Outcome:
    """Grade one target for each source; a source left alone is wrong."""
    pairs = require_mapping(answer, _ids(interaction.sources))
    targets = _ids(interaction.targets)
    for target in pairs.values():
        require_option(target, targets)
    parts = {source: pairs.get(source) == target for source, target in key.pairs.items()}
    return Outcome.of_parts(parts, partial=key.scoring is Scoring.PARTIAL)


def _ids(options: tuple[Option, ...]) -> tuple[str, ...]:
    return tuple(option.id for option in options)
