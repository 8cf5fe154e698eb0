"""Signing in at a JupyterHub, which is a provider of OAuth 2.0 to its services: who somebody is stands in its API.

The service has a host of its own: cookies of the Hub's host reach the servers of its users, whatever the port.
"""

import ssl
from collections.abc import Mapping
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from pixauthor.errors import PixauthorError
from pixauthor.service.identity import Client, NotRecognised, Person, SigningIn, Unreachable, is_safe, require_state

_TIMEOUT: Final = 10.0
_PREFIX: Final = "service-"
"""JupyterHub's ids of clients are the names of services, after this word."""


class Hub:
    """See ``identity.Provider``. ``client.issuer`` is the Hub's address, up to and without ``/hub``."""

    def __init__(self, client: Client) -> None:
        """Ask nothing yet.

        Raises:
            PixauthorError: when the Hub is not https and not on this machine, or the id is no service's.
        """
        if not is_safe(client.issuer):
            raise PixauthorError("service.issuer-unsafe", issuer=client.issuer)
        if not client.id.startswith(_PREFIX):
            raise PixauthorError("service.hub-client", id=client.id)
        self._client = client
        self._api = f"{client.issuer.rstrip('/')}/hub/api"
        self._trust = ssl.create_default_context()

    async def address(self, signing_in: SigningIn) -> str:
        """See ``Provider.address``."""
        async with self._session() as session:
            address, _ = session.create_authorization_url(
                f"{self._api}/oauth2/authorize", state=signing_in.state, code_verifier=signing_in.verifier
            )
        return str(address)

    async def recognise(self, signing_in: SigningIn, answer: Mapping[str, str]) -> Person:
        """See ``Provider.recognise``."""
        require_state(signing_in, answer)
        user = await self._user(answer["code"], signing_in.verifier)
        scopes, name = user.get("scopes", ()), user.get("name")
        # What the Hub's own HubOAuth asks for: a user of this Hub may still not be one of this service.
        service = self._client.id.removeprefix(_PREFIX)
        if not {"access:services", f"access:services!service={service}"} & set(scopes):
            raise NotRecognised("scope")
        if user.get("kind") != "user" or not isinstance(name, str) or not name:
            raise NotRecognised("user")
        return Person(issuer=self._client.issuer, subject=name, name=name)

    async def _user(self, code: str, verifier: str) -> Mapping[str, Any]:
        try:
            async with self._session() as session:
                await session.fetch_token(
                    f"{self._api}/oauth2/token",
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=verifier,
                    redirect_uri=self._client.back,
                )
                reply = await session.get(f"{self._api}/user")
                user = reply.raise_for_status().json()
        except OAuthError:
            raise NotRecognised("code") from None
        except (httpx2.HTTPError, ValueError) as error:
            raise Unreachable(type(error).__name__) from None
        if not isinstance(user, dict):
            raise Unreachable("user")
        return user

    def _session(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=self._client.id,
            client_secret=self._client.secret,
            token_endpoint_auth_method="client_secret_post",  # noqa: S106 - how, and no secret
            redirect_uri=self._client.back,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
            verify=self._trust,
        )
