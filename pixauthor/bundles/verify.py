"""Is a bundle what its signer made? The order of the checks is the order of the functions; the first fault is named.

Archive, signature, manifest, members, what the part promises, the two parts together.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields

from pixauthor.bundles.archive import unpack
from pixauthor.bundles.build import MANIFEST, SIGNATURE
from pixauthor.bundles.manifest import FORMAT, Manifest, Part, decode_manifest
from pixauthor.bundles.minisign import PublicKey, verify
from pixauthor.canonical import digest
from pixauthor.errors import PixauthorError, Place
from pixauthor.source.parser import parse_document
from pixauthor.source.schema import check_schema
from pixauthor.wire import PublicItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One part, unpacked: its manifest and its members, manifest and signature apart."""

    manifest: Manifest
    page_digest: str
    members: Mapping[str, bytes]


class Unsound(PixauthorError):  # noqa: N818 - named for what it says
    """A bundle that is not as its signer made it."""

    exit_status = 1


def open_part(data: bytes, key: PublicKey | None, name: str = "") -> Opened:
    """Return one part of a bundle, checked.

    Args:
        data: the archive.
        key: who must have signed it; None: the signature is not looked at (``inspect``).
        name: the archive's name, for the place in errors.

    Raises:
        Unsound: naming the first thing that is wrong.
    """
    try:
        return _open(data, key)
    except PixauthorError as error:
        raise Unsound(error.message, place=error.place or Place(path=name), **error.fields) from None


def _open(data: bytes, key: PublicKey | None) -> Opened:
    members = unpack(data)
    page = _take(members, MANIFEST)
    signature = _take(members, SIGNATURE)
    comment = verify(page, signature.decode("utf-8", "replace"), key) if key else None
    manifest = _require_manifest(page)
    if comment not in {None, manifest.title}:
        raise PixauthorError("bundles.other-comment", found=comment, expected=manifest.title)
    _require_members(manifest, members)
    _PROMISES[manifest.part](manifest, members)
    return Opened(manifest=manifest, page_digest=digest(page), members=members)


def require_same_bundle(public: Opened, secret: Opened) -> None:
    """Check that the two parts were built together.

    Raises:
        Unsound: when the secret part names another public part.
    """
    if (public.manifest.part, secret.manifest.part) != (Part.PUBLIC, Part.SECRET):
        raise Unsound("bundles.not-a-pair")
    if secret.manifest.public_manifest != public.page_digest:
        raise Unsound("bundles.parts-differ", public=public.manifest.title, secret=secret.manifest.title)


def _take(members: dict[str, bytes], name: str) -> bytes:
    if name not in members:
        raise PixauthorError("bundles.absent", name=name)
    return members.pop(name)


def _require_manifest(page: bytes) -> Manifest:
    # JSON is YAML: the reader of items also gives the place of a fault.
    reading = parse_document(page.decode("utf-8", "replace"), MANIFEST)
    if reading.document is None:
        raise PixauthorError("bundles.bad-manifest", reason=str(reading.findings[0].place))
    data = reading.document.data
    if data.get("format") != FORMAT:
        raise PixauthorError("bundles.other-format", found=str(data.get("format")), expected=FORMAT)
    faults = check_schema(reading.document, "bundle-manifest")
    if faults:
        raise PixauthorError("bundles.bad-manifest", place=faults[0].place, reason=faults[0].message())
    return decode_manifest(data)


def _require_members(manifest: Manifest, members: Mapping[str, bytes]) -> None:
    for member in manifest.members:
        if member.path not in members:
            raise PixauthorError("bundles.absent", name=member.path)
        if digest(members[member.path]) != member.sha256:
            raise PixauthorError("bundles.altered", name=member.path)
    for name in sorted(set(members) - {member.path for member in manifest.members}):
        raise PixauthorError("bundles.unlisted", name=name)


_WIRE_FIELDS = {field.name for field in fields(PublicItem)}


def _require_public(manifest: Manifest, members: Mapping[str, bytes]) -> None:
    # The signer may be honest and his tool wrong: a public part with anything but wire messages and media is refused.
    for member in manifest.members:
        if member.role not in {"item", "media"}:
            raise PixauthorError("bundles.secret-in-public", name=member.path)
        if member.role == "item" and set(json.loads(members[member.path])) - _WIRE_FIELDS:
            raise PixauthorError("bundles.secret-in-public", name=member.path)


def _require_secret(manifest: Manifest, members: Mapping[str, bytes]) -> None:
    for item in manifest.items:
        name = f"items/{item.competence}/{item.id}.yaml"
        if name not in members:
            raise PixauthorError("bundles.absent", name=name)


_PROMISES = {Part.PUBLIC: _require_public, Part.SECRET: _require_secret}
