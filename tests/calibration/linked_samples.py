"""Calibrations that differ by a known line, and by items that drifted."""

import numpy as np

from pixauthor.calibration.model import CalibratedItem, Calibration, Design, Fit, Provenance, dichotomous_item

SCALE, SHIFT = 1.25, -0.4
N_PERSONS = 1_500
CALIBRATION = {
    "left_out": (),
    "alpha": 0.8,
    "fit": Fit(log_likelihood=-9_000.0, n_parameters=40, last_move=0.0, converged=True),
}


def provenance(seed, *, simulated=False):
    return Provenance(
        data=f"{seed:064x}",
        bank="",
        date="2026-11-22T10:15:00+00:00",
        simulated=simulated,
        n_persons=N_PERSONS,
        n_persons_left_out=0,
        n_answers=N_PERSONS * 20,
        versions={},
    )


def calibration(names, a, b, *, seed=1, model="2pl", errors=True, **changes):
    """A calibration with these parameters; standard errors of about the size that its persons give."""
    items = tuple(
        dichotomous_item(
            item=name,
            model=model,
            a=float(slope),
            b=float(place),
            n=N_PERSONS,
            p=0.5,
            se_a=0.07 * float(slope) if errors and model != "rasch" else None,
            se_b=0.06 + 0.02 * abs(float(place)) if errors else None,
        )
        for name, slope, place in zip(names, a, b, strict=True)
    )
    made = {"provenance": provenance(seed), "latent_mean": 0.0, "latent_sd": 1.0, **CALIBRATION, **changes}
    return Calibration(design=Design(model=model), items=items, **made)


def numbered(first, last):
    return [f"item-{k:02d}@1" for k in range(first, last + 1)]


def true_parameters(seed=7, n_items=40):
    rng = np.random.default_rng(seed)
    return rng.uniform(0.7, 1.9, n_items), rng.uniform(-2, 2, n_items)


def window(first, last, *, seed, scale=1.0, shift=0.0, noise=0.03, moves=None, **changes):
    """Items of a field test whose own scale is (theta - shift) / scale, a little off, some moved."""
    rng, (a, b) = np.random.default_rng(seed), true_parameters()
    at = np.arange(first - 1, last)
    names = numbered(first, last)
    now = b[at] + noise * rng.standard_normal(at.size)
    now += [dict(moves or {}).get(name, 0.0) for name in names]
    slopes = a[at] * np.exp(noise * rng.standard_normal(at.size))
    return calibration(names, slopes * scale, (now - shift) / scale, seed=seed, **changes)


def old_window(**changes):
    return window(1, 20, seed=11, **changes)


def new_window(**changes):
    return window(9, 28, seed=12, scale=SCALE, shift=SHIFT, **changes)


STEPPED = {
    "graded": {"a": 1.3, "b1": -1.0, "b2": 0.2, "b3": 1.1},
    "gpcm": {"a": 0.8, "b1": -0.6, "b2": 0.7, "b3": 0.3},
    "pcm": {"a": 1.0, "b1": -0.9, "b2": 0.1, "b3": 0.8},
}


def stepped(*, shift=0.0, moved=0.0, models=("graded", "gpcm"), n_each=4, **changes):
    """Items of several steps; the first has moved."""
    items = []
    for model in models:
        for k in range(n_each):
            place = 0.4 * k - 0.6 - shift + (moved if not items else 0.0)
            values = {name: value + (place if name != "a" else 0) for name, value in STEPPED[model].items()}
            errors = {name: 0.08 for name in values if (model, name) != ("pcm", "a")}
            categories = ("0", "1", "2", "3")
            items.append(
                CalibratedItem(
                    item=f"{model}-{k}@1",
                    model=model,
                    parameters=values,
                    errors=errors,
                    categories=categories,
                    n=900,
                    p=0.5,
                )
            )
    made = {"provenance": provenance(5), "latent_mean": 0.0, "latent_sd": 1.0, **CALIBRATION, **changes}
    return Calibration(design=Design(model=models[0]), items=tuple(items), **made)
