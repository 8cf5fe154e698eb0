"""An adaptive sitting of the service, on the calibration and the scale that its bundle carries."""

import json
from dataclasses import replace

import pytest
from adaptive_samples import adaptive_bundle
from coroutines import completed
from service_samples import KEY, Clock, sample_answer

from pixauthor.bundles.store import load_scale_bytes
from pixauthor.delivery.algorithms import ADAPTIVE
from pixauthor.delivery.sitting_replay import replay_sitting
from pixauthor.errors import PixauthorError
from pixauthor.service.chain import unchain
from pixauthor.service.content import open_content
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Message, Order
from pixauthor.service.views import Drawings, view_of


@pytest.fixture(scope="module")
def content():
    bundle = adaptive_bundle()
    return open_content(bundle.public, bundle.secret, KEY.public)


def test_an_adaptive_sitting_ends_with_an_ability_a_level_and_their_error(content, tmp_path):
    order = Order(candidate="c-1", competences=("1.2",), engine=ADAPTIVE, max_items=8)

    async def run():
        journal = await open_journal(str(tmp_path / "journal"))
        desk = Desk(content, journal, clock=Clock())
        sitting = await desk.open(order)
        state = (await desk.go_on(sitting, 0)).state
        views = []
        while not state.closed:
            views.append(view_of(state, content.scopes(("1.2",), "fr"), Drawings(content), desk.clock(), "fr"))
            if state.asked:
                message = Message(item=state.asked.item, rank=state.rank)
                state = (await desk.answer(sitting, message, sample_answer(content, message.item))).state
            else:
                state = (await desk.go_on(sitting, state.rank)).state
        result = view_of(state, content.scopes(("1.2",), "fr"), Drawings(content), desk.clock(), "fr")
        lines = await journal.read(sitting)
        await journal.close()
        return state, views, result["results"][0], lines

    state, views, result, lines = completed(run())
    assert state.answered == 8
    finished = state.sessions["1.2"].finished
    assert finished.theta_se < 1
    assert (result["theta"], result["theta_se"]) == (finished.theta, finished.theta_se)
    assert result["pix_low"] < result["pix"] < result["pix_high"]
    # No parameter and no ability before the end.
    assert not [word for view in views for word in ("theta", '"a":', '"b":', "1.3") if word in json.dumps(view)]
    again, differences = replay_sitting(unchain(lines, "0" * 64)[0], content.scopes(("1.2",), "fr"))
    assert differences == ()
    assert again.sessions["1.2"].finished.theta == finished.theta


def test_without_a_scale_an_adaptive_sitting_is_refused_with_the_way_out(content):
    bare = replace(content, measure=None)

    async def run():
        desk = Desk(bare, None, clock=Clock())
        await desk.open(Order(candidate="c-1", competences=("1.2",), engine=ADAPTIVE))

    with pytest.raises(PixauthorError, match="self-positioning/1"):
        completed(run())


def test_a_damaged_scale_is_refused(tmp_path):
    (tmp_path / "scale.json").write_text('{"format": "pixauthor-scale/1"}', encoding="utf-8")
    with pytest.raises(PixauthorError):
        load_scale_bytes(tmp_path / "scale.json")
