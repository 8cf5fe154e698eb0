"""Abilities of very many candidates from arrays in memory: EAP with 32 answers each from a bank of 1,000 items.

girth knows dense data only and gives no standard errors; it gets a sample of the same candidates, and the table
compares candidates a second.

    python -m bench.scoring [--candidates 1000000] [--items 1000] [--answers 32] [--seed 1] [--peer-candidates 2000]
"""

import argparse
import os
import time
from collections.abc import Callable

import numpy as np
import psutil
from girth import ability_eap

from pixauthor.irt.answers import Answers
from pixauthor.irt.items import Items, dichotomous
from pixauthor.irt.quadrature import normal_grid
from pixauthor.irt.scoring import eap
from pixauthor.irt.simulate_sparse import simulate_sparse

TURNS = 3
NOT_ASKED = -99999
"""How girth marks what was not asked."""


def make(n_candidates: int, n_items: int, n_answers: int, seed: int) -> tuple[Answers, Items]:
    """Return answers of tests in adaptive stages, and the items, whose parameters are known."""
    rng = np.random.default_rng(seed)
    items = dichotomous("2pl", a=rng.lognormal(0.0, 0.25, n_items), b=rng.normal(0.0, 1.3, n_items))
    return simulate_sparse(rng.normal(size=n_candidates), items, n_answers, rng), items


def dense(answers: Answers, n_items: int) -> np.ndarray:
    """Return the answers as girth wants them, (n_items, n_candidates)."""
    table = np.full((n_items, answers.n_persons), NOT_ASKED)
    table[answers.columns // 2, answers.persons] = answers.columns % 2
    return table


def best_time(work: Callable[[], object], turns: int = TURNS) -> float:
    """Return the seconds of the quickest of some turns."""
    seconds = []
    for _ in range(turns):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def main() -> None:
    """Simulate, score, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--answers", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer-candidates", type=int, default=2000, help="candidates for girth")
    options = parser.parse_args()
    start = time.perf_counter()
    answers, items = make(options.candidates, options.items, options.answers, options.seed)
    rows = [("pixauthor simulate", options.candidates, time.perf_counter() - start)]
    for points, dtype in ((41, np.float32), (61, np.float32), (61, np.float64)):
        grids = [normal_grid(points)]
        seconds = best_time(lambda grids=grids, dtype=dtype: eap(answers, items, grids, dtype=dtype))
        rows.append((f"pixauthor EAP, {points} nodes, {np.dtype(dtype).name}", options.candidates, seconds))
    peak = psutil.Process().memory_info().rss / 2**20
    exact, quick = eap(answers, items, grids), eap(answers, items, [normal_grid(41)], dtype=np.float32)
    few = answers.rows(0, options.peer_candidates)
    table, (natural,) = dense(few, options.items), items.natural()
    seconds = best_time(lambda: ability_eap(table, natural[:, 1], natural[:, 0]), turns=1)
    rows.append(("girth EAP, dense", options.peer_candidates, seconds))
    print_table(rows)
    print(
        f"{os.cpu_count()} cores, {peak:.0f} MiB before girth; 41 nodes in single precision are off by at most "
        f"{np.abs(quick.theta - exact.theta).max():.0e} logit"
    )


def print_table(rows: list[tuple[str, int, float]]) -> None:
    """Print one line a row; the ratio is to the last."""
    slowest = rows[-1][1] / rows[-1][2]
    print(f"{'':40}{'candidates':>12}{'seconds':>10}{'per second':>12}{'ratio':>10}")
    for name, n, seconds in rows:
        print(f"{name:40}{n:12,d}{seconds:10.2f}{n / seconds:12,.0f}{n / seconds / slowest:10,.0f}")


if __name__ == "__main__":
    main()
