"""Estimating 2PL items: beside girth on dense data, alone on sparse data, which girth does not know; with errors.

Seconds are from arrays in memory to parameters, and from these to their covariance. The peak is of the process so far:
the rows go from small to large, girth last.

    python -m bench.calibration [--large] [--seed 1]
"""

import argparse
import os
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from girth import twopl_mml

from pixauthor.irt.answers import Answers, from_matrix
from pixauthor.irt.arrays import Floats
from pixauthor.irt.em import Problem, estimate
from pixauthor.irt.expect import InMemory
from pixauthor.irt.items import Items, arrange, dichotomous
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.irt.simulate_sparse import simulate_sparse
from pixauthor.irt.standard_errors import covariance, information, natural_errors

DENSE = ((2_000, 50), (10_000, 100))
SPARSE = ((100_000, 1_000, 32),)
LARGE = ((1_000_000, 2_000, 32),)
NODES = np.linspace(-6, 6, 31)
TURNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one run took; ``rmse`` of the slopes and difficulties, against those the answers were drawn from."""

    name: str
    seconds: float
    rmse: tuple[float, float] | None
    peak: float


def main() -> None:
    """Simulate, estimate, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="a million candidates too: half a minute, 1.5 GB")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    warm_up(rng)
    rows, tables = [], []
    for n_persons, n_items in DENSE:
        items = bank(n_items, rng)
        scores = draw(items, rng.normal(size=n_persons), rng)
        tables.append((items, scores))
        rows += run(f"dense {n_persons:,} x {n_items}", lambda s=scores, i=items: from_matrix(s, i.offsets), items)
    for n_persons, n_items, each in SPARSE + (LARGE if options.large else ()):
        items = bank(n_items, rng)
        answers = simulate_sparse(rng.normal(size=n_persons), items, each, rng)
        rows += run(f"sparse {n_persons:,} x {n_items:,} x {each}", lambda a=answers: a, items)
    items, scores = tables[0]
    seconds, found = timed(lambda: twopl_mml(scores.T.astype(int)), turns=1)
    estimates = np.column_stack([found["Discrimination"], found["Difficulty"]])
    rows.append(Row(name="girth, the first", seconds=seconds, rmse=rmse(estimates, items), peak=peak()))
    print_table(rows)


def bank(n_items: int, rng: np.random.Generator) -> Items:
    """Return 2PL items."""
    return dichotomous("2pl", a=rng.lognormal(0, 0.25, n_items), b=rng.normal(0, 1.2, n_items))


def draw(items: Items, theta: Floats, rng: np.random.Generator) -> Floats:
    """Return the answers of everybody to all items, (n_persons, n_items)."""
    right = np.exp(items.log_probabilities(theta)[1::2]).T
    return (rng.random(right.shape) < right).astype(float)


def run(name: str, read: Callable[[], Answers], true: Items) -> list[Row]:
    """Return what the estimates of our own took, and their errors."""
    seconds, (answers, problem, found) = timed(lambda: fit(read(), true.n_items))
    estimates = found.natural()[0]
    rows = [Row(name=name, seconds=seconds, rmse=rmse(estimates, true), peak=peak())]
    seconds, _ = timed(lambda: errors(answers, problem, found))
    return [*rows, Row(name="    standard errors", seconds=seconds, rmse=None, peak=peak())]


def fit(answers: Answers, n_items: int) -> tuple[Answers, Problem, Items]:
    """Return the estimates, from nothing but the answers."""
    items = arrange(["2pl"] * n_items, [2] * n_items)
    (block,) = items.blocks
    weights = answers.frequencies[answers.persons]
    counts = np.bincount(answers.columns, weights, items.n_columns)[items.columns(block)]
    items = items.with_working([block.model.start(counts / counts.sum(axis=1, keepdims=True))])
    problem = Problem(InMemory(answers, np.float32), items, (Latent(),), lay_out(items), NODES)
    return answers, problem, problem.at(estimate(problem))[0]


def errors(answers: Answers, problem: Problem, found: Items) -> tuple[Floats, ...]:
    """Return the standard errors of the estimates."""
    known = information(answers, found, (Latent(),), problem.layout, NODES)
    return natural_errors(found, problem.layout, covariance(known, overwrite=True))


def warm_up(rng: np.random.Generator) -> None:
    """Compile what compiles at the first call on a machine, outside of the figures."""
    items = bank(5, rng)
    answers, problem, found = fit(from_matrix(draw(items, rng.normal(size=500), rng), items.offsets), 5)
    errors(answers, problem, found)


def timed(work: Callable[[], object], turns: int = TURNS) -> tuple[float, object]:
    """Return the seconds of the quickest of some turns, and what it gave."""
    best, found = np.inf, None
    for _ in range(turns):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def rmse(estimates: Floats, true: Items) -> tuple[float, float]:
    """Return the root of the mean square error of slopes and difficulties."""
    slope, difficulty = np.sqrt(np.mean((estimates - true.natural()[0]) ** 2, axis=0))
    return float(slope), float(difficulty)


def peak() -> float:
    """Return the most memory that the process has had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def print_table(rows: list[Row]) -> None:
    """Print one line a run; girth's ratio is to the first."""
    print(f"{os.cpu_count()} cores\n{'':36}{'seconds':>9}{'RMSE a':>9}{'RMSE b':>9}{'peak MiB':>10}")
    for row in rows:
        errors = "".join(f"{error:9.3f}" for error in row.rmse) if row.rmse else " " * 18
        print(f"{row.name:36}{row.seconds:9.2f}{errors}{row.peak:10.0f}")
    print(f"girth takes {rows[-1].seconds / rows[0].seconds:,.0f} times as long as the first, without standard errors")


if __name__ == "__main__":
    main()
