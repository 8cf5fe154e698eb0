"""Right and wrong answers to an item, to simulate candidates with: its own samples, and its distractors."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from pixauthor.bank.interactions import Interaction, MultipleChoice, SingleChoice
from pixauthor.bank.item import Item
from pixauthor.bank.samples import resolve_answer
from pixauthor.errors import PixauthorError
from pixauthor.responses.answers import render_answer
from pixauthor.responses.model import Cells
from pixauthor.responses.scoring import Scored, Scorer, Worth

_MOST_TICKED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPool:
    """Texts of cells: those worth 1 and those worth 0 once imported."""

    right: tuple[str, ...]
    wrong: tuple[str, ...]


def find_answers(item: Item, folder: Path) -> AnswerPool:
    """Return the answers of an item's tests and its distractors, sorted by what the grader says of them.

    Answers that earn a part of the credit are left out: a simulated answer is right or wrong.

    Args:
        item: the item.
        folder: where its file is, for samples to upload.

    Raises:
        PixauthorError: when there is no right answer, or no wrong one.
    """
    samples = [resolve_answer(test.answer, folder) for test in item.tests if test.answer is not None]
    texts = dict.fromkeys(render_answer(answer) for answer in [*samples, *_distractors(item.interaction)])
    scorer = Scorer(Cells.ANSWERS)
    credits_ = {text: scorer.score(item, Worth(answer=text)) for text in texts if text.strip()}
    pool = AnswerPool(right=_worth(credits_, 1), wrong=_worth(credits_, 0))
    for name, answers in (("ok", pool.right), ("ko", pool.wrong)):
        if not answers:
            raise PixauthorError("responses.no-sample", item=item.id, outcome=name)
    return pool


def _worth(scored: dict[str, Any], credit: int) -> tuple[str, ...]:
    return tuple(text for text, one in scored.items() if isinstance(one, Scored) and one.score == credit)


def _distractors(interaction: Interaction) -> Iterator[Any]:
    if isinstance(interaction, SingleChoice):
        yield from (option.id for option in interaction.options)
    elif isinstance(interaction, MultipleChoice):
        ids = sorted(option.id for option in interaction.options)
        for size in range(1, _MOST_TICKED + 1):
            yield from map(list, combinations(ids, size))
