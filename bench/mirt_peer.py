"""Estimating 2PL items of sparse answers: ours beside mirt's in one run, where Rscript and mirt are on the machine.

Both get the same answers in memory, the same 31 nodes, and stop when no parameter moves by more than 1e-4. Seconds are
of the estimation alone, without errors: mirt uses one core. It holds candidates by items, 100,000 by 1,000 in
gigabytes.

    python -m bench.mirt_peer [--candidates 20000] [--items 1000] [--each 32] [--seed 1]
"""

import argparse
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.calibration import NODES, bank, fit, peak, rmse, timed, warm_up
from pixauthor.irt.answers import Answers
from pixauthor.irt.arrays import Floats
from pixauthor.irt.expect import log_likelihood
from pixauthor.irt.items import Items
from pixauthor.irt.latent import Latent
from pixauthor.irt.simulate_sparse import simulate_sparse

SCRIPT = Path(__file__).with_suffix(".R")
TURNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one program took and found; ``estimates`` are slopes and intercepts, (n_items, 2)."""

    name: str
    seconds: float
    busy: float
    log_likelihood: float
    estimates: Floats
    peak: float


def main() -> None:
    """Simulate, estimate twice, print both and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=20_000)
    parser.add_argument("--items", type=int, default=1_000)
    parser.add_argument("--each", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(f"2PL, sparse {options.candidates:,} x {options.items:,} x {options.each}")
    if not has_mirt():
        print("mirt: not on this machine")
        return
    rng = np.random.default_rng(options.seed)
    warm_up(rng)
    true = bank(options.items, rng)
    answers = simulate_sparse(rng.normal(size=options.candidates), true, options.each, rng)
    rows = [run_ours(answers, options.items), run_mirt(answers, options.items)]
    print_table(rows, true)


def has_mirt() -> bool:
    """Return whether R and mirt are on this machine."""
    ask = ["Rscript", "-e", "quit(status = !requireNamespace('mirt', quietly = TRUE))"]
    return bool(shutil.which("Rscript")) and subprocess.run(ask, check=False, capture_output=True).returncode == 0


def run_ours(answers: Answers, n_items: int) -> Row:
    """Return our estimates; CPU seconds are the mean of the turns."""
    before = time.process_time()
    seconds, (_, _, found) = timed(lambda: fit(answers, n_items), turns=TURNS)
    return Row(
        name="pixauthor",
        seconds=seconds,
        busy=(time.process_time() - before) / TURNS,
        log_likelihood=log_likelihood(answers, found, [Latent().grid(NODES)]),
        estimates=found.blocks[0].working,
        peak=peak(),
    )


def run_mirt(answers: Answers, n_items: int) -> Row:
    """Return mirt's estimates, in a process of its own."""
    table = np.full((answers.n_persons, n_items), -1, np.int8)
    table[answers.persons, answers.columns // 2] = answers.columns % 2
    with TemporaryDirectory() as folder:
        file = Path(folder) / "answers"
        table.tofile(file)
        command = ["Rscript", str(SCRIPT), str(file), str(n_items)]
        first, *lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    seconds, busy, value, version = first.split()
    return Row(
        name=f"mirt {version}",
        seconds=float(seconds),
        busy=float(busy),
        log_likelihood=float(value),
        estimates=np.array([line.split() for line in lines], float),
        peak=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    )


def print_table(rows: list[Row], true: Items) -> None:
    """Print a line each; RMSE against the parameters that the answers were drawn from."""
    heads = f"{'seconds':>9}{'CPU':>9}{'log-likelihood':>17}{'RMSE a':>9}{'RMSE b':>9}{'peak MiB':>10}"
    print(f"{'':12}{heads}")
    for row in rows:
        a, d = row.estimates.T
        errors = rmse(np.column_stack([a, -d / a]), true)
        figures = f"{row.seconds:9.2f}{row.busy:9.2f}{row.log_likelihood:17,.1f}{errors[0]:9.3f}{errors[1]:9.3f}"
        print(f"{row.name:12}{figures}{row.peak:10,.0f}")
    ours, theirs = rows
    apart = np.abs(theirs.estimates - ours.estimates).max()
    print(f"mirt takes {theirs.seconds / ours.seconds:,.0f} times as long, {theirs.busy / ours.busy:,.0f} of CPU;")
    print(f"slopes and intercepts differ by at most {apart:.4f}")


if __name__ == "__main__":
    main()
