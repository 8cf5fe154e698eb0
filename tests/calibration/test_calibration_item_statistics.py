"""Statistics of items of very many answers are those of a few, chunk after chunk."""

import numpy as np
import pytest
from reference_data import read_icar
from response_frames import to_long

from pixauthor.calibration import item_statistics
from pixauthor.calibration.item_statistics import statistics_of
from pixauthor.calibration.model import Design
from pixauthor.calibration.prepare import prepare


def graded_scores():
    """Return three scores of some persons to eight items, with holes."""
    rng = np.random.default_rng(5)
    strength = rng.normal(size=(900, 1)) + rng.normal(size=(900, 8))
    return np.where(rng.random((900, 8)) < 0.2, np.nan, np.digitize(strength, [-0.5, 0.7]) / 2)


@pytest.mark.parametrize(
    ("scores", "model"), [(read_icar(), "2pl"), (graded_scores(), "graded")], ids=["2pl", "graded"]
)
def test_a_chunk_at_a_time_gives_the_same_statistics(scores, model, monkeypatch):
    data = prepare(to_long(scores), Design(model=model))
    at_once, _ = statistics_of(data)
    monkeypatch.setattr(item_statistics, "MANY", 0)
    monkeypatch.setattr(item_statistics, "_CHUNK", 100)
    streamed, alpha = statistics_of(data)
    for name in ("n", "p", "sd", "r_total", "r_rest"):
        assert getattr(streamed, name) == pytest.approx(getattr(at_once, name), abs=1e-9), name
    assert np.isfinite(streamed.r_rest).all()
    # Alpha needs all answers of a form at once.
    assert alpha is None
    assert np.isnan(streamed.alpha_dropped).all()
