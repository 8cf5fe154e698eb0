"""What of one item stays in memory for the rules of the bank."""

import posixpath
from collections.abc import Mapping
from typing import Any, Final

from pixauthor.bank.item import Item
from pixauthor.bank.lint.duplicates import shingles_of
from pixauthor.bank.lint.rule import Summary
from pixauthor.bank.lint.silences import is_silenced
from pixauthor.bank.lint.wording import word
from pixauthor.bank.media import media_of, samples_of
from pixauthor.canonical import digest_value

_SCORED: Final = ("type", "key", "template", "response", "scoring", "unit")
_OPTION_LISTS: Final = ("choices", "entries", "sources", "targets")
_DEFAULTS: Final = {"scoring": "all-or-nothing"}


def summarize(item: Item, path: str, data: Mapping[str, Any], *, thorough: bool = False) -> Summary:
    """Return the summary of an item.

    Args:
        item: the item.
        path: its file, relative to the items folder.
        data: the mapping that the file holds.
        thorough: whether its wording is kept too.
    """
    folder = posixpath.dirname(path)
    files = (*media_of(item), *samples_of(item))
    return Summary(
        path=path,
        id=item.id,
        version=item.version,
        status=item.status.value,
        competence=item.competence,
        skill=item.skill,
        level=item.level,
        family_role=item.family.role.value,
        family_prototype=item.family.prototype or "",
        family_alternative=item.family.alternative or 0,
        translation_of=item.translation.source if item.translation else "",
        media=tuple(sorted({posixpath.normpath(posixpath.join(folder, file)) for file in files})),
        shingles=shingles_of(item),
        key_digest=digest_key(data),
        expires=item.expires.isoformat() if item.expires else "",
        silenced=tuple(one.rule for one in item.silenced if is_silenced(item, one.rule)),
        wording=word(item) if thorough else None,
    )


def digest_key(data: Mapping[str, Any]) -> str:
    """Return the digest of key, options and score, as the item file writes them: what a version stands for.

    It is taken from the mapping, not from the value, so that an old version can be read even when items have since
    gained fields. Feedback, labels and the order of a set of right options do not count.
    """
    scored = {name: data[name] for name in _SCORED if name in data and data[name] != _DEFAULTS.get(name)}
    if data.get("type") == "multiple-choice":
        scored["key"] = sorted(scored["key"])
    for name in _OPTION_LISTS:
        if name in data:
            scored[name] = [[option["id"], option["text"]] for option in data[name]]
    if "blanks" in data:
        scored["blanks"] = {name: blank.get("options", []) for name, blank in data["blanks"].items()}
    return digest_value(scored)
