"""Where the numbers of a calibration come from."""

import hashlib
import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa

from pixauthor.calibration.model import Calibration, Provenance
from pixauthor.calibration.prepare import Prepared
from pixauthor.calibration.sources.encoded import Encoded
from pixauthor.calibration.store import encode_calibration
from pixauthor.canonical import digest_value, encode_canonical
from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Ints
from pixauthor.version import __version__

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


def digest_answers(data: Prepared) -> str:
    """Return the digest of prepared answers: who gave them does not count."""
    return _digest(data.answers, data.items.offsets, (*data.names, *data.groups))


def digest_encoded(encoded: Encoded, *, grouped: bool) -> str:
    """Return the digest of responses too many to sort as text: of answers to the items of a calibration alone.

    Args:
        encoded: those answers.
        grouped: their groups count.
    """
    names = (*encoded.items, *(encoded.groups if grouped else ()))
    return _digest(encoded.answers, encoded.offsets, names, _label_bytes(encoded.labels))


def _digest(answers: Answers, offsets: Ints, names: Iterable[str], labels: Iterable[bytes] = ()) -> str:
    content = hashlib.sha256()
    for array in (answers.starts, answers.columns, answers.groups, offsets):
        content.update(np.ascontiguousarray(array).data)
    for label in (*(name.encode() for name in names), *labels):
        content.update(label + b"\0")
    return content.hexdigest()


def _label_bytes(labels: pa.Array) -> Iterable[bytes]:
    """Yield the texts of an Arrow array, none of them null, as their lengths and their bytes: no Python text each."""
    plain = labels.cast(pa.large_string())
    _, ends, data = plain.buffers()
    places = np.frombuffer(ends, np.int64)[plain.offset : plain.offset + len(plain) + 1]
    yield np.diff(places).astype("<i8").tobytes()
    yield memoryview(data)[places[0] : places[-1]].tobytes()
