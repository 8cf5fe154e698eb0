"""Sittings: the fold over several competences, deadlines, focus, reports, the end, and the replay."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from session_samples import data_of, framework_data, item_of

from pixauthor.bank.bank import Bank
from pixauthor.bank.codec import decode_item
from pixauthor.delivery import conduct
from pixauthor.delivery.algorithms import KNOWLEDGE
from pixauthor.delivery.events import AnswerGiven, ItemServed, SessionFinished
from pixauthor.delivery.machine import IllegalStep
from pixauthor.delivery.scope import survey
from pixauthor.delivery.sitting import SittingState, deadline_of, fold_sitting, step_sitting
from pixauthor.delivery.sitting_events import (
    SittingClosed,
    SittingOpened,
    decode_sitting_event,
    encode_sitting_event,
)
from pixauthor.delivery.sitting_replay import replay_sitting
from pixauthor.framework.codec import decode_framework
from pixauthor.grading.model import AnswerStatus

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OPENED = SittingOpened(
    sitting="essai",
    candidate="c-1",
    seed=3,
    competences=("1.2", "1.1"),
    locale="fr",
    engine=KNOWLEDGE,
    bundle="d",
    statuses=("validated",),
    max_items=15,
    at=AT,
)


def two_competences():
    data = framework_data()
    other = {
        "id": "autre",
        "title": {"fr": "a", "en": "a"},
        "skills": [
            {"id": "autre-1", "level": 1, "description": {"fr": "a", "en": "a"}},
            {"id": "autre-2", "level": 2, "description": {"fr": "b", "en": "b"}},
        ],
    }
    data["areas"][0]["competences"].insert(0, {"code": "1.1", "title": {"fr": "R", "en": "R"}, "tubes": [other]})
    return decode_framework(data)


def placed(kind, skill, level, **fields):
    return decode_item(data_of(kind, id=f"{skill}-01", skill=skill, level=level, competence="1.1", **fields))


BANK = Bank.of(
    [
        *(item_of(kind) for kind in ("single-choice", "short-text", "number", "simulator")),
        placed("single-choice", "autre-1", 1, conduct={"timer_seconds": 30}),
        placed("number", "autre-2", 2, conduct={"focus": True}),
    ]
)
SCOPES = {code: survey(two_competences(), BANK, code, "fr", ("validated",)) for code in ("1.1", "1.2")}


def happen(state, events):
    for event in events:
        state = step_sitting(state, event, SCOPES)
    return state


def begun(**fields):
    state = happen(SittingState(), [replace(OPENED, **fields)])
    return happen(state, conduct.go_on(state, SCOPES, AT))


def sample(state, outcome):
    item = SCOPES[state.current].item(state.asked.item)
    return next(test.answer for test in item.tests if test.outcome == outcome)


def whole(choose=lambda state: sample(state, "ok"), **fields):
    """Return all events of a sitting in which each question is answered by ``choose``."""
    state = SittingState()
    events = []

    def add(new):
        nonlocal state
        events.extend(new)
        state = happen(state, new)

    add([replace(OPENED, **fields)])
    now = AT
    while not state.closed:
        now += timedelta(seconds=7)
        add(conduct.go_on(state, SCOPES, now))
        if state.asked:
            now += timedelta(seconds=7)
            add([conduct.answer(state, SCOPES, choose(state), now)])
    return events, state


def test_competences_are_taken_one_after_the_other_and_then_it_is_over():
    events, state = whole()
    assert [event.competence for event in events if hasattr(event, "competence")] == ["1.2", "1.1"]
    assert state.closed.reason == "complete"
    assert {code: session.finished.reason for code, session in state.sessions.items()} == {
        "1.2": "complete",
        "1.1": "complete",
    }
    assert state.rank == state.answered == sum(isinstance(event, ItemServed) for event in events)


def test_events_are_read_as_they_were_written():
    events, _ = whole(ends_at=AT + timedelta(hours=2), extra_time=4 / 3)
    written = [json.loads(json.dumps(encode_sitting_event(event))) for event in events]
    assert [decode_sitting_event(one) for one in written] == events


@pytest.mark.parametrize("field", ["competences", "extra_time", "feedback", "ends_at", "at"])
def test_an_edited_event_is_refused(field):
    data = {**encode_sitting_event(replace(OPENED, ends_at=AT)), field: 7 if field != "extra_time" else "seven"}
    with pytest.raises((TypeError, ValueError)):
        decode_sitting_event(data)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["ok", "ko"]), min_size=8, max_size=8), st.integers(0, 99))
def test_a_replay_of_any_sitting_gives_the_same(outcomes, seed):
    turn = iter(outcomes * 3)
    events, state = whole(lambda now: sample(now, next(turn)), seed=seed)
    again, differences = replay_sitting(events, SCOPES)
    assert differences == ()
    assert again == state == fold_sitting(events, SCOPES)


def test_a_replay_sees_an_outcome_that_was_changed():
    events, _ = whole(lambda now: sample(now, "ko"))
    number = next(n for n, event in enumerate(events) if isinstance(event, AnswerGiven))
    events[number] = replace(events[number], outcome=replace(events[number].outcome, credit=1.0))
    assert [found.kind for found in replay_sitting(events, SCOPES)[1]] == ["outcome"]


def test_no_event_comes_before_the_opening_or_after_the_end():
    events, state = whole()
    with pytest.raises(IllegalStep):
        step_sitting(SittingState(), events[1], SCOPES)
    for event in (OPENED, events[-2], SittingClosed(reason="complete", at=AT)):
        with pytest.raises(IllegalStep):
            step_sitting(state, event, SCOPES)


def test_any_two_events_exchanged_are_refused_or_told_by_the_replay():
    events, _ = whole()
    for first, second in pairwise(range(len(events))):
        changed = [*events]
        changed[first], changed[second] = changed[second], changed[first]
        try:
            _, differences = replay_sitting(changed, SCOPES)
        except IllegalStep:
            continue
        assert differences, (events[first], events[second])


def to_the(item, **fields):
    """Return a sitting that waits for the answer to an item of competence 1.1."""
    state = begun(competences=("1.1",), **fields)
    while state.asked.item != item:
        state = happen(state, [conduct.answer(state, SCOPES, sample(state, "ko"), AT)])
        state = happen(state, conduct.go_on(state, SCOPES, AT))
    return state


@pytest.mark.parametrize(
    ("extra_time", "seconds", "status"),
    [
        (1.0, 29, AnswerStatus.OK),
        (1.0, 31.9, AnswerStatus.OK),  # sent in time, two seconds on its way
        (1.0, 33, AnswerStatus.TIMED_OUT),
        (4 / 3, 39, AnswerStatus.OK),
        (4 / 3, 43, AnswerStatus.TIMED_OUT),
    ],
)
def test_the_clock_of_the_server_and_the_extra_time_decide(extra_time, seconds, status):
    state = to_the("autre-1-01", extra_time=extra_time)
    assert deadline_of(state, state.asked, SCOPES) == AT + timedelta(seconds=30 * extra_time)
    given_ = conduct.answer(state, SCOPES, sample(state, "ok"), AT + timedelta(seconds=seconds))
    assert given_.outcome.status is status


def test_an_item_without_timer_has_no_deadline():
    state = to_the("autre-2-01")
    assert deadline_of(state, state.asked, SCOPES) is None


def test_leaving_the_page_is_written_down_once_and_costs_nothing_outside_certification():
    state = to_the("autre-2-01")
    lost = conduct.lose_focus(state, AT)
    state = happen(state, [lost])
    assert conduct.lose_focus(state, AT) is None
    assert state.away == {state.rank}
    assert conduct.answer(state, SCOPES, sample(state, "ok"), AT).outcome.status is AnswerStatus.OK


def test_a_report_names_a_question_that_was_put():
    state = begun()
    event = conduct.report(state, 1, state.asked.item, "unclear", "Quel fichier ?", AT)
    assert happen(state, [event]).reports == (event,)
    with pytest.raises(IllegalStep):
        conduct.report(state, 2, "x", "unclear", "", AT)


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_giving_up_closes_what_was_begun_and_keeps_what_was_shown(answers):
    state = begun()
    for _ in range(answers):
        state = happen(state, [conduct.answer(state, SCOPES, sample(state, "ok"), AT)])
        state = happen(state, conduct.go_on(state, SCOPES, AT))
    events = conduct.give_up(state, SCOPES, AT)
    end = happen(state, events)
    assert end.closed.reason == "given-up"
    assert isinstance(events[-2], SessionFinished)
    assert end.answered == answers + 1
    assert end.session.answers[-1].outcome.status is AnswerStatus.SKIPPED


def test_the_time_of_the_whole_sitting_runs_out_on_the_server():
    state = begun(ends_at=AT + timedelta(minutes=10))
    assert not conduct.is_over(state, AT + timedelta(minutes=10, seconds=1))
    assert conduct.is_over(state, AT + timedelta(minutes=10, seconds=3))


def test_there_is_a_look_back_after_every_fifth_answer():
    seen = []
    state = SittingState()
    state = happen(state, [OPENED])
    while not state.closed:
        state = happen(state, conduct.go_on(state, SCOPES, AT))
        if state.asked:
            state = happen(state, [conduct.answer(state, SCOPES, sample(state, "ko"), AT)])
            seen.append((state.answered, conduct.at_checkpoint(state)))
    assert all(due is (count % 5 == 0) for count, due in seen)
