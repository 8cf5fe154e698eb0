import os
import signal
import socket
import time

import numpy as np
import pytest
from distributed import LocalCluster
from source_samples import draw_table, problem_of

from pixauthor.calibration.sources import cluster
from pixauthor.calibration.sources.cluster import ClusterSource
from pixauthor.calibration.sources.open import open_source, source_of
from pixauthor.errors import PixauthorError
from pixauthor.irt.em import estimate, iterate

# Dask leaves sockets and loops to the garbage collector when a process is killed under it.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]
N_ITERATIONS = 7


@pytest.fixture(scope="module")
def data():
    return open_source(draw_table(10_000, 40, 20))


@pytest.fixture(scope="module")
def in_memory(data):
    return estimate(problem_of(*data, max_iterations=N_ITERATIONS))


@pytest.fixture
def workers(monkeypatch):
    """Return a cluster of two worker processes."""
    monkeypatch.setattr(cluster, "SPAN", 50_000)
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as local:
        yield local


def pids_of(local):
    return [worker.pid for worker in local.workers.values()]


def test_a_cluster_gives_the_result_of_memory_though_a_worker_is_killed(workers, data, in_memory):
    encoded = data[1]
    source = source_of(encoded.answers, scheduler=workers.scheduler_address)
    assert isinstance(source, ClusterSource)
    before = pids_of(workers)
    with source:
        for state in iterate(problem_of(source, encoded, max_iterations=N_ITERATIONS)):
            if state.n_iterations == 4:
                os.kill(before[0], signal.SIGKILL)
    assert state.n_iterations == in_memory.n_iterations
    assert np.abs(state.point - in_memory.point).max() < 1e-8
    assert np.allclose(state.log_likelihoods, in_memory.log_likelihoods, rtol=1e-12, atol=0)
    assert pids_of(workers) != before


def test_a_cluster_that_stops_is_said_to_be_lost(workers, data):
    source = ClusterSource(workers.scheduler_address, data[1].answers, lonely=1.0)
    # It never converges: the cluster goes first.
    problem = problem_of(source, data[1], tolerance=0.0)
    steps = iterate(problem)
    next(steps)
    workers.scale(0)
    with pytest.raises(PixauthorError) as caught:
        list(steps)
    assert caught.value.message in {"sources.no-workers", "sources.cluster-lost"}
    source.close()


def test_a_cluster_without_workers_is_refused(data):
    with LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address=None) as empty:
        with pytest.raises(PixauthorError) as caught:
            ClusterSource(empty.scheduler_address, data[1].answers, patience=5.0)
        assert caught.value.message == "sources.no-workers"


@pytest.mark.parametrize("address", ["", "here", "8786", "http://127.0.0.1:8786", "tcp://127.0.0.1"])
def test_what_is_no_address_is_refused(data, address):
    with pytest.raises(PixauthorError) as caught:
        ClusterSource(address, data[1].answers)
    assert caught.value.message == "sources.bad-address"


@pytest.mark.parametrize("listening", [False, True])
def test_where_no_scheduler_answers_the_refusal_comes_within_seconds(data, listening):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        if not listening:
            server.close()
        start = time.monotonic()
        with pytest.raises(PixauthorError) as caught:
            ClusterSource(address, data[1].answers, patience=1.0)
        assert time.monotonic() - start < 30.0
    assert caught.value.message == "sources.no-scheduler"
    assert address in str(caught.value)
