"""The forms of est2pl (tests/irt/data/README-linking.md) as items, and items of every model."""

import csv
from pathlib import Path

import numpy as np

from pixauthor.irt.irf import MODELS
from pixauthor.irt.items import arrange, gather
from pixauthor.irt.quadrature import Grid

DATA = Path(__file__).parent / "data"


def rows_of(name):
    with (DATA / name).open() as stream:
        return list(csv.DictReader(stream))


def forms():
    """Names and items of each form, by number."""
    found = {}
    for number in "12345":
        rows = [row for row in rows_of("est2pl_forms.csv") if row["form"] == number]
        table = np.array([[float(row["slope"]), float(row["intercept"])] for row in rows])
        items = arrange(["2pl"] * len(rows), [2] * len(rows)).with_working([table])
        found[number] = ([row["item"] for row in rows], items)
    return found


def positions(names, wanted):
    return np.array([names.index(name) for name in wanted])


def common(new, old):
    """Positions of the common items in two forms, in one order."""
    shared = [name for name in new[0] if name in old[0]]
    return positions(new[0], shared), positions(old[0], shared)


def gauss_hermite(points=30):
    nodes, weights = np.polynomial.hermite_e.hermegauss(points)
    return Grid(nodes, weights / weights.sum())


NATURAL = {
    "rasch": [(1.0, -0.8), (1.0, 0.3), (1.0, 1.4)],
    "1pl": [(1.3, -0.8), (1.3, 0.3), (1.3, 1.4)],
    "2pl": [(0.7, -1.1), (1.2, 0.2), (1.9, 0.9)],
    "3pl": [(0.9, -0.9, 0.2), (1.6, 0.6, 0.1)],
    "4pl": [(1.1, -0.4, 0.15, 0.95), (1.5, 0.8, 0.2, 0.9)],
    "pcm": [(1.0, -1.2, 0.1, 0.9), (1.0, -0.4, 0.6, 0.2)],
    "gpcm": [(0.6, -1.2, 0.1, 0.9), (1.4, -0.4, 0.6, 0.2)],
    "graded": [(0.8, -1.5, -0.2, 0.9), (1.7, -0.7, 0.4, 1.6)],
    "nominal": [(-0.6, 0.1, 0.5, 0.3, 0.4, -0.7), (-0.9, -0.2, 1.1, 0.2, 0.1, -0.3)],
}


def items_of(*models):
    """Items of each of these models, with fixed parameters."""
    blocks = []
    for name in models:
        for natural in NATURAL[name]:
            model = MODELS[name]
            n_categories = 2 if model.dichotomous else (3 if name == "nominal" else len(natural))
            working = model.to_working(np.array([natural]))
            one = arrange([name], [n_categories]).with_working([working])
            blocks.append(one.item(0))
    return gather(blocks)
