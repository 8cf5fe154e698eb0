"""How ``pixauthor serve`` is told of a provider of identities; its secret is in a file, never among the arguments."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from pixauthor.errors import PixauthorError
from pixauthor.locale import text

if TYPE_CHECKING:
    from pixauthor.service.oidc import Client

PublicAddress = Annotated[str, typer.Option("--public-address", help=text("service.help-public-address"))]
Issuer = Annotated[str, typer.Option("--oidc-issuer", help=text("service.help-oidc-issuer"))]
ClientId = Annotated[str, typer.Option("--oidc-client", help=text("service.help-oidc-client"))]
SecretFile = Annotated[Path | None, typer.Option("--oidc-secret-file", help=text("service.help-oidc-secret-file"))]


def client_of(public_address: str, issuer: str, client: str, secret_file: Path | None) -> "Client | None":
    """Return how the provider knows the service; None when there is none.

    Raises:
        PixauthorError: when something is missing, or others may read the secret.
    """
    if not (issuer or client or secret_file):
        return None
    if not (issuer and client and urlsplit(public_address).scheme in ("http", "https")):
        raise PixauthorError("service.oidc-incomplete")
    # Only a service that knows a provider needs these.
    from pixauthor.service.keyfile import read_secret_line
    from pixauthor.service.oidc import Client

    secret = read_secret_line(secret_file) if secret_file else ""
    return Client(issuer=issuer, id=client, secret=secret, back=f"{public_address.rstrip('/')}/signin/back")
