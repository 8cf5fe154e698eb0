import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixauthor.bundles.archive import is_safe_name, pack, unpack
from pixauthor.errors import PixauthorError

MEMBERS = {"manifest.json": b"{}\n", "items/1.1/a.json": b'{"id":"a"}', "items/1.1/media/a.svg": b"<svg/>"}


def refusal(data: bytes) -> str:
    with pytest.raises(PixauthorError) as caught:
        unpack(data)
    return caught.value.message


def zipped(*entries: tuple[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}\.json", fullmatch=True), st.binary(max_size=200)))
def test_what_is_packed_is_unpacked(members):
    assert unpack(pack(members)) == members


def test_the_order_of_members_does_not_matter():
    assert pack(MEMBERS) == pack(dict(reversed(MEMBERS.items())))


def test_one_flipped_bit_anywhere_in_the_archive_is_refused_or_changes_a_member():
    data = pack(MEMBERS)
    for position in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[position] ^= 1 << bit
            with pytest.raises(PixauthorError):
                unpack(bytes(flipped))


@pytest.mark.parametrize(
    "name", ["../evil", "a/../../evil", "/etc/passwd", "..", "a\\..\\b", "C:evil", "a//b", "a\0b", ""]
)
def test_a_name_that_leaves_the_folder_is_unsafe(name):
    assert not is_safe_name(name)


def test_an_archive_with_a_name_that_leaves_the_folder_is_refused():
    assert refusal(zipped(("../evil.txt", b"x"))) == "bundles.unsafe-name"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_with_a_name_twice_is_refused():
    assert refusal(zipped(("a.json", b"1"), ("a.json", b"2"))) == "bundles.twice"


def test_a_compression_bomb_is_refused_before_it_is_read():
    assert refusal(zipped(("a.json", bytes(10_000_000)), compression=zipfile.ZIP_DEFLATED)) == "bundles.compressed"


def test_an_archive_packed_by_another_tool_is_refused():
    assert refusal(zipped(("a.json", b"1"))) == "bundles.not-canonical"


@pytest.mark.parametrize("data", [b"", b"not a zip", pack(MEMBERS)[:-10], pack(MEMBERS)[:40]])
def test_what_is_no_archive_is_refused(data):
    assert refusal(data) == "bundles.not-an-archive"


def test_bytes_added_around_an_archive_are_refused():
    assert refusal(b"#!/bin/sh\n" + pack(MEMBERS)) in {"bundles.not-canonical", "bundles.not-an-archive"}
    assert refusal(pack(MEMBERS) + b"tail") in {"bundles.not-canonical", "bundles.not-an-archive"}
