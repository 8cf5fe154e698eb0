"""Where the numbers of a calibration come from."""

import hashlib
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from pixauthor.calibration.model import Calibration, Provenance
from pixauthor.calibration.prepare import Prepared
from pixauthor.calibration.store import encode_calibration
from pixauthor.canonical import digest_value, encode_canonical
from pixauthor.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

_LIBRARIES: Final = ("numpy", "scipy", "pandas", "girth")


def provenance_of(
    data: Prepared, *, content: str, simulated: bool, bank: str, anchors: Calibration | None, now: datetime
) -> Provenance:
    """Return the provenance of a calibration.

    Args:
        data: what was estimated from.
        content: digest of the responses.
        simulated: one of them is.
        bank: digest of the bank.
        anchors: where fixed parameters come from.
        now: moment of the calibration.
    """
    libraries = {name: version(name) for name in _LIBRARIES}
    return Provenance(
        data=content,
        bank=bank,
        anchors=digest_value(encode_calibration(anchors)) if anchors else "",
        date=now.astimezone(UTC).isoformat(timespec="seconds"),
        simulated=simulated,
        n_persons=data.n_persons,
        n_persons_left_out=data.n_left_out,
        n_answers=data.answers.n_answers,
        versions={"pixauthor": __version__, "python": platform.python_version(), **libraries},
    )


def digest_responses(responses: pd.DataFrame) -> str:
    """Return the digest of who got what, whatever the order of the rows; the same on every platform.

    It is that of the names of candidates and of items in alphabetical order, as canonical JSON, then of four columns of
    the responses, in order of candidate, item, version and score: number of the candidate, number of the item, version,
    and score, each in eight bytes, the lowest first.
    """
    candidates, people = pd.factorize(responses["candidate"], sort=True)
    items, names = pd.factorize(responses["item"], sort=True)
    versions, scores = responses["version"].to_numpy("<i8"), responses["score"].to_numpy("<f8")
    order = np.lexsort((scores, versions, items, candidates))
    content = hashlib.sha256(encode_canonical([people.tolist(), names.tolist()]))
    for column in (candidates.astype("<i8"), items.astype("<i8"), versions, scores):
        content.update(column[order].data)
    return content.hexdigest()


def digest_answers(data: Prepared, labels: Iterable[bytes] = ()) -> str:
    """Return the digest of prepared answers: for data too many to sort as text.

    Args:
        data: the answers.
        labels: what else tells one set of responses from another, as bytes.
    """
    content = hashlib.sha256()
    for array in (data.answers.starts, data.answers.columns, data.answers.groups, data.items.offsets):
        content.update(np.ascontiguousarray(array).data)
    for label in (*(name.encode() for name in (*data.names, *data.groups)), *labels):
        content.update(label + b"\0")
    return content.hexdigest()


def label_bytes(labels: "pa.Array") -> Iterable[bytes]:
    """Yield the texts of an Arrow array, none of them null, as their lengths and their bytes: no Python text each."""
    import pyarrow as pa

    plain = labels.cast(pa.large_string())
    _, ends, data = plain.buffers()
    places = np.frombuffer(ends, np.int64)[plain.offset : plain.offset + len(plain) + 1]
    yield np.diff(places).astype("<i8").tobytes()
    yield memoryview(data)[places[0] : places[-1]].tobytes()
