import json

import numpy as np
import pandas as pd
import pytest
from reference_data import oracle, read_icar, read_lsat, read_table
from response_frames import draw_scores, to_long

from pixauthor.calibration.classical import analyse_form, analyse_items, distractor_curves, read_choices
from pixauthor.errors import PixauthorError


def test_items_of_complete_data_are_those_of_psych():
    # psych 2.2.9, psych::alpha() on LSAT6; 11 digits.
    expected, found = oracle("psych_alpha_LSAT6"), analyse_items(to_long(read_lsat("LSAT6")))
    assert found["item"].tolist() == [f"item-{k:02d}@1" for k in range(1, 6)]
    assert found["p"].to_numpy() == pytest.approx(expected["p"], abs=1e-9)
    assert found["r_rest"].to_numpy() == pytest.approx(expected["r_drop"], abs=1e-9)


def test_a_form_has_the_alpha_of_psych():
    # psych 2.2.9, psych::alpha() on LSAT6: 0.29499719222.
    (found,) = analyse_form(to_long(read_lsat("LSAT6"))).to_dict("records")
    assert found["alpha"] == pytest.approx(oracle("psych_alpha_LSAT6")["alpha"], abs=1e-9)
    assert (found["n_persons"], found["n_left_out"], found["n_items"]) == (1000, 0, 5)
    assert found["alpha_low"] < found["alpha"] < found["alpha_high"]


def test_only_those_who_took_the_whole_form_count():
    scores = draw_scores(200, np.ones(6), np.zeros(6))
    scores[:50, 5] = np.nan
    frame = to_long(scores)
    whole, short = analyse_form(frame), analyse_form(frame, [f"item-0{k}@1" for k in range(1, 6)])
    assert whole[["n_persons", "n_left_out", "n_items"]].to_numpy().tolist() == [[150, 50, 6]]
    assert short[["n_persons", "n_left_out", "n_items"]].to_numpy().tolist() == [[200, 0, 5]]


@pytest.mark.parametrize(
    ("items", "message"),
    [(["item-09@1"], "classical.unknown-items"), (["item-01@1"], "classical.no-form"), (None, "classical.no-form")],
)
def test_what_is_no_form_is_refused(items, message):
    scores = draw_scores(60, np.ones(4), np.zeros(4))
    scores[np.arange(60), np.arange(60) % 4] = np.nan
    with pytest.raises(PixauthorError) as caught:
        analyse_form(to_long(scores), items)
    assert caught.value.message == message


def test_partial_scores_count_when_asked():
    scores = np.tile([[0.0, 0.5], [1.0, 1.0], [0.5, 0.0], [1.0, 0.5]], (10, 1))
    frame = to_long(scores)
    assert analyse_items(frame)["p"].tolist() == [0.5, 0.25]
    assert analyse_items(frame, partial=True)["p"].tolist() == [0.625, 0.5]


def answered_icar():
    """Return the raw choices of ICAR as a long table, and the key."""
    header, rows = read_table("psych_iqitems_raw.csv")
    raw = np.array(
        [[json.dumps(cell) if cell not in ("", "0", "NA") else None for cell in row] for row in rows], object
    )
    key = dict(zip(header, (row[-1] for row in read_table("psych_iqitems_key.csv")[1]), strict=True))
    scores = np.where(raw == None, np.nan, read_icar())  # noqa: E711 elementwise
    return to_long(scores, header, answers=raw), key


def test_the_key_rises_with_ability_and_stays_in_its_band():
    frame, key = answered_icar()
    item = "reason.4"
    found = distractor_curves(frame, f"{item}@1")
    right = found[found["option"] == key[item]]
    assert right["share"].is_monotonic_increasing
    assert right["ability"].is_monotonic_increasing
    assert ((found["low"] <= found["share"]) & (found["share"] <= found["high"])).all()
    assert found.groupby("group")["share"].sum().to_numpy() == pytest.approx(1.0)
    assert found.groupby("option")["r_rest"].first().idxmax() == key[item]


def test_groups_can_be_of_given_abilities():
    frame = to_long(np.ones((6, 2)), answers=np.array([['"a"', '"b"']] * 3 + [['"b"', '"b"']] * 3))
    ability = pd.Series(np.arange(5.0), index=[f"c{k:05d}" for k in range(5)])
    found = distractor_curves(frame, "item-01@1", ability=ability, n_groups=2)
    # The sixth candidate has no ability: the groups are 0 and 1, then 2, 3 and 4.
    assert found[found["option"] == "a"][["group", "n_group", "share"]].to_numpy().tolist() == [
        [1, 2, 1],
        [2, 3, 1 / 3],
    ]
    assert found["ability"].unique().tolist() == [0.5, 3.0]


def test_without_raw_answers_there_are_no_curves():
    frame = to_long(read_lsat("LSAT6")[:50])
    assert distractor_curves(frame, "item-01@1").empty
    assert distractor_curves(frame, "item-77@1").empty


def test_several_options_may_be_chosen_at_once():
    options, ticked = read_choices(pd.Series(['["b", "a"]', '"b"', "3"]))
    assert options == ["3", "a", "b"]
    assert ticked.tolist() == [[False, True, True], [False, False, True], [True, False, False]]
