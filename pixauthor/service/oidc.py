"""Signing in through OpenID Connect: authorization code with PKCE, and a signed token that is verified to the letter.

OpenID Connect Core 1.0 §3.1, Discovery 1.0 §4, RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from pixauthor.errors import PixauthorError
from pixauthor.service.identity import Client, NotRecognised, Person, SigningIn, Unreachable, is_safe, require_state

SCOPE: Final = "openid profile"
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
"""Signatures that need the provider's private key; never ``none``, never one made with a secret that we know."""
LEEWAY_SECONDS: Final = 60
FRESH_SECONDS: Final = 3600.0
"""How long the provider's metadata and keys are believed without asking again."""
KEYS_AGAIN_SECONDS: Final = 60.0
"""A key that is not known is asked for no more often than this, whoever sends tokens."""
_TIMEOUT: Final = 10.0
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    metadata: Mapping[str, Any]
    keys: KeySet
    at: float


class OpenId:
    """See ``identity.Provider``."""

    def __init__(self, client: Client, now: Callable[[], float] = time.time) -> None:
        """Ask nothing yet: the service starts whether the provider answers or not.

        Raises:
            PixauthorError: when the issuer is not https and not on this machine.
        """
        if not is_safe(client.issuer):
            raise PixauthorError("service.issuer-unsafe", issuer=client.issuer)
        self._client = client
        self._now = now
        self._known: _Known | None = None
        # Made once: reading the certificates of the machine takes longer than all else.
        self._trust = ssl.create_default_context()

    async def address(self, signing_in: SigningIn) -> str:
        """See ``Provider.address``."""
        known = await self._discover()
        async with self._session() as session:
            address, _ = session.create_authorization_url(
                known.metadata["authorization_endpoint"],
                state=signing_in.state,
                code_verifier=signing_in.verifier,
                nonce=signing_in.nonce,
            )
        return str(address)

    async def recognise(self, signing_in: SigningIn, answer: Mapping[str, str]) -> Person:
        """See ``Provider.recognise``."""
        require_state(signing_in, answer)
        if answer.get("iss", self._client.issuer) != self._client.issuer:
            raise NotRecognised("issuer")
        token = await self._redeem(answer["code"], signing_in.verifier)
        claims = await self._verified(token, signing_in.nonce)
        name = name_of(claims) or name_of(await self._told(token, claims["sub"]))
        return Person(issuer=self._client.issuer, subject=str(claims["sub"]), name=name)

    async def _redeem(self, code: str, verifier: str) -> Mapping[str, Any]:
        known = await self._discover()
        try:
            async with self._session() as session:
                token = await session.fetch_token(
                    known.metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    redirect_uri=self._client.back,
                )
        except OAuthError:
            raise NotRecognised("code") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise Unreachable(type(error).__name__) from None
        return dict(token)

    async def _verified(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Return the claims of the ID token (OpenID Connect Core 1.0 §3.1.3.7)."""
        words = token.get("id_token")
        if not isinstance(words, str):
            raise NotRecognised("token")
        try:
            signed = await self._decoded(words)
        except (JoseError, ValueError, TypeError, KeyError):
            raise NotRecognised("signature") from None
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            options={
                "iss": {"essential": True, "value": self._client.issuer},
                "aud": {"essential": True, "value": self._client.id},
            },
            params={"nonce": nonce, "client_id": self._client.id, "access_token": token.get("access_token")},
        )
        try:
            claims.validate(now=int(self._now()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError) as error:
            raise NotRecognised(getattr(error, "claim", None) or "claims") from None
        if not (isinstance(claims["sub"], str) and 0 < len(claims["sub"]) <= 255):
            raise NotRecognised("sub")
        return dict(claims)

    async def _told(self, token: Mapping[str, Any], subject: str) -> Mapping[str, Any]:
        """Return what the provider tells of a person beyond the token (§5.3); nothing when it is of another one."""
        address = str((await self._discover()).metadata.get("userinfo_endpoint"))
        if not is_safe(address) or not token.get("access_token"):
            return {}
        try:
            async with httpx2.AsyncClient(timeout=_TIMEOUT, verify=self._trust) as session:
                reply = await session.get(address, headers={"authorization": f"Bearer {token['access_token']}"})
                told = reply.raise_for_status().json()
        except (httpx2.HTTPError, ValueError):
            return {}
        return told if isinstance(told, dict) and told.get("sub") == subject else {}

    async def _decoded(self, words: str) -> jwt.Token:
        known = await self._discover()
        try:
            return jwt.decode(words, known.keys, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            if self._now() - known.at < KEYS_AGAIN_SECONDS:
                raise
        # The provider may have changed its keys since.
        self._known = None
        return jwt.decode(words, (await self._discover()).keys, algorithms=list(ALGORITHMS))

    async def _discover(self) -> _Known:
        """Return the provider's metadata and keys, asked for when they are not known or old."""
        known = self._known
        if known is None or self._now() - known.at > FRESH_SECONDS:
            known = self._known = await self._ask()
        return known

    async def _ask(self) -> _Known:
        try:
            async with httpx2.AsyncClient(timeout=_TIMEOUT, verify=self._trust) as session:
                reply = await session.get(f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration")
                metadata = reply.raise_for_status().json()
                if metadata["issuer"] != self._client.issuer or not all(is_safe(metadata[one]) for one in _ENDPOINTS):
                    raise Unreachable("metadata")
                keys = KeySet.import_key_set((await session.get(metadata["jwks_uri"])).raise_for_status().json())
        except (httpx2.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            raise Unreachable(type(error).__name__) from None
        return _Known(metadata=metadata, keys=keys, at=self._now())

    def _session(self) -> AsyncOAuth2Client:
        method = "client_secret_basic" if self._client.secret else "none"
        return AsyncOAuth2Client(
            client_id=self._client.id,
            client_secret=self._client.secret or None,
            token_endpoint_auth_method=method,
            scope=SCOPE,
            redirect_uri=self._client.back,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
            verify=self._trust,
        )


def name_of(claims: Mapping[str, Any]) -> str:
    """Return what people call somebody, as far as the provider tells it."""
    both = " ".join(str(claims[part]) for part in ("given_name", "family_name") if claims.get(part))
    return str(claims.get("name") or both or claims.get("preferred_username") or "")
