"""Simulated responses to try the line on, in a folder of their own: they never mix with real ones."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pixauthor.responses.answer_pools import find_answers
from pixauthor.responses.simulated import Design, Plan, Simulation, draw_parameters, encode_rows, encode_truth, simulate
from pixauthor.responses.store import save_simulation
from pixauthor.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A simulation, the CSV file of its answers, and the folder that plays ``exports/`` for it."""

    simulation: Simulation
    file: Path
    folder: Path


def simulate_trial(workspace: Workspace, name: str, *, candidates: int, seed: int) -> Trial:
    """Simulate candidates who answer all items of a workspace, under ``exports/trials/<name>``, emptied first.

    Args:
        workspace: whose bank is answered.
        name: of the trial.
        candidates: how many.
        seed: equal seeds give equal answers.
    """
    folder = workspace.exports_dir / "trials" / name
    shutil.rmtree(folder, ignore_errors=True)
    items = [item for item in workspace.bank if item.status != "obsolete"]
    plan = Plan(n_candidates=candidates, design=Design.COMPLETE, per_candidate=len(items), seed=seed)
    simulation = simulate(items, draw_parameters(items, seed), plan)
    pools = [find_answers(item, workspace.items_dir / item.competence) for item in items]
    file = folder / "simulated.csv"
    save_simulation(file, encode_rows(simulation, pools), encode_truth(simulation))
    return Trial(simulation=simulation, file=file, folder=folder)
