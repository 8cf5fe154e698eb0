"""A wide table of scores is calibrated and diagnosed in a few lines, as in R."""

import numpy as np
import pandas as pd
import pytest
from reference_data import oracle, read_icar
from response_frames import to_long

from pixauthor.calibration import calibrate, detect_dif, from_wide, item_table, score_persons
from pixauthor.errors import PixauthorError
from pixauthor.responses.model import COLUMNS


def table():
    scores = read_icar()
    return pd.DataFrame(scores, [f"c{k:05d}" for k in range(len(scores))], [f"item-{k + 1:02d}" for k in range(16)])


def test_a_wide_table_is_the_long_one():
    long, expected = from_wide(table()), to_long(read_icar())
    assert list(long.columns) == list(COLUMNS)
    names = ["candidate", "item", "version", "score"]
    pd.testing.assert_frame_equal(long[names], expected[names], check_dtype=False)


def test_icar_in_a_few_lines():
    wide = table()
    half = pd.DataFrame({"half": np.where(np.arange(len(wide)) % 2, "odd", "even")}, index=wide.index)
    responses = from_wide(wide, groups=half)
    found = calibrate(responses)
    # mirt 1.47; see ``data/README.md``.
    assert found.fit.log_likelihood == pytest.approx(oracle("ICAR16_2PL_mirt")["log_likelihood"], abs=1e-3)
    assert item_table(found)["se_b"].notna().all()
    assert detect_dif(responses, "half", found, method="mh")["class"].isin(["A", "B"]).all()
    assert score_persons(found, responses, method="wle")["theta"].notna().all()


def test_names_that_are_there_twice_are_refused():
    wide = table()
    with pytest.raises(PixauthorError, match="item-01"):
        from_wide(pd.concat([wide, wide[["item-01"]]], axis=1))
