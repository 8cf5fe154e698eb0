"""Forms keep their blueprint, come near their target, and say what stands in their way."""

import numpy as np
import pytest
from pool_samples import make_pool

from pixauthor.calibration.assembly import (
    Assembly,
    Conflict,
    FormRequest,
    assemble_forms,
    encode_assembly,
)
from pixauthor.calibration.information import form_information, item_information
from pixauthor.errors import PixauthorError

POOL = make_pool()
BLUEPRINT = {
    "id": "form",
    "title": "Forme",
    "purpose": "certification",
    "statuses": ["validated"],
    "total": {"min": 12, "max": 14},
    "max_per_skill": 1,
    "cells": [
        {"competence": "1.1", "items": {"min": 3, "max": 4}},
        {"levels": [1, 2], "items": {"min": 4}},
        {"competence": "2.1", "levels": [3, 4, 5], "types": ["single-choice"], "items": {"min": 2}},
    ],
    "information": [{"theta": 0.5, "min": 2.0}, {"theta": 0, "competence": "1.1", "min": 0.3}],
    "form": {
        "seconds": {"min": 0, "max": 1000},
        "tubes": [{"tube": "tube-3", "items": {"min": 1, "max": 2}}],
        "enemies": [["item-001", "item-004", "item-007"]],
    },
}


def with_cell(**cell):
    return {**BLUEPRINT, "cells": [*BLUEPRINT["cells"], cell]}


def test_every_form_keeps_the_whole_blueprint():
    found = assemble_forms(POOL, FormRequest(forms=2, blueprint=BLUEPRINT))
    assert isinstance(found, Assembly)
    assert not found.items["item"].duplicated().any()
    for _, form in found.items.groupby("form"):
        assert 12 <= len(form) <= 14
        assert 3 <= (form["competence"] == "1.1").sum() <= 4
        assert form["level"].isin([1, 2]).sum() >= 4
        chosen = form[(form["competence"] == "2.1") & (form["level"] >= 3) & (form["type"] == "single-choice")]
        assert len(chosen) >= 2
        assert form["skill"].is_unique
        assert form["family"].is_unique
        assert form["seconds"].sum() <= 1000
        assert 1 <= (form["tube"] == "tube-3").sum() <= 2
        assert form["id"].isin(["item-001", "item-004", "item-007"]).sum() <= 1
        assert (form["status"] == "validated").all()
    wanted = form_information(POOL, found.items, [0.5])
    assert (wanted["information"] >= 2.0).all()
    inside = found.items[found.items["competence"] == "1.1"]
    assert (form_information(POOL, inside, [0.0])["information"] >= 0.3).all()


def test_the_table_of_bounds_tells_what_the_forms_have():
    found = assemble_forms(POOL, FormRequest(forms=2, blueprint=BLUEPRINT))
    bounds = found.bounds.set_index(["kind", "of"])
    assert np.all(bounds["least"] >= bounds["low"] - 1e-6)
    assert np.all(bounds["most"] <= bounds["high"] + 1e-6)
    in_cell = found.items.groupby("form")["competence"].apply(lambda codes: (codes == "1.1").sum())
    assert bounds.loc[("cell", "competence 1.1"), ["least", "most"]].tolist() == [in_cell.min(), in_cell.max()]


def test_forms_come_near_a_target_that_the_bank_can_reach():
    request = FormRequest(forms=3, length=(12, 12), target={-1.0: 2.0, 0.0: 2.3, 1.0: 2.0}, tolerance=0.1)
    found = assemble_forms(POOL, request)
    assert found.optimal
    # Twelve items of about 0.2 each can meet three points closely, and the pool has eighty.
    assert (found.information["information"] - found.information["target"]).abs().max() <= 0.1 + 1e-6
    assert np.allclose(found.information["se"], found.information["information"] ** -0.5)


def test_a_blueprint_may_carry_the_target():
    aim = [{"theta": 0.0, "information": 2.2}]
    blueprint = {**BLUEPRINT, "form": {"target": aim}}
    found = assemble_forms(POOL, FormRequest(forms=1, blueprint=blueprint))
    assert found.information["theta"].tolist() == [0.0]
    assert found.information["information"][0] == pytest.approx(2.2, abs=0.06)


def test_the_length_asked_for_wins_over_the_total_of_the_blueprint():
    found = assemble_forms(POOL, FormRequest(forms=1, blueprint=BLUEPRINT, length=(15, 15)))
    assert len(found.items) == 15


def test_forms_share_items_only_as_far_as_allowed():
    found = assemble_forms(POOL, FormRequest(forms=3, length=(10, 10), uses=3, shared=4, gap=0.2, seconds=10))
    members = [set(form) for _, form in found.items.groupby("form")["item"]]
    assert max(len(members[i] & members[j]) for i in range(3) for j in range(i)) <= 4


def test_more_than_the_bank_has_is_named_with_what_it_has():
    impossible = with_cell(competence="2.2", levels=[5], items={"min": 3})
    found = assemble_forms(POOL, FormRequest(forms=2, blueprint=impossible))
    assert isinstance(found, Conflict)
    assert ("cell", "competence 2.2; levels 5") in found.kinds
    change = found.changes.iloc[0]
    in_pool = POOL.table.query("competence == '2.2' and level == 5 and status == 'validated'")
    assert (change["kind"], change["of"]) == ("cell", "competence 2.2; levels 5")
    assert change["possible_low"] < 3 == change["low"]
    assert change["in_pool"] == len(in_pool)


def crowded(least):
    cells = [{"competence": "1.1", "items": {"min": 5}}, {"competence": "1.2", "items": {"min": least}}]
    return {"total": {"min": 8, "max": 10}, "cells": cells}


def test_bounds_at_odds_with_the_length_are_named_together():
    found = assemble_forms(POOL, FormRequest(forms=1, blueprint=crowded(6)))
    assert set(found.kinds) == {("length", ""), ("cell", "competence 1.1"), ("cell", "competence 1.2")}


def test_the_change_proposed_makes_forms_possible():
    found = assemble_forms(POOL, FormRequest(forms=2, blueprint=crowded(6)))
    assert found.changes[["of", "low", "possible_low"]].to_numpy().tolist() == [["competence 1.2", 6, 5]]
    assert isinstance(assemble_forms(POOL, FormRequest(forms=2, blueprint=crowded(5))), Assembly)


def test_two_searches_give_the_same_forms():
    one, two = (assemble_forms(POOL, FormRequest(forms=2, blueprint=BLUEPRINT)) for _ in range(2))
    assert one.items.equals(two.items)


def test_the_information_of_a_form_is_the_sum_of_its_items():
    found = assemble_forms(POOL, FormRequest(forms=2, length=(5, 5)))
    curves = item_information(POOL, [-2.0, 0.0, 2.0])
    assert len(curves) == 3 * 80
    of_second = found.items.query("form == 2")["item"]
    summed = curves[curves["item"].isin(of_second)].groupby("theta")["information"].sum()
    form = form_information(POOL, found.items, [-2.0, 0.0, 2.0]).query("form == 2")
    assert np.allclose(form["information"], summed)
    a, b = POOL.items.natural()[0][7]
    p = 1 / (1 + np.exp(a * b))
    at_zero = curves[(curves["item"] == "item-007@1") & (curves["theta"] == 0)]
    assert at_zero["information"].item() == pytest.approx(a**2 * p * (1 - p))


def test_forms_as_json_have_no_number_that_json_lacks():
    found = assemble_forms(POOL, FormRequest(forms=1, length=(10, 10)))
    data = encode_assembly(found)
    assert data["bounds"][0]["high"] == 10
    assert {row["target"] for row in data["information"]} == {None}
    assert len(data["items"]) == 10


def test_a_search_without_time_is_refused_with_a_way_out():
    request = FormRequest(forms=6, length=(10, 12), target={0.0: 2.0, 1.0: 1.9}, tolerance=0.0, seconds=1e-3)
    with pytest.raises(PixauthorError, match="--seconds"):
        assemble_forms(make_pool(600, seed=2), request)
