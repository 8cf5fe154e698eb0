"""Stored responses: one Parquet part per import under ``exports/responses/``, named by the digest of its bytes."""

import csv
import hashlib
import json
import math
import os
import re
import stat
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pixauthor.canonical import digest, encode_readable
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import is_inside, read_bytes, read_text, replacing, write_atomic
from pixauthor.responses.model import COLUMNS
from pixauthor.responses.pseudonyms import KEY_BYTES

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_PART_NAME: Final = re.compile(r"[0-9a-f]{64}")
_MAX_KEY_FILE: Final = 10_000
_MAX_PARAMETERS_FILE: Final = 500_000_000


def responses_dir(exports_dir: Path) -> Path:
    """Return where the responses of a workspace are."""
    return exports_dir / "responses"


def load_responses(exports_dir: Path) -> "pd.DataFrame":
    """Return all stored responses as one long table, in an order that does not depend on that of the imports.

    Raises:
        PixauthorError: when there is none, or a part is damaged.
    """
    from pixauthor.responses.frame import to_frame

    table = load_table(exports_dir)
    if table.num_rows == 0:
        raise PixauthorError("responses.none", place=Place(path=str(responses_dir(exports_dir))))
    return to_frame(table)


def load_table(exports_dir: Path) -> "pa.Table":
    """Return all stored responses as an Arrow table, perhaps without rows. Raises as ``load_part``."""
    from pixauthor.responses.frame import combine

    return combine([load_part(path) for path in part_paths(exports_dir)])


def part_paths(exports_dir: Path) -> list[Path]:
    """Return the files of the stored parts, in order of name."""
    return sorted(path for path in responses_dir(exports_dir).glob("*.parquet") if not path.name.startswith("."))


def load_part(path: Path) -> "pa.Table":
    """Return the responses of one part.

    Raises:
        PixauthorError: when its bytes are not those that its name promises, or it is not one of ours.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = read_bytes(path)
    place = Place(path=str(path))
    if not _PART_NAME.fullmatch(path.stem):
        raise PixauthorError("responses.foreign-part", place=place)
    if digest(data) != path.stem:
        raise PixauthorError("responses.damaged-part", place=place)
    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError):
        raise PixauthorError("responses.damaged-part", place=place) from None
    if not set(COLUMNS) <= set(table.column_names):
        raise PixauthorError("responses.foreign-part", place=place)
    return table


def save_part(exports_dir: Path, table: "pa.Table") -> Path:
    """Store responses, whole or not at all, and return the file."""
    import pyarrow.parquet as pq

    buffer = BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    data = buffer.getvalue()
    path = responses_dir(exports_dir) / f"{digest(data)}.parquet"
    write_atomic(path, data)
    return path


def save_rejects(exports_dir: Path, name: str, data: bytes | None) -> Path | None:
    """Store the rejects file of an import and return its path; None removes the one of an earlier try."""
    path = responses_dir(exports_dir) / "rejects" / name
    if data is None:
        if path.exists():
            path.unlink()
        return None
    write_atomic(path, data)
    return path


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def load_or_create_key(path: Path, exports_dir: Path) -> bytes:
    """Return the key of pseudonyms; a new one is drawn when the file is missing, readable by its owner only.

    Raises:
        PixauthorError: when the file is open to others, is no key, or lies among the data that it protects.
    """
    place = Place(path=str(path))
    if is_inside(path, exports_dir):
        raise PixauthorError("responses.key-beside-data", place=place)
    if not path.exists():
        _create_key(path)
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PixauthorError("responses.key-open", place=place)
    try:
        key = bytes.fromhex(read_bytes(path, _MAX_KEY_FILE).decode("ascii"))
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise PixauthorError("responses.bad-key", place=place)
    return key


def _create_key(path: Path) -> None:
    try:
        # Created closed, so that there is no moment when others can read it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(os.urandom(KEY_BYTES).hex() + "\n")
    except OSError as error:
        place = Place(path=str(path))
        raise PixauthorError("files.unwritable", place=place, reason=error.strerror or str(error)) from None


def load_parameters(path: Path) -> dict[str, tuple[float, float]]:
    """Return discrimination and difficulty by ``id@version`` from a calibration file, or the truth of a simulation.

    Raises:
        PixauthorError: when the file is neither.
    """
    place = Place(path=str(path))
    try:
        items = json.loads(read_text(path, _MAX_PARAMETERS_FILE))["items"]
        parameters = {str(item["item"]): _slope_and_difficulty(item.get("parameters", item)) for item in items}
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
        raise PixauthorError("responses.bad-parameters", place=place) from None
    for name, (a, b) in parameters.items():
        if not (a > 0 and math.isfinite(a) and math.isfinite(b)):
            raise PixauthorError("responses.impossible-parameters", place=place, item=name, a=a, b=b)
    return parameters


def _slope_and_difficulty(parameters: Mapping[str, Any]) -> tuple[float, float]:
    """Return a, 1 if there is none, and b, the mean of its steps if there are several."""
    steps = [float(value) for name, value in parameters.items() if name.startswith("b")]
    return float(parameters.get("a", 1.0)), sum(steps) / len(steps)


def save_simulation(path: Path, rows: Iterable[Sequence[str]], truth: Any) -> Path:
    """Write simulated rows as CSV, and the truth beside them; return the path of the truth."""
    truth_path = path.with_suffix(".truth.json")
    write_atomic(truth_path, encode_readable(truth))
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return truth_path
