"""Calibrations of published data against what mirt, ltm and psych found, and against our own likelihood."""

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from reference_data import complete, oracle, oracle_items, read_icar, read_lsat, read_table
from response_frames import to_long
from scipy.optimize import minimize

from pixauthor.bank.interactions import Option, SingleChoice
from pixauthor.bank.keys import SingleChoiceKey
from pixauthor.calibration.model import Design
from pixauthor.calibration.run import calibrate
from pixauthor.calibration.scores import distractor_table
from pixauthor.grading.grade import grade
from pixauthor.irt.dichotomous import TwoPL
from pixauthor.irt.marginal import gradient, log_likelihood
from pixauthor.irt.quadrature import normal_grid

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GRID = normal_grid()


def parameters(calibration):
    return np.array([(item.a, item.b) for item in calibration.items]).T


def maximise(scores, *, common_slope):
    """Return the maximum likelihood estimates on a standard normal scale: a slow twin of any engine."""
    n_items = scores.shape[1]

    def split(vector):
        a = np.broadcast_to(vector[:-n_items], n_items)
        return TwoPL(a, -vector[-n_items:] / a)

    def objective(vector):
        slopes, intercepts = gradient(scores, split(vector), GRID).T
        ahead = [slopes.sum()] if common_slope else slopes
        return -log_likelihood(scores, split(vector), GRID), -np.concatenate([ahead, intercepts])

    start = np.concatenate([np.ones(1 if common_slope else n_items), np.zeros(n_items)])
    return split(minimize(objective, start, jac=True, method="L-BFGS-B", options={"gtol": 1e-3, "ftol": 1e-12}).x)


@pytest.mark.parametrize("name", ["LSAT6", "LSAT7"])
def test_two_parameters_of_lsat_are_those_of_mirt(name):
    found = calibrate(to_long(read_lsat(name)), Design(model="2pl"), now=NOW)
    expected = oracle_items(f"{name}_2PL_mirt")
    a, b = parameters(found)
    # girth stops when no slope moves by more than 1e-3, and interpolates difficulties in a table: 2e-4 seen.
    assert a == pytest.approx(expected.a, abs=1e-3)
    assert b == pytest.approx(expected.b, abs=1e-3)
    assert found.fit.log_likelihood == pytest.approx(oracle(f"{name}_2PL_mirt")["log_likelihood"], abs=1e-3)
    assert (found.fit.n_parameters, found.fit.converged, found.latent_sd) == (10, True, 1.0)


def test_rasch_of_lsat7_is_that_of_mirt():
    found = calibrate(to_long(read_lsat("LSAT7")), Design(model="rasch"), now=NOW)
    expected = oracle("LSAT7_Rasch_mirt")
    a, b = parameters(found)
    assert (a == 1).all()
    # girth finds difficulties to 1e-4 on its own scale.
    assert b == pytest.approx(-np.array(expected["d"]), abs=2e-3)
    assert found.latent_sd**2 == pytest.approx(expected["latent_variance"], abs=2e-3)
    assert found.fit.log_likelihood == pytest.approx(expected["log_likelihood"], abs=1e-3)
    assert found.fit.n_parameters == 6


def test_rasch_of_lsat6_is_that_of_ltm_on_its_scale():
    # ltm keeps abilities standard normal and frees the common slope: b of Rasch is slope times its difficulty.
    # It integrates by 21 Gauss-Hermite points; girth and the table of digits leave 1e-3.
    found = calibrate(to_long(read_lsat("LSAT6")), Design(model="rasch"), now=NOW)
    expected = oracle("LSAT6_rasch_ltm")
    assert found.latent_sd == pytest.approx(expected["a"], abs=1e-3)
    assert parameters(found)[1] == pytest.approx(expected["a"] * np.array(expected["b"]), abs=1e-3)
    assert found.fit.log_likelihood == pytest.approx(expected["log_likelihood"], abs=1e-3)


def test_our_maximum_of_icar_with_its_holes_is_that_of_mirt():
    # The twin that the next tests lean on, with missing answers kept as mirt keeps them.
    found = maximise(read_icar(), common_slope=False)
    expected = oracle_items("ICAR16_2PL_mirt")
    assert found.a == pytest.approx(expected.a, abs=1e-3)
    assert found.b == pytest.approx(expected.b, abs=1e-3)


@pytest.fixture(scope="module", params=["rasch", "2pl"])
def icar(request):
    """The calibration of those who answered everything: girth cannot have holes, and the oracle has them."""
    return calibrate(to_long(read_icar()), Design(model=request.param, complete_cases=True), now=NOW)


def test_icar_of_complete_cases_is_near_the_maximum_of_the_likelihood(icar):
    # girth ties each difficulty to the share of right answers, which is consistent, but not quite maximum likelihood:
    # 0.011 logit seen, an eighth of a standard error (mirt gives 0.05 to 0.09 for b on the whole data).
    scores = complete(read_icar())
    twin = maximise(scores, common_slope=icar.design.model == "rasch")
    a, b = parameters(icar)
    assert a * icar.latent_sd == pytest.approx(twin.a, abs=5e-3)
    assert b / icar.latent_sd == pytest.approx(twin.b, abs=0.015)
    assert 0 <= log_likelihood(scores, twin, GRID) - icar.fit.log_likelihood < 0.1
    assert icar.fit.converged
    assert (icar.provenance.n_persons, icar.provenance.n_persons_left_out) == (1248, 261)  # 16 more answered nothing


def test_icar_of_complete_cases_is_near_mirt_on_all(icar):
    # Those with holes, a fifth, are a little less able: without them the zero of the scale moves by 0.05 logit on
    # average, and parameters by a standard error or so (mirt: 0.08 to 0.14 for a, 0.05 to 0.09 for b).
    expected = oracle_items({"rasch": "ICAR16_Rasch_mirt", "2pl": "ICAR16_2PL_mirt"}[icar.design.model])
    a, b = parameters(icar)
    assert a == pytest.approx(expected.a, abs=0.1)
    assert b == pytest.approx(expected.b, abs=0.12)
    assert np.corrcoef(b, expected.b)[0, 1] > 0.999


def test_statistics_of_lsat6_are_those_of_psych():
    found = calibrate(to_long(read_lsat("LSAT6")), Design(), now=NOW)
    expected = oracle("psych_alpha_LSAT6")
    assert found.alpha == pytest.approx(expected["alpha"], abs=1e-9)
    assert [item.p for item in found.items] == pytest.approx(expected["p"], abs=1e-9)
    assert [item.r_rest for item in found.items] == pytest.approx(expected["r_drop"], abs=1e-9)
    assert [item.alpha_dropped for item in found.items] == pytest.approx(expected["alpha_drop"], abs=1e-9)


@pytest.fixture(scope="module")
def icar_answers():
    """Names, key, and raw answers: 0 and empty are no answer."""
    header, rows = read_table("psych_iqitems_raw.csv")
    key = dict(read_table("psych_iqitems_key.csv")[1])
    return [name.replace(".", "-") for name in header], [key[name] for name in header], np.array(rows)


def test_grading_raw_icar_answers_gives_its_scored_table(icar_answers):
    _, key, raw = icar_answers
    options = SingleChoice(options=tuple(Option(id=f"o{k}", text=str(k)) for k in range(1, 9)))
    credit = {
        (right, given): grade(options, SingleChoiceKey(correct=f"o{right}"), f"o{given}").credit
        for right in set(key)
        for given in "12345678"
    }
    unanswered = np.isin(raw, ["0", ""])
    graded = np.array(
        [[credit.get((right, cell), np.nan) for right, cell in zip(key, row, strict=True)] for row in raw]
    )
    assert np.array_equal(np.isnan(graded), unanswered)
    assert np.array_equal(graded, read_icar(), equal_nan=True)


def test_distractors_of_icar_tell_the_key(icar_answers):
    names, key, raw = icar_answers
    answers = np.vectorize(json.dumps, otypes=[object])(np.char.add("o", raw))
    responses = to_long(read_icar(), names, answers=answers)
    for position, name in enumerate(names):
        table = distractor_table(responses, f"{name}@1").set_index("option")
        assert table["r_rest"].idxmax() == f"o{key[position]}"
        counts = {f"o{k}": int((raw[:, position] == str(k)).sum()) for k in range(1, 9)}
        assert table["n"].to_dict() == {option: n for option, n in counts.items() if n}
        assert table["p"].sum() == pytest.approx(1)
        groups = table[[f"group_{k}" for k in range(1, 6)]]
        assert groups.sum().to_numpy() == pytest.approx(1)
        assert groups.loc[f"o{key[position]}", "group_5"] > groups.loc[f"o{key[position]}", "group_1"]
