"""Who somebody is, told by a provider of identities: what every provider promises, and one sign-in under way."""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom a provider knows: ``subject`` is unique for ``issuer``; ``name`` is what people call him."""

    issuer: str
    subject: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningIn:
    """One sign-in under way, kept in a sealed cookie of the browser that began it.

    Args:
        offer: code of the open invitation that was followed; empty to go on with a sitting.
        state: comes back with the answer: one that another browser began is refused.
        nonce: comes back within the token: one that was made for another sign-in is refused.
        verifier: proves to the provider that who redeems the code is who asked for it (PKCE, RFC 7636).
    """

    offer: str
    language: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    def encode(self) -> str:
        """Return it as one line of text."""
        return json.dumps(asdict(self))

    @classmethod
    def decode(cls, words: str) -> "SigningIn":
        """Return what ``encode`` gave."""
        return cls(**json.loads(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How the provider knows us. ``back``: the address to which it sends browsers back."""

    issuer: str
    id: str
    secret: str = field(repr=False)
    back: str


class NotRecognised(Exception):  # noqa: N818 - named for what it says
    """A provider's answer proves nobody's identity: why, in one word for the log."""


class Unreachable(Exception):  # noqa: N818 - named for what it says
    """The provider does not answer, or not as one."""


class Provider(Protocol):
    """Who tells identities. Both methods raise ``Unreachable`` when he does not answer."""

    async def address(self, signing_in: SigningIn) -> str:
        """Return where the browser goes to sign in."""
        ...

    async def recognise(self, signing_in: SigningIn, answer: Mapping[str, str]) -> Person:
        """Return who signed in, from what the browser brought back.

        Raises:
            NotRecognised: when that proves nothing.
        """
        ...


def require_state(signing_in: SigningIn, answer: Mapping[str, str]) -> None:
    """Make sure that an answer belongs to this sign-in, and holds a code.

    Raises:
        NotRecognised: when another browser began it, or the provider refuses.
    """
    if not hmac.compare_digest(answer.get("state", "").encode(), signing_in.state.encode()):
        raise NotRecognised("state")
    if "code" not in answer:
        raise NotRecognised("refused" if "error" in answer else "code")


def is_safe(address: Any) -> bool:
    """Say whether an address is https, or http on this machine."""
    parts = urlsplit(str(address))
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
