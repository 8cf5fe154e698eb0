"""How ``pixauthor serve`` is told of a provider of identities; its secret is in a file, never among the arguments."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from pixauthor.errors import PixauthorError
from pixauthor.locale import text

if TYPE_CHECKING:
    from pixauthor.service.identity import Client, Provider

PublicAddress = Annotated[str, typer.Option("--public-address", help=text("service.help-public-address"))]
Issuer = Annotated[str, typer.Option("--oidc-issuer", help=text("service.help-oidc-issuer"))]
ClientId = Annotated[str, typer.Option("--oidc-client", help=text("service.help-oidc-client"))]
SecretFile = Annotated[Path | None, typer.Option("--oidc-secret-file", help=text("service.help-oidc-secret-file"))]
HubAddress = Annotated[str, typer.Option("--hub", help=text("service.help-hub"))]
HubClient = Annotated[str, typer.Option("--hub-client", help=text("service.help-hub-client"))]
HubTokenFile = Annotated[Path | None, typer.Option("--hub-token-file", help=text("service.help-hub-token-file"))]


def provider_of(
    public_address: str, oidc: tuple[str, str, Path | None], hub: tuple[str, str, Path | None]
) -> "Provider | None":
    """Return who tells identities, by address, id and file of a secret; None when nobody does.

    Raises:
        PixauthorError: when something is missing or there are two, or others may read the secret.
    """
    if not any((*oidc, *hub)):
        return None
    if any(oidc) and any(hub):
        raise PixauthorError("service.two-providers")
    # Only a service that knows a provider needs these.
    from pixauthor.service.hub import Hub
    from pixauthor.service.oidc import OpenId

    if any(hub):
        return Hub(_client(public_address, *hub, needs_secret=True))
    return OpenId(_client(public_address, *oidc))


def _client(
    public_address: str, issuer: str, name: str, secret_file: Path | None, *, needs_secret: bool = False
) -> "Client":
    from pixauthor.service.identity import Client
    from pixauthor.service.keyfile import read_secret_line

    complete = issuer and name and (secret_file or not needs_secret)
    if not complete or urlsplit(public_address).scheme not in ("http", "https"):
        raise PixauthorError("service.provider-incomplete")
    secret = read_secret_line(secret_file) if secret_file else ""
    return Client(issuer=issuer, id=name, secret=secret, back=f"{public_address.rstrip('/')}/signin/back")
