"""Calibrations as tables, items by group, and the names that a newcomer guesses."""

import inspect
from datetime import UTC, datetime

import numpy as np
import pytest
from reference_data import read_icar
from response_frames import draw_scores, to_long

import pixauthor.calibration as room
from pixauthor.calibration import Design, calibrate, covariance_table, item_table, load_calibration, save_calibration
from pixauthor.calibration.scores import answers_of
from pixauthor.errors import PixauthorError

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def icar():
    frame = to_long(read_icar())
    half = np.where(frame["candidate"].str[-1].astype(int) % 2 == 0, "even", "odd")
    return frame.assign(group_half=half)


@pytest.mark.parametrize("design", [Design(), Design(model="rasch"), Design(group="half", split=("item-03",))])
def test_the_diagonal_of_the_covariance_is_the_errors_of_the_items(icar, design):
    found = calibrate(icar, design, now=NOW)
    table = covariance_table(found, icar)
    errors = [found.by_item[item].errors[name] for item, name in table.index]
    assert np.sqrt(np.diag(table)) == pytest.approx(errors, rel=1e-6)
    assert np.allclose(table, table.T)
    assert len(table) == sum(len(item.errors) for item in found.items)


def test_an_item_table_has_parameters_errors_and_verdicts(icar):
    found = calibrate(icar, Design(models={"item-01": "3pl"}), now=NOW)
    table = item_table(found).set_index("item")
    assert list(table.columns[:7]) == ["model", "a", "se_a", "b", "se_b", "c", "se_c"]
    assert table.loc["item-01@1", "model"] == "3pl"
    assert table["c"].notna().sum() == 1
    assert table["b"].tolist() == [item.b for item in found.items]


def test_a_split_item_has_parameters_of_its_own_in_each_group(tmp_path):
    # The item is two logits harder in one group: far beyond any error.
    b = np.linspace(-1.5, 1.5, 10)
    easy, hard = draw_scores(1500, np.ones(10), b, seed=1), draw_scores(1500, np.ones(10), b + 2 * (b == b[4]), seed=2)
    frame = to_long(np.concatenate([easy, hard]))
    frame["group_class"] = np.where(frame["candidate"] < "c01500", "a", "b")
    found = calibrate(frame, Design(group="group_class", split=("item-05@1",)), now=NOW)
    names = [item.item for item in found.items]
    assert names[4:6] == ["item-05[a]@1", "item-05[b]@1"]
    one, other = (found.by_item[name].b for name in names[4:6])
    # Standard errors of 0.07 to 0.15: four of the difference.
    assert other - one == pytest.approx(2, abs=0.7)
    assert found.fit.n_parameters == 2 * 11 + 2
    assert answers_of(found, frame).answers.n_answers == len(frame)
    save_calibration(tmp_path / "c.json", found)
    assert load_calibration(tmp_path / "c.json") == found


def test_splitting_an_item_that_is_equal_costs_the_likelihood_little(icar):
    equal = calibrate(icar, Design(group="half"), now=NOW).fit
    parted = calibrate(icar, Design(group="half", split=("item-03",)), now=NOW).fit
    assert parted.n_parameters == equal.n_parameters + 2
    # Twice the gain is chi-square with 2 degrees of freedom: 0 to 13.8 but once in a thousand.
    assert 0 <= 2 * (parted.log_likelihood - equal.log_likelihood) < 13.8


def test_items_cannot_be_split_without_groups(icar):
    with pytest.raises(PixauthorError) as caught:
        calibrate(icar, Design(split=("item-03",)), now=NOW)
    assert caught.value.message == "calibration.split-what"


def test_every_promised_name_is_there_and_documented():
    for name in room.__all__:
        assert inspect.getdoc(getattr(room, name)), name
    with pytest.raises(AttributeError):
        room.nothing_of_the_kind  # noqa: B018


def test_what_the_commands_do_can_be_asked_for_by_name():
    asked = {"calibrate", "link", "link_chain", "diff", "simulate_cat", "assemble_forms", "plan_seeding", "detect_dif"}
    asked |= {
        "item_fit",
        "model_fit",
        "person_fit",
        "score_persons",
        "option_table",
        "propose_scale",
        "set_angoff_scale",
    }
    assert asked <= set(room.__all__)


def test_new_items_of_one_slope_take_that_of_the_anchors(icar):
    old = calibrate(icar[icar["item"] < "item-09"], Design(model="1pl"), now=NOW)
    new = calibrate(icar, Design(model="1pl"), now=NOW, anchors=old)
    assert {item.a for item in new.items} == {old.items[0].a}
    assert [item.anchor for item in new.items] == [True] * 8 + [False] * 8
    # One difficulty for each new item, and the mean and spread of abilities.
    assert new.fit.n_parameters == 8 + 2
    assert all(set(item.errors) == {"b"} for item in new.items if not item.anchor)
