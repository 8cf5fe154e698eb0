"""What other programs found for the same answers and items: ``data/scores.json``, told in ``data/README-scores.md``."""

import json
from functools import cache
from pathlib import Path

import numpy as np

from pixauthor.irt.answers import from_matrix
from pixauthor.irt.items import arrange, dichotomous

MIRT = (
    "LSAT7_2PL_mirt",
    "LSAT7_3PLprior_mirt",
    "Science_gpcm_mirt",
    "Science_graded_mirt",
    "ICAR16_2PL_mirt",
    "simraschmissing_Rasch_mirt",
)


@cache
def found_by(name):
    return json.loads((Path(__file__).parent / "data" / "scores.json").read_text())[name]


def items_of(name):
    """Return items of one model from the parameters that mirt gave them."""
    found = found_by(name)
    n_categories = 2 if found["model"] in ("2pl", "3pl") else len(found["working"][0])
    items = arrange([found["model"]] * len(found["working"]), [n_categories] * len(found["working"]))
    return items.with_working([np.array(found["working"])])


def tcals():
    """Return the 85 items of the TCALS bank, 3PL."""
    found = found_by("tcals_catR")
    return dichotomous("3pl", **{name: np.array(found[name]) for name in "abc"})


def answers_of(name, items):
    return from_matrix(np.array(found_by(name)["patterns"], float), items.offsets, fold=False)


def scores_in(found):
    return np.array(found["theta"], float), np.array(found["se"], float)
