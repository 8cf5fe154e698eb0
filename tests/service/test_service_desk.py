"""The desk: repeated, stale, late and malformed messages change nothing; what was confirmed is found again."""

import asyncio
import itertools
import json
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from coroutines import completed
from service_samples import Clock, sample_answer, sample_bundle, sample_content

from pixauthor.delivery import conduct
from pixauthor.delivery.store import BrokenJournal
from pixauthor.errors import PixauthorError
from pixauthor.grading.model import AnswerStatus
from pixauthor.service.chain import unchain
from pixauthor.service.content import open_content
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Done, Malformed, Message, Order, Stale
from pixauthor.service.views import Drawings, view_of

CONTENT = sample_content()
ORDER = Order(candidate="c-1", competences=("1.2",))


@asynccontextmanager
async def desk_on(address, clock=None):
    journal = await open_journal(str(address))
    seeds = itertools.count(5)
    try:
        yield Desk(CONTENT, journal, clock=clock or Clock(), new_seed=seeds.__next__)
    finally:
        await journal.close()


def asked(state):
    return Message(item=state.asked.item, rank=state.rank)


async def first(desk, order=ORDER):
    sitting = await desk.open(order)
    return sitting, (await desk.go_on(sitting, 0)).state


async def to_the_end(desk, sitting, outcome="ok"):
    state = await desk.look(sitting)
    while not state.closed:
        if state.asked:
            value = sample_answer(CONTENT, state.asked.item, outcome)
            state = (await desk.answer(sitting, asked(state), value)).state
        else:
            state = (await desk.go_on(sitting, state.rank)).state
    return state


def test_a_sitting_goes_from_the_opening_to_its_result(tmp_path):
    async def run():
        async with desk_on(tmp_path / "j") as desk:
            sitting, _ = await first(desk)
            return await to_the_end(desk, sitting), await desk.journal.find("c-1")

    state, rows = completed(run())
    assert state.closed.reason == "complete"
    assert state.sessions["1.2"].finished.pix > 0
    assert rows[0].closed_at == state.closed.at


def test_of_sittings_that_are_over_the_last_ones_stay_in_memory_and_the_others_are_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr("pixauthor.service.seats.MOST_OVER", 2)

    async def run():
        reads = []
        async with desk_on(tmp_path / "j") as desk:
            read = desk.journal.read

            async def counted(sitting, after=0):
                reads.append(sitting)
                return await read(sitting, after)

            sittings = [(await first(desk))[0] for _ in range(4)]
            ends = [await to_the_end(desk, sitting) for sitting in sittings[:3]]
            desk.journal.read = counted
            again = [await desk.look(sitting) for sitting in (*sittings[1:], sittings[0])]
            return sittings[0], reads, ends, again

    oldest, reads, ends, again = completed(run())
    assert reads == [oldest]
    assert [*again[:2], again[3]] == [*ends[1:], ends[0]]


def test_a_repeated_answer_changes_nothing_and_another_one_is_stale(tmp_path):
    async def run():
        async with desk_on(tmp_path / "j") as desk:
            sitting, state = await first(desk)
            value = sample_answer(CONTENT, state.asked.item)
            once = await desk.answer(sitting, asked(state), value)
            lines = await desk.journal.read(sitting)
            again = await desk.answer(sitting, asked(state), value)
            changed = await desk.answer(sitting, asked(state), None)
            await desk.go_on(sitting, 1)
            late = await desk.answer(sitting, asked(state), value)
            return once, again, changed, late, lines, await desk.journal.read(sitting)

    once, again, changed, late, before, after = completed(run())
    assert isinstance(once, Done)
    assert again == once
    assert changed == Stale(state=once.state)
    # Once the next question stands, the repeated answer is still only a repetition.
    assert isinstance(late, Done)
    assert late.state.rank == 2
    assert after[: len(before)] == before
    assert len(after) == len(before) + 1


@pytest.mark.parametrize("message", [Message(item="types-9-01", rank=1), Message(item="", rank=7)])
def test_a_message_about_a_question_that_is_not_waiting_is_stale(tmp_path, message):
    async def run():
        async with desk_on(tmp_path / "j") as desk:
            sitting, state = await first(desk)
            replies = [
                await desk.answer(sitting, message, "x"),
                await desk.report(sitting, message, "unclear", ""),
                await desk.lose_focus(sitting, message),
                await desk.keep_draft(sitting, message, "x"),
            ]
            return state, replies, await desk.journal.read(sitting)

    state, replies, lines = completed(run())
    assert replies == [Stale(state=state)] * 4
    assert len(lines) == 3


def test_next_is_taken_once(tmp_path):
    async def run():
        async with desk_on(tmp_path / "j") as desk:
            sitting, state = await first(desk)
            await desk.answer(sitting, asked(state), None)
            replies = await asyncio.gather(*(desk.go_on(sitting, 1) for _ in range(5)))
            return replies, await desk.go_on(sitting, 0)

    replies, old = completed(run())
    assert {reply.state.rank for reply in replies} == {2}
    assert all(isinstance(reply, Done) for reply in replies)
    assert isinstance(old, Stale)


def test_a_malformed_answer_is_told_and_not_written(tmp_path):
    async def run():
        async with desk_on(tmp_path / "j") as desk:
            sitting, state = await first(desk)
            reply = await desk.answer(sitting, asked(state), {"no": ["such", "shape"]})
            return state, reply, len(await desk.journal.read(sitting))

    state, reply, lines = completed(run())
    assert isinstance(reply, Malformed)
    assert reply.state == state
    assert lines == 3


def test_another_desk_on_the_same_journal_goes_on_where_the_first_was_killed(tmp_path):
    async def run():
        async with desk_on(tmp_path / "j") as desk:
            sitting, state = await first(desk)
            before = (await desk.answer(sitting, asked(state), None)).state
        async with desk_on(tmp_path / "j") as desk:
            return before, await desk.look(sitting), await to_the_end(desk, sitting)

    before, resumed, end = completed(run())
    assert resumed == before
    assert end.closed


def test_two_desks_on_one_journal_give_one_coherent_sitting(tmp_path):
    async def run():
        async with desk_on(tmp_path / "j") as one, desk_on(tmp_path / "j") as two:
            sitting, state = await first(one)
            turn = [two, one]
            while not state.closed:
                desk = turn[state.rank % 2]
                both = (desk, turn[1 - state.rank % 2])
                if state.asked:
                    value = sample_answer(CONTENT, state.asked.item, "ko")
                    replies = await asyncio.gather(*(each.answer(sitting, asked(state), value) for each in both))
                else:
                    replies = await asyncio.gather(*(each.go_on(sitting, state.rank) for each in both))
                assert all(isinstance(reply, Done) for reply in replies)
                assert replies[0].state == replies[1].state
                state = replies[0].state
            lines = await one.journal.read(sitting)
            return state, unchain(lines, "0" * 64)[0]

    state, events = completed(run())
    assert sum(hasattr(event, "outcome") for event in events) == state.answered == state.rank


def test_the_time_of_the_sitting_is_the_servers(tmp_path):
    clock = Clock()

    async def run():
        async with desk_on(tmp_path / "j", clock) as desk:
            order = replace(ORDER, time_limit=timedelta(minutes=3), extra_time=4 / 3)
            sitting, state = await first(desk, order)
            clock.move(239)
            await desk.answer(sitting, asked(state), sample_answer(CONTENT, state.asked.item))
            state = (await desk.go_on(sitting, 1)).state
            clock.move(10)
            late = await desk.answer(sitting, asked(state), sample_answer(CONTENT, state.asked.item))
            return late, await desk.look(sitting)

    late, end = completed(run())
    assert isinstance(late, Stale)
    assert late.state == end
    assert end.closed.reason == "deadline"
    assert [given.outcome.status for given in end.session.answers] == [AnswerStatus.OK, AnswerStatus.SKIPPED]


def test_without_feedback_the_next_question_comes_at_once_but_for_a_look_back(tmp_path, monkeypatch):
    # So few skills are soon settled: five questions would be the whole sitting.
    monkeypatch.setattr(conduct, "CHECKPOINT_EVERY", 2)

    async def run():
        async with desk_on(tmp_path / "j") as desk:
            sitting, state = await first(desk, replace(ORDER, feedback=False))
            waits = []
            while not state.closed:
                if state.asked:
                    outcome = "ok" if CONTENT.bank[state.asked.item].level < 5 else "ko"
                    value = sample_answer(CONTENT, state.asked.item, outcome)
                    state = (await desk.answer(sitting, asked(state), value)).state
                    waits.append(state.asked is None and not state.closed)
                else:
                    state = (await desk.go_on(sitting, state.rank)).state
            return waits

    waits = completed(run())
    assert [number for number, wait in enumerate(waits, start=1) if wait] == [*range(2, len(waits) + 1, 2)]
    assert len(waits) >= 3


def test_a_draft_is_kept_for_the_waiting_question_only(tmp_path):
    async def run():
        async with desk_on(tmp_path / "j") as desk:
            sitting, state = await first(desk)
            await desk.keep_draft(sitting, asked(state), {"copier": "Ctrl"})
            with pytest.raises(PixauthorError, match="trop long"):
                await desk.keep_draft(sitting, asked(state), "x" * 70_000)
            return await desk.journal.read_draft(sitting)

    assert json.loads(completed(run()).value) == {"copier": "Ctrl"}


def test_giving_up_twice_is_giving_up_once(tmp_path):
    async def run():
        async with desk_on(tmp_path / "j") as desk:
            sitting, _ = await first(desk)
            one, two = await desk.give_up(sitting), await desk.give_up(sitting)
            return one, two

    one, two = completed(run())
    assert one == two
    assert one.state.closed.reason == "given-up"


def test_an_altered_line_of_the_journal_is_found_when_the_sitting_is_read_again(tmp_path):
    async def write():
        async with desk_on(tmp_path / "j") as desk:
            sitting, state = await first(desk)
            await desk.answer(sitting, asked(state), sample_answer(CONTENT, state.asked.item, "ko"))
            return sitting

    sitting = completed(write())
    import sqlite3

    connection = sqlite3.connect(tmp_path / "j")
    (line,) = connection.execute("SELECT line FROM events WHERE number = 1").fetchone()
    connection.execute("UPDATE events SET line = ? WHERE number = 1", (line.replace(b'"seed":', b'"seed":1'),))
    connection.commit()
    connection.close()

    async def read():
        async with desk_on(tmp_path / "j") as desk:
            await desk.look(sitting)

    with pytest.raises(BrokenJournal, match="rompue"):
        completed(read())


def test_an_altered_bundle_and_a_stranger_are_refused(tmp_path):
    bundle = sample_bundle()
    from service_samples import KEY

    flipped = bytearray(bundle.secret)
    flipped[len(flipped) // 2] ^= 1
    with pytest.raises(PixauthorError):
        open_content(bundle.public, bytes(flipped), KEY.public)
    with pytest.raises(PixauthorError):
        open_content(bundle.public, bundle.public, KEY.public)

    async def look():
        async with desk_on(tmp_path / "j") as desk:
            await desk.look("nobody")

    with pytest.raises(PixauthorError, match="n’existe pas"):
        completed(look())


SECRETS = ('"key"', "accept", "correct", "tests", "rationale", "tolerance", '"outcome"', "feedback_ok")


def test_no_view_before_the_answer_holds_a_key_of_its_item(tmp_path):
    drawings = Drawings(CONTENT)

    async def run():
        views = []
        async with desk_on(tmp_path / "j") as desk:
            for seed in range(12):
                sitting, state = await first(desk, replace(ORDER, candidate=f"c-{seed}", feedback=False))
                while not state.closed:
                    shown = view_of(state, CONTENT.scopes(("1.2",), "fr"), drawings, desk.clock(), "fr")
                    views.append((state, json.dumps(shown, ensure_ascii=False)))
                    outcome = "ok" if seed % 2 else "ko"
                    if state.asked:
                        value = sample_answer(CONTENT, state.asked.item, outcome)
                        state = (await desk.answer(sitting, asked(state), value)).state
                    else:
                        state = (await desk.go_on(sitting, state.rank)).state
        return views

    views = completed(run())
    types = {CONTENT.bank[state.asked.item].type for state, _ in views if state.asked}
    assert len(types) >= 9
    for state, shown in views:
        assert not [word for word in SECRETS if word in shown]
        if state.asked:
            assert not _leaked(CONTENT.bank[state.asked.item], shown)


def _leaked(item, shown):
    """Return the key of an item that is typed, not chosen, where it stands in what is shown."""
    match item.type:
        case "short-text" | "simulator":
            return [word for word in item.key.accept if item.type == "short-text" and word in shown]
        case "number":
            return [word for word in ("12.5", "12,5") if word in shown]
        case "blanks":
            return [word for word in item.key.blanks["copier"].accept if word in shown]
        case "dependent-blanks":
            return [word for group in item.key.groups.values() for word in group if word in shown]
    return []
