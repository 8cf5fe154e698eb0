"""Responses graded where they were given (the journal of a service): stored a lot at a time, each one once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from pixauthor.responses.frame import combine, encode_responses, without_place
from pixauthor.responses.model import Rejected
from pixauthor.responses.novelty import sort_out
from pixauthor.responses.rows import Response
from pixauthor.responses.store import load_part, part_paths, save_part

LOT: Final = 50_000
"""Responses that are stored at once: a journal may have more of them than memory holds."""
Sessions = Mapping[str, Sequence[Path]]
"""The parts in which responses of a session are stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """What was done with some responses: added, known already, or refused because they contradict what is stored."""

    n_added: int = 0
    n_known: int = 0
    rejected: tuple[Rejected, ...] = ()


def stored_sessions(exports_dir: Path) -> Sessions:
    """Return the sessions of which responses are stored. Raises as ``load_part``."""
    found: dict[str, list[Path]] = {}
    for path in part_paths(exports_dir):
        for session in load_part(path)["session"].unique().to_pylist():
            found.setdefault(session, []).append(path)
    return found


def add_responses(
    responses: Sequence[Response], groups: Sequence[str], source: str, stored: Sessions, exports_dir: Path
) -> Lot:
    """Store the responses that are not stored yet, as one part.

    Args:
        responses: graded; all that is known of a session is compared, so a session is in one lot only.
        groups: names of the group columns, in the order of ``Response.groups``.
        source: digest of what they were given to.
        stored: from ``stored_sessions``, before the first lot.
        exports_dir: ``exports/`` of the workspace.

    Raises:
        PixauthorError: when a part is damaged or cannot be written; nothing of the lot is then stored.
    """
    if not responses:
        return Lot()
    sessions = {response.session for response in responses}
    paths = sorted({path for session in sessions for path in stored.get(session, ())})
    before = combine([_of_sessions(load_part(path), sessions) for path in paths])
    novelty = sort_out(encode_responses(responses, groups, source), before)
    if novelty.added.num_rows:
        save_part(exports_dir, without_place(novelty.added))
    return Lot(n_added=novelty.added.num_rows, n_known=novelty.n_known, rejected=novelty.rejected)


def _of_sessions(part: pa.Table, sessions: set[str]) -> pa.Table:
    return part.filter(pc.is_in(part["session"], value_set=pa.array(sorted(sessions), pa.string())))
