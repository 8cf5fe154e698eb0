"""Simulated responses to try the line on, in a folder of their own: they never mix with real ones."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from pixauthor.bank.check import check_bank
from pixauthor.bundles.minisign import PublicKey, new_secret_key
from pixauthor.bundles.offer import Offer
from pixauthor.bundles.offered import CalibrationFile
from pixauthor.bundles.store import load_calibration_file
from pixauthor.bundles.verify import open_part
from pixauthor.calibration.model import Calibration, Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.store import default_path, newest_calibration, save_calibration
from pixauthor.errors import PixauthorError
from pixauthor.grading.grade import grade
from pixauthor.locale import text
from pixauthor.responses.answer_pools import find_answers
from pixauthor.responses.model import ImportReport
from pixauthor.responses.simulated import Design as Given
from pixauthor.responses.simulated import Plan, Simulation, draw_parameters, encode_truth, simulate
from pixauthor.responses.simulated_rows import encode_rows
from pixauthor.responses.store import load_responses, save_simulation
from pixauthor.responses.table_import import import_table
from pixauthor.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A simulation, the CSV file of its answers, and the folder that plays ``exports/`` for it."""

    simulation: Simulation
    file: Path
    folder: Path


def simulate_trial(
    workspace: Workspace,
    name: str,
    *,
    candidates: int,
    seed: int,
    groups: Mapping[str, Mapping[str, float]] | None = None,
) -> Trial:
    """Simulate candidates who answer all items of a workspace, under ``exports/trials/<name>``, emptied first.

    Args:
        workspace: whose bank is answered.
        name: of the trial.
        candidates: how many.
        seed: equal seeds give equal answers.
        groups: for each variable, its values, each with the shift of its members' mean ability in logits.
    """
    folder = workspace.exports_dir / "trials" / name
    shutil.rmtree(folder, ignore_errors=True)
    items = [item for item in workspace.bank if item.status != "obsolete"]
    plan = Plan(
        n_candidates=candidates,
        design=Given.COMPLETE,
        per_candidate=len(items),
        seed=seed,
        groups=groups or {},
    )
    simulation = simulate(items, draw_parameters(items, seed), plan)
    pools = [find_answers(item, workspace.items_dir / item.competence) for item in items]
    file = folder / "simulated.csv"
    save_simulation(file, encode_rows(simulation, pools), encode_truth(simulation))
    return Trial(simulation=simulation, file=file, folder=folder)


def import_trial(workspace: Workspace, trial: Trial) -> ImportReport:
    """Import the answers of a trial into its folder."""
    return import_table(trial.file, workspace.bank, trial.folder)


def calibrate_trial(workspace: Workspace, trial: Trial, design: Design) -> Calibration:
    """Import the answers of a trial, calibrate the items on them, and save the calibration in the trial's folder."""
    import_trial(workspace, trial)
    calibration = calibrate(load_responses(trial.folder), design, now=datetime.now(UTC))
    save_calibration(default_path(trial.folder, calibration), calibration)
    return calibration


def offer_trial(workspace: Workspace, trial: Trial) -> Offer:
    """Return the items of a workspace as offered to a bundle, with what the check and the trial say of them."""
    saved = newest_calibration(trial.folder)
    return Offer(
        items_dir=workspace.items_dir,
        framework=workspace.framework,
        items=tuple(workspace.bank),
        findings=check_bank(workspace.items_dir, grade=grade).findings,
        calibration=load_calibration_file(saved) if saved else CalibrationFile(),
    )


def try_copies(bundle: bytes, key: PublicKey) -> pd.DataFrame:
    """Return what the verification says of a bundle as built, with one bit changed, cut short, under another key."""
    middle = len(bundle) // 2
    flipped = bundle[:middle] + bytes([bundle[middle] ^ 1]) + bundle[middle + 1 :]
    copies = {
        "intact": (bundle, key),
        "flipped": (flipped, key),
        "cut": (bundle[:-1], key),
        "foreign": (bundle, new_secret_key().public),
    }
    rows = [(text(f"widgets.trial.{name}"), _verdict(*copy)) for name, copy in copies.items()]
    return pd.DataFrame(rows, columns=[text("widgets.trial.copy"), text("widgets.trial.verdict")])


def _verdict(data: bytes, key: PublicKey) -> str:
    try:
        open_part(data, key)
    except PixauthorError as error:
        return text(error.message, **error.fields)  # without the place: the copy is no file
    return text("widgets.trial.sound")
