import contextlib
import os
import pty
import subprocess

import pytest

from pixauthor.bundles.minisign import SecretKey, new_secret_key, parse_public_key, parse_secret_key, verify
from pixauthor.errors import PixauthorError

KEY = SecretKey(key_id=bytes(range(8)), seed=bytes(range(32)))
DATA = b'{"id": "demo"}\n'
SIGNATURE = KEY.sign(DATA, "demo 1 public")


def refusal(data: bytes, signature: str, key=KEY.public) -> str:
    with pytest.raises(PixauthorError) as caught:
        verify(data, signature, key)
    return caught.value.message


def test_a_signature_gives_back_its_trusted_comment():
    assert verify(DATA, SIGNATURE, KEY.public) == "demo 1 public"


def test_one_message_and_one_key_give_one_signature():
    assert KEY.sign(DATA, "demo 1 public") == SIGNATURE


def test_changed_data_is_refused():
    assert refusal(DATA + b" ", SIGNATURE) == "bundles.bad-signature"


def test_another_key_is_refused_by_name():
    assert refusal(DATA, SIGNATURE, new_secret_key().public) == "bundles.other-key"


def test_a_forged_key_id_does_not_help():
    forger = SecretKey(key_id=KEY.key_id, seed=bytes(32))
    assert refusal(DATA, forger.sign(DATA, "demo 1 public")) == "bundles.bad-signature"


def test_one_flipped_bit_anywhere_in_the_signature_is_refused():
    raw = SIGNATURE.encode()
    for position in range(len(raw)):
        for bit in range(8):
            flipped = bytearray(raw)
            flipped[position] ^= 1 << bit
            with pytest.raises(PixauthorError):
                verify(DATA, flipped.decode("utf-8", "replace"), KEY.public)


def test_keys_survive_the_way_through_their_files():
    assert parse_public_key(KEY.public.render()) == KEY.public
    assert parse_public_key(KEY.public.text) == KEY.public
    secret = parse_secret_key(KEY.render())
    assert (secret.key_id, secret.seed) == (KEY.key_id, KEY.seed)


def test_a_secret_key_does_not_show_itself():
    assert "seed" not in repr(KEY)
    assert KEY.seed.hex() not in repr(KEY)


@pytest.mark.parametrize("text", ["", "hello", "untrusted comment: x\nAAAA", KEY.public.render()])
def test_what_is_no_secret_key_is_refused(text):
    with pytest.raises(PixauthorError):
        parse_secret_key(text)


def test_minisign_verifies_our_signature_and_refuses_changed_data(tmp_path, minisign):
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "data.minisig").write_text(SIGNATURE)
    command = [minisign, "-V", "-P", KEY.public.text, "-m", str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "demo 1 public" in done.stdout
    (tmp_path / "data").write_bytes(DATA + b"!")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_minisign_signs_with_our_secret_key(tmp_path, minisign):
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "key").write_text(KEY.render())
    subprocess.run(
        [minisign, "-S", "-s", str(tmp_path / "key"), "-m", str(tmp_path / "data")],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    done = subprocess.run(
        [minisign, "-V", "-P", KEY.public.text, "-m", str(tmp_path / "data")], capture_output=True, check=False
    )
    assert done.returncode == 0


def test_a_key_that_minisign_protected_by_passphrase_opens(tmp_path, minisign):
    secret, public = tmp_path / "key", tmp_path / "key.pub"
    _in_a_terminal([minisign, "-G", "-s", str(secret), "-p", str(public)], [b"sesame\n", b"sesame\n"])
    with pytest.raises(PixauthorError, match="PIXAUTHOR_KEY_PASSPHRASE"):
        parse_secret_key(secret.read_text())
    with pytest.raises(PixauthorError) as caught:
        parse_secret_key(secret.read_text(), "wrong")
    assert caught.value.message == "bundles.wrong-passphrase"
    assert parse_secret_key(secret.read_text(), "sesame").public == parse_public_key(public.read_text())


def _in_a_terminal(command: list[str], answers: list[bytes]) -> None:
    # minisign reads passphrases from a terminal only, and forgets what was typed before it asked.
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(command[0], command)  # noqa: S606
    for answer in answers:
        shown = b""
        while b"Password" not in shown:
            shown += os.read(terminal, 1024)
        os.write(terminal, answer)
    with contextlib.suppress(OSError):  # the terminal closes with the program
        while os.read(terminal, 1024):
            pass
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0
