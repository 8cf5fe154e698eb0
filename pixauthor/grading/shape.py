"""The shape that an answer must have before it is worth anything.

A wrong answer is worth nothing; a malformed one (a number where a text is due, an option that does not exist) was never
given by a candidate through an honest page, and is refused.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from pixauthor.errors import PixauthorError

MAX_TEXT_LENGTH: Final = 20_000
"""Longest typed answer, in characters: several pages."""


class MalformedAnswer(PixauthorError):  # noqa: N818 - named for what it says, as Refusal and Finding are
    """An answer that is not of the shape its item asks for."""


def require_text(answer: Any) -> str:
    """Return an answer that is text.

    Raises:
        MalformedAnswer: when it is not, or is longer than ``MAX_TEXT_LENGTH``.
    """
    if not isinstance(answer, str):
        raise MalformedAnswer("grading.not-text", got=type(answer).__name__)
    if len(answer) > MAX_TEXT_LENGTH:
        raise MalformedAnswer("grading.too-long", length=len(answer), limit=MAX_TEXT_LENGTH)
    return answer


def require_option(answer: Any, options: Collection[str]) -> str:
    """Return an answer that is one of ``options``.

    Raises:
        MalformedAnswer: when it is not.
    """
    option = require_text(answer)
    if option not in options:
        raise MalformedAnswer("grading.unknown-option", got=option[:40], options=", ".join(options))
    return option


def require_options(answer: Any, options: Collection[str]) -> tuple[str, ...]:
    """Return an answer that is a list of options, each at most once.

    Raises:
        MalformedAnswer: when it is not.
    """
    if not isinstance(answer, (list, tuple)):
        raise MalformedAnswer("grading.not-list", got=type(answer).__name__)
    chosen = tuple(require_option(option, options) for option in answer)
    if len(set(chosen)) < len(chosen):
        raise MalformedAnswer("grading.repeated-option", got=", ".join(chosen))
    return chosen


def require_mapping(answer: Any, names: Collection[str]) -> Mapping[str, str]:
    """Return an answer that maps some of ``names`` to texts.

    Raises:
        MalformedAnswer: when it is not.
    """
    if not isinstance(answer, Mapping):
        raise MalformedAnswer("grading.not-mapping", got=type(answer).__name__)
    for name in answer:
        if name not in names:
            raise MalformedAnswer("grading.unknown-name", got=str(name)[:40], names=", ".join(names))
    return {name: require_text(text) for name, text in answer.items()}
