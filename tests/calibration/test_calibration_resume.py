"""The same input gives the same bytes: in any order, on any number of threads, and after an interruption."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from response_frames import draw_scores, to_long
from threadpoolctl import threadpool_limits

from pixauthor.calibration.model import Design
from pixauthor.calibration.provenance import digest_responses
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.store import save_calibration
from pixauthor.errors import PixauthorError
from pixauthor.irt.items import dichotomous
from pixauthor.irt.simulate_sparse import simulate_sparse

NOW = datetime(2026, 11, 22, 10, 15, tzinfo=UTC)
DESIGN = Design(models={"item-03": "3pl", "item-05": "graded"}, group="form")


@pytest.fixture(scope="module")
def frame():
    """Holes, two groups, an item of three scores, another with guessing, and candidates who answered again."""
    rng = np.random.default_rng(4)
    scores = draw_scores(1200, np.full(7, 1.2), np.linspace(-1.5, 1.5, 7), seed=2)
    scores[:, 4] = np.where(scores[:, 4] == 0, rng.choice([0, 0.5], 1200), 1.0)
    scores[rng.random(scores.shape) < 0.3] = np.nan
    long = to_long(scores).assign(group_form=lambda made: np.where(made["candidate"] < "c00500", "a", "b"))
    moments = np.datetime64("2026-01-05T09:00") + np.arange(len(long)).astype("timedelta64[s]")
    return long.assign(answered_at=moments)


@pytest.fixture
def saved(tmp_path):
    """Return the bytes of the file of a calibration."""

    def save(calibration):
        save_calibration(tmp_path / "c.json", calibration)
        return (tmp_path / "c.json").read_bytes()

    return save


@pytest.fixture(scope="module")
def whole(frame):
    states = []
    return calibrate(frame, DESIGN, now=NOW, watch=states.append), states


def test_the_order_of_rows_changes_no_byte(frame, whole, saved):
    for seed in (1, 2):
        mixed = frame.sample(frac=1, random_state=seed).reset_index(drop=True)
        assert saved(calibrate(mixed, DESIGN, now=NOW)) == saved(whole[0])


def test_the_order_of_columns_and_kinds_of_text_change_no_byte(frame, whole, saved):
    other = frame[sorted(frame.columns)].astype({"candidate": object, "item": "category", "version": "int32"})
    other["item"] = other["item"].astype(str)
    assert saved(calibrate(other, DESIGN, now=NOW)) == saved(whole[0])


@pytest.mark.parametrize("n_threads", [1, 2, 4])
def test_the_number_of_threads_changes_no_byte(monkeypatch, saved, n_threads):
    # More persons than a chunk of the E-step holds (4,096); a dense test, which goes through BLAS, and a sparse one.
    dense = to_long(draw_scores(5000, np.ones(6), np.linspace(-1, 1, 6)))
    rng = np.random.default_rng(6)
    bank = dichotomous("2pl", a=np.ones(30), b=rng.normal(size=30))
    answers = simulate_sparse(rng.standard_normal(5000), bank, 3, rng)
    scores = np.full((5000, 30), np.nan)
    scores[answers.persons, answers.columns // 2] = answers.columns % 2
    made = {}
    for kept in (False, True):
        if kept:
            monkeypatch.setattr("os.cpu_count", lambda: n_threads)
        with threadpool_limits(n_threads if kept else None):
            made[kept] = [saved(calibrate(one, Design(tolerance=1e-3), now=NOW)) for one in (dense, to_long(scores))]
    assert made[False] == made[True]


@pytest.mark.parametrize("stop", [1, 2, 5])
def test_a_calibration_that_was_stopped_goes_on_to_the_same_bytes(frame, whole, saved, stop):
    complete, states = whole
    assert len(states) > 5
    left = []
    resumed = calibrate(frame, DESIGN, now=NOW, start=states[stop - 1], watch=left.append)
    assert len(left) == len(states) - stop
    assert saved(resumed) == saved(complete)


def test_a_finished_calibration_is_not_estimated_again(frame, whole, saved):
    complete, states = whole
    again = []
    assert saved(calibrate(frame, DESIGN, now=NOW, start=states[-1], watch=again.append)) == saved(complete)
    assert not again


def test_whoever_watches_may_stop_it(frame):
    class StopNow(Exception):  # noqa: N818 not an error
        pass

    def watch(state):
        if state.n_iterations == 3:
            raise StopNow

    with pytest.raises(StopNow):
        calibrate(frame, DESIGN, now=NOW, watch=watch)


def test_a_checkpoint_kept_in_a_file_goes_on_to_the_same_bytes(frame, whole, saved, tmp_path):
    path = tmp_path / "state.zip"
    short = replace(DESIGN, max_iterations=5)
    stopped = calibrate(frame, short, now=NOW, checkpoint=path)
    assert not stopped.fit.converged
    assert path.exists()
    left = []
    resumed = calibrate(frame, DESIGN, now=NOW, checkpoint=path, resume=True, watch=left.append)
    assert len(left) == len(whole[1]) - 5
    assert saved(resumed) == saved(whole[0])


@pytest.mark.parametrize("other", [{"latent": "histogram"}, {"priors": {"c": "none"}}, {"points": 41}])
def test_a_checkpoint_of_another_design_is_refused(frame, tmp_path, other):
    path = tmp_path / "state.zip"
    calibrate(frame, replace(DESIGN, max_iterations=5), now=NOW, checkpoint=path)
    with pytest.raises(PixauthorError):
        calibrate(frame, replace(DESIGN, **other), now=NOW, checkpoint=path, resume=True)
    fewer = frame[frame["candidate"] > "c00010"]
    with pytest.raises(PixauthorError):
        calibrate(fewer, DESIGN, now=NOW, checkpoint=path, resume=True)


def test_a_state_of_other_items_is_refused(frame, whole):
    with pytest.raises(PixauthorError) as caught:
        calibrate(frame[frame["item"] != "item-01"], DESIGN, now=NOW, start=whole[1][0])
    assert caught.value.message == "calibration.other-start"


def test_starting_values_of_a_calibration_lead_to_the_same_estimate_sooner(frame, whole):
    complete, states = whole
    seen = []
    again = calibrate(frame, DESIGN, now=NOW, starts=complete, watch=seen.append)
    assert len(seen) < len(states)
    for one, other in zip(again.items, complete.items, strict=True):
        assert dict(one.parameters) == pytest.approx(dict(other.parameters), abs=2e-3)


def test_the_digest_of_responses_is_that_of_who_got_what(frame):
    known = digest_responses(frame)
    assert digest_responses(frame.sample(frac=1, random_state=1)) == known
    assert digest_responses(frame.assign(seconds=3.0, status="?")) == known
    changes = [("candidate", "x"), ("item", "x"), ("version", 2), ("score", 0.25)]
    others = [frame.assign(**{name: frame[name].where(frame.index != 7, value)}) for name, value in changes]
    digests = {known, *map(digest_responses, others), digest_responses(frame[1:])}
    assert len(digests) == 6


def test_the_digest_of_responses_is_the_same_on_every_machine():
    # Computed once; with another one, on another machine or after an update, calibrations would not know their data.
    frame = to_long(np.array([[1.0, 0.0, 0.5], [np.nan, 1.0, 0.0]]), ["é", "a", "b"])
    assert digest_responses(frame) == "f372ade5777fc52efb80eec8f400cb3f91330933c1fcc85cdf014a307a5d4f94"


def test_a_changed_key_takes_the_parameters_away(frame):
    # A new key is a new version: nothing of the old one is of use to it, in the file or as an anchor.
    old = calibrate(frame, Design(), now=NOW)
    changed = frame.assign(version=np.where(frame["item"] == "item-02", 2, 1))
    fresh = calibrate(changed, Design(), now=NOW, anchors=old)
    assert "item-02@1" not in fresh.by_item
    assert not fresh.by_item["item-02@2"].anchor
    assert fresh.by_item["item-02@2"].errors
    assert [item.item for item in fresh.items if not item.anchor] == ["item-02@2"]
