"""Entries to the mappings of a review file and back."""

from collections.abc import Mapping
from typing import Any

from pixauthor.bank.item import Status
from pixauthor.reviewing.model import Act, Action, Change, Content, Entry, Log, Tick


def decode_log(data: Mapping[str, Any]) -> Log:
    """Return the entries of the mapping of a file that fits its schema, by time; those of one second as they stand."""
    # Two branches that were merged stand one after the other.
    return tuple(sorted(map(_decode, data["entries"]), key=lambda entry: entry.at))


def encode_entry(entry: Entry) -> dict[str, Any]:
    """Return one entry as the file writes it, without what it does not say."""
    head: dict[str, Any] = {"id": entry.id, "at": entry.at, "by": entry.by, "do": entry.do.value}
    if entry.change:
        change = entry.change
        head |= {"action": change.action.value, "from": change.before.value, "status": change.after.value}
        head["version"] = entry.version
    if entry.about:
        head |= {"version": entry.about.version, "content": entry.about.content, "wording": entry.about.wording}
    said = {"field": entry.where, "to": entry.to, "text": entry.text}
    ticks = {"checklist": {name: tick.value for name, tick in entry.checklist.items()}, "remarks": dict(entry.remarks)}
    return head | {name: value for name, value in (said | ticks).items() if value}


def _decode(data: Mapping[str, Any]) -> Entry:
    about = change = None
    if "content" in data:
        about = Content(version=data["version"], content=data["content"], wording=data["wording"])
    if "action" in data:
        before, after = Status(data["from"]), Status(data["status"])
        change = Change(action=Action(data["action"]), before=before, after=after)
    return Entry(
        id=data["id"],
        at=data["at"],
        by=data["by"],
        do=Act(data["do"]),
        text=data.get("text", ""),
        about=about,
        where=data.get("field", ""),
        to=data.get("to", ""),
        checklist={name: Tick(tick) for name, tick in data.get("checklist", {}).items()},
        remarks=data.get("remarks", {}),
        change=change,
        version=data["version"] if change else 0,
    )
