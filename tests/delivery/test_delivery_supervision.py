"""What a supervisor does in a sitting: told by its chain, played again alike, and never taking what was promised."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from session_samples import sample_bank, sample_framework
from test_delivery_sitting import AT, OPENED

from pixauthor.delivery import conduct, supervision
from pixauthor.delivery.events import BY_SUPERVISOR
from pixauthor.delivery.machine import IllegalStep
from pixauthor.delivery.scope import survey
from pixauthor.delivery.sitting import SittingState, fold_sitting
from pixauthor.delivery.sitting_events import decode_sitting_event, encode_sitting_event
from pixauthor.delivery.sitting_replay import replay_sitting
from pixauthor.delivery.supervision_events import ReturnAllowed, ReturnAsked, Returned, TimeGiven

SCOPES = {"1.2": survey(sample_framework(), sample_bank(), "1.2", "fr", ("validated",))}
OPEN = replace(OPENED, competences=("1.2",), extra_time=1.0, ends_at=AT + timedelta(hours=1))
LATER = AT + timedelta(minutes=10)
BY = "482604"


def after(*events):
    return fold_sitting((OPEN, *events), SCOPES)


def test_a_factor_and_minutes_lengthen_the_whole_sitting():
    state = after(*supervision.give_time(after(), BY, 1.5, timedelta(minutes=5), LATER))
    assert (state.opened.extra_time, state.opened.ends_at) == (1.5, AT + timedelta(minutes=95))
    more = after(
        *supervision.give_time(after(), BY, 1.5, timedelta(0), LATER),
        *supervision.give_time(state, BY, 1.5, timedelta(minutes=5), LATER),
    )
    assert more.opened.ends_at == AT + timedelta(minutes=100)


@given(st.floats(1, 3), st.floats(1, 3), st.integers(0, 30))
def test_what_is_given_only_grows_and_giving_nothing_is_no_event(first, second, minutes):
    state = after(*supervision.give_time(after(), BY, first, timedelta(0), LATER))
    events = supervision.give_time(state, BY, second, timedelta(minutes=minutes), LATER)
    assert bool(events) is (second > first or minutes > 0)
    for event in events:
        assert event.extra_time == max(first, second)
        assert event.ends_at >= state.opened.ends_at
        fold_sitting((state.opened, event), SCOPES)


@pytest.mark.parametrize("less", [{"extra_time": 1.4}, {"ends_at": AT + timedelta(minutes=89)}, {"ends_at": None}])
def test_time_is_never_taken_back(less):
    (event,) = supervision.give_time(after(), BY, 1.5, timedelta(0), LATER)
    after(event, event)
    with pytest.raises(IllegalStep):
        after(event, replace(event, **less))


def test_a_sitting_without_end_does_not_get_one():
    endless = replace(OPEN, ends_at=None)
    (event,) = supervision.give_time(fold_sitting((endless,), SCOPES), BY, 2.0, timedelta(minutes=5), LATER)
    assert event.ends_at is None
    with pytest.raises(IllegalStep):
        fold_sitting((endless, replace(event, ends_at=LATER)), SCOPES)


def test_coming_back_is_asked_once_allowed_once_and_used_once():
    asked = after(*supervision.ask_return(after(), AT))
    assert asked.returning == "asked"
    assert supervision.ask_return(asked, AT) == ()
    allowed = after(ReturnAsked(at=AT), *supervision.allow_return(asked, BY, LATER))
    assert supervision.allow_return(allowed, BY, LATER) == ()
    assert supervision.ask_return(allowed, LATER) == (Returned(at=LATER),)
    back = after(ReturnAsked(at=AT), ReturnAllowed(by=BY, at=LATER), Returned(at=LATER))
    assert back.returning == ""
    assert isinstance(supervision.ask_return(back, LATER)[0], ReturnAsked)


@pytest.mark.parametrize(
    "events",
    [
        [Returned(at=AT)],
        [ReturnAsked(at=AT), Returned(at=AT)],
        [ReturnAsked(at=AT), ReturnAsked(at=AT)],
        [ReturnAllowed(by=BY, at=AT), ReturnAllowed(by=BY, at=AT)],
        [ReturnAllowed(by=BY, at=AT), ReturnAsked(at=AT)],
    ],
)
def test_nobody_comes_back_out_of_turn(events):
    with pytest.raises(IllegalStep):
        after(*events)


def test_an_end_by_the_supervisor_skips_what_waits_and_names_him():
    asked = after(*conduct.go_on(after(), SCOPES, AT))
    events = supervision.end(asked, SCOPES, BY, LATER)
    state = after(*conduct.go_on(after(), SCOPES, AT), *events)
    assert (state.closed.reason, state.closed.by) == (BY_SUPERVISOR, BY)
    assert state.session.answers[-1].value is None
    assert state.session.finished.reason == BY_SUPERVISOR
    with pytest.raises(IllegalStep):
        supervision.give_time(state, BY, 2.0, timedelta(0), LATER)


def test_nothing_is_given_before_the_opening():
    with pytest.raises(IllegalStep):
        supervision.give_time(SittingState(), BY, 2.0, timedelta(0), LATER)


def test_all_of_it_is_written_read_and_played_again_alike():
    begun = conduct.go_on(after(), SCOPES, AT)
    told = [TimeGiven(by=BY, extra_time=1.5, ends_at=AT + timedelta(hours=2), at=LATER)]
    told += [ReturnAsked(at=LATER), ReturnAllowed(by=BY, at=LATER), Returned(at=LATER)]
    events = [OPEN, *begun, *told]
    events += supervision.end(fold_sitting(events, SCOPES), SCOPES, BY, LATER)
    assert [decode_sitting_event(encode_sitting_event(event)) for event in events] == events
    state, differences = replay_sitting(events, SCOPES)
    assert state.closed
    assert differences == ()


def test_who_acted_must_be_text():
    data = encode_sitting_event(ReturnAllowed(by=BY, at=AT))
    with pytest.raises(TypeError):
        decode_sitting_event({**data, "by": 7})
