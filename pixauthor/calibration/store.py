"""Calibrations on disk: canonical JSON under ``exports/calibrations/``, checked against its schema."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pixauthor.calibration.link_record import LinkRecord
from pixauthor.calibration.model import (
    CalibratedItem,
    Calibration,
    Design,
    Fit,
    GroupDistribution,
    LeftOut,
    Provenance,
    Sample,
)
from pixauthor.canonical import digest, digest_value, encode_readable
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_bytes, read_text, write_atomic
from pixauthor.source.schema import is_valid

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MAX_BYTES: Final = 100_000_000
SCHEMA: Final = "calibration"
_UNSAID: Final[dict[str, Any]] = {
    **dict.fromkeys(("answer", "seconds", "answered_at")),
    **dict.fromkeys(("status", "session", "source"), ""),
    "simulated": False,
}
"""What a column says that a table of responses from elsewhere lacks."""


def calibrations_dir(exports_dir: Path) -> Path:
    """Return where the calibrations of a workspace are."""
    return exports_dir / "calibrations"


def default_path(exports_dir: Path, calibration: Calibration) -> Path:
    """Return a name that tells model and moment: ``2pl-20261122T101500Z.json``."""
    moment = calibration.provenance.date.replace("-", "").replace(":", "").split("+")[0]
    return calibrations_dir(exports_dir) / f"{calibration.design.model}-{moment}Z.json"


def newest_calibration(exports_dir: Path) -> Path | None:
    """Return the calibration of a workspace that was written last; None when there is none."""
    found = calibrations_dir(exports_dir).glob("*.json")
    return max(found, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)


def save_calibration(path: Path, calibration: Calibration) -> None:
    """Write a calibration, whole or not at all. Equal calibrations give equal bytes."""
    write_atomic(path, encode_readable(encode_calibration(calibration)))


def load_calibration(path: Path) -> Calibration:
    """Return the calibration in a file.

    Raises:
        PixauthorError: when it is missing, damaged, or not of this form.
    """
    place = Place(path=str(path))
    try:
        data = json.loads(read_text(path, MAX_BYTES))
    except (ValueError, RecursionError):
        raise PixauthorError("calibration.damaged", place=place) from None
    if not is_valid(data, SCHEMA):
        raise PixauthorError("calibration.other-form", place=place)
    return decode_calibration(data)


def encode_calibration(calibration: Calibration) -> dict[str, Any]:
    """Return the calibration as JSON values (``schemas/calibration.schema.json``)."""
    data = asdict(calibration)
    del data["by_item"]
    return data


def decode_calibration(data: dict[str, Any]) -> Calibration:
    """Return the calibration of data that satisfies the schema."""
    items = (CalibratedItem(**{**item, **_tuples(item, "flags", "categories")}) for item in data["items"])
    fit = {"moving": [], **data["fit"]}
    return Calibration(
        **{
            **data,
            "design": Design(**{**data["design"], **_tuples(data["design"], "split")}),
            "items": tuple(items),
            "left_out": tuple(LeftOut(**one) for one in data["left_out"]),
            "fit": Fit(**{**fit, **_tuples(fit, "history", "moving")}),
            "groups": tuple(GroupDistribution(**one) for one in data["groups"]),
            "histogram": tuple(data["histogram"]),
            "links": tuple(LinkRecord(**{**one, **_tuples(one, "anchors", "dropped")}) for one in data["links"]),
            "provenance": _decode_provenance(data["provenance"]),
        }
    )


def _decode_provenance(data: dict[str, Any]) -> Provenance:
    sample = data.get("sample")
    return Provenance(**{**data, "sample": Sample(**sample) if sample else None})


def _tuples(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: tuple(data[name]) for name in names}


def digest_bank(items_dir: Path) -> str:
    """Return the digest of all item files: which keys the responses were graded with."""
    files = sorted(items_dir.glob("*/*.yaml"))
    return digest_value({path.relative_to(items_dir).as_posix(): digest(read_bytes(path)) for path in files})


def load_responses_file(path: Path) -> "pd.DataFrame":
    """Return the responses of one Parquet file in the form in which ``pixauthor responses import`` stores them.

    Candidate, item, version and score are enough, as for a file that is read in pieces (``sources.table``).

    Raises:
        PixauthorError: when it is missing, damaged, without rows, of another form, or a score makes no sense.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from pixauthor.calibration.soundness import require_scores
    from pixauthor.responses.frame import SCHEMA, combine, to_frame
    from pixauthor.responses.model import GROUP_PREFIX
    from pixauthor.responses.readers import require_file

    require_file(path)
    place = Place(path=str(path))
    try:
        table = pq.read_table(pa.BufferReader(read_bytes(path)))
    except (pa.ArrowException, OSError):
        raise PixauthorError("calibration.bad-responses", place=place) from None
    # Other programs write texts and moments in types of their own.
    groups = [pa.field(name, pa.string()) for name in table.column_names if name.startswith(GROUP_PREFIX)]
    fields = [*SCHEMA, *groups]
    missing = [field.name for field in fields if field.name not in {*table.column_names, *_UNSAID}]
    if missing:
        raise PixauthorError("calibration.no-column", place=place, columns=", ".join(missing))
    columns = [_column(table, field, place) for field in fields]
    frame = to_frame(combine([pa.Table.from_arrays(columns, names=[field.name for field in fields])]))
    if frame.empty:
        raise PixauthorError("responses.none", place=place)
    require_scores(frame, place)
    return frame


def _column(table: "pa.Table", field: "pa.Field", place: Place) -> "pa.Array | pa.ChunkedArray":
    import pyarrow as pa

    if field.name not in table.column_names:
        return pa.repeat(pa.scalar(_UNSAID[field.name], field.type), len(table))
    try:
        return table[field.name].cast(field.type)
    except pa.ArrowException:
        raise PixauthorError("calibration.bad-column", place=place, column=field.name, type=field.type) from None
