"""Seeding plans as tables, and what nominal levels say of new items."""

import numpy as np
import pytest

from pixauthor.calibration.seeding import AbilityGroup, NewItem, plan_seeding
from pixauthor.errors import PixauthorError

ITEMS = [NewItem(item=f"new-{k}@1", b=b, b_sd=0.4) for k, b in enumerate(np.linspace(-2, 2, 12))]
GROUPS = [
    AbilityGroup(name="6e", candidates=900, mean=-1.0, sd=0.7, error=0.3),
    AbilityGroup(name="3e", candidates=1500, mean=0.0, sd=0.7, error=0.3),
    AbilityGroup(name="Tle", candidates=600, mean=1.0, sd=0.7, error=0.3),
]


def test_the_tables_of_a_plan_agree():
    plan = plan_seeding(ITEMS, GROUPS, se=0.2)
    totals = plan.answers.groupby("item")["answers"].sum()
    assert plan.items.set_index("item")["answers"].to_dict() == totals.to_dict()
    by_group = plan.answers.groupby("group")["answers"].sum()
    for row in plan.groups.itertuples():
        assert row.slots == pytest.approx(by_group.get(row.group, 0) / row.candidates)
    assert plan.items["reached"].all()
    assert (plan.items["se_b"] <= 0.2 * 1.001).all()
    assert plan.answers["share"].between(0, 1, inclusive="right").all()


def test_hard_items_go_to_able_candidates():
    plan = plan_seeding(ITEMS, GROUPS, se=0.2, known_slope=True)
    given = plan.answers.pivot_table(index="item", columns="group", values="answers", fill_value=0)
    assert given.loc["new-0@1", "6e"] == given.loc["new-0@1"].sum()
    assert given.loc["new-11@1", "Tle"] == given.loc["new-11@1"].sum()
    assert plan.items["se_a"].isna().all()


def test_an_answer_near_the_difficulty_tells_most():
    told = plan_seeding(ITEMS, GROUPS, se=0.2).answers.set_index(["item", "group"])["log_det"]
    middle = told.loc["new-5@1"]
    assert middle.idxmax() in {"3e", "6e"}


def test_too_few_slots_are_told_item_by_item():
    plan = plan_seeding(ITEMS, GROUPS, se=0.1, slots=1)
    assert not plan.items["reached"].any()
    assert (plan.groups["slots"] <= 1).all()


@pytest.mark.parametrize(
    ("items", "groups", "se", "said"),
    [
        ([], GROUPS, 0.2, "item"),
        (ITEMS, [], 0.2, "groupe"),
        (ITEMS, GROUPS, 0.0, "erreur type"),
        (ITEMS, [AbilityGroup(name="x", candidates=5, mean=0, sd=0.3, error=0.3)], 0.2, "x"),
        (ITEMS, [AbilityGroup(name="vide", candidates=0, mean=0, sd=1)], 0.2, "vide"),
    ],
)
def test_plans_without_sense_are_refused(items, groups, se, said):
    with pytest.raises(PixauthorError, match=said):
        plan_seeding(items, groups, se=se)
