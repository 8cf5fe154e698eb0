from fractions import Fraction

import pytest
from campaign_samples import campaign_of, sample_plan
from session_samples import TYPES, item_of, sample_bank, sample_framework

from pixauthor.bank.bank import Bank
from pixauthor.bank.item import Status
from pixauthor.campaigns.model import Target, TargetProfile
from pixauthor.campaigns.plan import make_plan
from pixauthor.errors import PixauthorError


def profile(competences=(), tubes=()):
    targets = (tuple(Target(name=name, up_to=level) for name, level in rows) for rows in (competences, tubes))
    whole, single = targets
    return TargetProfile(title="Profil", competences=whole, tubes=single)


def test_a_competence_is_targeted_up_to_its_level():
    plan = sample_plan(profile=profile([("1.2", 2)]))
    assert [one.id for one in plan.skills] == ["types-1", "types-2", "fichiers-1", "fichiers-2"]


def test_a_tube_and_its_competence_go_up_to_the_higher_level():
    plan = sample_plan(profile=profile([("1.2", 1)], [("types", 3)]))
    assert [one.id for one in plan.skills] == ["types-1", "types-2", "types-3", "fichiers-1"]


def test_items_come_from_easy_to_hard():
    levels = [item.level for item in sample_plan().items]
    assert levels == sorted(levels)
    assert len(levels) == len(TYPES)


@pytest.mark.parametrize(("status", "served"), [("validated", 10), ("archived", 10), ("draft", 0), ("obsolete", 0)])
def test_only_operative_items_are_served(status, served):
    plan = make_plan(campaign_of(), sample_framework(), sample_bank(status=status))
    assert len(plan.items) == served


def test_items_of_another_language_are_not_served():
    assert not sample_plan(locale="en").items


def test_validated_items_come_before_archived_ones():
    old = item_of("single-choice", id="types-1-00", status="archived")
    bank = sample_bank().with_item(old)
    found = make_plan(campaign_of(), sample_framework(), bank).skills[0].items
    assert [item.status for item in found] == [Status.VALIDATED, Status.ARCHIVED]


def test_a_skill_without_item_is_targeted_but_does_not_count():
    plan = make_plan(campaign_of(), sample_framework(), sample_bank().without("types-3-01"))
    assert "types-3" in {one.id for one in plan.skills}
    assert "types-3" not in plan.targeted


def test_the_scope_holds_what_counts_with_its_pix():
    scope = sample_plan(profile=profile([("1.2", 2)])).scope()
    assert {one.skill for one in scope.skills} == {"types-1", "types-2", "fichiers-1", "fichiers-2"}
    # pix.md §1.4: two skills at a level are worth 4 pix each.
    assert set(scope.values.values()) == {Fraction(4)}


def test_a_campaign_without_items_is_refused():
    plan = make_plan(campaign_of(), sample_framework(), Bank())
    with pytest.raises(PixauthorError, match="aucun item"):
        plan.scope()
