"""How many adaptive tests a second, beside catsim, on one bank: 32 items by maximum information from 1,000 (2PL).

catsim takes one examinee after the other: it gets a sample of the same ones, and the table compares examinees a second.
Abilities are estimated by EAP here, by maximum likelihood there (its own way); so the errors stand beside.

    python -m bench.adaptive [--examinees 60000] [--peer-examinees 32] [--seed 1]
"""

import argparse
import os
import resource
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pixauthor.irt.arrays import Floats
from pixauthor.irt.cat.exposure import set_exposure
from pixauthor.irt.cat.rules import Rules
from pixauthor.irt.cat.run import simulate_tests
from pixauthor.irt.cat.tables import Tables, make_tables
from pixauthor.irt.items import dichotomous
from pixauthor.irt.quadrature import normal_grid

N_ITEMS, LENGTH = 1000, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one simulation took; ``rmse`` of the estimates, in logits."""

    name: str
    examinees: int
    seconds: float
    rmse: float


def main() -> None:
    """Simulate, compare, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examinees", type=int, default=60_000)
    parser.add_argument("--peer-examinees", type=int, default=32, help="examinees for catsim; 0 leaves it out")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    a, b = rng.lognormal(0, 0.25, N_ITEMS), rng.normal(0, 1.2, N_ITEMS)
    theta = rng.normal(size=options.examinees)
    runs = ours(a, b, theta, options.seed)
    if options.peer_examinees:
        runs.append(catsim(a, b, theta[: options.peer_examinees], options.seed))
    print_table(runs)


def ours(a: Floats, b: Floats, theta: Floats, seed: int) -> list[Run]:
    """Return the runs of this program: tables once, then each kind of rules on one thread and on all."""
    items = dichotomous("2pl", a=a, b=b)
    start = time.perf_counter()
    tables = make_tables(items, normal_grid(61, 6.0), reach=float(np.abs(theta).max()))
    print(f"{os.cpu_count()} cores; the bank of {N_ITEMS} items is put in order in {time.perf_counter() - start:.2f} s")
    limited = set_exposure(theta[:5000], tables, Rules(length=LENGTH), 0.25, seed).parameters
    kinds = {
        "maximum information": Rules(length=LENGTH),
        "one of the five best": Rules(length=LENGTH, randomesque=5),
        "exposure 0.25 at most": Rules(length=LENGTH, exposure=limited),
        "until SE 0.3": Rules(length=LENGTH, least=5, se=0.3),
    }
    simulate_tests(theta[:2000], tables, kinds["maximum information"], seed)
    return [
        timed(f"pixauthor, {name}, {threads} thread(s)", theta, _simulation(theta, tables, rules, seed, threads))
        for name, rules in kinds.items()
        for threads in sorted({1, os.cpu_count() or 1})
    ]


def catsim(a: Floats, b: Floats, theta: Floats, seed: int) -> Run:
    """Return the run of catsim."""
    from catsim.estimation import NumericalSearchEstimator
    from catsim.initialization import FixedPointInitializer
    from catsim.selection import MaxInfoSelector
    from catsim.simulation import Simulator
    from catsim.stopping import TestLengthStopper

    bank = np.column_stack([a, b, np.zeros(N_ITEMS), np.ones(N_ITEMS)])
    simulator = Simulator(bank, theta, seed=seed)
    parts = (
        FixedPointInitializer(0.0),
        MaxInfoSelector(),
        NumericalSearchEstimator(),
        TestLengthStopper(max_items=LENGTH),
    )

    def simulate() -> Floats:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            simulator.simulate(*parts)
        return np.array([estimates[-1] for estimates in simulator.estimations])

    return timed("catsim, maximum information", theta, simulate)


def timed(name: str, theta: Floats, simulate: Callable[[], Floats]) -> Run:
    """Return what a simulation took, and how far its estimates are from the truth."""
    start = time.perf_counter()
    estimates = simulate()
    seconds = time.perf_counter() - start
    return Run(name=name, examinees=theta.size, seconds=seconds, rmse=float(np.sqrt(np.mean((estimates - theta) ** 2))))


def print_table(runs: list[Run]) -> None:
    """Print one line per run; the ratio is to the last."""
    print(f"{'':52}{'examinees':>10}{'seconds':>9}{'per s':>9}{'ratio':>8}{'RMSE':>7}")
    for run in runs:
        ratio = (run.examinees / run.seconds) / (runs[-1].examinees / runs[-1].seconds)
        figures = f"{run.seconds:9.2f}{run.examinees / run.seconds:9,.0f}{ratio:8,.0f}{run.rmse:7.3f}"
        print(f"{run.name:52}{run.examinees:10d}{figures}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def _simulation(theta: Floats, tables: Tables, rules: Rules, seed: int, threads: int) -> Callable[[], Floats]:
    return lambda: simulate_tests(theta, tables, rules, seed, threads=threads).theta


if __name__ == "__main__":
    main()
