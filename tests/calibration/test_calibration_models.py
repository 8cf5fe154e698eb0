"""Several models in one run, and a large run from a table."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from response_frames import draw_scores, to_long

from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.store import load_calibration, save_calibration
from pixauthor.irt.items import dichotomous
from pixauthor.irt.simulate_sparse import simulate_sparse

NOW = datetime(2026, 11, 22, tzinfo=UTC)
MODELS = {"item-01": "rasch", "item-02@1": "3pl", "item-03": "4pl", "item-05": "graded", "item-06": "gpcm"}


@pytest.fixture(scope="module")
def mixed():
    rng = np.random.default_rng(9)
    scores = draw_scores(2500, np.full(8, 1.3), np.linspace(-1.2, 1.2, 8), seed=9)
    for item in (4, 5):
        scores[:, item] = np.where(scores[:, item] == 0, rng.choice([0, 0.5], 2500), 1.0)
    # Between two asymptotes a slope can grow for ever: that needs a prior.
    design = Design(models=MODELS, priors={"a": "lognormal(0.2, 0.4)"})
    return calibrate(to_long(scores), design, now=NOW)


def test_each_item_has_the_model_asked_for_by_name_or_reference(mixed, tmp_path):
    expected = ["rasch", "3pl", "4pl", "2pl", "graded", "gpcm", "2pl", "2pl"]
    assert [item.model for item in mixed.items] == expected
    assert [sorted(item.parameters) for item in mixed.items[:6]] == [
        ["a", "b"],
        ["a", "b", "c"],
        ["a", "b", "c", "d"],
        ["a", "b"],
        ["a", "b1", "b2"],
        ["a", "b1", "b2"],
    ]
    assert mixed.items[4].categories == ("0", "0.5", "1")
    save_calibration(tmp_path / "c.json", mixed)
    assert load_calibration(tmp_path / "c.json") == mixed


def test_models_beside_each_other_are_on_one_scale(mixed):
    assert mixed.fit.converged
    assert mixed.fit.definite
    # One item with a slope of 1 sets the unit, so that the spread of abilities is free: the slopes are 1.3 of it.
    assert (mixed.items[0].a, set(mixed.items[0].errors)) == (1.0, {"b"})
    assert [item.a * mixed.latent_sd for item in mixed.items[6:]] == pytest.approx([1.3, 1.3], abs=0.3)
    assert [item.b / mixed.latent_sd for item in mixed.items[6:]] == pytest.approx([0.857, 1.2], abs=0.3)


def test_a_large_sparse_run_from_a_table_recovers_its_items():
    # 20,000 candidates, 300 items, 25 answers each: half a million rows.
    rng = np.random.default_rng(1)
    a, b = rng.lognormal(0, 0.2, 300), rng.normal(0, 1, 300)
    answers = simulate_sparse(rng.standard_normal(20_000), dichotomous("2pl", a=a, b=b), 25, rng)
    names = np.array([f"item-{k:03d}" for k in range(300)], object)
    people = np.array([f"c{k:05d}" for k in range(20_000)], object)
    frame = pd.DataFrame(
        {
            "candidate": people[answers.persons],
            "item": names[answers.columns // 2],
            "version": 1,
            "score": (answers.columns % 2).astype(float),
            "answered_at": pd.NaT,
            "simulated": True,
        }
    )
    found = calibrate(frame, Design(), now=NOW)
    assert (found.provenance.n_answers, found.fit.converged, found.fit.falls) == (500_000, True, 0)
    z = (np.array([item.a for item in found.items]) - a) / [item.se_a for item in found.items]
    # 300 items: the root mean square has a standard error of 4 %.
    assert np.sqrt(np.mean(z**2)) == pytest.approx(1, abs=0.15)
    assert abs(z.mean()) < 0.3
