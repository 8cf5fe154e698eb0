"""A finished competence is tried again after the days that the rules say, in a sitting that follows the one before."""

import asyncio
import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from coroutines import completed
from service_samples import START, Clock, sample_answer, sample_content
from starlette.testclient import TestClient

from pixauthor.delivery.retry import Way
from pixauthor.delivery.selection import Knowledge, Source
from pixauthor.errors import PixauthorError
from pixauthor.service.again import newest, try_again, whole
from pixauthor.service.app import make_app
from pixauthor.service.candidate import CandidateDesk
from pixauthor.service.desk import Desk
from pixauthor.service.entry import EntryDesk
from pixauthor.service.journal import SittingRow, open_journal
from pixauthor.service.patience import Patience
from pixauthor.service.reading import read_sitting
from pixauthor.service.register import Register, new_access
from pixauthor.service.replaying import replayed
from pixauthor.service.retry_desk import RetryDesk
from pixauthor.service.seal import Seal
from pixauthor.service.usher import Usher
from pixauthor.service.views import Drawings

CONTENT = sample_content()
GUARD = {"x-pixauthor": "1"}
DAY = 86_400


class House:
    """A service whose clock the test moves, and one person in front of it."""

    def __init__(self, client, desk, clock):
        self.client, self.desk, self.clock = client, desk, clock

    def invite(self, **fields):
        access = new_access(("1.2",), START, **fields)
        self.client.portal.call(Register(self.desk.journal).invite, access, "Ana")
        return access

    def enter(self, access):
        reply = self.client.post("/api/entry", json={"code": access.code, "identity": "Ana"}, headers=GUARD)
        assert reply.status_code == 200
        return self.view()

    def wait(self, access, seconds):
        """Come back later, by the same code: the cookie does not last so long."""
        self.clock.move(seconds)
        return self.enter(access)

    def view(self):
        return self.client.get("/api/session").json()

    def post(self, name, **data):
        return self.client.post(f"/api/session/{name}", json=data, headers=GUARD)

    def finish(self, able=3):
        """Answer rightly up to a level, to the end; return the result and the skills that were asked."""
        view, asked = self.view(), []
        while view["screen"] != "result":
            if view["screen"] == "question":
                item = CONTENT.bank[view["item"]["item"]]
                asked.append(item.skill)
                value = sample_answer(CONTENT, item.id, "ok" if item.level <= able else "ko")
                view = self.post("answer", session=view["session"], item=item.id, rank=view["rank"], value=value).json()
            else:
                view = self.post("next", session=view["session"], rank=view["rank"]).json()
        return view, asked

    def again(self, view, way="improve", competence="1.2"):
        return self.post("again", session=view["session"], competence=competence, way=way)

    def ask(self, function, *values):
        return self.client.portal.call(function, *values)


@contextmanager
def service(address, clock):
    journal = completed(open_journal(address)) if "://" not in address else None

    async def made():
        return journal or await open_journal(address)

    with TestClient(make_app([]), base_url="http://service.example") as outer:
        desk = Desk(CONTENT, outer.portal.call(made), clock=clock)
        seal = Seal(key=b"k" * 32, now=lambda: clock().timestamp())
        usher = Usher(desk=desk, seal=seal, secure=False)
        entry = EntryDesk(usher=usher, register=Register(desk.journal), patience=Patience(desk.journal, seal.key))
        candidate = CandidateDesk(desk, Drawings(CONTENT), seal)
        outer.app.router.routes += [*candidate.routes(), *entry.routes(), *RetryDesk(candidate, usher).routes()]
        yield House(outer, desk, clock)
        outer.portal.call(desk.journal.close)


@pytest.fixture
def house(tmp_path):
    with service(str(tmp_path / "journal.sqlite"), Clock()) as opened:
        yield opened


@pytest.fixture
def each_house(journal_address):
    """The same on each kind of database."""
    with service(journal_address, Clock()) as opened:
        yield opened


def test_the_result_tells_the_dates_and_before_them_trying_again_is_refused_with_the_date(house):
    access = house.invite()
    house.enter(access)
    view, _ = house.finish()
    result = view["results"][0]
    assert result["improve_at"] == (START + timedelta(days=4)).isoformat()
    assert result["reset_at"] == (START + timedelta(days=7)).isoformat()
    house.wait(access, 4 * DAY - 1)
    reply = house.again(view)
    assert (reply.status_code, reply.json()["error"]) == (409, "service.too-early")
    assert "2026-11-26 09:00 UTC" in reply.json()["words"]
    house.wait(access, 3 * DAY)
    assert "2026-11-29 09:00 UTC" in house.again(view, "afresh").json()["words"]
    assert house.view() == {**view, "at": house.clock().isoformat()}


def test_after_four_days_what_was_missed_is_asked_again_and_what_was_validated_is_not(each_house):
    access = each_house.invite(campaign="rentrée", extra_time=1.5, minutes=30)
    each_house.enter(access)
    before, _ = each_house.finish(able=3)
    each_house.wait(access, 4 * DAY)
    assert each_house.again(before).json() == {"to": "/session"}
    state = each_house.ask(each_house.desk.look, f"{access.sitting}.1")
    known = each_house.ask(each_house.desk.look, access.sitting).sessions["1.2"].known.values()
    good = {one.skill for one in known if one.validated}
    # A tube tells of its neighbours: what was missed need not have been asked.
    missed = {one.skill for one in known if not one.validated}
    opened = state.opened
    assert opened.follows == access.sitting
    assert {one.skill for one in opened.kept} == good
    assert (opened.candidate, opened.campaign, opened.extra_time) == (access.candidate, "rentrée", 1.5)
    assert opened.ends_at - opened.at == timedelta(minutes=45)
    after, second = each_house.finish(able=8)
    assert second
    assert not good & set(second)
    assert set(second) & missed
    assert after["results"][0]["pix"] > before["results"][0]["pix"]


def test_after_seven_days_everything_is_asked_afresh(house):
    access = house.invite()
    house.enter(access)
    before, _ = house.finish(able=3)
    house.wait(access, 7 * DAY)
    assert house.again(before, "afresh").status_code == 200
    assert house.ask(house.desk.look, f"{access.sitting}.1").opened.kept == ()
    after, _ = house.finish(able=1)
    assert after["results"][0]["pix"] < before["results"][0]["pix"]


def test_the_same_code_leads_to_the_last_sitting_and_asking_twice_opens_one(house):
    access = house.invite()
    house.enter(access)
    before, _ = house.finish()
    house.wait(access, 4 * DAY)
    for _ in range(2):
        # The old page may be open in a second tab: its cookie is the new one by then.
        reply = house.again(before)
        assert reply.status_code in (200, 409)
    assert house.view()["session"] == f"{access.sitting}.1"
    assert house.enter(access)["session"] == f"{access.sitting}.1"
    rows = house.ask(house.desk.journal.find, access.candidate)
    assert len(rows) == 2


def test_what_was_not_taken_up_again_stays_in_the_result(house):
    access = house.invite()
    house.enter(access)
    house.finish(able=3)
    house.wait(access, 4 * DAY)
    again = house.ask(try_again, house.desk, access.sitting, "1.2", Way.IMPROVE)
    first, second = (house.ask(house.desk.look, name) for name in (access.sitting, again))
    assert house.ask(whole, house.desk, second).sessions["1.2"] == first.sessions["1.2"]
    closed = house.ask(house.desk.give_up, again).state
    assert house.ask(whole, house.desk, closed).sessions["1.2"] == first.sessions["1.2"]
    view = house.enter(access)
    assert (view["screen"], len(view["results"])) == ("result", 1)


@pytest.mark.parametrize(
    ("fields", "way"),
    [
        ({"improve_days": None}, "improve"),
        ({"reset_days": None}, "afresh"),
        ({"supervised": "1234"}, "improve"),
        ({"supervised": "1234"}, "afresh"),
    ],
)
def test_what_the_campaign_does_not_allow_is_refused_for_ever(house, fields, way):
    house.enter(house.invite(**fields))
    view, _ = house.finish()
    assert view["results"][0][{"improve": "improve_at", "afresh": "reset_at"}[way]] is None
    house.clock.move(1000 * DAY)
    with pytest.raises(PixauthorError, match="ne se retente pas"):
        house.ask(try_again, house.desk, view["session"], "1.2", Way(way))


def test_a_campaign_may_have_days_of_its_own(house):
    access = house.invite(improve_days=0, reset_days=1)
    house.enter(access)
    view, _ = house.finish()
    assert house.again(view).status_code == 200
    house.finish(able=1)
    view = house.view()
    assert house.again(view, "afresh").json()["error"] == "service.too-early"
    house.wait(access, DAY)
    assert house.again(view, "afresh").status_code == 200


def test_a_campaign_that_targets_some_skills_asks_no_other_also_when_tried_again(each_house):
    house, whole = each_house, CONTENT.scope("1.2", "fr")
    targets = tuple(one.skill for one in whole.skills if one.level <= 3)
    assert 0 < len(targets) < len(whole.skills)
    access = house.invite(campaign="rentrée", skills=targets, improve_days=0)
    house.enter(access)
    view, asked = house.finish(able=8)
    assert set(asked) <= set(targets)
    (result,) = view["results"]
    assert result["pix"] == result["pix_high"] == result["pix_most"] < 64
    assert result["level"] is None
    house.wait(access, 8 * DAY)
    assert house.again(view, "afresh").status_code == 200
    _, asked = house.finish(able=1)
    assert set(asked) <= set(targets)
    row = next(one for one in house.ask(house.desk.journal.find, access.candidate) if one.sitting.endswith(".1"))
    sitting = house.ask(read_sitting, house.desk.journal, row)
    assert sitting.opened.skills == targets
    assert not any(one.differences for one in house.ask(replayed, house.desk.journal, sitting, CONTENT))


def test_who_targets_all_skills_of_a_competence_targets_the_competence():
    whole = CONTENT.scope("1.2", "fr")
    assert whole.only([one.skill for one in whole.skills]) is whole
    assert whole.only([one.skill for one in whole.skills[1:]]).whole is False


def test_what_no_item_asks_cannot_be_the_target_of_a_sitting(house):
    with pytest.raises(PixauthorError, match="campagne"):
        CONTENT.scope("1.2", "fr").only({"inconnu-1"})
    access = house.invite(skills=("inconnu-1",))
    reply = house.client.post("/api/entry", json={"code": access.code, "identity": "Ana"}, headers=GUARD)
    assert (reply.status_code, reply.json()["error"]) == (409, "service.nothing-to-ask")


def test_a_sitting_that_is_not_over_and_a_competence_that_was_not_taken_are_refused(house):
    house.enter(house.invite())
    house.clock.move(10)
    assert house.again(house.view()).json()["error"] == "service.not-over"
    view, _ = house.finish()
    assert house.again(view, competence="1.1").json()["error"] == "service.not-over"
    assert house.again(view, "x").json()["error"] == "service.bad-field"


def test_two_instances_that_are_asked_at_once_open_one_sitting(each_house):
    access = each_house.invite()
    each_house.enter(access)
    each_house.finish()
    each_house.wait(access, 4 * DAY)
    other = Desk(CONTENT, each_house.desk.journal, clock=each_house.clock)

    async def both():
        asked = (try_again(desk, access.sitting, "1.2", Way.IMPROVE) for desk in (each_house.desk, other))
        return await asyncio.gather(*asked)

    assert each_house.ask(both) == [f"{access.sitting}.1"] * 2
    assert len(each_house.ask(each_house.desk.journal.find, access.candidate)) == 2


def test_a_sitting_that_follows_is_played_again_with_the_one_before(house):
    access = house.invite()
    house.enter(access)
    view, _ = house.finish()
    house.wait(access, 4 * DAY)
    house.again(view)
    house.finish(able=5)

    async def checked(change):
        journal = house.desk.journal
        row = next(one for one in await journal.find(access.candidate) if "." in one.sitting)
        sitting = await read_sitting(journal, row)
        opened = change(sitting.opened)
        started = replace(sitting.events[1], kept=opened.kept)
        sitting = replace(sitting, events=(opened, started, *sitting.events[2:]))
        return [one.kind for step in await replayed(journal, sitting, CONTENT) for one in step.differences]

    gift = Knowledge(skill="types-8", validated=True, source=Source.DIRECT)
    assert house.ask(checked, lambda opened: opened) == []
    assert "kept" in house.ask(checked, lambda opened: replace(opened, kept=(*opened.kept, gift)))
    assert "kept" in house.ask(checked, lambda opened: replace(opened, at=opened.at - timedelta(hours=1)))
    assert "kept" in house.ask(checked, lambda opened: replace(opened, follows="nobody"))


def test_the_newest_sitting_is_told_by_its_number_and_not_by_its_name():
    def row(sitting):
        return SittingRow(
            sitting=sitting, candidate="c", campaign="", opened_at=datetime(2026, 11, 22, tzinfo=START.tzinfo)
        )

    assert newest("a", []) == "a"
    assert newest("a", map(row, ["a", "a.2", "a.10", "b.11"])) == "a.10"


def test_events_tell_what_they_always_told():
    """An opening of before there were retries reads as one with the official rules."""
    from pixauthor.delivery.sitting_events import decode_sitting_event, encode_sitting_event
    from pixauthor.service.messages import Order
    from pixauthor.service.opening import opening

    told = encode_sitting_event(
        opening(Order(candidate="c", competences=("1.2",)), sitting="s", seed=1, bundle="b", at=START)
    )
    old = {
        name: value
        for name, value in told.items()
        if name not in ("improve_days", "reset_days", "follows", "kept", "right_answers")
    }
    assert decode_sitting_event(json.loads(json.dumps(old))) == decode_sitting_event(json.loads(json.dumps(told)))
