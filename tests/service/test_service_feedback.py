"""The right answer is told once the person's own is on disk, where the sitting allows it, and never else."""

import json
import re
from contextlib import asynccontextmanager
from dataclasses import replace
from html import unescape

import pytest
from coroutines import completed
from service_samples import Clock, sample_answer, sample_content
from session_samples import TYPES, item_of

from pixauthor.bank.keys import SimulatorKey, TextKey
from pixauthor.delivery.right_answer import right_answer
from pixauthor.errors import PixauthorError
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Message, Order
from pixauthor.service.views import Drawings, view_of
from pixauthor.widgets.markdown import render_block

CONTENT = sample_content()
ORDER = Order(candidate="c-1", competences=("1.2",))
SCOPES = CONTENT.scopes(("1.2",), "fr")
EXPECTED = {
    "single-choice": "Bravo",
    "multiple-choice": "Alpha",
    "short-text": "zèbre rayé",
    "number": "12,5",
    "blanks": "Maj+Inser",
    "dependent-blanks": "Firefox",
    "ordering": "Charlie",
    "matching": "son.mp3 → Un son",
    "file-task": "la ligne 3 de la colonne « Total » vaut « 42 »",
    "simulator": "corbeille:vide",
}
CHOSEN = ("single-choice", "multiple-choice", "ordering", "matching")
"""Types whose answers are made of what the question shows."""


@asynccontextmanager
async def desk_on(path, seed):
    journal = await open_journal(str(path))
    try:
        yield Desk(CONTENT, journal, clock=Clock(), new_seed=lambda: seed)
    finally:
        await journal.close()


def drawn(state, language="fr"):
    return view_of(state, SCOPES, Drawings(CONTENT), Clock()(), language)


async def walked(path, order, seed):
    """Return the view of every step of a sitting of someone who can do all up to a level."""
    views = []
    async with desk_on(path, seed) as desk:
        sitting = await desk.open(order)
        state = await desk.look(sitting)
        while not state.closed:
            views.append(drawn(state))
            if state.asked:
                message = Message(item=state.asked.item, rank=state.rank)
                outcome = "ok" if CONTENT.bank[message.item].level <= seed % 9 else "ko"
                state = (await desk.answer(sitting, message, sample_answer(CONTENT, message.item, outcome))).state
            else:
                state = (await desk.go_on(sitting, state.rank)).state
    return views


async def walks(folder, order):
    """Return the views of sittings that together meet every type."""
    views = []
    for seed in range(40):
        views += await walked(folder / f"j{seed}", order, seed)
        if {view["item"]["type"] for view in views if view["screen"] == "question"} == set(TYPES):
            return views
    raise AssertionError("not every type was met")


def test_after_every_type_of_item_the_right_answer_is_told(tmp_path):
    views = completed(walks(tmp_path, ORDER))
    told = {view["item"]["type"]: view["told"]["expected_html"] for view in views if view["screen"] == "pause"}
    assert told.keys() == EXPECTED.keys()
    for kind, words in EXPECTED.items():
        assert words in unescape(re.sub("<[^>]+>", "", told[kind])).replace("\u00a0", " "), kind


def test_no_view_holds_it_before_the_answer(tmp_path):
    for view in completed(walks(tmp_path, ORDER)):
        if view["screen"] == "pause":
            continue
        assert "expected_html" not in json.dumps(view)
        if view["screen"] == "question":
            item = CONTENT.bank[view["item"]["item"]]
            shown = json.dumps(view, ensure_ascii=False)
            assert render_block(right_answer(item, "fr")) not in shown
            assert item.type in CHOSEN or EXPECTED[item.type] not in shown


@pytest.mark.parametrize("setting", [{"feedback": False}, {"right_answers": False}])
def test_where_it_is_not_allowed_it_is_never_told(tmp_path, setting):
    for view in completed(walks(tmp_path, replace(ORDER, **setting))):
        shown = json.dumps(view, ensure_ascii=False)
        assert "retenez la clé" not in shown
        told = view.get("told")
        assert told is None or (told["expected_html"], told["said_html"]) == ("", "")


def test_an_answer_that_is_not_on_disk_tells_nothing(tmp_path):
    async def run():
        async with desk_on(tmp_path / "j", 5) as desk:
            sitting = await desk.open(ORDER)
            state = (await desk.go_on(sitting, 0)).state
            append = desk.journal.append

            async def full(*_lines):
                raise PixauthorError("service.journal-down", reason="disk full")

            desk.journal.append = full
            message = Message(item=state.asked.item, rank=1)
            with pytest.raises(PixauthorError, match="disk full"):
                await desk.answer(sitting, message, None)
            desk.journal.append = append
            return drawn(await desk.look(sitting))

    view = completed(run())
    assert view["screen"] == "question"
    assert "told" not in view


def test_it_is_told_in_the_language_of_the_page():
    item = item_of("file-task")
    assert "la ligne 3" in right_answer(item, "fr")
    assert "row 3" in right_answer(item, "en")
    assert right_answer(item_of("number"), "en") == "12.5\u00a0Mo"


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "a `tick`", "``", "*x*", "![x](http://y/z.png)"])
def test_an_answer_is_shown_to_the_letter_and_runs_nothing(words):
    text = replace(item_of("short-text"), key=TextKey(accept=(words,)))
    state = replace(item_of("simulator"), key=SimulatorKey(accept=(words,)))
    for item in (text, state):
        html = render_block(right_answer(item, "fr"))
        assert "<script" not in html
        assert "<img" not in html
        shown = re.search("<code>(.*)</code>", html)[1]
        assert unescape(shown) == words
