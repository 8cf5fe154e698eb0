"""The question proper of an item file, by type: what is asked, and its key."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pixauthor.bank import interactions as ask
from pixauthor.bank import keys

Data = Mapping[str, Any]


def decode_question(data: Data) -> tuple[ask.Interaction, keys.Key]:
    """Return what an item file of valid shape asks, and the key."""
    decode_interaction, decode_key = _TYPES[data["type"]]
    return decode_interaction(data), decode_key(data)


def decode_media(data: Data) -> ask.Media:
    """Return a file that the item names."""
    return ask.Media(**data)


def pick(data: Data, names: Sequence[str]) -> dict[str, Any]:
    """Return those of ``names`` that ``data`` has: the others keep their default."""
    return {name: data[name] for name in names if name in data}


def _option(data: Data) -> ask.Option:
    return ask.Option(**pick(data, ("id", "text", "fixed")))


def _options(many: Sequence[Data]) -> tuple[ask.Option, ...]:
    return tuple(map(_option, many))


def _scoring(data: Data) -> dict[str, keys.Scoring]:
    return {"scoring": keys.Scoring(data["scoring"])} if "scoring" in data else {}


def _single_choice(data: Data) -> ask.SingleChoice:
    return ask.SingleChoice(options=_options(data["choices"]), **pick(data, ("shuffle",)))


def _multiple_choice(data: Data) -> ask.MultipleChoice:
    return ask.MultipleChoice(options=_options(data["choices"]), **pick(data, ("shuffle",)))


def _short_text(data: Data) -> ask.ShortText:
    form = {"format": ask.TextFormat(data["format"])} if "format" in data else {}
    return ask.ShortText(**pick(data, ("label", "placeholder")), **form)


def _number(data: Data) -> ask.Number:
    return ask.Number(**pick(data, ("label", "placeholder", "unit")))


def _blank(name: str, data: Data) -> ask.Blank:
    return ask.Blank(name=name, options=tuple(data.get("options", ())), **pick(data, ("label", "placeholder")))


def _blanks(data: Data) -> ask.Blanks:
    return ask.Blanks(
        template=data["template"], blanks=tuple(_blank(name, blank) for name, blank in data["blanks"].items())
    )


def _ordering(data: Data) -> ask.Ordering:
    return ask.Ordering(entries=_options(data["entries"]))


def _matching(data: Data) -> ask.Matching:
    return ask.Matching(sources=_options(data["sources"]), targets=_options(data["targets"]))


def _upload(data: Data) -> ask.Upload:
    return ask.Upload(extensions=tuple(data["extensions"]), **pick(data, ("max_bytes",)))


def _file_task(data: Data) -> ask.FileTask:
    decode_response, _ = _RESPONSES[data["response"]["type"]]
    return ask.FileTask(files=tuple(map(decode_media, data["files"])), response=decode_response(data["response"]))


def _simulator(data: Data) -> ask.Simulator:
    return ask.Simulator(page=data["page"], title=data["frame_title"], **pick(data, ("height",)))


def _single_choice_key(data: Data) -> keys.SingleChoiceKey:
    return keys.SingleChoiceKey(correct=data["key"])


def _multiple_choice_key(data: Data) -> keys.MultipleChoiceKey:
    return keys.MultipleChoiceKey(correct=frozenset(data["key"]), **_scoring(data))


def _tolerances(key: Data) -> dict[str, keys.Tolerances]:
    return {"tolerances": keys.Tolerances(**key["tolerances"])} if "tolerances" in key else {}


def _text(key: Data, *, exact: bool = False) -> keys.TextKey:
    return keys.TextKey(accept=tuple(key["accept"]), exact=exact, **_tolerances(key))


def _text_key(data: Data) -> keys.TextKey:
    return _text(data["key"])


def _number_key(data: Data) -> keys.NumberKey:
    # The shortest decimal that reads as the float: what the author typed, up to 17 digits (Decimal(12.1) would not be).
    key = data["key"]
    amounts = {name: Decimal(str(key[name])) for name in ("value", "tolerance") if name in key}
    return keys.NumberKey(units=tuple(key.get("units", ())), **amounts)


def _blanks_key(data: Data) -> keys.BlanksKey:
    drop_downs = {name for name, blank in data["blanks"].items() if "options" in blank}
    accepted = {name: _text(key, exact=name in drop_downs) for name, key in data["key"].items()}
    return keys.BlanksKey(blanks=accepted, **_scoring(data))


def _dependent_blanks_key(data: Data) -> keys.DependentBlanksKey:
    key = data["key"]
    return keys.DependentBlanksKey(
        groups={name: tuple(accept) for name, accept in key["groups"].items()},
        scoring={int(hits): float(credit) for hits, credit in key.get("scoring", {}).items()},
        **_tolerances(key),
    )


def _ordering_key(data: Data) -> keys.OrderingKey:
    return keys.OrderingKey(order=tuple(data["key"]), **_scoring(data))


def _matching_key(data: Data) -> keys.MatchingKey:
    return keys.MatchingKey(pairs=dict(data["key"]), **_scoring(data))


def _upload_key(data: Data) -> keys.UploadKey:
    checks = tuple(
        keys.UploadCheck(**{**check, "test": keys.UploadTest(check["test"])}) for check in data["key"]["checks"]
    )
    return keys.UploadKey(checks=checks, **_scoring(data["key"]))


def _file_task_key(data: Data) -> keys.Key:
    _, decode_key = _RESPONSES[data["response"]["type"]]
    return decode_key(data)


def _simulator_key(data: Data) -> keys.SimulatorKey:
    return keys.SimulatorKey(accept=tuple(data["key"]["accept"]))


_RESPONSES: Final[Mapping[str, tuple[Callable[[Data], Any], Callable[[Data], keys.Key]]]] = {
    "short-text": (_short_text, _text_key),
    "number": (_number, _number_key),
    "upload": (_upload, _upload_key),
}
_TYPES: Final[Mapping[str, tuple[Callable[[Data], ask.Interaction], Callable[[Data], keys.Key]]]] = {
    "single-choice": (_single_choice, _single_choice_key),
    "multiple-choice": (_multiple_choice, _multiple_choice_key),
    "short-text": (_short_text, _text_key),
    "number": (_number, _number_key),
    "blanks": (_blanks, _blanks_key),
    "dependent-blanks": (_blanks, _dependent_blanks_key),
    "ordering": (_ordering, _ordering_key),
    "matching": (_matching, _matching_key),
    "file-task": (_file_task, _file_task_key),
    "simulator": (_simulator, _simulator_key),
}
