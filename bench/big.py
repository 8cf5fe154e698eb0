"""Calibration of big data: how time grows with answers, items, threads and workers, from Parquet on disk.

    python -m bench.big [--answers 32] [--most 3200000] [--seed 1] [--folder DIR]

Each row is one run of the 2PL to a largest change of 1e-4, 41 nodes, single precision, in a process of its own.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from pixauthor.calibration.sources.encode import encode
from pixauthor.calibration.sources.encoded import Encoded
from pixauthor.calibration.sources.open import source_of
from pixauthor.irt.em import Problem, State, estimate
from pixauthor.irt.expect import InMemory, Source
from pixauthor.irt.items import arrange, dichotomous
from pixauthor.irt.latent import Latent
from pixauthor.irt.layout import lay_out
from pixauthor.irt.simulate_sparse import simulate_sparse
from pixauthor.responses.frame import SCHEMA

PIECE = 32_768
HEADER = f"{'':34}{'answers':>13}{'items':>7}{'encode':>9}{'EM':>8}{'CPU':>8}{'steps':>7}{'peak':>7}"


def write(path: Path, n_persons: int, n_items: int, n_answers: int, seed: int) -> None:
    """Write a long table of simulated responses, candidates in no order, some tens of thousands at a time."""
    rng = np.random.default_rng(seed)
    items = dichotomous("2pl", a=rng.lognormal(0.0, 0.25, n_items), b=rng.normal(0.0, 1.3, n_items))
    names = pa.array([f"item-{k:05d}" for k in range(n_items)])
    ids = rng.permutation(n_persons)
    schema = pa.schema([SCHEMA.field(name) for name in ("candidate", "item", "version", "score")])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, n_persons, PIECE):
            here = ids[first : first + PIECE]
            answers = simulate_sparse(rng.normal(size=here.size), items, n_answers, rng, adaptive=False)
            order = rng.permutation(answers.n_answers)
            labels = pa.array([f"p1{k:032x}" for k in here])
            columns = answers.columns[order]
            arrays = [
                labels.take(answers.persons[order]),
                names.take(columns // 2),
                np.ones(order.size, np.int32),
                (columns % 2).astype(float),
            ]
            writer.write_table(pa.table(arrays, schema=schema))


def calibrate(source: Source, encoded: Encoded) -> State:
    """Return the state at the end of the estimation."""
    items = arrange(["2pl"] * len(encoded.items), list(encoded.n_categories))
    counts = encoded.counts.reshape(-1, 2) + 0.5
    items = items.with_working([items.blocks[0].model.start(counts / counts.sum(axis=1, keepdims=True))])
    return estimate(Problem(source, items, (Latent(),), lay_out(items), np.linspace(-6, 6, 41)))


@contextmanager
def opened(encoded: Encoded, where: str, number: int) -> Iterator[Source]:
    """Yield the source: ``memory`` or ``disk`` with so many threads (disk: all), ``cluster`` with so many workers."""
    if where == "memory":
        yield InMemory(encoded.answers, np.float32, number)
    elif where == "disk":
        yield source_of(encoded.answers, low_memory=True, dtype=np.float32)
    else:
        from distributed import LocalCluster

        with (
            LocalCluster(number, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as local,
            source_of(encoded.answers, scheduler=local.scheduler_address, dtype=np.float32) as source,  # type: ignore[attr-defined]
        ):
            yield source


def run(path: Path, where: str, number: int) -> None:
    """Calibrate one file and print its row."""
    cpu, start = time.process_time(), time.perf_counter()
    encoded = encode(path, folder=path.parent if where == "disk" else None)
    seconds = [time.perf_counter() - start]
    with opened(encoded, where, number) as source:
        start = time.perf_counter()
        state = calibrate(source, encoded)
        seconds.append(time.perf_counter() - start)
    cpu = time.process_time() - cpu
    peak = psutil.Process().memory_info()
    name = {"memory": f"in memory, {number} threads", "disk": "on disk, all threads", "cluster": f"{number} workers"}[
        where
    ]
    print(
        f"{name:34}{encoded.answers.n_answers:13,d}{len(encoded.items):7,d}{seconds[0]:9.1f}{seconds[1]:8.1f}{cpu:8.1f}"
        f"{state.n_iterations:7d}{getattr(peak, 'peak_wset', 0) or _peak():7.0f}"
    )


def _peak() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Write the tables, run each row, print the growth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answers", type=int, default=32, help="of each candidate")
    parser.add_argument("--most", type=int, default=3_200_000, help="answers of the largest table")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="of the tables, which are removed at the end")
    parser.add_argument("--row", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.row:
        path, where, number = options.row
        run(Path(path), where, int(number))
        return
    sizes = [(options.most // share, items) for share, items in ((16, 1000), (4, 1000), (1, 1000), (1, 250), (1, 4000))]
    rows = [("memory", 2), ("memory", 1), ("disk", 2), ("cluster", 1), ("cluster", 2)]
    print(HEADER, "MiB", sep="")
    with TemporaryDirectory(dir=options.folder) as folder:
        for k, (n_answers, n_items) in enumerate(sizes):
            path = Path(folder) / f"{k}.parquet"
            write(path, n_answers // options.answers, n_items, options.answers, options.seed)
            for where, number in rows if k == 2 else rows[:1]:
                command = [sys.executable, "-m", "bench.big", "--row", path, where, str(number)]
                subprocess.run(command, check=True)
    print(f"{os.cpu_count()} cores; seconds, seconds of CPU of this process (not of workers), peak memory in MiB")


if __name__ == "__main__":
    main()
