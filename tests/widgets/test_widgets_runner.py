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
from pixauthor.grading.shape import MalformedAnswer
from pixauthor.resources import shipped
from pixauthor.widgets.runner import SessionWidget
from pixauthor.widgets.runner.state import Command, RunnerState, Screen, Setting, reduce
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


def next_after(rank: Any) -> Command:
    return Command(do="next", rank=rank)


def answer(rank: Any, value: Any = None) -> Command:
    return Command(do="answer", rank=rank, value=value)


def test_a_command_that_cannot_come_now_changes_nothing() -> None:
    state = RunnerState()
    for command in (answer(0, "a"), answer(1, "a"), next_after(1), next_after(None), Command(do="", rank=0)):
        assert reduce(state, command, setting("1.1"), NOW) == (state, ())


def test_an_answer_of_a_stale_tab_changes_nothing() -> None:
    around = setting("1.1")
    state, _ = reduce(RunnerState(), next_after(0), around, NOW)
    for rank in (0, 2, None, "1"):
        assert reduce(state, answer(rank, "a"), around, NOW) == (state, ())


def test_a_malformed_answer_is_refused() -> None:
    around = setting("1.1")
    state, _ = reduce(RunnerState(), next_after(0), around, NOW)
    with pytest.raises(MalformedAnswer):
        reduce(state, answer(1, 12), around, NOW)


def test_a_skipped_question_is_worth_nothing_and_the_session_goes_on() -> None:
    around = setting("1.1", max_items=2)
    state, _ = reduce(RunnerState(), next_after(0), around, NOW)
    state, events = reduce(state, answer(1), around, NOW + timedelta(seconds=7))
    assert events[0].outcome.status == "aband"
    assert events[0].seconds == 7
    assert state.screen is Screen.PAUSE


class Candidate:
    """Who speaks with a widget as its page does."""

    def __init__(self, widget: SessionWidget) -> None:
        self.widget = widget
        self.status, self.view = widget.respond("session", {})

    def go_on(self) -> None:
        self._say("next", {"rank": self.view["rank"]})

    def answer(self, value: Any) -> None:
        self._say("answer", {"rank": self.view["rank"], "item": self.view["item"]["item"], "value": value})

    def _say(self, name: str, data: dict[str, Any]) -> None:
        self.status, self.view = self.widget.respond(f"session/{name}", data)


@pytest.mark.parametrize("competence", COMPETENCES)
@pytest.mark.parametrize("outcome", ["ok", "ko"])
def test_a_session_ends_with_a_result_that_its_journal_gives_again(
    competence: str, outcome: str, workspace: Workspace
) -> None:
    person = Candidate(SessionWidget(workspace, competence, seed=3, clock=lambda: NOW))
    assert not sessions_dir(workspace.exports_dir).exists()
    person.go_on()
    while person.view["screen"] != "result":
        person.answer(sample(workspace.bank[person.view["item"]["item"]], outcome))
        assert (person.status, person.view["screen"]) == (200, "pause")
        assert person.view["told"]["good"] is (outcome == "ok")
        assert person.view["told"]["expected_html"]
        person.go_on()
    (found,) = person.view["results"]
    assert (found["pix"] > 0) is (outcome == "ok")
    assert found["pix_low"] <= found["pix"] <= found["pix_high"]
    journal = load_journal(list_journals(sessions_dir(workspace.exports_dir))[0])
    scope = survey(workspace.framework, workspace.bank, competence, "fr", STATUSES)
    assert replay(journal.events, scope).differences == ()


@pytest.mark.parametrize("competence", COMPETENCES)
def test_before_the_answer_nothing_holds_what_is_said_after(competence: str, workspace: Workspace) -> None:
    person = Candidate(SessionWidget(workspace, competence, seed=3, clock=lambda: NOW))
    traits = person.widget.get_state()
    person.go_on()
    while person.view["screen"] == "question":
        item = workspace.bank[person.view["item"]["item"]]
        shown = json.dumps(person.view, ensure_ascii=False)
        secrets = [item.feedback.ok, item.feedback.ko, *item.feedback.options.values()]
        secrets += [test.note for test in item.tests] + [one.title for one in item.tutorials]
        assert [secret for secret in secrets if secret and secret in shown] == []
        assert not {"key", "tests", "accept", "correct", "expected_html", "said_html"} & set(_names(person.view))
        assert person.widget.get_state() == traits
        person.answer(None)
        person.go_on()


def test_what_is_said_twice_is_done_once_and_what_comes_too_late_is_told(workspace: Workspace) -> None:
    widget = SessionWidget(workspace, "1.1", seed=3, clock=lambda: NOW)
    first = {"rank": 0}
    assert widget.respond("session/next", first)[0] == 200
    status, again = widget.respond("session/next", first)
    assert (status, again["rank"]) == (200, 1)
    status, view = widget.respond("session/answer", {"rank": 1, "value": 12})
    assert (status, view["screen"], bool(view["problem"])) == (422, "question", True)
    assert widget.respond("session/answer", {"rank": 1, "value": None})[0] == 200
    assert widget.respond("session/answer", {"rank": 1, "value": None})[1]["screen"] == "pause"
    assert widget.respond("session/next", {"rank": 0})[0] == 409
    assert widget.respond("session/nothing", {"rank": 1})[0] == 409


def _names(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(name for part in value.values() for name in _names(part))]
    return [name for part in value for name in _names(part)] if isinstance(value, list) else []
