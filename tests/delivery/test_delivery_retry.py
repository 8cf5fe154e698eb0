"""Trying again: 4 days to improve, 7 to begin afresh (pix.md §3), and what is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from session_samples import sample_bank, sample_framework

from pixauthor.delivery import engine
from pixauthor.delivery.replay import replay
from pixauthor.delivery.retry import kept_knowledge, retry_of, waiting_days
from pixauthor.delivery.scope import survey
from pixauthor.delivery.session import SessionState, step
from pixauthor.delivery.simulated import SimulatedCandidate, play
from pixauthor.framework.model import PixRules

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SCOPE = survey(sample_framework(), sample_bank(), "1.2", "fr", ("validated",))


def opening(**fields):
    said = {"session": "essai", "seed": 5, "locale": "fr", "statuses": ("validated",), "max_items": 15, "at": AT}
    return engine.start(SCOPE, **{**said, **fields})


def played(theta):
    events = play(
        SCOPE,
        opening(theta=theta),
        SimulatedCandidate(theta=theta),
        resolve=lambda _item, answer: None if isinstance(answer, dict) and "upload" in answer else answer,
    )
    return replay(events, SCOPE).state


def test_improving_waits_four_days_and_beginning_afresh_seven():
    retry = retry_of(AT, 3, PixRules())
    assert retry.improve_at == AT + timedelta(days=4)
    assert retry.reset_at == AT + timedelta(days=7)


def test_the_highest_level_has_nothing_to_improve():
    assert retry_of(AT, 5, PixRules(max_reachable_level=5)).improve_at is None


@pytest.mark.parametrize(("hours", "days"), [(-5, 0), (0, 0), (1, 1), (24, 1), (25, 2)])
def test_begun_days_are_waited(hours, days):
    assert waiting_days(AT + timedelta(hours=hours), AT) == days


def test_an_improving_session_asks_what_was_missed_and_nothing_that_was_validated():
    before = played(4.0)
    kept = kept_knowledge(before)
    validated = {one.skill for one in kept}
    assert validated
    assert all(one.validated for one in kept)
    state = step(SessionState(), opening(kept=kept), SCOPE)
    asked = []
    while item := engine.next_item(state, SCOPE):
        asked.append(item.skill)
        state = step(state, engine.serve(state, item, AT), SCOPE)
        state = step(state, engine.answer(state, SCOPE, None, seconds=1, at=AT), SCOPE)
    assert asked
    assert not validated & set(asked)
    again = engine.close(state, SCOPE, AT)
    assert again.pix == before.finished.pix
