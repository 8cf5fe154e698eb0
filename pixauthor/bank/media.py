"""The files that an item names: those that candidates open, and the samples that its tests upload."""

import re
from collections.abc import Iterator
from typing import Final

from pixauthor.bank.interactions import Blanks, FileTask, Matching, MultipleChoice, Ordering, Simulator, SingleChoice
from pixauthor.bank.item import Item

_MARKDOWN_IMAGE: Final = re.compile(r"!\[[^\[\]]*\]\(\s*<?([^()\s>]+)")


def media_of(item: Item) -> tuple[str, ...]:
    """Return the files that a candidate may open, relative to the item's folder, sorted, each once."""
    return tuple(sorted(set(_named(item))))


def samples_of(item: Item) -> tuple[str, ...]:
    """Return the files that the item's tests upload: ``{upload: media/tests/x.csv}``."""
    answers = (test.answer for test in item.tests)
    return tuple(sorted({answer["upload"] for answer in answers if isinstance(answer, dict) and "upload" in answer}))


def markdown_images(markdown: str) -> tuple[str, ...]:
    """Return the local pictures that a Markdown text shows."""
    return tuple(target for target in _MARKDOWN_IMAGE.findall(markdown) if "://" not in target)


def _named(item: Item) -> Iterator[str]:
    if item.illustration:
        yield item.illustration.file
    yield from (attachment.file for attachment in item.attachments)
    yield from markdown_images(item.stem)
    match item.interaction:
        case FileTask(files=files):
            yield from (file.file for file in files)
        case Simulator(page=page):
            yield page
        case Blanks(template=template):
            yield from markdown_images(template)
        case SingleChoice(options=options) | MultipleChoice(options=options) | Ordering(entries=options):
            yield from (image for option in options for image in markdown_images(option.text))
        case Matching(sources=sources, targets=targets):
            yield from (image for option in (*sources, *targets) for image in markdown_images(option.text))
