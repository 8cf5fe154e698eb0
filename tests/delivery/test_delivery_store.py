"""The journal: what was written is read again, and what was changed is found."""

import json
from dataclasses import replace

import pytest
from test_delivery_session import played

from pixauthor.canonical import digest, encode_canonical
from pixauthor.delivery.events import decode_event, encode_event
from pixauthor.delivery.store import (
    BrokenJournal,
    append,
    find_journal,
    list_journals,
    load_journal,
    save_events,
    start_journal,
)
from pixauthor.errors import PixauthorError

EVENTS = played(seed=1, theta=4)


@pytest.fixture
def journal(tmp_path):
    return save_events(tmp_path, EVENTS)


def test_events_survive_the_way_to_disk(journal):
    assert load_journal(journal.path) == journal
    assert load_journal(journal.path).events == EVENTS


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_encoding_is_the_inverse_of_decoding(event):
    assert decode_event(json.loads(encode_canonical(encode_event(event)))) == event


def test_each_line_carries_the_digest_of_the_one_before(journal):
    lines = journal.path.read_bytes().splitlines()
    assert [json.loads(line)["previous"] for line in lines] == ["0" * 64, *map(digest, lines[:-1])]
    assert journal.head == digest(lines[-1])


def test_one_flipped_bit_anywhere_is_found(journal):
    data = journal.path.read_bytes()
    lines = data.count(b"\n")
    # The last line has no line after it: its digest, shown at the end of a session, is what tells.
    for place in range(0, len(data), 7):
        journal.path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        line = data[:place].count(b"\n") + 1
        fault = fault_of(journal.path)
        if fault is None:
            assert line == lines
            assert load_journal(journal.path).head != journal.head
        else:
            assert fault.place.line in {0, line, line + 1}
            assert fault.exit_status == 1


def fault_of(path):
    try:
        load_journal(path)
    except BrokenJournal as fault:
        return fault
    return None


@pytest.mark.parametrize(
    ("change", "message", "line"),
    [
        (lambda lines: [lines[0], *lines[2:]], "session.broken-chain", 2),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "session.broken-chain", 2),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], "session.broken-chain", 3),
        (lambda lines: lines[1:], "session.broken-chain", 1),
        (lambda lines: [lines[0], b"{}", *lines[1:]], "session.bad-line", 2),
        (lambda lines: [lines[0], b"[" * 100_000, *lines[1:]], "session.bad-line", 2),
        (lambda lines: [lines[0], b"\xff", *lines[1:]], "session.bad-line", 2),
        (lambda _lines: [], "session.no-start", 0),
    ],
)
def test_the_first_wrong_line_is_named(journal, change, message, line):
    changed = change(journal.path.read_bytes().splitlines())
    journal.path.write_bytes(b"".join(one + b"\n" for one in changed))
    with pytest.raises(BrokenJournal) as caught:
        load_journal(journal.path)
    assert (caught.value.message, caught.value.place.line) == (message, line)


def test_a_line_cut_off_is_named(journal):
    data = journal.path.read_bytes()
    journal.path.write_bytes(data[:-20])
    with pytest.raises(BrokenJournal) as caught:
        load_journal(journal.path)
    assert caught.value.message == "session.cut-off"
    assert caught.value.place.line == data.count(b"\n")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("seed", "1"), ("at", "2026-11-22T09:00:00"), ("at", 3), ("session", None), ("mode", "autre")),
        *(("event", "autre"), ("more", 1), ("outcome", {"status": "ok", "credit": "1", "parts": {}}), ("outcome", 1)),
    ],
)
def test_a_chained_line_of_a_wrong_shape_is_refused(tmp_path, field, value):
    line = encode_canonical({**encode_event(EVENTS[0]), "previous": "0" * 64, field: value})
    path = tmp_path / "x.jsonl"
    path.write_bytes(line + b"\n")
    with pytest.raises(BrokenJournal) as caught:
        load_journal(path)
    assert caught.value.message == "session.bad-line"


def test_a_journal_that_another_program_wrote_to_is_left_as_it_is(tmp_path):
    journal = start_journal(tmp_path, EVENTS[0])
    append(journal, EVENTS[1])
    before = journal.path.read_bytes()
    with pytest.raises(PixauthorError) as caught:
        append(journal, EVENTS[1])
    assert caught.value.message == "session.journal-moved"
    assert journal.path.read_bytes() == before


def test_a_session_does_not_overwrite_another(tmp_path):
    start_journal(tmp_path, EVENTS[0])
    with pytest.raises(PixauthorError) as caught:
        start_journal(tmp_path, EVENTS[0])
    assert caught.value.message == "session.exists"


@pytest.mark.parametrize("name", ["../essai", "/etc/passwd", ".cache", "", "a" * 200])
def test_a_session_cannot_be_named_as_a_path(tmp_path, name):
    with pytest.raises(PixauthorError) as caught:
        start_journal(tmp_path / "sessions", replace(EVENTS[0], session=name))
    assert caught.value.message == "session.bad-id"


def test_a_file_where_the_folder_should_be_is_a_refusal(tmp_path):
    (tmp_path / "sessions").write_text("")
    with pytest.raises(PixauthorError) as caught:
        start_journal(tmp_path / "sessions", EVENTS[0])
    assert caught.value.message == "files.unwritable"


def test_a_journal_is_found_by_its_session_or_its_path(journal, tmp_path):
    assert find_journal(tmp_path, "essai") == journal.path
    assert find_journal(tmp_path / "ailleurs", str(journal.path)) == journal.path
    assert list_journals(tmp_path) == [journal.path]
    assert list_journals(tmp_path / "ailleurs") == []
    for name in ("autre", "../essai", str(tmp_path)):
        with pytest.raises(PixauthorError):
            find_journal(tmp_path / "ailleurs", name)
