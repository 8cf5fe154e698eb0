"""Ed25519 signatures in the file formats of minisign, so that anyone can verify a bundle with a stock tool.

Format (minisign's own description, 0.11): base64 of ``algorithm (2) | key id (8) | 64 bytes of signature`` over the
BLAKE2b-512 of the file (algorithm ``ED``), then a second signature over the first one and the trusted comment. Ed25519
(RFC 8032) is deterministic: one message and one key give one signature.
"""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from pixauthor.errors import PixauthorError

_KEY_ALGORITHM: Final = b"Ed"
_HASHED: Final = b"ED"
_COMMENT: Final = "untrusted comment: "
_TRUSTED: Final = "trusted comment: "
_KDF_OPSLIMIT: Final = 33_554_432  # libsodium's "sensitive" scrypt limits, which minisign writes
_KDF_MEMLIMIT: Final = 1_073_741_824


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """Who signed: 8 bytes that name the key, 32 bytes of Ed25519 public key."""

    key_id: bytes
    point: bytes

    @property
    def name(self) -> str:
        """The key id as minisign prints it (16 hexadecimal digits)."""
        return self.key_id[::-1].hex().upper()

    @property
    def text(self) -> str:
        """The one-line form, for ``minisign -P``."""
        return _encode(_KEY_ALGORITHM + self.key_id + self.point)

    def render(self) -> str:
        """Return the content of a ``.pub`` file."""
        return f"{_COMMENT}minisign public key {self.name}\n{self.text}\n"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SecretKey:
    """What signs. Its repr tells nothing."""

    key_id: bytes
    seed: bytes

    @property
    def public(self) -> PublicKey:
        """The key to give away."""
        point = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(key_id=self.key_id, point=point)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, data: bytes, trusted_comment: str) -> str:
        """Return the content of the ``.minisig`` file of ``data``."""
        signature = self._private.sign(hashlib.blake2b(data).digest())
        whole = self._private.sign(signature + trusted_comment.encode())
        return render_signature(self.key_id, signature, trusted_comment, whole)

    def render(self) -> str:
        """Return the content of a secret key file without passphrase (``minisign -W``)."""
        keys = self.key_id + self.seed + self.public.point
        body = _KEY_ALGORITHM + b"\0\0" + b"B2" + bytes(32 + 8 + 8) + keys + bytes(32)
        return f"{_COMMENT}minisign secret key\n{_encode(body)}\n"


def new_secret_key() -> SecretKey:
    """Return a new key from the system's randomness."""
    seed = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return SecretKey(key_id=os.urandom(8), seed=seed)


def render_signature(key_id: bytes, signature: bytes, trusted_comment: str, whole: bytes) -> str:
    """Return a ``.minisig`` file: the only text that ``verify`` takes for these values, to the letter."""
    first = _encode(_HASHED + key_id + signature)
    return f"{_COMMENT}signature of a pixauthor bundle\n{first}\n{_TRUSTED}{trusted_comment}\n{_encode(whole)}\n"


def verify(data: bytes, signature_text: str, key: PublicKey) -> str:
    """Return the trusted comment when ``signature_text`` signs ``data`` by ``key``.

    Raises:
        PixauthorError: when it is not a signature, by another key, or not of these bytes.
    """
    lines = signature_text.splitlines()
    if len(lines) != 4 or not lines[2].startswith(_TRUSTED):
        raise PixauthorError("bundles.not-a-signature")
    first, whole = _decode(lines[1], 74, "bundles.not-a-signature"), _decode(lines[3], 64, "bundles.not-a-signature")
    comment = lines[2].removeprefix(_TRUSTED)
    key_id, signature = first[2:10], first[10:]
    # Comment line and spare bits of base64 are under no signature: only our own rendering is accepted.
    if signature_text != render_signature(key_id, signature, comment, whole):
        raise PixauthorError("bundles.not-a-signature")
    if key_id != key.key_id:
        raise PixauthorError("bundles.other-key", found=key_id[::-1].hex().upper(), expected=key.name)
    public = Ed25519PublicKey.from_public_bytes(key.point)
    try:
        public.verify(signature, hashlib.blake2b(data).digest())
        public.verify(whole, signature + comment.encode())
    except InvalidSignature:
        raise PixauthorError("bundles.bad-signature") from None
    return comment


def parse_public_key(text: str) -> PublicKey:
    """Return the key of a ``.pub`` file, or of its last line alone.

    Raises:
        PixauthorError: when it is not one.
    """
    body = _decode(_last_line(text), 42, "bundles.not-a-public-key")
    if body[:2] != _KEY_ALGORITHM:
        raise PixauthorError("bundles.not-a-public-key")
    return PublicKey(key_id=body[2:10], point=body[10:])


def parse_secret_key(text: str, passphrase: str | None = None) -> SecretKey:
    """Return the key of a secret key file, made by us or by minisign.

    Raises:
        PixauthorError: when it is not one, or needs a passphrase, or the passphrase is wrong.
    """
    body = _decode(_last_line(text), 158, "bundles.not-a-secret-key")
    if body[:2] != _KEY_ALGORITHM or body[4:6] != b"B2":
        raise PixauthorError("bundles.not-a-secret-key")
    kdf, salt, keys = body[2:4], body[6:38], body[54:]
    if kdf == b"Sc":
        if not passphrase:
            raise PixauthorError("bundles.passphrase-needed")
        opslimit, memlimit = (int.from_bytes(body[at : at + 8], "little") for at in (38, 46))
        keys = _xor(keys, _stretch(passphrase, salt, opslimit, memlimit))
        if hashlib.blake2b(_KEY_ALGORITHM + keys[:72], digest_size=32).digest() != keys[72:]:
            raise PixauthorError("bundles.wrong-passphrase")
    return SecretKey(key_id=keys[:8], seed=keys[8:40])


def _stretch(passphrase: str, salt: bytes, opslimit: int, memlimit: int) -> bytes:
    # Only the limits that minisign writes: others could ask for any amount of memory. They mean N = 2^20, r = 8, p = 1.
    if (opslimit, memlimit) != (_KDF_OPSLIMIT, _KDF_MEMLIMIT):
        raise PixauthorError("bundles.not-a-secret-key")
    return hashlib.scrypt(passphrase.encode(), salt=salt, n=1 << 20, r=8, p=1, maxmem=(1 << 31) - 1, dklen=104)


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else ""


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _decode(text: str, length: int, otherwise: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise PixauthorError(otherwise) from None
    if len(data) != length:
        raise PixauthorError(otherwise)
    return data
