"""Trying again: 4 days to improve, 7 to begin afresh (pix.md §3), and what is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from session_samples import sample_bank, sample_framework

from pixauthor.delivery import engine
from pixauthor.delivery.algorithms import ADAPTIVE
from pixauthor.delivery.replay import replay
from pixauthor.delivery.retry import Retry, RetryRules, Way, carried, retry_of
from pixauthor.delivery.scope import survey
from pixauthor.delivery.selection import Knowledge, Source
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


def test_improving_waits_four_days_and_beginning_afresh_seven_after_the_last_answer():
    before = played(4.0)
    last = before.answers[-1].at
    late = replace(before, finished=replace(before.finished, at=last + timedelta(days=30)))
    assert retry_of(late, SCOPE) == Retry(improve_at=last + timedelta(days=4), reset_at=last + timedelta(days=7))


def test_a_session_without_an_answer_counts_from_its_end():
    state = step(SessionState(), opening(), SCOPE)
    state = step(state, engine.close(state, SCOPE, AT, "given-up"), SCOPE)
    assert retry_of(state, SCOPE).reset_at == AT + timedelta(days=7)


def test_other_days_and_never_are_rules_of_a_campaign():
    before = played(4.0)
    last = before.answers[-1].at
    rules = RetryRules(improve_days=0, reset_days=None)
    assert retry_of(before, SCOPE, rules) == Retry(improve_at=last, reset_at=None)
    assert [retry_of(before, SCOPE, rules).moment(way) for way in Way] == [last, None]


def test_the_highest_level_has_nothing_to_improve():
    before = played(4.0)
    highest = replace(SCOPE, rules=PixRules(max_reachable_level=before.finished.level))
    assert retry_of(before, highest).improve_at is None
    assert retry_of(before, highest).reset_at


def test_where_every_skill_is_validated_there_is_nothing_to_improve():
    sure = replace(
        played(9.0),
        known={one.skill: Knowledge(skill=one.skill, validated=True, source=Source.DIRECT) for one in SCOPE.skills},
    )
    assert retry_of(sure, SCOPE).improve_at is None


def test_beginning_afresh_keeps_nothing_and_so_does_another_algorithm():
    before = played(4.0)
    assert carried(before, Way.AFRESH) == ()
    adaptive = replace(before, started=replace(before.started, engine=ADAPTIVE))
    assert carried(adaptive, Way.IMPROVE) == ()


def test_an_improving_session_asks_what_was_missed_and_nothing_that_was_validated():
    before = played(4.0)
    kept = carried(before, Way.IMPROVE)
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


def test_what_is_kept_counts_in_the_prediction_when_it_was_shown_and_not_when_it_was_inferred():
    # pix.md §3: the level is predicted from direct answers; skill 2 right alone gives 4.5 (pix.md §11).
    one = next(skill for skill in SCOPE.skills if skill.level == 2)
    shown, inferred = (Knowledge(skill=one.skill, validated=True, source=source) for source in Source)
    assert step(SessionState(), opening(kept=(shown,)), SCOPE).predicted_level == 4.5
    assert step(SessionState(), opening(kept=(inferred,)), SCOPE).predicted_level == 3.5
