"""``pixauthor responses import --from-journal``: graded answers of the session service, straight into the store."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pixauthor.cli.output import complain, print_json, progress, say
from pixauthor.cli.serve_options import require_extra
from pixauthor.cli.session_journal import on_existing
from pixauthor.locale import text
from pixauthor.responses.graded import LOT, Lot, add_responses, stored_sessions
from pixauthor.responses.rows import Response
from pixauthor.responses.store import load_or_create_key
from pixauthor.responses.table_import import identify_candidate

if TYPE_CHECKING:
    from pixauthor.service.journal import Journal
    from pixauthor.service.reading import ReadSitting


@dataclass(slots=True, kw_only=True)
class Taken:
    """What was taken out of a journal so far."""

    sittings: int = 0
    answers: int = 0
    added: int = 0
    known: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """Answers that were refused."""
        return self.reasons.total()

    def count(self, lot: Lot) -> None:
        """Add what was done with a lot."""
        self.added += lot.n_added
        self.known += lot.n_known
        self.reasons.update(one.reason() for one in lot.rejected)


def import_journal(address: str, exports_dir: Path, key_file: Path | None) -> Taken:
    """Store the graded answers of all sittings of a journal that are not stored yet.

    Raises:
        PixauthorError: when the journal or the store cannot be read; lots that were stored before stay.
    """
    require_extra()
    key = load_or_create_key(key_file, exports_dir) if key_file else None
    with progress() as bar:
        task = bar.add_task(text("responses.import.progress"), total=None)
        return on_existing(address, lambda journal: _import(journal, exports_dir, key, lambda n: bar.advance(task, n)))


def report_journal(address: str, taken: Taken, *, as_json: bool) -> None:
    """Print what was taken; a database's address is not said, for it may hold a password."""
    if as_json:
        shown = {name: getattr(taken, name) for name in ("sittings", "answers", "added", "known", "rejected", "faults")}
        print_json({**shown, "reasons": dict(taken.reasons)})
        return
    source = "PostgreSQL" if "://" in address else address
    say(text("responses.journal.read", source=source, sittings=taken.sittings, n=taken.answers))
    say(text("responses.import.added", n=taken.added, known=taken.known, rejected=taken.rejected))
    for reason, n in taken.reasons.items():
        say("  " + text("responses.journal.rejected", reason=reason, n=n))
    for sentence in taken.faults:
        complain(sentence)


async def _import(journal: "Journal", exports_dir: Path, key: bytes | None, advance: Callable[[int], None]) -> Taken:
    from pixauthor.service.reading import GROUPS, read_sittings

    taken, stored = Taken(), stored_sessions(exports_dir)
    waiting: dict[str, list[Response]] = {}

    def store(bundle: str) -> None:
        taken.count(add_responses(waiting.pop(bundle), GROUPS, bundle, stored, exports_dir))

    async for sitting in read_sittings(journal):
        if sitting.fault:
            taken.faults.append(f"{sitting.row.sitting}: {sitting.fault.render()}")
            continue
        responses = _responses(sitting, key)
        taken.sittings += 1
        taken.answers += len(responses)
        advance(len(responses))
        waiting.setdefault(sitting.opened.bundle, []).extend(responses)
        if len(waiting[sitting.opened.bundle]) >= LOT:
            store(sitting.opened.bundle)
    for bundle in list(waiting):
        store(bundle)
    return taken


def _responses(sitting: "ReadSitting", key: bytes | None) -> list[Response]:
    from pixauthor.service.reading import responses_of

    responses = responses_of(sitting)
    if key is None:
        return responses
    candidate = identify_candidate(sitting.row.candidate, key)
    assert isinstance(candidate, str)  # noqa: S101 - with a key, every text has a pseudonym
    return [response._replace(candidate=candidate) for response in responses]
