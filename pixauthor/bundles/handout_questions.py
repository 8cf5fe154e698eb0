"""A question as a pupil answers it on paper: choices with boxes, blanks with lines, two columns to match.

Everything is a node of ``handout_prose``, or one of these: ``choices``, ``lines``, ``order``, ``match``, ``note``.
Options stand in the order of ``delivery.presentation``, which is never the right one, with a letter each.
"""

from collections.abc import Callable, Mapping
from string import ascii_uppercase
from typing import Any, Final

from pixauthor.bank.item import Item
from pixauthor.bundles.handout_prose import Node, Picture, blocks, inline, paragraph, words
from pixauthor.delivery.presentation import presented
from pixauthor.locale import text

SEED: Final = 0
"""All sheets have the options in one order, so that one key serves them."""
_LINES: Final[Mapping[str, tuple[int, int]]] = {
    "small": (1, 25),
    "words": (1, 60),
    "sentence": (2, 100),
    "paragraph": (6, 100),
}
"""Lines to write on, and their length in per cent, by format of a text answer."""

Interaction = Mapping[str, Any]


def letters_of(item: Item) -> dict[str, str]:
    """Return the letter that stands on the sheet by the id of an option, an entry or a target."""
    interaction = presented(item, SEED).interaction
    listed: list[dict[str, str]] = next(
        (interaction[name] for name in ("options", "entries", "targets") if name in interaction), []
    )
    return {one["id"]: letter(position) for position, one in enumerate(listed)}


def letter(position: int) -> str:
    """Return A, B … Z, then AA, AB and so on."""
    high, low = divmod(position, len(ascii_uppercase))
    return (letter(high - 1) if high else "") + ascii_uppercase[low]


def question(item: Item, picture: Picture, language: str) -> list[Node]:
    """Return all that stands under the number of a question."""
    public = presented(item, SEED)
    drawn = blocks(item.stem, picture)
    if item.illustration:
        name, alt = picture(item.illustration.file), item.illustration.alt
        drawn.append({"t": "figure", "file": name, "alt": alt} if name else paragraph(words(alt)))
    if item.attachments:
        drawn += [_note("attachments", language), _files([one.label or one.file for one in item.attachments])]
    if item.links:
        drawn += [
            _note("links", language),
            _files([f"{one.label} ({one.url})" if one.label else one.url for one in item.links]),
        ]
    return [*drawn, *_ANSWERS[public.type](public.interaction, picture, language)]


def _choices(interaction: Interaction, picture: Picture, language: str, *, one: bool) -> list[Node]:
    hint = text("campaign.handout.choose_one" if one else "campaign.handout.choose_many", language)
    return [{"t": "choices", "one": one, "hint": hint, "c": _lettered(interaction["options"], picture)}]


def _text(interaction: Interaction, _picture: Picture, _language: str) -> list[Node]:
    count, width = _LINES[interaction["format"]]
    return [{"t": "lines", "label": interaction["label"], "n": count, "width": width, "unit": ""}]


def _number(interaction: Interaction, _picture: Picture, _language: str) -> list[Node]:
    return [{"t": "lines", "label": interaction["label"], "n": 1, "width": 25, "unit": interaction["unit"]}]


def _blanks(interaction: Interaction, picture: Picture, language: str) -> list[Node]:
    names = [blank["name"] for blank in interaction["blanks"]]
    drawn = blocks(interaction["template"], picture, names)
    menus: dict[str, list[int]] = {}
    for number, blank in enumerate(interaction["blanks"], start=1):
        if blank["options"]:
            menus.setdefault(" / ".join(blank["options"]), []).append(number)
    for options, numbers in menus.items():
        signs = ", ".join(f"({number})" for number in numbers)
        drawn.append({"t": "note", "v": text("campaign.handout.pick", language, numbers=signs, options=options)})
    return drawn


def _ordering(interaction: Interaction, picture: Picture, language: str) -> list[Node]:
    hint = text("campaign.handout.order", language, count=len(interaction["entries"]))
    return [{"t": "order", "hint": hint, "c": _lettered(interaction["entries"], picture)}]


def _matching(interaction: Interaction, picture: Picture, language: str) -> list[Node]:
    sources = [inline(one["text"], picture) for one in interaction["sources"]]
    hint = text("campaign.handout.match", language)
    return [{"t": "match", "hint": hint, "left": sources, "right": _lettered(interaction["targets"], picture)}]


def _file_task(interaction: Interaction, picture: Picture, language: str) -> list[Node]:
    files = _files([one["label"] or one["href"] for one in interaction["files"]])
    response = interaction["response"]
    return [_note("files", language), files, *_ANSWERS[response["type"]](response, picture, language)]


def _upload(_interaction: Interaction, _picture: Picture, language: str) -> list[Node]:
    return [_note("upload", language)]


def _simulator(_interaction: Interaction, _picture: Picture, language: str) -> list[Node]:
    return [_note("simulator", language)]


def _lettered(options: list[Mapping[str, Any]], picture: Picture) -> list[Node]:
    return [{"letter": letter(at), "c": inline(one["text"], picture)} for at, one in enumerate(options)]


def _note(name: str, language: str) -> Node:
    return {"t": "note", "v": text(f"campaign.handout.{name}", language)}


def _files(names: list[str]) -> Node:
    return {"t": "bullet_list", "start": 1, "c": [[paragraph(words(name))] for name in names]}


_ANSWERS: Final[Mapping[str, Callable[[Interaction, Picture, str], list[Node]]]] = {
    "single-choice": lambda interaction, picture, language: _choices(interaction, picture, language, one=True),
    "multiple-choice": lambda interaction, picture, language: _choices(interaction, picture, language, one=False),
    "short-text": _text,
    "number": _number,
    "blanks": _blanks,
    "dependent-blanks": _blanks,
    "ordering": _ordering,
    "matching": _matching,
    "file-task": _file_task,
    "upload": _upload,
    "simulator": _simulator,
}
