"""Two instances on one journal: whoever of them is asked, there is one sitting, in one order, and nothing twice."""

import asyncio
import itertools
import json
from contextlib import asynccontextmanager

import pytest
from coroutines import completed
from service_samples import Clock, sample_answer, sample_content

from pixauthor.delivery.sitting_replay import replay_sitting
from pixauthor.delivery.store import GENESIS
from pixauthor.service.chain import unchain
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Done, Message, Order, Stale

CONTENT = sample_content()
MOST_TURNS = 60
"""More than any sitting of the sample takes: what never ends fails."""
ORDER = Order(candidate="c-1", competences=("1.2",), feedback=False)


@asynccontextmanager
async def two_desks(address):
    """Two instances of the service, each with its own connections and its own memory."""
    journals = [await open_journal(address, shared=True), await open_journal(address, shared=True)]
    clock = Clock()
    try:
        yield [Desk(CONTENT, journal, clock=clock) for journal in journals]
    finally:
        for journal in journals:
            await journal.close()


def asked(state):
    return Message(item=state.asked.item, rank=state.rank)


async def events_of(desk, sitting):
    """Return the events of a sitting, whose chain must be whole and whose replay must give the same."""
    events, _ = unchain(await desk.journal.read(sitting), GENESIS, sitting)
    _, differences = replay_sitting(events, CONTENT.scopes(("1.2",), "fr"))
    assert not differences
    return events


def test_a_candidate_who_is_sent_from_one_instance_to_the_other_has_one_sitting(journal_address):
    async def run():
        async with two_desks(journal_address) as desks:
            sitting = await desks[0].open(ORDER)
            state, replies = await desks[1].look(sitting), []
            for desk in itertools.islice(itertools.cycle(desks), MOST_TURNS):
                if state.closed:
                    break
                if state.asked:
                    value = sample_answer(CONTENT, state.asked.item)
                    replies.append(await desk.answer(sitting, asked(state), value))
                else:
                    replies.append(await desk.go_on(sitting, state.rank))
                state = replies[-1].state
            # Both know the same end, also the one that did not write it.
            ends = [await desk.look(sitting) for desk in desks]
            return replies, ends, await events_of(desks[0], sitting)

    replies, ends, events = completed(run())
    assert {type(reply) for reply in replies} == {Done}
    assert ends[0] == ends[1]
    assert ends[0].closed
    ranks = [event.attempt for event in events if type(event).__name__ == "AnswerGiven"]
    assert ranks == list(range(1, len(ranks) + 1))


def test_an_answer_that_both_instances_get_at_once_is_taken_once(journal_address):
    async def run():
        async with two_desks(journal_address) as desks:
            sitting = await desks[0].open(ORDER)
            state = (await desks[0].go_on(sitting, 0)).state
            await desks[1].look(sitting)
            value = sample_answer(CONTENT, state.asked.item)
            replies = await asyncio.gather(
                *(desk.answer(sitting, asked(state), value) for desk in [*desks] * 5),
            )
            return replies, await events_of(desks[1], sitting)

    replies, events = completed(run())
    assert {type(reply) for reply in replies} == {Done}
    assert [type(event).__name__ for event in events].count("AnswerGiven") == 1


def test_of_two_different_answers_one_is_taken_and_the_other_is_stale(journal_address):
    async def run():
        async with two_desks(journal_address) as desks:
            sitting = await desks[0].open(ORDER)
            state = (await desks[0].go_on(sitting, 0)).state
            await desks[1].look(sitting)
            values = [sample_answer(CONTENT, state.asked.item), None]
            replies = await asyncio.gather(
                *(desk.answer(sitting, asked(state), value) for desk, value in zip(desks, values, strict=True))
            )
            return replies, await events_of(desks[0], sitting)

    replies, events = completed(run())
    assert sorted(type(reply).__name__ for reply in replies) == ["Done", "Stale"]
    assert [type(event).__name__ for event in events].count("AnswerGiven") == 1


def test_what_was_answered_at_one_instance_is_stale_at_the_other(journal_address):
    async def run():
        async with two_desks(journal_address) as desks:
            sitting = await desks[0].open(ORDER)
            old = (await desks[0].go_on(sitting, 0)).state
            await desks[1].look(sitting)
            new = (await desks[0].answer(sitting, asked(old), None)).state
            late = await desks[1].answer(sitting, asked(old), "b")
            drafted = await desks[1].keep_draft(sitting, asked(new), "à moitié")
            return new, late, drafted, await desks[0].journal.read_draft(sitting)

    new, late, drafted, draft = completed(run())
    assert isinstance(late, Stale)
    assert late.state == new
    assert isinstance(drafted, Done)
    assert (draft.rank, json.loads(draft.value)) == (new.rank, "à moitié")


def test_a_crowd_that_is_thrown_about_leaves_whole_chains(journal_address):
    async def sit(desks, number):
        order = Order(candidate=f"c-{number}", competences=("1.2",), feedback=number % 2 == 0)
        sitting = await desks[number % 2].open(order)
        state = await desks[0].look(sitting)
        turns = itertools.cycle([desks[1], desks[0], desks[0], desks[1]])
        for _ in range(MOST_TURNS):
            if state.closed:
                break
            desk, twin = next(turns), next(turns)
            if state.asked:
                value = sample_answer(CONTENT, state.asked.item, "ok" if state.rank % 2 else "ko")
                first, second = await asyncio.gather(
                    desk.answer(sitting, asked(state), value), twin.answer(sitting, asked(state), value)
                )
            else:
                first, second = await asyncio.gather(desk.go_on(sitting, state.rank), twin.go_on(sitting, state.rank))
            assert {type(first), type(second)} == {Done}
            state = max(first.state, second.state, key=lambda one: (bool(one.closed), one.answered, one.rank))
        assert state.closed
        return sitting, state

    async def run():
        async with two_desks(journal_address) as desks:
            ended = await asyncio.gather(*(sit(desks, number) for number in range(8)))
            return [(state, await events_of(desks[0], sitting)) for sitting, state in ended]

    for state, events in completed(run()):
        given = [(event.item, event.attempt) for event in events if type(event).__name__ == "AnswerGiven"]
        assert len(given) == len(set(given)) == state.answered


@pytest.mark.parametrize("address", ["sqlite", "postgresql"])
def test_only_a_server_is_shared(address, tmp_path, request):
    place = request.getfixturevalue("postgresql") if address == "postgresql" else str(tmp_path / "j")

    async def run():
        journal = await open_journal(place)
        await journal.close()
        return journal.shared

    assert completed(run()) is (address == "postgresql")
