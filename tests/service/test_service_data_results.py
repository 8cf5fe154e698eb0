"""A result says what was reached, how sure that is, what to work on next, and when to try again."""

from dataclasses import replace

import pytest
from coroutines import completed
from service_samples import START, Clock, sample_answer, sample_content

from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Message, Order
from pixauthor.widgets.results import MOST_ADVICE, results_of

CONTENT = sample_content()
SCOPES = CONTENT.scopes(("1.2",), "fr")


def taken(path, able, seed=5):
    """Return the end of a sitting of somebody who can do all up to a level."""

    async def run():
        journal = await open_journal(str(path))
        desk = Desk(CONTENT, journal, clock=Clock(), new_seed=lambda: seed)
        sitting = await desk.open(Order(candidate="c-1", competences=("1.2",)))
        state = (await desk.go_on(sitting, 0)).state
        while not state.closed:
            if state.asked is None:
                state = (await desk.go_on(sitting, state.rank)).state
                continue
            item = CONTENT.bank[state.asked.item]
            value = sample_answer(CONTENT, item.id, "ok" if item.level <= able else "ko")
            state = (await desk.answer(sitting, Message(item=item.id, rank=state.rank), value)).state
        await journal.close()
        return state

    return completed(run())


@pytest.mark.parametrize("able", [0, 1, 3, 5, 8])
def test_what_to_work_on_are_the_missed_skills_from_easy_to_hard_with_what_to_read(tmp_path, able):
    state = taken(tmp_path / "j", able)
    session = state.sessions["1.2"]
    (result,) = results_of(state, SCOPES, "fr")
    missed = sorted(CONTENT.bank[one.item].level for one in session.answers if one.outcome.status != "ok")
    assert [one["level"] for one in result["advice"]] == missed[:MOST_ADVICE]
    assert len(result["skills"]) == len(session.answers)
    for one in result["advice"]:
        assert one["tube"]
        assert one["words"]
        assert [lesson["html"] for lesson in one["tutorials"]] == ["<p>Un conseil de lecture.</p>"]


def test_a_missed_skill_without_a_tutorial_is_named_all_the_same(tmp_path):
    state = taken(tmp_path / "j", 0)
    scope = SCOPES["1.2"]
    bare = {skill: tuple(replace(item, tutorials=()) for item in items) for skill, items in scope.items.items()}
    (result,) = results_of(state, {"1.2": replace(scope, items=bare)}, "fr")
    assert result["advice"]
    assert all(one["tutorials"] == [] for one in result["advice"])


@pytest.mark.parametrize("able", [0, 2, 4, 8])
def test_what_was_shown_is_the_least_and_what_was_not_refuted_the_most(tmp_path, able):
    (result,) = results_of(taken(tmp_path / "j", able), SCOPES, "fr")
    assert 0 <= result["pix_low"] <= result["pix"] <= result["pix_high"] <= result["pix_most"]


def test_titles_and_skills_are_in_the_language_of_the_page(tmp_path):
    state = taken(tmp_path / "j", 2)
    french, english = (results_of(state, SCOPES, language)[0] for language in ("fr", "en"))
    assert (french["title"], english["title"]) == tuple(SCOPES["1.2"].competence.title[one] for one in ("fr", "en"))
    assert [one["level"] for one in french["advice"]] == [one["level"] for one in english["advice"]]
    assert french["improve_at"] > START.isoformat()
