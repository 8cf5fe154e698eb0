"""What is kept of a person: shown to him, and how old it is. ``Journal.erase`` takes it out."""

import json
from datetime import datetime
from typing import Any

from pixauthor.service.journal import Journal, SittingRow
from pixauthor.service.register import ACCESS, Register


async def told(journal: Journal, candidate: str) -> dict[str, Any]:
    """Return all that is kept of a person, as JSON values (GDPR art. 15 and 20)."""
    records = await journal.records_of(candidate)
    return {
        "candidate": candidate,
        "identity": await Register(journal).identity(candidate),
        "accesses": [json.loads(data) for kind, _, data in records if kind == ACCESS],
        "records": [{"kind": kind, "name": name, "data": json.loads(data)} for kind, name, data in records],
        "sittings": [await _sitting(journal, row) for row in await journal.find(candidate)],
    }


async def older_than(journal: Journal, moment: datetime) -> list[str]:
    """Return the pseudonyms of those of whom nothing is newer than ``moment``."""
    last = {one.candidate: one.made_at for one in await Register(journal).accesses()}
    async for row in journal.rows():
        at = row.closed_at or await _last_event(journal, row)
        last[row.candidate] = max(at, last.get(row.candidate, at))
    return sorted(candidate for candidate, at in last.items() if at < moment)


async def _last_event(journal: Journal, row: SittingRow) -> datetime:
    # There is none when somebody else is erasing the same person.
    lines = (await journal.read(row.sitting))[-1:]
    return max((datetime.fromisoformat(json.loads(line)["at"]) for line in lines), default=row.opened_at)


async def _sitting(journal: Journal, row: SittingRow) -> dict[str, Any]:
    events = [json.loads(line) for line in await journal.read(row.sitting)]
    draft = await journal.read_draft(row.sitting)
    return {"sitting": row.sitting, "events": events, "draft": json.loads(draft.value) if draft else None}
