"""A practice session: a fold of commands, with nothing to steal before the answer."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pixauthor.bank.item import Item
from pixauthor.bank.samples import resolve_answer
from pixauthor.delivery.replay import replay
from pixauthor.delivery.scope import survey
from pixauthor.delivery.store import list_journals, load_journal, sessions_dir
from pixauthor.resources import shipped
from pixauthor.widgets.runner import SessionWidget
from pixauthor.widgets.runner.state import RunnerState, Screen, Setting, reduce
from pixauthor.workspace import Workspace

SHIPPED = Workspace(shipped("items").parent)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STATUSES = ("validated", "draft")
COMPETENCES = sorted({item.competence for item in SHIPPED.bank})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "items").symlink_to(SHIPPED.items_dir)
    return Workspace(tmp_path)


def setting(competence: str, max_items: int = 15) -> Setting:
    scope = survey(SHIPPED.framework, SHIPPED.bank, competence, "fr", STATUSES)
    return Setting(scope=scope, session="s", seed=5, locale="fr", statuses=STATUSES, max_items=max_items)


def sample(item: Item, outcome: str) -> Any:
    answers = [test.answer for test in item.tests if test.outcome == outcome]
    return resolve_answer(answers[0], SHIPPED.items_dir / item.competence)


def test_a_command_that_cannot_come_now_changes_nothing() -> None:
    state = RunnerState()
    for command in ({}, {"do": "answer", "attempt": 1, "value": "a"}, {"do": "next"}, {"do": ["start"]}, {"do": None}):
        assert reduce(state, command, setting("1.1"), NOW) == (state, ())


def test_an_answer_of_a_stale_tab_changes_nothing() -> None:
    around = setting("1.1")
    state, _ = reduce(RunnerState(), {"do": "start"}, around, NOW)
    for attempt in (0, 2, None, "1"):
        assert reduce(state, {"do": "answer", "attempt": attempt, "value": "a"}, around, NOW) == (state, ())


def test_a_malformed_answer_is_refused_with_its_reason_and_may_be_given_again() -> None:
    around = setting("1.1")
    state, _ = reduce(RunnerState(), {"do": "start"}, around, NOW)
    refused, events = reduce(state, {"do": "answer", "attempt": 1, "value": 12}, around, NOW)
    assert events == ()
    assert refused.problem
    assert refused.session == state.session


def test_a_skipped_question_is_worth_nothing_and_the_session_goes_on() -> None:
    around = setting("1.1", max_items=2)
    state, _ = reduce(RunnerState(), {"do": "start"}, around, NOW)
    state, events = reduce(state, {"do": "skip", "attempt": 1}, around, NOW + timedelta(seconds=7))
    assert events[0].outcome.status == "aband"
    assert events[0].seconds == 7
    assert state.screen is Screen.FEEDBACK


@pytest.mark.parametrize("competence", COMPETENCES)
@pytest.mark.parametrize("outcome", ["ok", "ko"])
def test_a_session_ends_with_a_result_that_its_journal_gives_again(
    competence: str, outcome: str, workspace: Workspace
) -> None:
    widget = SessionWidget(workspace, competence, seed=3, clock=lambda: NOW)
    assert not sessions_dir(workspace.exports_dir).exists()
    widget.send_command({"do": "start"})
    while widget.view["screen"] != "result":
        view = widget.view
        value = sample(workspace.bank[view["item"]["item"]], outcome)
        widget.send_command({"do": "answer", "attempt": view["attempt"], "value": value})
        assert widget.view["screen"] == "feedback", widget.view["problem"]
        assert widget.view["good"] is (outcome == "ok")
        widget.send_command({"do": "next"})
    assert (widget.view["right"] > 0) is (outcome == "ok")
    journal = load_journal(list_journals(sessions_dir(workspace.exports_dir))[0])
    scope = survey(workspace.framework, workspace.bank, competence, "fr", STATUSES)
    assert replay(journal.events, scope).differences == ()


@pytest.mark.parametrize("competence", COMPETENCES)
def test_before_the_answer_no_trait_holds_what_is_said_after(competence: str, workspace: Workspace) -> None:
    widget = SessionWidget(workspace, competence, seed=3, clock=lambda: NOW)
    widget.send_command({"do": "start"})
    while widget.view["screen"] == "question":
        item = workspace.bank[widget.view["item"]["item"]]
        state = json.dumps({name: widget.trait_values()[name] for name in ("view", "texts")}, ensure_ascii=False)
        secrets = [item.feedback.ok, item.feedback.ko, *item.feedback.options.values()]
        secrets += [test.note for test in item.tests] + [one.title for one in item.tutorials]
        assert [secret for secret in secrets if secret and secret in state] == []
        assert not {"key", "tests", "accept", "correct"} & set(_names(widget.view))
        widget.send_command({"do": "skip", "attempt": widget.view["attempt"]})
        widget.send_command({"do": "next"})


def test_a_command_that_changes_nothing_is_heard_of(workspace: Workspace) -> None:
    widget = SessionWidget(workspace, "1.1", clock=lambda: NOW)
    widget.send_command({"do": "start"})
    before = widget.view["serial"]
    widget.send_command({"do": "nothing"})
    assert widget.view["serial"] == before + 1


def _names(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(name for part in value.values() for name in _names(part))]
    return [name for part in value for name in _names(part)] if isinstance(value, list) else []
