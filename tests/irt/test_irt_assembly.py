"""Forms: the best of all that could be listed, every bound kept, and a true reason when there are none."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixauthor.irt.assembly.forms import USES, Outcome, assemble, find_conflict, nearest_bounds
from pixauthor.irt.assembly.program import Demand
from pixauthor.irt.items import dichotomous

THETA = np.array([-1.0, 0.0, 1.0])


def make(n_items=12, n_forms=1, length=4, target=None, seed=1, **changes):
    """Return a demand for forms of ``length`` items, a third of the items being of one kind, another of another."""
    rng = np.random.default_rng(seed)
    items = dichotomous("2pl", a=rng.lognormal(0, 0.3, n_items), b=rng.normal(0, 1, n_items))
    kinds = np.arange(n_items) % 3
    demand = Demand(
        n_forms=n_forms,
        weights=np.vstack([np.ones(n_items), kinds == 0, kinds == 1]).astype(float),
        low=np.array([length, 1.0, 1.0]),
        high=np.array([length, np.inf, 2.0]),
        groups=np.arange(3),
        uses=np.ones(n_items, int),
        information=items.information(THETA),
        target=np.ones(3) if target is None else np.asarray(target, float),
        relative=target is None,
    )
    return replace(demand, **changes)


def keeps(demand, members):
    sums = demand.weights @ members
    return np.all((sums >= demand.low) & (sums <= demand.high))


def all_forms(demand, length):
    for chosen in combinations(range(demand.n_items), length):
        members = np.isin(np.arange(demand.n_items), chosen)
        if keeps(demand, members):
            yield members


def test_the_form_nearest_to_the_target_is_the_best_of_all_possible_ones():
    demand = make(target=[0.7, 0.9, 0.8], tolerance=0.0)
    found = assemble(demand, gap=0.0)
    worst = [np.abs(members @ demand.information - demand.target).max() for members in all_forms(demand, 4)]
    assert found.outcome is Outcome.OPTIMAL
    assert np.abs(found.members[0] @ demand.information - demand.target).max() == pytest.approx(min(worst))


def test_the_most_informative_form_is_the_best_of_all_possible_ones():
    demand = make(target=[1.0, 2.0, 1.0], relative=True)
    found = assemble(demand, gap=0.0)
    ratios = [(members @ demand.information / demand.target).min() for members in all_forms(demand, 4)]
    assert (found.members[0] @ demand.information / demand.target).min() == pytest.approx(max(ratios))


def test_two_forms_are_the_best_of_all_possible_pairs():
    demand = make(n_items=10, n_forms=2, length=3)
    found = assemble(demand, gap=0.0)
    least = [(members @ demand.information).min() for members in all_forms(demand, 3)]
    forms = list(all_forms(demand, 3))
    pairs = [min(least[i], least[j]) for i in range(len(forms)) for j in range(i) if not (forms[i] & forms[j]).any()]
    assert (found.members @ demand.information).min() == pytest.approx(max(pairs))


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 3), st.integers(3, 6), st.integers(1, 3), st.integers(0, 99))
def test_every_bound_is_kept_and_no_item_serves_too_often(n_forms, length, uses, seed):
    demand = make(30, n_forms, length, seed=seed, uses=np.full(30, uses))
    found = assemble(demand, seconds=5, gap=0.2)
    assert found.members.sum(axis=0).max() <= uses
    assert all(keeps(demand, members) for members in found.members)


def test_two_forms_share_no_more_items_than_allowed():
    demand = make(30, 3, 8, uses=np.full(30, 3), shared=2)
    found = assemble(demand, seconds=10, gap=0.2)
    common = found.members.astype(int) @ found.members.T
    assert np.all(common[~np.eye(3, dtype=bool)] <= 2)
    free = assemble(replace(demand, shared=None), gap=0.0)
    assert (free.members.astype(int) @ free.members.T).max() == (free.members[0] & free.members[1]).sum() == 8


def test_a_deviation_within_the_tolerance_is_good_enough():
    demand = make(60, 2, 10, target=[1.5, 1.8, 1.5], tolerance=0.2)
    found = assemble(demand)
    assert found.outcome is Outcome.OPTIMAL
    assert np.abs(found.members @ demand.information - demand.target).max() <= 0.2 + 1e-6


def test_a_conflict_names_only_what_is_needed_for_it():
    # Kind 1 has four items; two forms want three each.
    demand = make(n_forms=2, length=5, low=np.array([5, 1, 3.0]), high=np.array([5, np.inf, np.inf]))
    assert assemble(demand).outcome is Outcome.INFEASIBLE
    assert find_conflict(demand) == (USES, 2)
    assert find_conflict(replace(demand, uses=np.full(12, 2))) == ()


def test_a_conflict_within_one_form_does_not_blame_the_number_of_forms():
    demand = make(n_forms=2, length=2, low=np.array([2, 2, 1.0]))
    assert find_conflict(demand) == (0, 1, 2)


def test_the_nearest_bounds_can_be_kept_and_differ_least():
    demand = make(n_forms=2, length=5, low=np.array([5, 1, 3.0]), high=np.array([5, np.inf, np.inf]))
    low, high = nearest_bounds(demand)
    assert low.tolist() == [5, 1, 2]
    assert high.tolist() == demand.high.tolist()
    assert assemble(replace(demand, low=low, high=high)).outcome is Outcome.OPTIMAL


def test_nearest_bounds_of_seconds_and_information_can_be_kept_too():
    demand = make()
    seconds = np.random.default_rng(3).uniform(30, 120, 12)
    harder = replace(
        demand,
        weights=np.vstack([demand.weights, seconds, demand.information[:, 1]]),
        low=np.append(demand.low, [-np.inf, 0.9]),
        high=np.append(demand.high, [150.0, np.inf]),
        groups=np.arange(5),
    )
    assert assemble(harder).outcome is Outcome.INFEASIBLE
    low, high = nearest_bounds(harder)
    slack = 1e-6  # of the solver
    assert assemble(replace(harder, low=low - slack, high=high + slack)).outcome is Outcome.OPTIMAL


def test_a_search_without_time_says_so():
    demand = make(400, 6, 40, target=[3.0, 3.1, 3.2], tolerance=0.0)
    assert assemble(demand, seconds=0.0).outcome in {Outcome.OUT_OF_TIME, Outcome.FEASIBLE}
