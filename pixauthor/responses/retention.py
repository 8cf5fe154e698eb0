"""What is kept of people no longer: responses taken out of the store, part by part."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pixauthor.responses.store import load_part, part_paths, save_part


def erase_responses(exports_dir: Path, candidates: Collection[str] = (), before: datetime | None = None) -> int:
    """Take out the responses of some candidates, and those given before a moment; return how many they were.

    Responses without a date are of no age: they go with their candidate only. What is left of a part is stored before
    the part is removed, so that a full disk loses nothing.

    Raises:
        PixauthorError: when a part is damaged or cannot be written.
    """
    return sum(_erase(path, exports_dir, candidates, before) for path in part_paths(exports_dir))


def _erase(path: Path, exports_dir: Path, candidates: Collection[str], before: datetime | None) -> int:
    part = load_part(path)
    gone = pc.is_in(part["candidate"], value_set=pa.array(sorted(candidates), pa.string()))
    if before is not None:
        old = pc.less(part["answered_at"], pa.scalar(before, part.schema.field("answered_at").type))
        gone = pc.or_(gone, pc.fill_null(old, False))
    count: int = pc.sum(gone, min_count=0).as_py()
    if count == 0:
        return 0
    left = part.filter(pc.invert(gone))
    if left.num_rows:
        save_part(exports_dir, left)
    path.unlink()
    return count
