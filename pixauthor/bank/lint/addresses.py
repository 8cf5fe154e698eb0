"""Addresses on the web: what became of one that was asked, and those that no candidate can follow."""

from enum import StrEnum
from ipaddress import ip_address
from typing import Final, NamedTuple
from urllib.parse import urlsplit

_LOCAL_SUFFIXES: Final = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".onion")


class LinkFate(StrEnum):
    """What came of asking an address."""

    ALIVE = "alive"
    DEAD = "dead"
    UNKNOWN = "unknown"  # refused to us, or the network is down: nothing can be said


class LinkState(NamedTuple):
    """What came of asking an address, on which day (ISO), and why in a word: ``404``, ``timeout``."""

    fate: LinkFate
    on: str
    reason: str


def fault_of(url: str, allowed_hosts: tuple[str, ...] = ()) -> str:
    """Return why an address leads nowhere for a candidate (``"malformed"``, ``"private"``), or ""."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        parts.port  # noqa: B018 (a port that is no number raises)
    except ValueError:
        return "malformed"
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return "malformed"
    if host in allowed_hosts:
        return ""
    return "private" if is_private_name(host) else ""


def is_private_name(host: str) -> bool:
    """Say whether a name or a number of a machine is one of a private network, as far as it tells by itself."""
    if host == "localhost" or host.endswith(_LOCAL_SUFFIXES):
        return True
    return is_private_number(host) if _is_number(host) else "." not in host


def is_private_number(address: str) -> bool:
    """Say whether an IP address is anything but a public one. Raises ValueError when it is no address."""
    number = ip_address(address.partition("%")[0])
    mapped = getattr(number, "ipv4_mapped", None) or getattr(number, "sixtofour", None)
    return not number.is_global or number.is_multicast or (mapped is not None and not mapped.is_global)


def _is_number(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
