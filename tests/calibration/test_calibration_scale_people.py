import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.calibration.scale_people import place_all
from pixauthor.framework.ability_scale import CutScore, LevelCuts
from pixauthor.framework.model import PixRules
from pixauthor.framework.placement import place

CUTS = LevelCuts(
    floor=-4.0,
    cuts=tuple(
        CutScore(level=k, theta=theta, se=0.1 * k)
        for k, theta in enumerate((-2.0, -1.0, 0.5, 1.0, 2.0, 3.0, 4.0), start=1)
    ),
)


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0, 2)), min_size=1, max_size=20), st.sampled_from([5, 7, 8]))
def test_many_abilities_are_placed_as_each_alone(people, highest):
    rules = PixRules(max_reachable_level=highest)
    found = place_all(*np.array(people).T, CUTS, rules)
    for row, (theta, se) in zip(found.to_dict("records"), people, strict=True):
        one = place(theta, se, CUTS, rules)
        assert row == {name: getattr(one, name) for name in found.columns}


@pytest.mark.parametrize("theta", [*CUTS.thetas, -4.0, *(np.nextafter(cut, -9) for cut in CUTS.thetas)])
def test_bounds_are_placed_alike(theta):
    found = place_all(np.array([theta]), np.array([np.nan]), CUTS)
    one = place(float(theta), 0.0, CUTS)
    assert found[["level", "pix"]].to_numpy().tolist() == [[one.level, one.pix]]
