"""Sessions: legal steps, the fold, the engine, simulated candidates, replay."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from session_samples import data_of, item_of, sample_bank, sample_framework

from pixauthor.bank.bank import Bank
from pixauthor.bank.public import publish
from pixauthor.delivery import engine
from pixauthor.delivery.algorithms.knowledge import mark
from pixauthor.delivery.events import AnswerGiven, ItemServed, SessionFinished, SessionStarted
from pixauthor.delivery.machine import TRANSITIONS, IllegalStep, Phase, advance
from pixauthor.delivery.presentation import presented, shuffled
from pixauthor.delivery.replay import replay
from pixauthor.delivery.scope import survey
from pixauthor.delivery.session import SessionState, fold, step
from pixauthor.delivery.simulated import SimulatedCandidate, play
from pixauthor.errors import PixauthorError
from pixauthor.grading import Outcome

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STATUSES = ("validated", "draft")
SCOPE = survey(sample_framework(), sample_bank(), "1.2", "fr", STATUSES)
WRONG_UPLOAD = {"name": "a.csv", "content": "YTti"}


def opening(scope=SCOPE, **fields):
    given_fields = {"session": "essai", "seed": 1, "locale": "fr", "statuses": STATUSES, "max_items": 15, "at": AT}
    return engine.start(scope, **{**given_fields, **fields})


def asked(scope=SCOPE, **fields):
    state = step(SessionState(), opening(scope, **fields), scope)
    return step(state, engine.serve(state, engine.next_item(state, scope), AT), scope)


def played(theta=4.0, seed=1, scope=SCOPE, **fields):
    return play(
        scope,
        opening(scope, seed=seed, theta=theta, **fields),
        SimulatedCandidate(theta=theta),
        resolve=lambda _item, answer: WRONG_UPLOAD if isinstance(answer, dict) and "upload" in answer else answer,
    )


EVENTS = {
    SessionStarted: opening(),
    ItemServed: ItemServed(item="x", version=1, attempt=1, at=AT),
    AnswerGiven: AnswerGiven(
        item="x", version=1, attempt=1, value=None, outcome=Outcome.of_credit(0), seconds=1, at=AT
    ),
    SessionFinished: SessionFinished(reason="complete", pix=0, level=0, predicted_level=0.5, at=AT),
}


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("kind", EVENTS)
def test_a_step_is_legal_when_the_table_says_so_and_raises_else(phase, kind):
    if (phase, kind) in TRANSITIONS:
        assert advance(phase, EVENTS[kind]) is TRANSITIONS[phase, kind]
    else:
        with pytest.raises(IllegalStep):
            advance(phase, EVENTS[kind])


def test_an_illegal_step_changes_nothing():
    state = asked()
    before = replace(state)
    with pytest.raises(IllegalStep):
        step(state, EVENTS[SessionFinished], SCOPE)
    assert state == before


def test_an_answer_to_another_question_is_refused():
    state = asked()
    right = engine.answer(state, SCOPE, None, seconds=1, at=AT)
    for stale in (replace(right, item="autre"), replace(right, attempt=2), replace(right, version=2)):
        with pytest.raises(IllegalStep) as caught:
            step(state, stale, SCOPE)
        assert caught.value.message == "session.stale-answer"


def test_a_question_that_waits_is_asked_again_and_not_another():
    state = asked()
    assert engine.next_item(state, SCOPE).id == state.served[-1].item


def test_an_answer_cannot_be_given_before_a_question():
    state = step(SessionState(), opening(), SCOPE)
    with pytest.raises(IllegalStep):
        engine.answer(state, SCOPE, "b", seconds=1, at=AT)


def test_the_state_is_a_function_of_the_events():
    events = played()
    state = fold(events, SCOPE)
    assert state == fold(events, SCOPE)
    assert state.phase is Phase.FINISHED
    final = state.finished
    assert (final.pix, final.level) == (mark(state, SCOPE).pix, mark(state, SCOPE).level)
    assert final.predicted_level == state.predicted_level


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.floats(-2, 10))
def test_a_simulated_session_obeys_the_rules_and_replays_alike(seed, theta):
    events = played(theta=theta, seed=seed)
    assert events == played(theta=theta, seed=seed)
    assert events[0].simulated
    assert events[0].theta == theta
    state = fold(events, SCOPE)
    items = [answer.item for answer in state.answers]
    assert len(set(items)) == len(items) <= 15
    assert replay(events, SCOPE).differences == ()
    assert all(later.at >= earlier.at for earlier, later in pairwise(events))


def test_an_able_candidate_reaches_more_pix_than_a_weak_one():
    able = [played(theta=9, seed=seed)[-1].pix for seed in range(20)]
    weak = [played(theta=-1, seed=seed)[-1].pix for seed in range(20)]
    assert sum(able) > 4 * sum(weak)


def test_all_right_validates_every_skill_and_gives_all_their_pix():
    state = step(SessionState(), opening(), SCOPE)
    while item := engine.next_item(state, SCOPE):
        state = step(state, engine.serve(state, item, AT), SCOPE)
        value = item.tests[0].answer
        if isinstance(value, dict) and "upload" in value:
            value = {"name": "a.csv", "content": "TW9pcztUb3RhbAptYWk7NDAKanVpbjs0Mgo="}
        state = step(state, engine.answer(state, SCOPE, value, seconds=1, at=AT), SCOPE)
    assert all(one.validated for one in state.known.values())
    # Ten skills over eight levels, two of them at levels 1 and 2: 4 pix each (pix.md §1.4).
    assert mark(state, SCOPE).pix == 40


def test_the_session_stops_at_the_most_questions():
    assert played(max_items=2)[-1].reason == "limit"
    assert sum(isinstance(event, AnswerGiven) for event in played(max_items=2)) == 2


def test_a_right_answer_after_the_timer_fails_the_skill():
    timed = Bank.of([item_of("single-choice", conduct={"timer_seconds": 30})])
    scope = survey(sample_framework(), timed, "1.2", "fr", STATUSES)
    state = asked(scope)
    late = engine.answer(state, scope, "b", seconds=30.1, at=AT + timedelta(seconds=30.1))
    assert late.outcome.status == "timedout"
    assert not step(state, late, scope).known["types-1"].validated
    assert engine.answer(state, scope, "b", seconds=30, at=AT).outcome.status == "ok"


def test_validated_items_are_preferred_to_drafts():
    draft = item_of("single-choice", id="types-1-02", status="draft")
    scope = survey(sample_framework(), Bank.of([draft, item_of("single-choice")]), "1.2", "fr", STATUSES)
    assert [asked(scope, seed=seed).served[-1].item for seed in range(10)] == ["types-1-01"] * 10
    only_drafts = survey(sample_framework(), Bank.of([draft]), "1.2", "fr", STATUSES)
    assert asked(only_drafts).served[-1].item == "types-1-02"


@pytest.mark.parametrize(
    ("competence", "locale", "statuses", "message"),
    [
        ("9.9", "fr", STATUSES, "session.unknown-competence"),
        ("1.2", "en", STATUSES, "session.no-items"),
        ("1.2", "fr", ("archived",), "session.no-items"),
    ],
)
def test_a_session_needs_items(competence, locale, statuses, message):
    with pytest.raises(PixauthorError) as caught:
        survey(sample_framework(), sample_bank(), competence, locale, statuses)
    assert caught.value.message == message


def test_a_changed_key_shows_in_the_replay():
    events = played(theta=9, seed=3)
    choice = {**data_of("single-choice"), "key": "a"}
    changed = sample_bank().with_item(item_of("single-choice", key=choice["key"]))
    scope = survey(sample_framework(), changed, "1.2", "fr", STATUSES)
    again = replay(events, scope)
    assert again.bank_changed
    assert not again.framework_changed
    answered = any(isinstance(event, AnswerGiven) and event.item == "types-1-01" for event in events)
    assert any(one.kind == "outcome" for one in again.differences) is answered


def test_a_forged_outcome_or_result_shows_in_the_replay():
    events = list(played(theta=9, seed=1))
    place = next(n for n, event in enumerate(events) if isinstance(event, AnswerGiven))
    wrong = Outcome.of_credit(0 if events[place].outcome.credit else 1)
    forged = [*events[:place], replace(events[place], outcome=wrong), *events[place + 1 :]]
    assert any(one.kind == "outcome" for one in replay(forged, SCOPE).differences)
    richer = [*events[:-1], replace(events[-1], pix=64)]
    differences = replay(richer, SCOPE).differences
    assert [one.kind for one in differences] == ["result"]
    assert differences[0].message("fr") != differences[0].message("en")


def test_a_session_whose_item_is_gone_says_which():
    scope = survey(sample_framework(), sample_bank().without("fichiers-2-01"), "1.2", "fr", STATUSES)
    with pytest.raises(PixauthorError) as caught:
        replay(played(), scope)
    assert caught.value.fields == {"item": "fichiers-2-01"}


def test_shuffling_depends_on_the_seed_and_keeps_fixed_options():
    public = publish(item_of("single-choice"))
    orders = {tuple(one["id"] for one in shuffled(public, seed).interaction["options"]) for seed in range(200)}
    assert len(orders) == 6
    assert all(order[3] == "d" for order in orders)
    assert shuffled(public, 5) == shuffled(public, 5)
    still = publish(item_of("single-choice", shuffle=False))
    assert shuffled(still, 5) == still


def test_a_session_never_puts_entries_in_the_order_that_is_the_answer():
    item = item_of("ordering")
    orders = {tuple(one["id"] for one in presented(item, seed).interaction["entries"]) for seed in range(200)}
    assert len(orders) == 5
    assert item.key.order not in orders


@pytest.mark.parametrize(("kind", "name"), [("ordering", "entries"), ("matching", "targets")])
def test_an_order_that_may_be_the_answer_is_always_shuffled(kind, name):
    public = publish(item_of(kind))
    assert len({str(shuffled(public, seed).interaction[name]) for seed in range(200)}) == 6
