import numpy as np
import pytest

from pixauthor.irt.items import arrange, dichotomous
from pixauthor.irt.sequential import estimate_capacity

# pix.md §11, "2PL sequential estimate (start 0, no variation limit)".
FIRST = (1.86350005965093, 0.194712138508747)
SECOND = (2.25422414740233, 0.823376599163319)


def items(*parameters):
    a, b = np.array(parameters, float).T
    return dichotomous("2pl", a=a, b=b)


def test_without_answer_the_capacity_is_the_start_and_the_error_five():
    found = estimate_capacity(np.empty(0), arrange([], []), start=-3)
    assert (found.capacities.tolist(), found.errors.tolist()) == ([-3], [5])


def test_worked_example_without_limit():
    found = estimate_capacity(np.ones(2), items(FIRST, SECOND))
    assert found.capacities[1:] == pytest.approx([0.859419960298745, 1.802340122865396], abs=1e-9)
    assert found.errors[1:] == pytest.approx([0.9327454634914153, 0.8549014053951466], abs=1e-9)


@pytest.mark.parametrize(("score", "capacity"), [(1.0, 0.5), (0.0, -0.5)])
def test_variation_limit_stops_the_first_move(score, capacity):
    assert estimate_capacity(np.array([score]), items(FIRST), variation_limit=0.5).capacities[1] == capacity


def test_variation_limit_grows_with_the_capacity():
    # pix.md §11: "Three right -> 0.5, 0.75, 1.125".
    found = estimate_capacity(np.ones(3), items(FIRST, FIRST, FIRST), variation_limit=0.5)
    assert found.capacities[1:] == pytest.approx([0.5, 0.75, 1.125], abs=1e-9)


def test_worked_example_of_a_candidate_who_climbs_from_minus_three():
    # pix.md §11: all right on items a = 1, b = current capacity, variation 0.5; six decimals are given.
    expected = [-2.421712, -1.574753, -0.787376, -0.393688, 0.106312, 0.606312, 0.909468, 1.364202]
    difficulties = [-3.0]
    for _ in expected:
        asked = items(*[(1.0, b) for b in difficulties])
        found = estimate_capacity(np.ones(len(difficulties)), asked, start=-3, variation_limit=0.5)
        difficulties.append(float(found.capacities[-1]))
    assert difficulties[1:] == pytest.approx(expected, abs=1e-6)


def test_only_a_full_score_is_a_success():
    asked = items(FIRST)
    partly, wrong = (estimate_capacity(np.array([score]), asked).capacities for score in (0.5, 0.0))
    assert np.array_equal(partly, wrong)


def test_order_of_answers_matters():
    right_first = estimate_capacity(np.array([1.0, 0.0]), items(FIRST, SECOND)).capacities[-1]
    wrong_first = estimate_capacity(np.array([0.0, 1.0]), items(SECOND, FIRST)).capacities[-1]
    assert right_first != pytest.approx(wrong_first, abs=1e-3)


def test_an_item_of_several_categories_is_refused():
    with pytest.raises(ValueError, match="success and failure"):
        estimate_capacity(np.ones(1), arrange(["gpcm"], [3]))
