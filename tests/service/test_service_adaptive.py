"""An adaptive sitting of the service, on the calibration and the scale that its bundle carries."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from coroutines import completed
from service_samples import KEY, Clock, sample_answer
from session_samples import sample_bank, sample_framework, write_workspace

from pixauthor.bundles.build import build_bundle
from pixauthor.bundles.manifest import Purpose
from pixauthor.bundles.offer import Offer, prepare
from pixauthor.bundles.store import load_calibration_file, load_scale_bytes
from pixauthor.calibration.calibrated_item import CalibratedItem
from pixauthor.calibration.design import Design
from pixauthor.calibration.model import Calibration, Fit, Provenance
from pixauthor.calibration.scale import given_scale
from pixauthor.calibration.store import save_calibration
from pixauthor.delivery.algorithms import ADAPTIVE
from pixauthor.delivery.sitting_replay import replay_sitting
from pixauthor.errors import PixauthorError
from pixauthor.framework.ability_scale import CutScore, LevelCuts
from pixauthor.framework.scale_store import save_new_version
from pixauthor.service.chain import unchain
from pixauthor.service.content import open_content
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Message, Order
from pixauthor.service.views import Drawings, view_of

CUTS = LevelCuts(floor=-3.5, cuts=tuple(CutScore(level=k, theta=-3.5 + 0.8 * k) for k in range(1, 9)))


def calibration_of(items):
    """Every item of the sample bank, its difficulty at its level."""
    return Calibration(
        design=Design(model="2pl"),
        items=tuple(
            CalibratedItem(
                item=item.reference, model="2pl", parameters={"a": 1.3, "b": (item.level - 4.5) * 0.7}, n=500, p=0.5
            )
            for item in items
        ),
        left_out=(),
        latent_mean=0.0,
        latent_sd=1.0,
        alpha=None,
        fit=Fit(log_likelihood=-1.0, n_parameters=2 * len(items), last_move=0.0, converged=True),
        provenance=Provenance(
            data="0" * 64,
            bank="0" * 64,
            date="2026-11-22T09:00:00+00:00",
            simulated=True,
            n_persons=500,
            n_persons_left_out=0,
            n_answers=5000,
            versions={"pixauthor": "0.1.0"},
        ),
    )


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    root = write_workspace(tmp_path_factory.mktemp("adaptive"))
    bank = tuple(sample_bank())
    save_calibration(root / "calibration.json", calibration_of(bank))
    _, scale = save_new_version(root / "exports", given_scale({"": CUTS}, name="essai", now=datetime.now(UTC)))
    offer = Offer(
        items_dir=root / "items",
        framework=sample_framework(),
        items=bank,
        findings=(),
        calibration=load_calibration_file(root / "calibration.json"),
        scale=load_scale_bytes(scale),
    )
    bundle = build_bundle(prepare(offer, bank, name="essai", version="", purpose=Purpose.DEMONSTRATION), KEY)
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
