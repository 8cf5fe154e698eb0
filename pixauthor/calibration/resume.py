"""Interrupted calibrations: the state is kept in a file every few iterations; resumed, it comes to the same bytes."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from pixauthor.calibration.engines import Task
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.provenance import digest_answers
from pixauthor.calibration.sources.checkpoint import load_checkpoint, save_checkpoint
from pixauthor.calibration.store import encode_calibration
from pixauthor.canonical import digest_value
from pixauthor.irt.em import State

EVERY: Final = 5
"""Iterations between two savings."""


def with_checkpoint(task: Task, path: Path | None, *, resume: bool) -> Task:
    """Return a task that keeps its state in a file, and goes on from there if asked.

    Args:
        task: what is to be estimated.
        path: of the file; None to keep nothing.
        resume: go on from the file.

    Raises:
        PixauthorError: when there is nothing to resume, or the file is of other responses or another design.
    """
    if path is None:
        return task
    mark = _mark(task)

    def watch(state: State) -> None:
        if state.n_iterations % EVERY == 0 and not state.converged:
            save_checkpoint(path, state, mark)
        task.watch(state)

    return replace(task, watch=watch, start=load_checkpoint(path, mark) if resume else task.start)


def _mark(task: Task) -> str:
    """Return the digest of all that the result depends on; with more iterations allowed it is the same run."""
    design = {name: value for name, value in asdict(task.design).items() if name != "max_iterations"}
    known = [_digest(one) for one in (task.anchors, task.starts)]
    return digest_value({"data": digest_answers(task.data), "design": design, "known": known})


def _digest(calibration: Calibration | None) -> str:
    return digest_value(encode_calibration(calibration)) if calibration else ""
