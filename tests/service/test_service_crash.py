"""Killed under load and started again, the service has lost and doubled no acknowledged answer; chains are whole."""

import pytest

from bench.service_crash import crash
from bench.service_room import furnish

KILLS = 5


@pytest.mark.slow
def test_what_was_acknowledged_is_found_after_five_deaths(tmp_path):
    found = crash(furnish(tmp_path / "room", 32), KILLS)
    assert (found.lost, found.doubled) == (0, 0)
    assert found.verified, found.words
    # It was under load when it died: someone waited for an answer each time.
    assert found.acknowledged > 50
    assert found.sent_again >= KILLS
