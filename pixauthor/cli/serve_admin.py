"""``pixauthor serve admin``: look after a running service, with the token that lies beside its journal."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

import typer

from pixauthor.cli.output import print_json
from pixauthor.cli.serve_options import FOLDER, PORT, Folder, require_extra
from pixauthor.errors import PixauthorError
from pixauthor.locale import text

if TYPE_CHECKING:
    from urllib.error import HTTPError

TOKEN: Final = "admin.token"  # noqa: S105 - the name of a file
_PATIENCE_SECONDS: Final = 30

app = typer.Typer(no_args_is_help=True, add_completion=False, help=text("service.help-admin"))
Address = Annotated[str, typer.Option("--address", help=text("service.help-admin-address"))]
HERE: Final = f"http://127.0.0.1:{PORT}"


@app.command(help=text("service.help-status"))
def status(address: Address = HERE, folder: Folder = FOLDER) -> None:
    """Print what the service works on and how many sittings there are."""
    print_json(_ask(address, folder, "status"))


@app.command(help=text("service.help-sittings"))
def sittings(
    only_open: Annotated[bool, typer.Option("--open", help=text("service.help-only-open"))] = False,
    address: Address = HERE,
    folder: Folder = FOLDER,
) -> None:
    """Print the newest sittings, without a name."""
    print_json(_ask(address, folder, "sittings?state=open" if only_open else "sittings"))


@app.command(help=text("service.help-sessions"))
def sessions(address: Address = HERE, folder: Folder = FOLDER) -> None:
    """Print the supervised sessions."""
    print_json(_ask(address, folder, "sessions"))


@app.command(help=text("service.help-end"))
def end(
    sitting: Annotated[str, typer.Argument(help=text("service.help-one-sitting"))],
    address: Address = HERE,
    folder: Folder = FOLDER,
) -> None:
    """End a sitting."""
    print_json(_ask(address, folder, "end", {"sitting": sitting}))


def _ask(address: str, folder: Path, path: str, data: dict[str, Any] | None = None) -> Any:
    """Ask a running service.

    Raises:
        PixauthorError: when it does not answer, or refuses.
    """
    require_extra()
    # Slow to load, and needed here only.
    import urllib.error
    import urllib.request

    from pixauthor.service.keyfile import read_secret_line

    if urlsplit(address).scheme not in ("http", "https"):
        raise PixauthorError("service.bad-address", address=address)
    headers = {"authorization": f"Bearer {read_secret_line(folder / TOKEN)}", "x-pixauthor": "1"}
    headers |= {"content-type": "application/json"} if data else {}
    body = json.dumps(data).encode() if data else None
    request = urllib.request.Request(f"{address}/api/admin/{path}", body, headers)  # noqa: S310 - http, as looked at above
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as reply:  # noqa: S310
            return json.load(reply)
    except urllib.error.HTTPError as error:
        raise PixauthorError("service.admin-refused", words=_words(error)) from None
    except (OSError, ValueError) as error:
        raise PixauthorError("service.nobody-there", address=address, reason=str(error)) from None


def _words(error: "HTTPError") -> str:
    try:
        return str(json.load(error)["words"])
    except (ValueError, KeyError, TypeError):
        return str(error)
