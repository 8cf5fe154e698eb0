"""A calibration that runs beside the notebook: it tells how far it is, and stops when asked to."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pandas as pd

from pixauthor.calibration.figures import Subject
from pixauthor.calibration.flags import judge_again
from pixauthor.calibration.item_parameters import model_of
from pixauthor.calibration.linking import Link, link
from pixauthor.calibration.model import Calibration
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.store import default_path, digest_bank, load_calibration, save_calibration
from pixauthor.calibration.thresholds import Thresholds
from pixauthor.errors import PixauthorError
from pixauthor.irt.em import State
from pixauthor.locale import current_language
from pixauthor.responses.store import load_responses
from pixauthor.widgets.calibration.choices import Choice, design_of
from pixauthor.widgets.report.study import Study, study
from pixauthor.workspace import Workspace

RUNNING, DONE, CANCELLED, FAILED = "running", "done", "cancelled", "failed"
BETWEEN_SECONDS: Final = 0.1
"""The browser is told no more often."""

Tell = Callable[[Mapping[str, Any]], None]
Ready = Callable[["Outcome"], None]


class CancelledError(Exception):
    """The person asked to stop."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """A calibration that came to its end: with its diagnostics, and where it was saved."""

    study: Study
    path: Path

    @property
    def calibration(self) -> Calibration:
        """With the verdicts of all diagnostics."""
        return self.study.subject.calibration


class Job(threading.Thread):
    """One run. Inherits from Thread, which is how Python runs something beside something else."""

    def __init__(self, workspace: Workspace, folder: Path, choice: Choice, tell: Tell, ready: Ready) -> None:
        """Prepare a run.

        Args:
            workspace: whose items are calibrated.
            folder: plays ``exports/`` for the responses; the calibration goes there too.
            choice: what the form says.
            tell: told the progress, in this thread.
            ready: given the outcome, before the end is told.
        """
        super().__init__(name="calibration", daemon=True)
        self.outcome: Outcome | None = None
        self.error: PixauthorError | None = None
        self._workspace, self._folder, self._choice, self._tell = workspace, folder, choice, tell
        self._ready, self._language = ready, current_language()
        self._stop_asked = threading.Event()
        self._told_at = 0.0

    def cancel(self) -> None:
        """Ask the run to stop; it does after its present step."""
        self._stop_asked.set()

    def run(self) -> None:
        """Calibrate; whatever happens, the end is told."""
        phase = FAILED
        try:
            self.outcome = self._calibrate()
            self._ready(self.outcome)
            phase = DONE
        except CancelledError:
            phase = CANCELLED
        except PixauthorError as error:
            self.error = error
        finally:
            self._tell({"phase": phase, "message": self.error.render() if self.error else ""})

    def _calibrate(self) -> Outcome:
        space, anchors = self._workspace, self._choice["anchors"]
        old = load_calibration(Path(anchors)) if anchors else None
        responses = load_responses(self._folder)
        found = calibrate(
            responses,
            design_of(self._choice),
            now=datetime.now(UTC),
            bank=digest_bank(space.items_dir),
            references={item.reference for item in space.bank},
            anchors=old,
            watch=self._watch,
        )
        self._require_wanted()
        judged = self._judge(found, responses, old)
        self._require_wanted()
        path = default_path(self._folder, judged.subject.calibration)
        save_calibration(path, judged.subject.calibration)
        return Outcome(study=judged, path=path)

    def _judge(self, found: Calibration, responses: pd.DataFrame, old: Calibration | None) -> Study:
        """Return the study of a calibration, with the verdicts that all diagnostics lead to."""
        self._tell({"step": "diagnose"})
        space = self._workspace
        subject = Subject(calibration=found, bank=space.bank, framework=space.framework, language=self._language)
        first = study(subject, responses, self._link(responses, old))
        calibration = judge_again(found, first.diagnosis.evidence, Thresholds())
        return first.of(calibration)

    def _link(self, responses: pd.DataFrame, old: Calibration | None) -> Link | None:
        """Return how a calibration without anchors compares with the old one: anchored items cannot drift."""
        if old is None:
            return None
        own = {item.item: model_of(old, item) for item in old.items}
        design = replace(design_of(self._choice), models=own, group="", errors="observed")
        try:
            return link(calibrate(responses, design, now=datetime.now(UTC), watch=self._check), old)
        except PixauthorError:
            # Too few common items to judge: there is nothing to plot, and the calibration stands.
            return None

    def _watch(self, state: State) -> None:
        self._require_wanted()
        now = time.monotonic()
        if now - self._told_at < BETWEEN_SECONDS:
            return
        self._told_at = now
        self._tell({"step": "estimate", "history": list(state.log_likelihoods), "change": state.changes[-1]})

    def _check(self, _: State) -> None:
        self._require_wanted()

    def _require_wanted(self) -> None:
        if self._stop_asked.is_set():
            raise CancelledError
