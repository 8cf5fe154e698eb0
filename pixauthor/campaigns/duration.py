"""How long an item takes, roughly: reading what is on the screen, then answering in the way of its type.

Reading: 150 words a minute, the pace at which 11-year-olds read silently (Hasbrouck & Tindal, 2017, norms of oral
reading: median 146 words a minute at the end of grade 5), for all pupils alike. Answering: what each type asks of the
hand, by type. A timed item takes at most its timer. These are orders of magnitude, not measures.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from pixauthor.bank.interactions import Blanks, FileTask, Matching, MultipleChoice, Ordering, SingleChoice
from pixauthor.bank.item import Item, ItemType

WORDS_PER_MINUTE: Final = 150
ANSWER_SECONDS: Final[Mapping[ItemType, float]] = {
    ItemType.SINGLE_CHOICE: 10,
    ItemType.MULTIPLE_CHOICE: 20,
    ItemType.SHORT_TEXT: 20,
    ItemType.NUMBER: 25,
    ItemType.BLANKS: 15,
    ItemType.DEPENDENT_BLANKS: 15,
    ItemType.ORDERING: 8,
    ItemType.MATCHING: 8,
    ItemType.FILE_TASK: 180,
    ItemType.SIMULATOR: 90,
}
"""Seconds to answer; for each part (blank, entry, source) of the types that have parts."""
PICTURE_SECONDS: Final = 10
SPREAD: Final = 0.35
"""Standard deviation of the logarithm of a pupil's slowness, lognormal (van der Linden, 2006,
doi:10.3102/10769986031002181)."""


def estimate_seconds(item: Item) -> float:
    """Return the seconds that an item takes to a pupil of middle pace."""
    reading = 60 * sum(len(words.split()) for words in _read(item)) / WORDS_PER_MINUTE
    looking = PICTURE_SECONDS if item.illustration else 0
    seconds = reading + looking + ANSWER_SECONDS[item.type] * _parts(item)
    timer = item.conduct.timer_seconds
    return seconds if timer is None else min(seconds, float(timer))


def _read(item: Item) -> Iterator[str]:
    yield item.stem
    match item.interaction:
        case SingleChoice(options=options) | MultipleChoice(options=options) | Ordering(entries=options):
            yield from (option.text for option in options)
        case Matching(sources=sources, targets=targets):
            yield from (option.text for option in (*sources, *targets))
        case Blanks(template=template, blanks=blanks):
            yield template
            yield from (option for blank in blanks for option in blank.options)
        case FileTask(files=files):
            yield from (file.label for file in files)
        case _:
            return


def _parts(item: Item) -> int:
    match item.interaction:
        case Blanks(blanks=parts) | Ordering(entries=parts) | Matching(sources=parts):
            return len(parts)
        case _:
            return 1
