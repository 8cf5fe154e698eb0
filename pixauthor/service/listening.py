"""The sockets that the service listens on."""

import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Final

from pixauthor.errors import PixauthorError

WAITING_AT_THE_DOOR: Final = 2048
"""Connections that may wait until they are taken."""
_SPREADS: Final = sys.platform == "linux"
"""Whether the system spreads connections over the sockets of one port; elsewhere all take from one socket."""


@contextmanager
def listening(host: str, port: int, number: int = 1) -> Iterator[list[socket.socket]]:
    """Give ``number`` sockets that listen on one port; Linux hands each as many connections as the others.

    Raises:
        PixauthorError: when the address is no one's here, or something listens there already.
    """
    with ExitStack() as opened:
        first = opened.enter_context(_bound(host, port))
        if number > 1 and _SPREADS:
            # Alone at first: with others that share, a service that is there already would not be seen.
            port = first.getsockname()[1]
            first.close()
            sockets = [opened.enter_context(_bound(host, port, shares=True)) for _ in range(number)]
        else:
            sockets = [first] * number
        for one in sockets:
            one.listen(WAITING_AT_THE_DOOR)
        yield sockets


def _bound(host: str, port: int, *, shares: bool = False) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shares:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        reason = error.strerror or str(error)
        raise PixauthorError("service.no-address", host=host, port=port, reason=reason) from None
    return bound
