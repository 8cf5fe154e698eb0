"""Several processes answer behind one address: one service to its candidates, whichever dies."""

import re
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from bench.service_crash import crash
from bench.service_room import bury, furnish, start
from pixauthor.errors import PixauthorError
from pixauthor.service.listening import listening

PATIENCE_SECONDS = 60


def within(condition):
    """Wait until something is true; it fails when it does not become so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    return furnish(tmp_path_factory.mktemp("room") / "room", 32)


@pytest.fixture
def crew(room):
    process, port = start(room, workers=2)
    try:
        yield psutil.Process(process.pid), port
    finally:
        for one in psutil.Process(process.pid).children() if process.poll() is None else []:
            one.kill()
        process.kill()
        bury(process)


@pytest.mark.slow
def test_what_was_acknowledged_is_found_whether_a_worker_dies_or_all(tmp_path):
    found = crash(furnish(tmp_path / "room", 32), 4, workers=2)
    assert (found.lost, found.doubled) == (0, 0)
    assert found.verified, found.words
    assert found.acknowledged > 50


def test_another_worker_takes_the_place_of_one_that_died(crew):
    first, _ = crew
    before = first.children()
    before[0].kill()
    within(lambda: len(first.children()) == 2 and before[0] not in first.children())
    assert before[1] in first.children()


def test_told_to_end_all_end(crew):
    first, _ = crew
    team = first.children()
    first.send_signal(signal.SIGTERM)
    within(lambda: not any(one.is_running() for one in team))
    within(lambda: not first.is_running() or first.status() == psutil.STATUS_ZOMBIE)


def test_workers_do_not_outlive_the_one_that_looks_after_them(crew):
    first, port = crew
    team = first.children()
    first.kill()
    within(lambda: not any(one.is_running() for one in team))
    with listening("127.0.0.1", port):
        pass


def test_a_port_that_a_crew_shares_is_taken_for_others(crew):
    _, port = crew
    for number in (1, 2):
        with pytest.raises(PixauthorError) as refused, listening("127.0.0.1", port, number):
            pass
        assert refused.value.message == "service.no-address"


def test_connections_come_to_all_workers(crew):
    first, port = crew
    open_ones = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(64)]
    try:
        for one in open_ones:
            one.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
            assert one.recv(12).endswith(b"200")
        served = [
            sum(one.status == psutil.CONN_ESTABLISHED for one in each.net_connections()) for each in first.children()
        ]
        assert sum(served) == 64
        # Sixty-four throws of a coin: fewer than ten on one side happen once in a hundred million.
        assert min(served) >= 10 or sys.platform != "linux"
    finally:
        for one in open_ones:
            one.close()


def test_a_journal_that_cannot_be_opened_is_said_once(room, tmp_path):
    broken = tmp_path / "no-journal"
    broken.write_bytes(b"not a database at all" * 100)
    command = [*room.command("serve", "run", str(room.folder / "bundle"), "--port", "0", "--workers", "2")]
    done = subprocess.run(
        [*command, "--database", str(broken)], capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert len(re.findall("no-journal", done.stderr)) == 1
