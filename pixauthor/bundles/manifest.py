"""What a bundle says of itself: its items, its members with their digests, what it may be used for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

FORMAT: Final = "pixauthor-bundle/1"


class Purpose(StrEnum):
    """What the items may be used for; the gates differ (``bundles.gates``)."""

    CERTIFICATION = "certification"
    FIELD_TEST = "field-test"
    DEMONSTRATION = "demonstration"


class Part(StrEnum):
    """``PUBLIC`` holds what candidates may see; ``SECRET`` holds keys, parameters and tests."""

    PUBLIC = "public"
    SECRET = "secret"  # noqa: S105 (a name of a part, not a password)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of the archive: size in bytes, SHA-256 in hexadecimal, and what it is for."""

    path: str
    role: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedItem:
    """One item of the bundle."""

    id: str
    version: int
    type: str
    competence: str
    level: int
    status: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The signed page of one part. In the secret part, ``public_manifest`` is the digest of the other part's page."""

    id: str
    version: str
    part: Part
    purpose: Purpose
    simulated: bool
    content_date: str
    framework: str
    software: str
    items: tuple[ListedItem, ...]
    members: tuple[Member, ...]
    public_manifest: str = ""
    format: str = FORMAT

    def encode(self) -> dict[str, Any]:
        """Return the page as JSON values."""
        return asdict(self)

    @property
    def title(self) -> str:
        """Name, version and part: the comment that the signature also covers."""
        return f"{self.id} {self.version} {self.part}"


def decode_manifest(data: Mapping[str, Any]) -> Manifest:
    """Return the manifest of a page that satisfies ``schemas/bundle-manifest.schema.json``."""
    fields = dict(data)
    fields["part"], fields["purpose"] = Part(data["part"]), Purpose(data["purpose"])
    fields["items"] = tuple(ListedItem(**item) for item in data["items"])
    fields["members"] = tuple(Member(**member) for member in data["members"])
    return Manifest(**fields)
