"""Studies of adaptive tests: tables that agree with one another, the same for the same seed."""

import json

import numpy as np
import pytest
from pool_samples import make_pool

from pixauthor.calibration.cat_design import CatDesign
from pixauthor.calibration.cat_study import encode_study, simulate_cat
from pixauthor.errors import PixauthorError
from pixauthor.irt.quadrature import normal_grid

POOL = make_pool(200)
GRID = normal_grid(61, 6.0)


def study(**design):
    return simulate_cat(POOL, GRID, CatDesign(persons=1500, **{"length": 15, **design}))


def test_the_intervals_hold_everyone_and_sum_to_the_whole():
    found = study()
    rows = found.by_ability[found.by_ability["n"] > 0]
    assert rows["n"].sum() == 1500
    assert np.average(rows["bias"], weights=rows["n"]) == pytest.approx(found.summary["bias"])
    assert np.average(rows["rmse"] ** 2, weights=rows["n"]) == pytest.approx(found.summary["rmse"] ** 2)
    assert np.all((rows["theta"] >= rows["low"]) & (rows["theta"] <= rows["high"]))
    assert found.items["exposure"].sum() == pytest.approx(found.summary["length"])


def test_estimates_of_extreme_abilities_are_drawn_to_the_mean():
    rows = study().by_ability.set_index("low")
    assert rows.loc[-2.0, "bias"] > 0 > rows.loc[1.0, "bias"]


def test_the_examinees_stay_the_same_when_the_rules_change():
    one, two = study(), study(randomesque=5)
    assert one.by_ability[["n", "theta"]].equals(two.by_ability[["n", "theta"]])
    assert one.summary["rmse"] != two.summary["rmse"]


def test_the_same_seed_gives_the_same_study_on_any_number_of_threads():
    design = CatDesign(persons=5000, length=12, limit=0.3)
    one, two = (simulate_cat(POOL, GRID, design, threads=n) for n in (1, 2))
    assert one.summary == two.summary
    assert one.items.equals(two.items)


def test_an_exposure_limit_is_kept_and_costs_accuracy():
    free, limited = study(), study(limit=0.2)
    assert limited.limit_reached
    # 3,000 answers of chance: set on the same 1,500 examinees that it is tried on.
    assert limited.summary["highest_exposure"] < 0.2 + 5 * np.sqrt(0.2 * 0.8 / 1500)
    assert free.summary["highest_exposure"] > 0.5
    assert limited.summary["overlap"] < free.summary["overlap"]
    assert limited.summary["se"] > free.summary["se"]
    assert (limited.items["parameter"] < 1).any()


def test_a_limit_that_a_share_rules_out_is_told_as_missed():
    table = POOL.table.assign(competence=["9.9"] * 2 + POOL.table["competence"].tolist()[2:])
    pool = type(POOL)(items=POOL.items, table=table)
    found = simulate_cat(pool, GRID, CatDesign(persons=500, length=10, limit=0.3, shares={"9.9": 0.2}))
    assert not found.limit_reached
    assert found.summary["highest_exposure"] == 1


def test_a_standard_error_ends_tests_at_different_lengths():
    found = study(length=40, least=5, se=0.35)
    assert 5 <= found.summary["length_05"] < found.summary["length_95"] <= 40
    assert found.summary["se"] <= 0.36


def test_competences_get_their_shares_and_the_others_the_rest():
    found = study(length=20, shares={"1.1": 0.5, "1.2": 0.1})
    given = found.items.groupby("competence")["exposure"].sum()
    assert given["1.1"] == pytest.approx(10)
    assert given["1.2"] == pytest.approx(2)
    assert given[["2.1", "2.2"]].sum() == pytest.approx(8)


def test_examinees_come_from_the_latent_distribution():
    found = simulate_cat(POOL, normal_grid(61, 8.0, mean=1.0, sd=0.5), CatDesign(persons=3000, length=5))
    middle = found.by_ability.set_index("low").loc[[0.0, 1.0], "n"].sum() / 3000
    assert middle == pytest.approx(0.954, abs=0.02)  # within two standard deviations


def test_a_study_can_be_written_as_json():
    design = CatDesign(persons=50, length=5)
    data = json.loads(json.dumps(encode_study(simulate_cat(POOL, GRID, design), design), allow_nan=False))
    assert data["by_ability"][0]["low"] is None
    assert len(data["items"]) == 200
    assert data["design"]["length"] == 5


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ({"length": 201}, "--length 200"),
        ({"least": 16}, "--least"),
        ({"limit": 0.05}, "8"),
        ({"limit": float("nan")}, "exposition"),
        ({"se": float("nan")}, "finis"),
        ({"shares": {"1.1": 0.7, "1.2": 0.7}}, "140"),
        ({"shares": {"1.1": -0.1}}, "parts"),
        ({"shares": {"7.7": 0.1}}, "7.7"),
    ],
)
def test_a_test_that_the_bank_does_not_allow_is_refused(design, said):
    with pytest.raises(PixauthorError, match=said):
        study(**design)
