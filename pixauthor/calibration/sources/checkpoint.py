"""Where an estimation stands, in a file: saved every few iterations, read back to go on exactly as it would have."""

import hashlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from pixauthor.calibration.sources.encoded import Encoded
from pixauthor.canonical import digest_value
from pixauthor.errors import PixauthorError, Place
from pixauthor.files import read_bytes, write_atomic
from pixauthor.irt.em import State
from pixauthor.irt.latent import Latent

FORMAT: Final = "pixauthor-checkpoint/2"
"""Another number as soon as the estimation would go on otherwise: /1 did not look back on histograms."""
_ARRAYS: Final = ("safe", "points", "images")


def digest_run(encoded: Encoded, design: Mapping[str, Any]) -> str:
    """Return the digest of data and design together: equal when an estimation of one may go on with the other.

    Args:
        encoded: the answers; who gave them does not count.
        design: all else that the result depends on (models, priors, anchors, nodes, tolerance), as JSON values.
    """
    answers = encoded.answers
    content = hashlib.sha256()
    for array in (answers.starts, answers.columns, answers.groups, answers.frequencies, encoded.n_categories):
        content.update(np.ascontiguousarray(array).data)
    return digest_value(
        {"answers": content.hexdigest(), "items": encoded.items, "groups": encoded.groups, "design": dict(design)}
    )


def save_checkpoint(path: Path, state: State, digest: str) -> None:
    """Write a state, whole or not at all.

    Args:
        path: of the file, which is replaced.
        state: what ``irt.em.iterate`` has reached.
        digest: of data and design (``digest_run``).

    Raises:
        PixauthorError: when the file cannot be written.
    """
    numbers = np.array([[one.mean, one.sd, one.free_mean, one.free_sd] for one in state.latents], float)
    optional = {name: getattr(state, name) for name in _ARRAYS}
    optional |= {f"histogram_{k}": one.histogram for k, one in enumerate(state.latents)}
    known: dict[str, Any] = {name: array for name, array in optional.items() if array is not None}
    buffer = BytesIO()
    np.savez(
        buffer,
        header=np.array([FORMAT, digest]),
        point=state.point,
        latents=numbers,
        log_likelihoods=np.array(state.log_likelihoods, float),
        changes=np.array(state.changes, float),
        flags=np.array([state.leapt, state.falls, state.converged], np.int64),
        **known,
    )
    write_atomic(path, buffer.getvalue())


def load_checkpoint(path: Path, digest: str) -> State:
    """Return the state in a file.

    Args:
        path: of the file.
        digest: of the data and design that are to go on.

    Raises:
        PixauthorError: when there is no such file, or it is no checkpoint, or one of another version, of other data or
            of another design.
    """
    place = Place(path=str(path))
    data = read_bytes(path)
    try:
        with np.load(BytesIO(data), allow_pickle=False) as found:
            form, made_for = map(str, found["header"])
            if form != FORMAT and form.startswith(FORMAT.partition("/")[0]):
                raise PixauthorError("sources.checkpoint-old", place=place)
            if form != FORMAT:
                raise PixauthorError("sources.checkpoint-damaged", place=place)
            if made_for != digest:
                raise PixauthorError("sources.checkpoint-other", place=place)
            return _state(found)
    except (ValueError, KeyError, TypeError, IndexError, EOFError, OSError, BadZipFile):
        raise PixauthorError("sources.checkpoint-damaged", place=place) from None


def _state(found: Mapping[str, Any]) -> State:
    leapt, falls, converged = found["flags"]
    latents = tuple(
        Latent(float(mean), float(sd), bool(free_mean), bool(free_sd), found.get(f"histogram_{k}"))
        for k, (mean, sd, free_mean, free_sd) in enumerate(found["latents"])
    )
    return State(
        point=found["point"],
        latents=latents,
        **{name: found.get(name) for name in _ARRAYS},
        log_likelihoods=tuple(found["log_likelihoods"].tolist()),
        changes=tuple(found["changes"].tolist()),
        leapt=bool(leapt),
        falls=int(falls),
        converged=bool(converged),
    )
