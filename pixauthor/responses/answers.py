"""An answer as text in a cell, and back: what ``docs/item-format.md`` calls the answer on the wire.

``parse_answer`` also takes what people type: ``a,c`` or ``a|c`` for several options, ``s1:t2, s2:t1`` for pairs.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from pixauthor.bank.interactions import (
    Blanks,
    FileTask,
    Interaction,
    Matching,
    MultipleChoice,
    Number,
    Ordering,
    ShortText,
    Simulator,
    SingleChoice,
    Upload,
)
from pixauthor.canonical import encode_canonical
from pixauthor.responses.fields import shorten
from pixauthor.responses.model import Fault

_SEPARATORS: Final = re.compile(r"\s*[,;|>]\s*|\s+")
_PAIR: Final = re.compile(r"\s*[:=]\s*")


def parse_answer(interaction: Interaction, text: str) -> Any:
    """Return the answer that a cell holds, or a ``Fault``. Whether it fits the question is for the grader to say."""
    return _PARSERS[_way_of_answering(interaction)](text)


def parse_json(text: str) -> Any:
    """Return the value of a JSON text, or a ``Fault``: no NaN, no key twice, no endless nesting."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twins)
        encode_canonical(value)  # half of a surrogate pair can be read, but not stored
        return value
    except (ValueError, RecursionError):
        return Fault("bad-json", {"value": shorten(text)})


def render_answer(answer: Any) -> str:
    """Return the text of an answer for a cell: text as it is, a list of ids joined by ``|``, the rest as JSON."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, list) and all(isinstance(entry, str) for entry in answer):
        return "|".join(answer)
    return encode_canonical(answer).decode()


def _parse_text(text: str) -> str:
    return text


def _parse_id(text: str) -> str:
    return text.strip()


def _parse_ids(text: str) -> Any:
    stripped = text.strip()
    return parse_json(stripped) if stripped.startswith("[") else _SEPARATORS.split(stripped)


def _parse_set(text: str) -> Any:
    # Sorted, so that the same boxes ticked in another order are the same answer in the table.
    ids = _parse_ids(text)
    return sorted(ids) if isinstance(ids, list) and all(isinstance(entry, str) for entry in ids) else ids


def _parse_pairs(text: str) -> Any:
    stripped = text.strip()
    if stripped.startswith("{"):
        return parse_json(stripped)
    pairs = [_PAIR.split(pair) for pair in re.split(r"\s*[,;|]\s*", stripped)]
    if any(len(pair) != 2 for pair in pairs) or len({pair[0] for pair in pairs}) < len(pairs):
        return Fault("bad-pairs", {"value": shorten(text)})
    return dict(pairs)


_PARSERS: Final[Mapping[type, Callable[[str], Any]]] = {
    SingleChoice: _parse_id,
    MultipleChoice: _parse_set,
    ShortText: _parse_text,
    Number: _parse_text,
    Blanks: parse_json,
    Ordering: _parse_ids,
    Matching: _parse_pairs,
    Upload: parse_json,
    Simulator: _parse_text,
}


def _way_of_answering(interaction: Interaction) -> type:
    return type(interaction.response if isinstance(interaction, FileTask) else interaction)


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("key written twice")
    return value
