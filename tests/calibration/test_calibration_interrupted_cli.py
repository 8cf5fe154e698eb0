"""Ctrl-C during ``pixauthor calibrate run``: what was kept is said, and --resume goes on from there."""

import json
import os
import signal
import sys
import threading
import time

import numpy as np
import pytest
from response_frames import draw_scores, to_long
from session_samples import write_workspace

from pixauthor.cli.main import INTERRUPTED, run

LIMIT = 20


@pytest.fixture
def calibrate(tmp_path, monkeypatch):
    """Run the command line in a workspace with responses; return its exit status."""
    root = write_workspace(tmp_path)
    scores = draw_scores(2000, np.full(12, 1.2), np.linspace(-1.5, 1.5, 12), seed=2)
    frame = to_long(scores).assign(source="0")
    frame.assign(answer=frame["answer"].astype("string")).to_parquet(root / "r.parquet")
    monkeypatch.chdir(root)
    # Never near enough: the run ends when it is interrupted, or at its limit.
    slow = ("--points", "201", "--tolerance", "1e-300", "--max-iterations", str(LIMIT))
    options = ("--any-item", "--no-diagnostics", "--errors", "none", "--responses", "r.parquet", *slow)

    def call(output, *more):
        monkeypatch.setattr(sys, "argv", ["pixauthor", "calibrate", "run", *options, "-o", output, *more])
        with pytest.raises(SystemExit) as ended:
            run()
        return ended.value.code

    return call


@pytest.fixture
def interrupt():
    """Send Ctrl-C once a condition holds."""
    # A shell starts what runs in its background with SIGINT ignored: CI may do so.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threads = []

    def when(condition):
        def wait():
            for _ in range(10_000):
                if condition():
                    os.kill(os.getpid(), signal.SIGINT)
                    return
                time.sleep(0.002)

        threads.append(threading.Thread(target=wait))
        threads[-1].start()

    yield when
    for thread in threads:
        thread.join()
    signal.signal(signal.SIGINT, before)


def content(path):
    """Return a calibration without its date."""
    found = json.loads(path.read_text())
    del found["provenance"]["date"]
    return found


def test_who_interrupts_is_told_how_to_go_on_and_comes_to_the_same_numbers(calibrate, interrupt, tmp_path, capsys):
    state = tmp_path / "state.npz"
    interrupt(state.exists)
    assert calibrate("c.json", "--checkpoint", "state.npz") == INTERRUPTED
    told = capsys.readouterr().err
    assert "--resume" in told
    assert "state.npz" in told
    assert not (tmp_path / "c.json").exists()
    assert calibrate("c.json", "--checkpoint", "state.npz", "--resume") == 1
    assert calibrate("whole.json") == 1
    assert content(tmp_path / "c.json") == content(tmp_path / "whole.json")


def test_a_run_that_keeps_nothing_says_so_when_interrupted(calibrate, interrupt, monkeypatch, capsys):
    begun = []
    monkeypatch.setattr("pixauthor.cli.calibrate_run.decimal", lambda *_: begun.append(1) or "0")
    interrupt(lambda: begun)
    assert calibrate("c.json") == INTERRUPTED
    told = capsys.readouterr().err
    assert "--checkpoint" in told
    assert "Interrompu" in told
