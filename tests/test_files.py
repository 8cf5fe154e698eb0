from pathlib import Path

import pytest

from pixauthor.errors import PixauthorError
from pixauthor.files import decode_text, is_inside, read_bytes, read_text, replacing, write_atomic


def refusal(call) -> PixauthorError:
    with pytest.raises(PixauthorError) as caught:
        call()
    return caught.value


def test_a_missing_file_a_folder_and_a_large_file_are_refused_by_name(tmp_path):
    (tmp_path / "large").write_bytes(bytes(11))
    assert refusal(lambda: read_bytes(tmp_path / "none")).message == "files.missing"
    assert refusal(lambda: read_bytes(tmp_path)).message == "files.is-folder"
    assert refusal(lambda: read_bytes(tmp_path / "large", 10)).message == "files.too-large"
    assert str(tmp_path / "large") in str(refusal(lambda: read_bytes(tmp_path / "large", 10)))


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that even root cannot read")
def test_an_unreadable_file_is_refused():
    assert refusal(lambda: read_bytes(Path("/proc/self/mem"))).message == "files.unreadable"


def test_a_byte_that_is_not_utf8_has_a_place():
    error = refusal(lambda: decode_text("é\nabc".encode() + b"\xe9", "x.yaml"))
    assert str(error.place) == "x.yaml:2:4"
    assert "0xe9" in str(error)


def test_a_byte_order_mark_is_no_content(tmp_path):
    (tmp_path / "x").write_bytes(b"\xef\xbb\xbfid: a")
    assert read_text(tmp_path / "x") == "id: a"


def test_a_write_that_fails_leaves_the_file_as_it_was_and_nothing_beside(tmp_path):
    target = tmp_path / "x"
    write_atomic(target, b"old")

    def interrupted():
        with replacing(target) as temporary:
            temporary.write_bytes(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_written_file_has_the_mode_asked_for(tmp_path):
    write_atomic(tmp_path / "secret", b"x", mode=0o600)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    assert refusal(lambda: write_atomic(tmp_path / "file" / "x", b"")).message == "files.unwritable"


def test_a_link_that_leaves_is_not_inside(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to("/etc/hostname")
    (root / "in").symlink_to(root / "x")
    assert not is_inside(root / "out", root)
    assert is_inside(root / "in", root)
