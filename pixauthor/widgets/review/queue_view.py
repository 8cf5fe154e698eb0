"""The person and the queue as the JSON that the page draws."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pixauthor.bank.people import Kind, People, Person
from pixauthor.locale import text
from pixauthor.reviewing.queue import Turn, Waiting
from pixauthor.reviewing.standing import Phase
from pixauthor.widgets.review.state import Filter, ReviewState

View = dict[str, Any]
_QUIET: Final = (Phase.LIVE, Phase.CLOSED)


def who_view(people: People | None, person: Person | None, language: str) -> View:
    """Return who is there and who could be; without a file of people, any name will do (``people`` is None)."""
    known = None if people is None else [{"value": one.id, "label": _label(one, language)} for one in people]
    roles = sorted(person.roles) if person else ()
    return {
        "person": person.id if person else "",
        "name": person.name if person else "",
        "people": known,
        "roles": ", ".join(text(f"review.role.{role.value}", language) for role in roles),
    }


def queue_view(rows: Sequence[Waiting], state: ReviewState, names: Mapping[str, str], language: str) -> View:
    """Return the queue; ``names`` are those of people, by id."""
    kept = {name: [one for one in rows if _shows(name, one)] for name in Filter}
    return {
        "filter": state.filter.value,
        "filters": [
            {"name": name.value, "label": text(f"review.filter.{name.value}", language, count=len(kept[name]))}
            for name in Filter
        ],
        "rows": [_row(one, state, names, language) for one in kept[state.filter]],
        "total": len(rows),
    }


def _shows(name: Filter, one: Waiting) -> bool:
    if name is Filter.MINE:
        return one.turn is not Turn.NOTHING
    return name is Filter.ALL or one.phase not in _QUIET or bool(one.open_threads) or bool(one.fault)


def _row(one: Waiting, state: ReviewState, names: Mapping[str, str], language: str) -> View:
    def named(ids: Iterable[str]) -> str:
        return ", ".join(names.get(id_, id_) for id_ in ids)

    return {
        "path": one.row.path,
        "id": one.row.id,
        "title": one.row.title,
        "phase": one.phase.value,
        "phase_said": text(f"review.phase.{one.phase.value}", language),
        "turn": one.turn.value,
        "turn_said": "" if one.turn is Turn.NOTHING else text(f"review.turn.{one.turn.value}", language),
        "author": named([one.row.author]),
        "approvals": named(one.approvals),
        "refusals": named(one.refusals),
        "threads": one.open_threads,
        "fault": one.fault,
        "chosen": one.row.path == state.path,
    }


def _label(person: Person, language: str) -> str:
    kind = "" if person.kind is Kind.HUMAN else f" ({text(f'review.kind.{person.kind.value}', language)})"
    return f"{person.name}{kind}"
