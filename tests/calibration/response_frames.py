"""Long tables of responses, as ``load_responses`` gives them."""

import numpy as np
import pandas as pd


def to_long(scores, names=None, *, answers=None, simulated=False, version=1):
    """Return one row per score that is not NaN; ``answers`` are JSON texts of the same shape."""
    names = names or [f"item-{k + 1:02d}" for k in range(scores.shape[1])]
    person, item = np.nonzero(~np.isnan(scores))
    given = scores[person, item]
    return pd.DataFrame(
        {
            "candidate": [f"c{k:05d}" for k in person],
            "item": np.array(names, object)[item],
            "version": version,
            "answer": None if answers is None else np.asarray(answers, object)[person, item],
            "status": np.where(given == 1, "ok", "ko"),
            "score": given,
            "seconds": np.nan,
            "answered_at": pd.NaT,
            "session": "",
            "simulated": simulated,
        }
    )


def draw_scores(n_persons, a, b, seed=0):
    """Return scores of standard normal candidates, (n_persons, n_items)."""
    rng = np.random.default_rng(seed)
    theta = rng.standard_normal((n_persons, 1))
    chance = 1 / (1 + np.exp(-np.asarray(a) * (theta - np.asarray(b))))
    return (rng.random(chance.shape) < chance).astype(float)
