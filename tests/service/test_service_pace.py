"""How fast one sitting may ask: a whole sitting at once, then as much as a page needs; others are not kept waiting."""

import pytest
from coroutines import completed
from service_samples import Clock, sample_content
from starlette.testclient import TestClient

from pixauthor.service import pace
from pixauthor.service.app import make_app
from pixauthor.service.candidate import COOKIE, ROLE, CandidateDesk
from pixauthor.service.desk import Desk
from pixauthor.service.journal import open_journal
from pixauthor.service.messages import Order
from pixauthor.service.pace import Pace
from pixauthor.service.seal import Seal
from pixauthor.service.views import Drawings

CONTENT = sample_content()


class Watch:
    """A clock of seconds that the test moves."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def test_so_many_are_taken_at_once_and_then_so_many_a_second():
    watch = Watch()
    counted = Pace(watch)
    assert {counted.take("x") for _ in range(pace.AT_ONCE)} == {0}
    assert counted.take("x") == 1
    assert counted.take("y") == 0
    watch.now += 2
    assert [counted.take("x") for _ in range(11)] == [*[0] * 10, 1]
    watch.now += 3600
    assert {counted.take("x") for _ in range(pace.AT_ONCE)} == {0}
    assert counted.take("x") == 1


def test_a_page_is_never_told_to_wait():
    # A draft every two seconds and an answer with its next question every ten, for four hours.
    watch = Watch()
    counted = Pace(watch)
    for second in range(4 * 3600):
        watch.now = float(second)
        asked = (second % 2 == 0) + 2 * (second % 10 == 0)
        assert not any(counted.take("x") for _ in range(asked))


def test_a_stranger_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(pace, "MOST", 3)
    counted = Pace(Watch())
    for name in "abcdef":
        counted.take(name)
    assert len(counted._buckets) == 3


@pytest.mark.parametrize(("language", "words"), [("fr", "Attendez 1 secondes"), ("en", "Wait 1 seconds")])
def test_a_sitting_that_asks_without_end_is_told_to_wait_and_nothing_is_written(tmp_path, language, words, monkeypatch):
    monkeypatch.setattr(pace, "AT_ONCE", 20)
    watch, clock = Watch(), Clock()

    async def made():
        return Desk(CONTENT, await open_journal(str(tmp_path / "journal.sqlite")), clock=clock)

    desk, seal = completed(made()), Seal(key=b"k" * 32, now=lambda: clock().timestamp())
    candidates = CandidateDesk(desk, Drawings(CONTENT), seal, Pace(watch))
    with TestClient(make_app(candidates.routes()), base_url="https://service.example") as client:
        mine, other = (
            client.portal.call(desk.open, Order(candidate=name, competences=("1.2",))) for name in ("c-1", "c-2")
        )

        def go_on(sitting):
            headers = {
                "x-pixauthor": "1",
                "accept-language": language,
                "cookie": f"{COOKIE}={seal.close(ROLE, sitting)}",
            }
            return client.post("/api/session/next", json={"session": sitting, "rank": 0}, headers=headers)

        assert {go_on(mine).status_code for _ in range(20)} == {200}
        before = client.portal.call(desk.journal.read, mine)
        reply = go_on(mine)
        assert (reply.status_code, reply.json()["error"]) == (429, "service.too-fast")
        assert words in reply.json()["words"]
        assert reply.headers["retry-after"] == "1"
        assert client.portal.call(desk.journal.read, mine) == before
        # His neighbour is not kept waiting, and neither is he a moment later.
        assert go_on(other).status_code == 200
        watch.now += 1
        assert go_on(mine).status_code == 200
        client.portal.call(desk.journal.close)
